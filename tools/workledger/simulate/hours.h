#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_HOURS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_HOURS_H_

// When the bureau of the simulated year works: the calendar of the default
// profile, and the moments at which things are told to happen.

#include "absl/time/time.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// What the default profile puts into the catalogue: its calendars and its
// policy.
const v1::ChangeCatalogue& ProfileChanges();

// Codes of its calendars.
inline constexpr char kOfficeCalendar[] = "cn-gov-office";
inline constexpr char kAlwaysCalendar[] = "cn-gov-always";

// Whether the office is open at `time`; not at the instant that it closes.
bool OfficeOpen(absl::Time time);

// Things happen at moments that are a step apart, so that the clock of the
// ledger stops there and every order is given when it happens. What starts a
// clock happens at the desk's moments, on the minute; what stops one at the
// worker's, 2:20 later: no target and no share of one ends there, so that
// nothing depends on which of two comes first.
struct Pace {
  absl::Duration step;
  // Whether it keeps to the hours of the office.
  bool office;
};

inline constexpr Pace kOfficePace = {absl::Hours(1), true};
inline constexpr Pace kShiftPace = {absl::Hours(1), false};
inline constexpr Pace kUrgentPace = {absl::Minutes(5), false};

// Steps of kOfficePace in a working day.
inline constexpr int kDaySteps = 7;

// Return the first moment at or after `time`, and `steps` moments later: of the
// office pace each is half an hour of open time.
absl::Time DeskMoment(absl::Time time, const Pace& pace);
absl::Time WorkMoment(absl::Time time, const Pace& pace, int steps);

// Returns that time of the day on the working day that is so many later.
absl::Time OnWorkingDay(absl::Time time, int days, absl::Duration time_of_day);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_HOURS_H_
