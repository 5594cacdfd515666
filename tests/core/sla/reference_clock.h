#ifndef WORKLEDGER_TESTS_CORE_SLA_REFERENCE_CLOCK_H_
#define WORKLEDGER_TESTS_CORE_SLA_REFERENCE_CLOCK_H_

// A clock, slowly and obviously right: it paints the ticket's spans on a line
// of minutes, the last word over the ones before, and walks along it. Instants,
// targets and caps are whole minutes of open time.

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "tests/core/calendar/reference_calendar.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

struct ReferenceValue {
  // Nothing if it lies beyond the line.
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

  const v1::ClockTerms terms_;
  absl::Time start_;
  std::vector<Minute> minutes_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_SLA_REFERENCE_CLOCK_H_
