#include "engine/ledger/zone_transitions.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "workledger/error.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {
namespace {

constexpr absl::Time kFirst = absl::UnixEpoch();
constexpr absl::CivilSecond kHorizon(2101, 1, 1);

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+';
}

// Absl also takes paths of files, offsets, and the machine's own zone, which
// mean something else on another machine.
bool IsZoneName(std::string_view name) {
  return !name.empty() && name.front() != '/' && name != "localtime" &&
         !name.starts_with("Fixed/") && std::ranges::all_of(name, IsNameByte);
}

void AddTransition(int offset_seconds, v1::Calendar& calendar) {
  calendar.add_transitions()->set_offset_seconds(offset_seconds);
}

void FillTransitions(const absl::TimeZone& zone, v1::Calendar& calendar) {
  calendar.clear_transitions();
  AddTransition(zone.At(kFirst).offset, calendar);
  absl::TimeZone::CivilTransition change;
  absl::Time at = kFirst;
  while (zone.NextTransition(at, &change) && change.to < kHorizon) {
    // Of a reading that comes twice, the second is where the change leads.
    at = zone.At(change.to).post;
    const int offset = zone.At(at).offset;
    // A zone may change its name only.
    if (offset == calendar.transitions().rbegin()->offset_seconds()) continue;
    AddTransition(offset, calendar);
    *calendar.mutable_transitions()->rbegin()->mutable_start_time() =
        ToTimestamp(at);
  }
}

}  // namespace

absl::Status ResolveZones(v1::Command& command) {
  if (!command.has_change_catalogue()) return absl::OkStatus();
  v1::ChangeCatalogue& order = *command.mutable_change_catalogue();
  for (int i = 0; i < order.changes_size(); ++i) {
    if (!order.changes(i).put().has_calendar()) continue;
    v1::Calendar& calendar =
        *order.mutable_changes(i)->mutable_put()->mutable_calendar();
    absl::TimeZone zone;
    if (!IsZoneName(calendar.zone()) ||
        !absl::LoadTimeZone(calendar.zone(), &zone)) {
      return FieldError(
          v1::ERROR_REASON_FIELD_INVALID,
          absl::StrCat("change_catalogue.changes[", i, "].put.calendar.zone"),
          absl::StrCat("got ", calendar.zone(),
                       ", want the IANA name of a time zone"));
    }
    FillTransitions(zone, calendar);
  }
  return absl::OkStatus();
}

}  // namespace workledger
