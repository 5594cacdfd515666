#include "engine/core/penalty/penalty_follow_ups.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "engine/base/time.h"
#include "engine/core/penalty/penalty_amount.h"
#include "engine/core/penalty/penalty_evolve.h"
#include "engine/core/penalty/penalty_ground.h"
#include "engine/core/penalty/penalty_month.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// How long a penalty may be contested where the contract does not say.
constexpr int kContestDays = 3;

const v1::Contract& ContractOf(const PenaltyGround& ground) {
  return ground.contract->item().contract();
}

absl::CivilMonth FirstMonth(const PenaltyGround& ground, const Folds& folds) {
  return MonthAt(*folds.catalogue, ContractOf(ground), ground.time);
}

// Whether the search for the ground's place ends with this month.
bool Takes(const v1::PenaltyMonth& month, std::string_view penalty) {
  if (FindPenalty(month, penalty) != nullptr) return true;
  return !month.settled() &&
         std::cmp_less(month.penalties_size(), kPenaltiesMax);
}

absl::Time ContestEnd(const v1::Contract& contract, const Catalogue& catalogue,
                      absl::Time now) {
  const v1::MonthTerms& terms = contract.month();
  const int days = terms.has_contest_working_days()
                       ? static_cast<int>(terms.contest_working_days())
                       : kContestDays;
  const v1::CatalogueEntry* const calendar =
      catalogue.Find(v1::CATALOGUE_KIND_CALENDAR, terms.calendar());
  const absl::Time end =
      calendar == nullptr
          ? absl::InfiniteFuture()
          : catalogue.WorkingCalendarOf(*calendar).AddWorkingDays(now, days);
  // Without working days the days are as long as they are.
  return end == absl::InfiniteFuture() ? now + days * absl::Hours(24) : end;
}

// Counts the penalties of the clause that stand or may: what was waived, and
// what has lost its ground, is no first time.
uint32_t RepeatOf(const v1::PenaltyMonth& month, const std::string& clause) {
  return 1 + static_cast<uint32_t>(std::ranges::count_if(
                 month.penalties(), [&](const v1::Penalty& penalty) {
                   return penalty.clause() == clause &&
                          penalty.state() != v1::PENALTY_STATE_WAIVED &&
                          (penalty.proposed_fen() > 0 || penalty.points() > 0);
                 }));
}

void AddEvidence(uint64_t position, v1::Penalty& penalty) {
  const auto& known = penalty.evidence_positions();
  if (std::ranges::find(known, position) == known.end() &&
      std::cmp_less(known.size(), kPenaltyEvidenceMax)) {
    penalty.add_evidence_positions(position);
  }
}

// Returns what is proposed for the ground beside, or in the place of, `before`.
v1::Penalty PenaltyFor(const PenaltyGround& ground, const std::string& id,
                       const v1::PenaltyMonth& month, const v1::Penalty* before,
                       const Folds& folds, absl::Time now) {
  const v1::PenaltyRule& rule = ground.clause->penalty();
  v1::Penalty penalty;
  if (before != nullptr) penalty = *before;
  penalty.set_penalty(id);
  penalty.set_clause(ground.clause->code());
  penalty.set_contract_revision(ground.contract->revision());
  penalty.set_ticket(ground.ticket);
  if (ground.clock) *penalty.mutable_clock() = *ground.clock;
  for (const uint64_t position : ground.positions) {
    AddEvidence(position, penalty);
  }
  if (before == nullptr) penalty.set_repeat(RepeatOf(month, penalty.clause()));
  penalty.set_proposed_fen(
      ground.gone ? 0 : PenaltyFen(rule, ground.facts, penalty.repeat()));
  penalty.set_points(ground.gone ? 0 : PenaltyPoints(rule, ground.facts));
  penalty.set_state(v1::PENALTY_STATE_PROPOSED);
  penalty.clear_amount_fen();
  penalty.clear_approver();
  *penalty.mutable_propose_time() = ToTimestamp(now);
  *penalty.mutable_contest_end_time() =
      ToTimestamp(ContestEnd(ContractOf(ground), *folds.catalogue, now));
  return penalty;
}

