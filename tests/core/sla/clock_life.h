#ifndef WORKLEDGER_TESTS_CORE_SLA_CLOCK_LIFE_H_
#define WORKLEDGER_TESTS_CORE_SLA_CLOCK_LIFE_H_

// Random lives of a ticket with clocks, on random calendars: most orders take
// it on, some are refused, some were typed in later; notices of calendars, new
// policies and migrations, duplicates and excuses come between.

#include "tests/core/sla/choices.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {

// What happened in lives, for a test to show that they were worth living.
struct LifeCounts {
  int reopened = 0;
  int linked = 0;
  int migrated = 0;
  int excused = 0;
  int notices = 0;
};

// Ticket "t-1" lives as the choices say; "t-2" is another open ticket. What is
// due by its end has fired.
ClockScene LifeOf(Choices& choices);

// Adds what the life has of each.
void CountLife(const ClockScene& scene, LifeCounts& counts);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_SLA_CLOCK_LIFE_H_
