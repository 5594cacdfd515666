#ifndef WORKLEDGER_TESTS_CORE_CALENDAR_RANDOM_CALENDAR_H_
#define WORKLEDGER_TESTS_CORE_CALENDAR_RANDOM_CALENDAR_H_

// Random calendars for property tests: any weekdays, up to four intervals, some
// of them over midnight, zones that change their clocks both ways, and days
// off and worked around the instant of interest.

#include <rapidcheck.h>

#include <functional>
#include <iostream>
#include <utility>

#include "absl/time/time.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {

struct RandomCalendar {
  v1::Calendar calendar;
  // An instant near which things happen: where its zone's clock changes, or
  // some other one.
  absl::Time center;
};

// Draws a number in [first, last).
using InRange = std::function<int(int first, int last)>;

// Makes a calendar of such numbers.
RandomCalendar MakeCalendar(const InRange& draw);
void DrawOverrides(absl::Time center, const InRange& draw,
                   v1::Calendar& calendar);

// To be called within a property.
RandomCalendar DrawCalendar();

// Gives the calendar other days off and worked around `center`: a revision.
void DrawOverrides(absl::Time center, v1::Calendar& calendar);

// Returns an instant or span of whole steps up to `limit` away, most often a
// near one.
absl::Duration DrawSpan(absl::Duration limit, absl::Duration step);

// Runs the property for so many random cases, and shrinks one that fails. What
// RC_PARAMS says, for example the seed of a failure, holds, too. Lists that are
// drawn are no longer than `size_max`.
template <typename Property>
bool CheckCases(const std::string& description, int cases, Property&& property,
                int size_max = 100) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = cases;
  params.maxSize = size_max;
  rc::detail::TestMetadata metadata;
  metadata.id = description;
  metadata.description = description;
  const auto result = rc::detail::checkTestable(
      std::forward<Property>(property), metadata, params);
  std::cerr << description << ": ";
  rc::detail::printResultMessage(result, std::cerr);
  std::cerr << std::endl;
  return result.template is<rc::detail::SuccessResult>();
}

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_CALENDAR_RANDOM_CALENDAR_H_
