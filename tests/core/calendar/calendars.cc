#include "tests/core/calendar/calendars.h"

#include <map>
#include <string>

#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

using absl::CivilDay;

constexpr v1::DayClass kOff = v1::DAY_CLASS_OFF;
constexpr v1::DayClass kWork = v1::DAY_CLASS_WORK;

constexpr absl::Duration kShanghaiOffset = absl::Hours(8);

}  // namespace

std::span<const DeclaredDays> Notice2018() {
  static const DeclaredDays days[] = {
      {CivilDay(2018, 1, 1), 1, kOff},   {CivilDay(2018, 2, 11), 1, kWork},
      {CivilDay(2018, 2, 15), 7, kOff},  {CivilDay(2018, 2, 24), 1, kWork},
      {CivilDay(2018, 4, 5), 3, kOff},   {CivilDay(2018, 4, 8), 1, kWork},
      {CivilDay(2018, 4, 28), 1, kWork}, {CivilDay(2018, 4, 29), 3, kOff},
      {CivilDay(2018, 6, 18), 1, kOff},  {CivilDay(2018, 9, 24), 1, kOff},
      {CivilDay(2018, 9, 29), 2, kWork}, {CivilDay(2018, 10, 1), 7, kOff},
  };
  return days;
}

std::span<const DeclaredDays> First2019() {
  static const DeclaredDays days[] = {
      {CivilDay(2018, 12, 29), 1, kWork}, {CivilDay(2018, 12, 30), 3, kOff},
      {CivilDay(2019, 2, 2), 2, kWork},   {CivilDay(2019, 2, 4), 7, kOff},
      {CivilDay(2019, 4, 5), 1, kOff},    {CivilDay(2019, 5, 1), 1, kOff},
      {CivilDay(2019, 6, 7), 1, kOff},    {CivilDay(2019, 9, 13), 1, kOff},
      {CivilDay(2019, 9, 29), 1, kWork},  {CivilDay(2019, 10, 1), 7, kOff},
      {CivilDay(2019, 10, 12), 1, kWork},
  };
  return days;
}

std::span<const DeclaredDays> Amended2019() {
  static const DeclaredDays days[] = {
      {CivilDay(2018, 12, 29), 1, kWork}, {CivilDay(2018, 12, 30), 3, kOff},
      {CivilDay(2019, 2, 2), 2, kWork},   {CivilDay(2019, 2, 4), 7, kOff},
      {CivilDay(2019, 4, 5), 1, kOff},    {CivilDay(2019, 4, 28), 1, kWork},
      {CivilDay(2019, 5, 1), 4, kOff},    {CivilDay(2019, 5, 5), 1, kWork},
      {CivilDay(2019, 6, 7), 1, kOff},    {CivilDay(2019, 9, 13), 1, kOff},
      {CivilDay(2019, 9, 29), 1, kWork},  {CivilDay(2019, 10, 1), 7, kOff},
      {CivilDay(2019, 10, 12), 1, kWork},
  };
  return days;
}

std::span<const DeclaredDays> First2020() {
  static const DeclaredDays days[] = {
      {CivilDay(2020, 1, 1), 1, kOff},    {CivilDay(2020, 1, 19), 1, kWork},
      {CivilDay(2020, 1, 24), 7, kOff},   {CivilDay(2020, 2, 1), 1, kWork},
      {CivilDay(2020, 4, 4), 3, kOff},    {CivilDay(2020, 4, 26), 1, kWork},
      {CivilDay(2020, 5, 1), 5, kOff},    {CivilDay(2020, 5, 9), 1, kWork},
      {CivilDay(2020, 6, 25), 3, kOff},   {CivilDay(2020, 6, 28), 1, kWork},
      {CivilDay(2020, 9, 27), 1, kWork},  {CivilDay(2020, 10, 1), 8, kOff},
      {CivilDay(2020, 10, 10), 1, kWork},
  };
  return days;
}

std::span<const DeclaredDays> Amended2020() {
  static const DeclaredDays days[] = {
      {CivilDay(2020, 1, 1), 1, kOff},    {CivilDay(2020, 1, 19), 1, kWork},
      {CivilDay(2020, 1, 24), 10, kOff},  {CivilDay(2020, 2, 3), 1, kWork},
      {CivilDay(2020, 4, 4), 3, kOff},    {CivilDay(2020, 4, 26), 1, kWork},
      {CivilDay(2020, 5, 1), 5, kOff},    {CivilDay(2020, 5, 9), 1, kWork},
      {CivilDay(2020, 6, 25), 3, kOff},   {CivilDay(2020, 6, 28), 1, kWork},
      {CivilDay(2020, 9, 27), 1, kWork},  {CivilDay(2020, 10, 1), 8, kOff},
      {CivilDay(2020, 10, 10), 1, kWork},
  };
  return days;
}

