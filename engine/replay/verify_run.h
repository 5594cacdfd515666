#ifndef WORKLEDGER_REPLAY_VERIFY_RUN_H_
#define WORKLEDGER_REPLAY_VERIFY_RUN_H_

// What a check of a ledger has found so far.

#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/ledger_service.pb.h"

namespace workledger {

class VerifyRun {
 public:
  // Takes the running counts; returns whether to go on.
  using Progress = std::function<bool(const v1::VerifyLedgerResponse&)>;

  // `progress` outlives the run.
  explicit VerifyRun(const Progress& progress) : progress_(progress) {}

  // Counts a violation, and keeps it if few were found before.
  void Add(const v1::Violation& violation);
  void Add(std::string_view check, uint64_t position, std::string_view detail);

  // Call for each piece of work; tells of progress now and then.
  //
  //   CANCELLED  whoever asked does not want to go on.
  absl::Status Tick();

  // The same for a large piece: tells of it at once.
  absl::Status Tell();

  v1::VerifyLedgerResponse& response() { return response_; }

 private:
  const Progress& progress_;
  uint64_t ticks_ = 0;
  v1::VerifyLedgerResponse response_;
};

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_VERIFY_RUN_H_
