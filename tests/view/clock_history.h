#ifndef WORKLEDGER_TESTS_VIEW_CLOCK_HISTORY_H_
#define WORKLEDGER_TESTS_VIEW_CLOCK_HISTORY_H_

// Events of calendars and clocks, for histories that no rule is asked about.

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "tests/view/history.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/event.pb.h"

namespace workledger {

// A revision of a calendar that is open at any time; from revision 2 on, only
// for the first half of each day.
v1::Event CalendarPut(const std::string& code, uint64_t revision);

// Appends an event of the catalogue.
void AddToCatalogue(History& history, const v1::Event& event);

// What the tests' clocks are told apart by: their cycle.
v1::ClockKey ResolutionKey(uint32_t cycle = 1);

struct ClockPlan {
  absl::Duration start;  // after the epoch
  absl::Duration target;
  std::string calendar = "all";
  uint64_t calendar_revision = 1;
  uint32_t cycle = 1;
};

// Terms with a level "half" at 50 % and a level "over" at 100 %, and a pause
// while the requester is awaited.
v1::ClockTerms TermsOf(const ClockPlan& plan);

v1::Event ClockStarted(const ClockPlan& plan);
v1::Event ClockMoved(const ClockPlan& plan);
v1::Event LevelRaised(const std::string& level, absl::Duration due,
                      uint32_t deadline_revision = 1);
v1::Event ClockBreached(absl::Duration due);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_VIEW_CLOCK_HISTORY_H_
