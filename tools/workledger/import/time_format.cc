#include "tools/workledger/import/time_format.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"

namespace workledger {
namespace {

constexpr std::string_view kFields[] = {"Y", "m",   "d",  "H", "M",
                                        "S", "E*S", "I",  "p", "y",
                                        "b", "e",   "Ez", "s", "%"};

// Returns the field that `text` begins with; empty if none does.
std::string_view FieldAt(std::string_view text) {
  for (const std::string_view field : kFields) {
    if (text.starts_with(field)) return field;
  }
  return "";
}

}  // namespace

absl::Status TimeFormat::CheckFormat(std::string_view format) {
  bool found = false;
  for (size_t at = format.find('%'); at != std::string_view::npos;
       at = format.find('%', at)) {
    const std::string_view field = FieldAt(format.substr(at + 1));
    if (field.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "got the field \"", ToAbsl(format.substr(at, 2)),
          "\", want those that docs/import.md lists: %Y %m %d %H %M %S ..."));
    }
    found = found || field != "%";
    at += 1 + field.size();
  }
  if (found) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "got \"", ToAbsl(format), "\", want fields such as %Y-%m-%d %H:%M"));
}

absl::StatusOr<TimeFormat> TimeFormat::Create(std::string_view format,
                                              std::string_view zone) {
  WL_RETURN_IF_ERROR(CheckFormat(format));
  TimeFormat result;
  result.format_ = std::string(format);
  if (!absl::LoadTimeZone(ToAbsl(zone), &result.zone_)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "got \"", ToAbsl(zone), "\", want an IANA zone such as Asia/Shanghai"));
  }
  return result;
}

absl::StatusOr<absl::Time> TimeFormat::Parse(std::string_view text) const {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(format_, ToAbsl(text), zone_, &time, &error)) {
    return absl::InvalidArgumentError(absl::StrCat("got \"", ToAbsl(text),
                                                   "\", want a time like \"",
                                                   format_, "\": ", error));
  }
  // ParseTime also reads "infinite-future", whatever the format.
  static constexpr absl::CivilYear kYearMin(1), kYearMax(9999);
  const absl::CivilYear year = absl::ToCivilYear(time, absl::UTCTimeZone());
  if (year < kYearMin || year > kYearMax) {
    return absl::InvalidArgumentError(absl::StrCat(
        "got \"", ToAbsl(text), "\", want a time in the years 1 to 9999"));
  }
  return FloorMillis(time);
}

}  // namespace workledger
