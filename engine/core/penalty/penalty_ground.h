#ifndef WORKLEDGER_CORE_PENALTY_PENALTY_GROUND_H_
#define WORKLEDGER_CORE_PENALTY_PENALTY_GROUND_H_

// Why something is taken off what a contractor is paid: a clause of a contract
// and what broke it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "engine/core/penalty/penalty_amount.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// Points at the catalogue.
struct PenaltyGround {
  // That revision of the contract, and its clause.
  const v1::CatalogueEntry* contract = nullptr;
  const v1::Clause* clause = nullptr;
  std::string ticket;
  // Where a breach is the ground.
  std::optional<v1::ClockKey> clock;
  // Names it among those of the ticket.
  std::string key;
  // When it happened: a breach at its deadline.
  absl::Time time;
  // Of the events that prove it.
  std::vector<uint64_t> positions;
  PenaltyFacts facts;
  // It was one and is no longer: the breach was excused, voided or rescinded,
  // the score was overturned.
  bool gone = false;
};

// Whether the order may bring a ground, as far as `folds` tells: a contract
// whose clauses cost something covers what it is about.
bool MayBringGrounds(const v1::Command& command, const Folds& folds);

// Returns the grounds that come, change or go with the events in `streams`,
// which were decided from `command` and whose first will be recorded behind the
// ledger's position. In the order of the events, then of the contract's
// clauses; each clause that fits counts.
//
// A breach of a contractor's clock is one when it is recorded; for a clause
// that costs by the hour, when the clock has ended, for then it is known how
// late it is: the open time from the deadline, or from the breach where that is
// later, to the end. The contract is that of the clock's terms.
//
// A failed score takes off what its items lack by the rubric. A rectification
// takes off the points that it was ordered with, those of the failed score
// before it left out: no point is taken off twice. A finding takes off its own
// points, of the contract of the inspected party that covers the place.
std::vector<PenaltyGround> GroundsOf(const std::vector<StreamEvents>& streams,
                                     const v1::Command& command,
                                     const Folds& folds,
                                     const Context& context);

// Returns what names the penalty for this ground in its contract: derived, so
// that the same ground never costs twice.
std::string PenaltyIdOf(const PenaltyGround& ground);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_PENALTY_PENALTY_GROUND_H_
