#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_ACCOUNTS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_ACCOUNTS_H_

// What becomes of penalties: contractors contest some the morning after they
// were proposed, and on a day after the tenth of the next month the bureau
// decides what is left and settles the month.

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/demo/draw.h"
#include "tools/workledger/client.h"
#include "tools/workledger/simulate/story.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {

class Accounts {
 public:
  // `client` outlives it.
  Accounts(Client& client, std::string ledger, uint64_t seed)
      : client_(client), ledger_(std::move(ledger)), draw_(seed) {}

  // Returns the orders of `morning`, looking at the ledger as it is at
  // `position` or later.
  absl::StatusOr<Steps> Look(absl::Time morning, uint64_t position);

 private:
  absl::StatusOr<v1::PenaltyMonth> Get(const v1::ContractMonth& month,
                                       uint64_t position) const;
  void Contest(std::string_view party, const v1::ContractMonth& month,
               const v1::PenaltyMonth& account, absl::Time time, Steps& steps);
  void Decide(const v1::ContractMonth& month, const v1::PenaltyMonth& account,
              absl::Time time, Steps& steps);

  Client& client_;
  const std::string ledger_;
  Draw draw_;
  // Contract, month and penalty of those that were looked at.
  std::set<std::string> seen_;
  // Contract and month.
  std::set<std::string> settled_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_ACCOUNTS_H_
