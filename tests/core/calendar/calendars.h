#ifndef WORKLEDGER_TESTS_CORE_CALENDAR_CALENDARS_H_
#define WORKLEDGER_TESTS_CORE_CALENDAR_CALENDARS_H_

// Calendars that tests of clocks share: zones as their transitions, and what
// the yearly notices of the State Council declared.

#include <span>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {

// Days in a row of one class.
struct DeclaredDays {
  absl::CivilDay first;
  int count;
  v1::DayClass day_class;
};

// The notices of some years as they were first given and, where they were
// amended, as they were then.
std::span<const DeclaredDays> Notice2018();
std::span<const DeclaredDays> First2019();
std::span<const DeclaredDays> Amended2019();  // 2019-03-22
std::span<const DeclaredDays> First2020();
std::span<const DeclaredDays> Amended2020();  // 2020-01-27
std::span<const DeclaredDays> Notice2025();
std::span<const DeclaredDays> Notice2026();

// Gives the calendar the offsets of a zone in these years, both included.
void SetZone(std::string_view name, int first_year, int last_year,
             v1::Calendar& calendar);

// Monday to Friday, 09:00 to 12:00 and 14:00 to 18:00, in Shanghai.
v1::Calendar Office();

// Sets what a notice declares; days that are set already are replaced.
void Declare(std::span<const DeclaredDays> notice, v1::Calendar& calendar);

// The office with a notice.
v1::Calendar OfficeWith(std::span<const DeclaredDays> notice);

// The same without the days that the notice makes worked.
v1::Calendar OfficeWithoutMakeUpDays(std::span<const DeclaredDays> notice);

// Reads "2025-09-26T17:00", or with seconds, as time of Shanghai.
absl::Time Shanghai(std::string_view text);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_CALENDAR_CALENDARS_H_
