#ifndef WORKLEDGER_CORE_PLAN_RECURRENCE_H_
#define WORKLEDGER_CORE_PLAN_RECURRENCE_H_

// The dates of a plan: RFC 5545 recurrence rules, worked out by libical on
// local dates alone. No zone and no time of day comes into it, so that the
// answer is the same wherever it is computed.
//
//   WL_RETURN_IF_ERROR(CheckRecurrence("FREQ=MONTHLY;BYMONTHDAY=-1",
//                                      "plan.recurrence"));
//   std::optional<absl::CivilDay> next = NextDate(plan, today);

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Refuses what is no rule of RFC 5545, section 3.3.10, or none for a plan:
// FAILED_PRECONDITION, RECURRENCE_INVALID with the field. A plan's rule repeats
// DAILY, WEEKLY, MONTHLY or YEARLY, names no times of day and no other calendar
// than the Gregorian, and has a date that can be found. Of UNTIL only the date
// counts.
absl::Status CheckRecurrence(std::string_view rrule, std::string_view field);

// Returns the first date of the plan's rule after `after`: not before its
// `start_date`, from which intervals and COUNT are counted, and not after its
// `end_date`; nothing if there is none. Dates end with the year 2500.
std::optional<absl::CivilDay> NextDate(const v1::Plan& plan,
                                       absl::CivilDay after);

// Returns the last day on which the plan is in force by its `end_date` or its
// rule's UNTIL, the earlier of both; nothing if neither is set.
std::optional<absl::CivilDay> LastDay(const v1::Plan& plan);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PLAN_RECURRENCE_H_
