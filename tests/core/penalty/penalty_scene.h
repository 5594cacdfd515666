#ifndef WORKLEDGER_TESTS_CORE_PENALTY_PENALTY_SCENE_H_
#define WORKLEDGER_TESTS_CORE_PENALTY_PENALTY_SCENE_H_

// A bureau with one contractor, "wuye-1", whose work is to be done within four
// open hours, and its contract "c" of 2026. Times are those of Shanghai; open
// are 09-12 and 14-18 from Monday to Friday.

#include <string>
#include <string_view>

#include "tests/core/sla/clock_scene.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {

// A clause in text format, of the contract's `clauses`.
inline constexpr std::string_view kFixed =
    "clauses { code: 'late' penalty { breach { metrics: METRIC_RESOLUTION "
    "fixed_fen: 50000 points: 2 } repeat_percent: 150 } } ";
inline constexpr std::string_view kHourly =
    "clauses { code: 'hours' penalty { breach { fixed_fen: 10000 "
    "hour_fen: 2000 cap_fen: 90000 } } } ";
inline constexpr std::string_view kPoints =
    "clauses { code: 'dirt' penalty { score { point_fen: 1500 points: true } "
    "} } ";

class PenaltyScene : public ClockScene {
 public:
  explicit PenaltyScene(std::string_view clauses);

  // Puts the contract, or its next revision.
  void KeepContract(std::string_view clauses, std::string_view fee = "1000000");

  // Reports a repair on Monday 2 March 2026 at nine (or another day) and sends
  // the contractor, so that it is due at 15:00.
  void Send(std::string_view ticket = "t-1",
            std::string_view day = "2026-03-02");

  // The contractor does what is left to complete the ticket at this time.
  void Complete(std::string_view local, std::string_view ticket = "t-1");

  // Excuses the breach of the ticket's first dispatch.
  void Excuse(std::string_view ticket = "t-1");

  // Gives an order to a month; returns why it is refused.
  absl::Status Order(std::string_view order, const v1::Actor& actor);

  // Orders with the month "c" 202603 and the penalty in them.
  absl::Status Contest(const v1::Penalty& penalty);
  absl::Status Confirm(const v1::Penalty& penalty);
  absl::Status Waive(const v1::Penalty& penalty);
  absl::Status Settle(uint32_t month = 202603);

  // Fills a month with penalties of another clause, as if they were proposed.
  void Fill(std::string_view key, size_t count);

  const v1::PenaltyMonth& March() { return month("c|202603"); }

  // "late 50000 2 x1" for each penalty of the month: clause, fen, points,
  // repeat.
  std::string Proposed(std::string_view key = "c|202603");
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_PENALTY_PENALTY_SCENE_H_
