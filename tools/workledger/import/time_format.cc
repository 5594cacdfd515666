#include "tools/workledger/import/time_format.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"

namespace workledger {

absl::StatusOr<TimeFormat> TimeFormat::Create(std::string_view format,
                                              std::string_view zone) {
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
