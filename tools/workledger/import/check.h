#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_CHECK_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_CHECK_H_

// Compares what the ledger derived with what the source says, both as texts.

#include <string>

#include "absl/time/time.h"
#include "tools/workledger/import/mapping.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// What `ticket` has for a check; empty if it has nothing.
std::string CheckedText(CheckKind kind, const v1::Ticket& ticket);

// How a time is written in a check.
std::string CheckedTime(absl::Time time);

// How the state that `move` leads to is written in a check; empty for an
// unknown one.
std::string CheckedMove(const v1::RecordHistory& move);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_CHECK_H_
