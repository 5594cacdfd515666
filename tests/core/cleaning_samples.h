#ifndef WORKLEDGER_TESTS_CORE_CLEANING_SAMPLES_H_
#define WORKLEDGER_TESTS_CORE_CLEANING_SAMPLES_H_

// Cleaning tickets and the orders that they take, for tests. The window of a
// planned task is from an hour after kNow to three hours after it.

#include <string_view>
#include <vector>

#include "workledger/v1/command.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Somebody of the bureau who scores work.
v1::Actor Inspector();

// Returns events that lead a new cleaning ticket to `state`. They come from a
// plan, but for REPORTED, WITHDRAWN and DUPLICATE.
std::vector<v1::Event> CleaningPathTo(v1::TicketState state);

// Returns an order that cleaning takes, by its name in the schema;
// "close_passed" is `close` of inspected work.
v1::Command CleaningOrder(std::string_view name);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_CLEANING_SAMPLES_H_
