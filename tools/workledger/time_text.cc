#include "tools/workledger/time_text.h"

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

namespace workledger {
namespace {

constexpr char kTimeWant[] =
    "RFC 3339 or YYYY-MM-DD HH:MM[:SS], for example 2016-05-18T09:30:00Z";
constexpr char kSpanWant[] = "a span above zero, for example 90m, 8h or 2d12h";

// Years that a Timestamp can hold.
bool InRange(absl::Time time) {
  return time >= absl::FromCivil(absl::CivilSecond(1), absl::UTCTimeZone()) &&
         time < absl::FromCivil(absl::CivilSecond(10000), absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<absl::TimeZone> ParseZone(FlagValue value) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(ToAbsl(value.text), &zone)) {
    return FlagError(value, "a time zone such as Asia/Shanghai or UTC");
  }
  return zone;
}

absl::StatusOr<absl::Time> ParseTime(FlagValue value, absl::TimeZone zone) {
  absl::Time time;
  if (absl::ParseTime(absl::RFC3339_full, ToAbsl(value.text), &time, nullptr)) {
    if (!InRange(time)) return FlagError(value, kTimeWant);
    return time;
  }
  // Read as UTC first, to get at the civil time.
  if (!absl::ParseTime("%Y-%m-%d %H:%M:%E*S", ToAbsl(value.text), &time,
                       nullptr) &&
      !absl::ParseTime("%Y-%m-%d %H:%M", ToAbsl(value.text), &time, nullptr)) {
    return FlagError(value, kTimeWant);
  }
  if (!InRange(time)) return FlagError(value, kTimeWant);
  const auto utc = absl::UTCTimeZone().At(time);
  const auto local = zone.At(utc.cs);
  if (local.kind != absl::TimeZone::TimeInfo::UNIQUE) {
    return FlagError(value, absl::StrCat("a local time that ", zone.name(),
                                         " has exactly once, or RFC 3339"));
  }
  return local.pre + utc.subsecond;
}

absl::StatusOr<absl::Duration> ParseSpan(FlagValue value) {
  absl::Duration span;
  absl::string_view rest = ToAbsl(value.text);
  if (const size_t day = rest.find('d'); day != absl::string_view::npos) {
    uint32_t days = 0;
    if (!absl::SimpleAtoi(rest.substr(0, day), &days)) {
      return FlagError(value, kSpanWant);
    }
    span = days * absl::Hours(24);
    rest.remove_prefix(day + 1);
  }
  absl::Duration clock_part;
  const bool days_only = rest.empty() && span > absl::ZeroDuration();
  if (!days_only && !absl::ParseDuration(rest, &clock_part)) {
    return FlagError(value, kSpanWant);
  }
  span += clock_part;
  if (clock_part < absl::ZeroDuration() || span <= absl::ZeroDuration() ||
      span == absl::InfiniteDuration()) {
    return FlagError(value, kSpanWant);
  }
  return span;
}

std::string TimeText(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, zone);
}

std::string AgeText(absl::Duration age) {
  const int64_t seconds = absl::ToInt64Seconds(age);
  const int64_t minutes = seconds / 60;
  const int64_t hours = minutes / 60;
  if (hours >= 24) return absl::StrCat(hours / 24, "d ", hours % 24, "h");
  if (hours > 0) return absl::StrCat(hours, "h ", minutes % 60, "m");
  if (minutes > 0) return absl::StrCat(minutes, "m");
  return absl::StrCat(seconds, "s");
}

}  // namespace workledger
