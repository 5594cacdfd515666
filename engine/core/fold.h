#ifndef WORKLEDGER_CORE_FOLD_H_
#define WORKLEDGER_CORE_FOLD_H_

// What commands are decided against: folds of streams, the catalogue, and the
// context.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// A stream as a key: its kind and what names it within the kind.
using StreamName = std::pair<v1::StreamKind, std::string>;

// The folds that a command reads. A stream that has no events yet is present,
// with a fold of version 0. Points at what someone else owns.
struct Folds {
  const v1::LedgerState* ledger = nullptr;
  const Catalogue* catalogue = nullptr;
  std::map<StreamName, const v1::Fold*> streams = {};
};

// Return the fold of a stream that Reads has named.
const v1::Ticket& TicketOf(const Folds& folds, std::string_view ticket);
const v1::AlarmGroup& AlarmOf(const Folds& folds, std::string_view alarm);
const v1::Inspection& InspectionOf(const Folds& folds,
                                   std::string_view inspection);
const v1::PlanProgress& PlanOf(const Folds& folds, std::string_view plan);
const v1::PenaltyMonth& PenaltyMonthOf(const Folds& folds,
                                       std::string_view month);

// Whether `folds` holds the stream.
bool Known(const Folds& folds, v1::StreamKind kind, std::string_view key);

// Returns the number of events folded into `fold`.
uint64_t VersionOf(const v1::Fold& fold);

// Returns the timers that are set in `fold`.
std::vector<v1::Timer> TimersOf(const v1::Fold& fold);

// What else a decision depends on, all of it explicit.
struct Context {
  // The ledger's now, in milliseconds; becomes the events' record_time.
  absl::Time now;
  // When the command says that it happened; `now` if it says nothing.
  absl::Time occur_time;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_FOLD_H_
