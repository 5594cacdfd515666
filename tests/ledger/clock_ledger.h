#ifndef WORKLEDGER_TESTS_LEDGER_CLOCK_LEDGER_H_
#define WORKLEDGER_TESTS_LEDGER_CLOCK_LEDGER_H_

// A ledger "main" whose tickets have clocks, for tests of what fires.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/log/event_log.h"
#include "workledger/engine.h"

namespace workledger {

// Publishes a calendar "all" that is open at any time, and a policy with one
// promise to requesters: done within 4 hours. Its levels are "half" at 50 %,
// "over" at 100 % and "day" a day after the deadline.
void PutPolicy(Engine& engine);

// Publishes another revision of the calendar, which is closed on Sundays by
// `revision` notices, so that each revision is another.
void ReviseCalendar(Engine& engine, int revision);

// Looks at what the policy's next revision, which gives 2 hours and takes the
// running tickets over, would do; and publishes it with what that said.
// `head` is the position that is looked at.
v1::WhatIf MigrateTickets(Engine& engine, uint64_t head);

// Reports a ticket at the ledger's now.
void ReportTicket(Engine& engine, const std::string& ticket);

// Something of a clock that fired.
struct Fired {
  std::string ticket;
  std::string level;  // "breach" for the deadline
  absl::Time due;
  absl::Time record_time;
  absl::Duration late;  // as the event says; record - due for breaches

  friend bool operator==(const Fired&, const Fired&) = default;
};

// What fired, in the order of the log.
std::vector<Fired> FiredOf(const EventLog& log);

// What fires for a ticket that was reported at `start` and that nobody touches,
// up to `through`: one line of text each, as TextOf makes them.
std::vector<std::string> FiresOf(const std::string& ticket, absl::Time start,
                                 absl::Time through);
std::string TextOf(const Fired& fired);

// Waits until so many have fired; false after a minute.
bool AwaitFired(const EventLog& log, size_t count);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_LEDGER_CLOCK_LEDGER_H_
