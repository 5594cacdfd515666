#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_YEAR_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_YEAR_H_

// A whole year as steps, and how they are played on a driven ledger.
//
//   Player player(client, "year", seed);
//   WL_RETURN_IF_ERROR(player.Play(TellYear(seed, 1)));

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/workledger/client.h"
#include "tools/workledger/simulate/story.h"

namespace workledger {

// All chapters but the lifts' visits, which the plan of the catalogue brings,
// in the order of time; a ticket's steps stay in order.
Steps TellYear(uint64_t seed, uint64_t scale);

// Puts steps in the order of time; of one time, in the order they came in.
void SortSteps(Steps& steps);

// Sends steps in whole batches: the clock goes on to the next moment at which
// something happens, then that moment's orders follow.
class Player {
 public:
  // Steps that are due to what happened by the morning of a day, which begin
  // there or later; the caller looks at the ledger, which has everything up to
  // `position`.
  using Found = std::function<absl::StatusOr<Steps>(absl::Time morning,
                                                    uint64_t position)>;
  // Told how many steps were played of all that are known.
  using Progress = std::function<void(size_t played, size_t known)>;

  // Told that there was no answer: with OK the same orders are given again,
  // of which those that were done already add nothing.
  using Lost = std::function<absl::Status(const absl::Status& status)>;

  // `client` outlives the player. Without `lost` it stops where an answer is
  // lost.
  Player(Client& client, std::string ledger, uint64_t seed, Lost lost = nullptr)
      : client_(client),
        ledger_(std::move(ledger)),
        seed_(seed),
        lost_(std::move(lost)) {}

  // Sends one order at once.
  absl::Status Send(v1::Command command);

  // Plays sorted steps up to the year's end. Stops at the first order that is
  // refused; the status names the order and the ticket.
  absl::Status Play(Steps steps, const Found& found = nullptr,
                    const Progress& progress = nullptr);

 private:
  // Adds an order to the batch, and sends that when it is full.
  absl::Status Add(v1::Command command);
  // Moves the clock.
  absl::Status GoTo(absl::Time time);
  // Gives the steps before `end`, beginning with `next`.
  absl::Status PlayUntil(absl::Time end, Steps& steps, size_t& next);
  absl::Status Flush();
  absl::StatusOr<v1::BatchExecuteResponse> SendBatch();

  Client& client_;
  const std::string ledger_;
  const uint64_t seed_;
  const Lost lost_;
  v1::BatchExecuteRequest batch_;
  uint64_t count_ = 0;
  uint64_t position_ = 0;  // of the last event
  absl::Time now_ = YearStart();
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_YEAR_H_
