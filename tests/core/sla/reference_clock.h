#ifndef WORKLEDGER_TESTS_CORE_SLA_REFERENCE_CLOCK_H_
#define WORKLEDGER_TESTS_CORE_SLA_REFERENCE_CLOCK_H_

// A clock, slowly and obviously right: it paints the ticket's spans on a line
// of minutes, the last word over the ones before, and walks along it. Instants,
// and targets and caps in open time, are whole minutes.

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "tests/core/calendar/reference_calendar.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

struct ReferenceValue {
  // Nothing if it lies beyond the line, or if the last day of a target in days
  // does.
  std::optional<absl::Time> due;
  absl::Duration elapsed;
  absl::Duration paused;
};

class ReferenceClock {
 public:
  // Looks no further than `limit`.
  ReferenceClock(const ReferenceCalendar& calendar, const v1::Clock& clock,
                 const v1::Ticket& ticket, absl::Time limit);

  // The value at `now`, from when on nothing holds the clock up.
  ReferenceValue At(absl::Time now) const;

 private:
  struct Minute {
    bool open = false;
    // Place of the pause in the terms; -1 if nothing stops the clock.
    int pause = -1;
  };

  int PauseOf(const v1::TicketSpan& span) const;

  // Returns when a target that begins at `start` is over if nothing stops it;
  // nothing if that is beyond the line.
  std::optional<absl::Time> EndOf(const v1::Target& target,
                                  absl::Time start) const;

  // Returns how many open minutes there are, and before which instant it is
  // never due.
  int64_t MinutesLeft() const;
  absl::Time Floor() const;

  const ReferenceCalendar calendar_;
  const v1::ClockTerms terms_;
  absl::Time start_;
  absl::Time limit_;
  std::vector<Minute> minutes_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_SLA_REFERENCE_CLOCK_H_
