#ifndef WORKLEDGER_CORE_SLA_CLOCK_ANSWERS_H_
#define WORKLEDGER_CORE_SLA_CLOCK_ANSWERS_H_

// What answers a clock: the events that do, the states that say it by
// themselves, and what did so before the clock was there.

#include <cstdint>
#include <optional>

#include "engine/core/enum_set.h"
#include "google/protobuf/timestamp.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// The metrics that something answers, and those that are answered all the more.
struct Stop {
  EnumSet<v1::Metric> answers;
  EnumSet<v1::Metric> implies = {};
};

// Returns what the event stops. Only a person of a provider stops a response.
Stop StopOf(const v1::Record& record, const v1::Event& event);

// Returns what a ticket's state says by itself: that history tells no more, or
// that a clock starts late.
Stop StopOf(v1::TicketState state);

// Keeps the event for clocks that start later, if it answers one and begins no
// span.
void KeepAnswer(const v1::Record& record, const v1::Event& event,
                v1::Ticket& ticket);

// What stopped a clock.
struct Answer {
  google::protobuf::Timestamp time;
  uint64_t version;
  bool implied;
  // Of the span; UNSPECIFIED where it was none.
  v1::TicketState state = v1::TICKET_STATE_UNSPECIFIED;
};

// Returns what would have stopped the clock if it had been there from the
// start: the first that answers it, nothing if none does. Work that was done
// and rejected since is not done, so of the resolution it is the first of the
// spans that last to this day.
std::optional<Answer> FindAnswer(const v1::Ticket& ticket,
                                 const v1::ClockKey& key);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_CLOCK_ANSWERS_H_
