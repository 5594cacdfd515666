#ifndef WORKLEDGER_CORE_LIFECYCLE_TIMELINE_H_
#define WORKLEDGER_CORE_LIFECYCLE_TIMELINE_H_

// What the fold keeps of a ticket's time line whatever event moves it: which
// event set which milestone, and how long it was held.
//
//   const Standing before = StandingOf(ticket);
//   ...  // apply the event
//   KeepTimeline(before, record, event, ticket);

#include <cstdint>

#include "google/protobuf/timestamp.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the milestone that entering `state` sets, or null if the ticket did
// not reach it or the state has none.
const google::protobuf::Timestamp* FindMilestone(const v1::Milestones& all,
                                                 v1::TicketState state);

// Moves that milestone; nothing for a state that has none.
void SetMilestone(v1::Milestones& all, v1::TicketState state,
                  const google::protobuf::Timestamp& time);

// Returns when what the event says happened: of a timer's when it was due,
// however late it fired.
const google::protobuf::Timestamp& HappenTime(const v1::Record& record,
                                              const v1::Event& event);

// Where a ticket stands before an event.
struct Standing {
  v1::TicketState state;
  // In milliseconds; 0 where there is none.
  int64_t milestone;
  bool held;
  int64_t hold_start;
  // When the hold ends by itself; 0 if it does not.
  int64_t hold_until;
};

Standing StandingOf(const v1::Ticket& ticket);

// Keeps what `event` changed since.
void KeepTimeline(const Standing& before, const v1::Record& record,
                  const v1::Event& event, v1::Ticket& ticket);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_TIMELINE_H_
