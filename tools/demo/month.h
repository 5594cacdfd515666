#ifndef WORKLEDGER_TOOLS_DEMO_MONTH_H_
#define WORKLEDGER_TOOLS_DEMO_MONTH_H_

// The whole month as commands for an empty driven ledger.
//
//   CreateLedger(..., MonthStart());
//   for (const v1::Command& command : MakeMonth(seed)) Execute(command);

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// From the first of March 2025, 00:00 at UTC+8, to the first of April.
absl::Time MonthStart();
absl::Time MonthEnd();

// The id of the month's first ticket.
std::string FirstTicket();

// Returns the commands in order: the same ones, byte for byte, for a seed. The
// clock goes forward in steps of five minutes, and last to MonthEnd().
std::vector<v1::Command> MakeMonth(uint64_t seed);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_DEMO_MONTH_H_
