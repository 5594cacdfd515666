#include "engine/core/tally/tally_decide.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/calendar_at.h"
#include "engine/core/enum_set.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Whoever works for the bureau, and devices that count by themselves.
constexpr EnumSet<v1::Role> kCounters = {
    v1::ROLE_DESK,      v1::ROLE_SUPERVISOR,   v1::ROLE_TECHNICIAN,
    v1::ROLE_INSPECTOR, v1::ROLE_DUTY_OFFICER, v1::ROLE_LEADER};

absl::Status CheckCounter(const v1::Actor& actor) {
  const bool may = actor.kind() != v1::ACTOR_KIND_HUMAN ||
                   std::ranges::any_of(actor.roles(), [](int role) {
                     return kCounters.Contains(static_cast<v1::Role>(role));
                   });
  if (may) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
      "actor.roles: got none that may give this order", "actor.roles");
}

// What is counted lies in the past; validation has put the times in order.
absl::Status CheckTimes(const v1::RecordTally& order, const Context& context) {
  for (const std::string_view name : {"start_time", "end_time"}) {
    const bool start = name == "start_time";
    const google::protobuf::Timestamp& time =
        start ? order.start_time() : order.end_time();
    if (FromTimestamp(time) > context.now + kOccurTimeAheadMax) {
      return FieldError(
          v1::ERROR_REASON_TIME_AHEAD,
          absl::StrCat("record_tally.", ToAbsl(name)),
          absl::StrCat("got a time ahead of the ledger's clock, want at most ",
                       absl::FormatDuration(kOccurTimeAheadMax), " ahead"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckKnown(const Catalogue& catalogue, v1::CatalogueKind kind,
                        std::string_view code, std::string_view field) {
  if (code.empty() || !catalogue.Keeps(kind) ||
      catalogue.Find(kind, code) != nullptr) {
    return absl::OkStatus();
  }
  return Forbid(
      v1::ERROR_REASON_CATALOGUE_UNKNOWN,
      absl::StrCat("got ", ToAbsl(code), ", want one that the catalogue keeps"),
      field);
}

// When counting began decides the day, so that a night shift is one day's.
void SetDay(const v1::RecordTally& order, const Catalogue& catalogue,
            absl::Time occur_time, v1::TallyRecorded& recorded) {
  absl::Time time = occur_time;
  if (order.has_start_time()) {
    time = FromTimestamp(order.start_time());
  } else if (order.has_end_time()) {
    time = FromTimestamp(order.end_time());
  }
  const v1::CatalogueEntry* const calendar =
      CalendarAt(catalogue, order.location());
  const absl::CivilDay day = LocalDay(catalogue, calendar, time);
  recorded.set_day(static_cast<uint32_t>(day.year() * 10'000 +
                                         day.month() * 100 + day.day()));
  if (calendar == nullptr) return;
  recorded.set_calendar(calendar->item().calendar().code());
  recorded.set_calendar_revision(calendar->revision());
}

absl::Status Required(std::string_view field) {
  return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, field,
                    "got nothing, want a value");
}

}  // namespace

absl::Status CheckRecordTally(const v1::Command& command) {
  const v1::RecordTally& order = command.record_tally();
  const bool backwards =
      order.has_start_time() && order.has_end_time() &&
      CompareTimestamps(order.start_time(), order.end_time()) > 0;
  if (backwards) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "record_tally.end_time",
                      "got a time before record_tally.start_time");
  }
  // That there was none is only said of a time.
  if (order.count() > 0) return absl::OkStatus();
  if (!order.has_start_time()) return Required("record_tally.start_time");
  return order.has_end_time() ? absl::OkStatus()
                              : Required("record_tally.end_time");
}

std::vector<StreamName> ReadsTallies(const v1::Command&, const Folds& known) {
  if (Known(known, v1::STREAM_KIND_TALLY, "")) return {};
  return {{v1::STREAM_KIND_TALLY, ""}};
}

absl::StatusOr<std::vector<StreamEvents>> DecideTally(
    const v1::Command& command, const Folds& folds, const Context& context) {
  WL_RETURN_IF_ERROR(CheckOccurTime(context));
  WL_RETURN_IF_ERROR(CheckCounter(command.actor()));
  const v1::RecordTally& order = command.record_tally();
  WL_RETURN_IF_ERROR(CheckTimes(order, context));
  const Catalogue& catalogue = *folds.catalogue;
  WL_RETURN_IF_ERROR(CheckKnown(catalogue, v1::CATALOGUE_KIND_LOCATION,
                                order.location(), "record_tally.location"));
  WL_RETURN_IF_ERROR(CheckKnown(catalogue, v1::CATALOGUE_KIND_PARTY,
                                order.party(), "record_tally.party"));
  Events events(1);
  v1::TallyRecorded& recorded = *events[0].mutable_tally_recorded();
  recorded.set_item(order.item());
  recorded.set_count(order.count());
  recorded.set_location(order.location());
  recorded.set_party(order.party());
  if (order.has_start_time()) {
    *recorded.mutable_start_time() = FloorMillis(order.start_time());
  }
  if (order.has_end_time()) {
    *recorded.mutable_end_time() = FloorMillis(order.end_time());
  }
  SetDay(order, catalogue, context.occur_time, recorded);
  recorded.set_catalogue_position(folds.ledger->catalogue_position());
  *recorded.mutable_evidence() = order.evidence();
  return InStream(v1::STREAM_KIND_TALLY, "", std::move(events));
}

}  // namespace workledger
