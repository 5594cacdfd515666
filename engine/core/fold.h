#ifndef WORKLEDGER_CORE_FOLD_H_
#define WORKLEDGER_CORE_FOLD_H_

// What commands are decided against: folds of streams, and the context.

#include <functional>
#include <map>
#include <string>

#include "absl/time/time.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// The folds that a command reads. A ticket that has no events yet is present
// with version 0. Points at folds that someone else owns.
struct Folds {
  const v1::LedgerState* ledger = nullptr;
  std::map<std::string, const v1::Ticket*, std::less<>> tickets = {};
};

// What else a decision depends on, all of it explicit.
struct Context {
  // The ledger's now, in milliseconds; becomes the events' record_time.
  absl::Time now;
  // When the command says that it happened; `now` if it says nothing.
  absl::Time occur_time;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_FOLD_H_