std::span<const DeclaredDays> Notice2025() {
  static const DeclaredDays days[] = {
      {CivilDay(2025, 1, 1), 1, kOff},    {CivilDay(2025, 1, 26), 1, kWork},
      {CivilDay(2025, 1, 28), 8, kOff},   {CivilDay(2025, 2, 8), 1, kWork},
      {CivilDay(2025, 4, 4), 3, kOff},    {CivilDay(2025, 4, 27), 1, kWork},
      {CivilDay(2025, 5, 1), 5, kOff},    {CivilDay(2025, 5, 31), 3, kOff},
      {CivilDay(2025, 9, 28), 1, kWork},  {CivilDay(2025, 10, 1), 8, kOff},
      {CivilDay(2025, 10, 11), 1, kWork},
  };
  return days;
}

std::span<const DeclaredDays> Notice2026() {
  static const DeclaredDays days[] = {
      {CivilDay(2026, 1, 1), 3, kOff},    {CivilDay(2026, 1, 4), 1, kWork},
      {CivilDay(2026, 2, 14), 1, kWork},  {CivilDay(2026, 2, 15), 9, kOff},
      {CivilDay(2026, 2, 28), 1, kWork},  {CivilDay(2026, 4, 4), 3, kOff},
      {CivilDay(2026, 5, 1), 5, kOff},    {CivilDay(2026, 5, 9), 1, kWork},
      {CivilDay(2026, 6, 19), 3, kOff},   {CivilDay(2026, 9, 20), 1, kWork},
      {CivilDay(2026, 9, 25), 3, kOff},   {CivilDay(2026, 10, 1), 7, kOff},
      {CivilDay(2026, 10, 10), 1, kWork},
  };
  return days;
}

void SetZone(std::string_view name, int first_year, int last_year,
             v1::Calendar& calendar) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone(ToAbsl(name), &zone)) << name;
  calendar.set_zone(std::string(name));
  calendar.clear_transitions();
  absl::Time at = absl::FromCivil(CivilDay(first_year, 1, 1), zone);
  calendar.add_transitions()->set_offset_seconds(zone.At(at).offset);
  absl::TimeZone::CivilTransition change;
  while (zone.NextTransition(at, &change) && change.to.year() <= last_year) {
    at = zone.At(change.to).post;
    const int offset = zone.At(at).offset;
    if (offset == calendar.transitions().rbegin()->offset_seconds()) continue;
    v1::ZoneTransition& transition = *calendar.add_transitions();
    transition.set_offset_seconds(offset);
    *transition.mutable_start_time() = ToTimestamp(at);
  }
}

v1::Calendar Office() {
  v1::Calendar calendar;
  calendar.set_code("office");
  calendar.set_zone("Asia/Shanghai");
  calendar.add_transitions()->set_offset_seconds(
      static_cast<int32_t>(absl::ToInt64Seconds(kShanghaiOffset)));
  for (uint32_t weekday = 1; weekday <= 5; ++weekday) {
    calendar.add_weekdays(weekday);
  }
  for (const auto& [open, close] : {std::pair{9, 12}, std::pair{14, 18}}) {
    v1::DayInterval& interval = *calendar.add_intervals();
    interval.set_open_minute(open * 60);
    interval.set_close_minute(close * 60);
  }
  return calendar;
}

void Declare(std::span<const DeclaredDays> notice, v1::Calendar& calendar) {
  std::map<CivilDay, v1::DayOverride> days;
  for (const v1::DayOverride& day : calendar.days()) {
    const v1::Date& date = day.date();
    days[CivilDay(date.year(), date.month(), date.day())] = day;
  }
  for (const DeclaredDays& declared : notice) {
    for (int i = 0; i < declared.count; ++i) {
      const CivilDay day = declared.first + i;
      v1::DayOverride& override = days[day];
      override.mutable_date()->set_year(static_cast<int32_t>(day.year()));
      override.mutable_date()->set_month(day.month());
      override.mutable_date()->set_day(day.day());
      override.set_day_class(declared.day_class);
    }
  }
  calendar.clear_days();
  for (const auto& [day, override] : days) *calendar.add_days() = override;
}

v1::Calendar OfficeWith(std::span<const DeclaredDays> notice) {
  v1::Calendar calendar = Office();
  Declare(notice, calendar);
  return calendar;
}

v1::Calendar OfficeWithoutMakeUpDays(std::span<const DeclaredDays> notice) {
  v1::Calendar calendar = Office();
  for (const DeclaredDays& declared : notice) {
    if (declared.day_class == kOff) Declare({&declared, 1}, calendar);
  }
  return calendar;
}

absl::Time Shanghai(std::string_view text) {
  absl::CivilSecond civil;
  EXPECT_TRUE(absl::ParseLenientCivilTime(ToAbsl(text), &civil)) << text;
  return absl::FromCivil(civil, absl::UTCTimeZone()) - kShanghaiOffset;
}

}  // namespace workledger