// Whether the proposal says anything that is not known.
bool IsNews(const v1::Penalty& penalty, const v1::Penalty* before,
            const v1::PenaltyMonth& month) {
  if (before == nullptr) {
    return penalty.proposed_fen() > 0 || penalty.points() > 0;
  }
  return !month.settled() && before->state() != v1::PENALTY_STATE_WAIVED &&
         (penalty.proposed_fen() != before->proposed_fen() ||
          penalty.points() != before->points());
}

// Proposes one ground after the other, each against what those before it left.
class Proposer {
 public:
  Proposer(const Folds& folds, const Context& context)
      : folds_(folds), context_(context) {}

  void Take(const PenaltyGround& ground) {
    const std::string id = PenaltyIdOf(ground);
    absl::CivilMonth place = FirstMonth(ground, folds_);
    std::string key = PenaltyKey(ContractOf(ground).code(), place);
    while (!Takes(MonthOf(key), id)) {
      key = PenaltyKey(ContractOf(ground).code(), ++place);
    }
    v1::PenaltyMonth& month = MonthOf(key);
    const v1::Penalty* const before = FindPenalty(month, id);
    v1::Penalty penalty =
        PenaltyFor(ground, id, month, before, folds_, context_.now);
    if (!IsNews(penalty, before, month)) return;
    v1::Event event;
    v1::PenaltyProposed& proposed = *event.mutable_penalty_proposed();
    proposed.mutable_month()->set_contract(ContractOf(ground).code());
    proposed.mutable_month()->set_month(MonthNumber(place));
    *proposed.mutable_penalty() = std::move(penalty);
    EvolvePenaltyMonth(month, v1::Record(), event);
    events_[key].push_back(std::move(event));
  }

  void MoveInto(std::vector<StreamEvents>& streams) {
    for (auto& [key, events] : events_) {
      std::ranges::move(
          InStream(v1::STREAM_KIND_PENALTY, key, std::move(events)),
          std::back_inserter(streams));
    }
  }

 private:
  v1::PenaltyMonth& MonthOf(const std::string& key) {
    const auto known = months_.find(key);
    if (known != months_.end()) return known->second;
    return months_[key] = PenaltyMonthOf(folds_, key);
  }

  const Folds& folds_;
  const Context& context_;
  std::map<std::string, v1::PenaltyMonth> months_;
  std::map<std::string, Events> events_;
};

}  // namespace

std::vector<StreamName> PenaltyReads(const std::vector<StreamEvents>& streams,
                                     const v1::Command& command,
                                     const Folds& known,
                                     const Context& context) {
  std::vector<StreamName> names;
  if (!MayBringGrounds(command, known)) return names;
  size_t brought = 0;
  for (const PenaltyGround& ground :
       GroundsOf(streams, command, known, context)) {
    const std::string id = PenaltyIdOf(ground);
    ++brought;
    for (absl::CivilMonth place = FirstMonth(ground, known);; ++place) {
      StreamName name = {v1::STREAM_KIND_PENALTY,
                         PenaltyKey(ContractOf(ground).code(), place)};
      if (!known.streams.contains(name)) {
        if (std::ranges::find(names, name) == names.end()) {
          names.push_back(std::move(name));
        }
        break;
      }
      const v1::PenaltyMonth& month = PenaltyMonthOf(known, name.second);
      // The other grounds of this order may fill the month before this one.
      const bool has_room =
          std::cmp_less(month.penalties_size() + brought, kPenaltiesMax + 1);
      if (FindPenalty(month, id) != nullptr) break;
      if (!month.settled() && has_room) break;
    }
  }
  return names;
}

std::vector<StreamEvents> AddPenalties(std::vector<StreamEvents> streams,
                                       const v1::Command& command,
                                       const Folds& folds,
                                       const Context& context) {
  if (!MayBringGrounds(command, folds)) return streams;
  Proposer proposer(folds, context);
  for (const PenaltyGround& ground :
       GroundsOf(streams, command, folds, context)) {
    proposer.Take(ground);
  }
  proposer.MoveInto(streams);
  return streams;
}

}  // namespace workledger
