#ifndef WORKLEDGER_REPLAY_PENALTY_CHECK_H_
#define WORKLEDGER_REPLAY_PENALTY_CHECK_H_

// Whether the penalties in a log are what their clauses and their evidence come
// to, to the fen. Each command that brought a ground, or could have, is decided
// once more from the log as it was before it; what a person decided must be
// within what was proposed, and a settlement what its month and its contract
// give.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "engine/core/sla/explain.h"
#include "engine/log/event_log.h"
#include "engine/replay/verify_run.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {

// Keeps all months of all contracts, and the id of every ticket that a
// contractor was late with.
class PenaltyCheck {
 public:
  // Both outlive it.
  PenaltyCheck(const EventLog& log, VerifyRun& run) : log_(log), run_(run) {}

  // Takes the log's next record, from the first on, and its event.
  absl::Status Take(const v1::Record& record, const v1::Event& event);

  // After the last.
  absl::Status Finish();

 private:
  absl::Status CheckCommand();
  // Whether what was decided can have brought a penalty.
  bool MayBring() const;
  absl::StatusOr<std::vector<v1::PenaltyProposed>> Propose();
  absl::Status CheckProposals();
  void CheckDecision(const ToldEvent& told);
  void CheckSettlement(const ToldEvent& told);
  void Evolve();
  void Add(uint64_t position, std::string_view detail);

  const EventLog& log_;
  VerifyRun& run_;
  Catalogue catalogue_;
  std::map<std::string, v1::PenaltyMonth> months_;
  std::set<std::string, std::less<>> late_tickets_;
  bool has_penalties_ = false;
  // Of one command.
  std::vector<ToldEvent> events_;
};

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_PENALTY_CHECK_H_
