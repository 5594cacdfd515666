#ifndef WORKLEDGER_CORE_LIFECYCLE_TICKET_CASE_H_
#define WORKLEDGER_CORE_LIFECYCLE_TICKET_CASE_H_

// What an order to a ticket is decided from, and what every kind's rules share.

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/fold.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/error.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

using Events = std::vector<v1::Event>;

// Events of one stream, in order.
struct StreamEvents {
  v1::StreamId stream;
  Events events;
};

// Refers to what the caller owns. decide.cc has checked that the ticket exists,
// its version and the time.
struct TicketCase {
  const v1::Command& command;
  const v1::Ticket& ticket;
  const Folds& folds;
  const Context& context;
};

// Decides one order; its events are the ticket's own.
using DecideOrder = absl::StatusOr<Events> (*)(const TicketCase&);

// Returns the events that an accepted order brings to other streams, all of
// which Reads has named. `own` are those of the ticket.
using DecideElsewhere = std::vector<StreamEvents> (*)(const TicketCase&,
                                                      const Events& own);

// Returns the status of a state that forbids an order.
absl::Status Forbid(v1::ErrorReason reason, std::string_view message,
                    std::string_view field = "");

// Returns the events as those of one stream; none for none.
std::vector<StreamEvents> InStream(v1::StreamKind kind, std::string_view key,
                                   Events events);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_LIFECYCLE_TICKET_CASE_H_
