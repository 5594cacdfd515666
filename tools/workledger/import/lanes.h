#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_LANES_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_LANES_H_

// Sends commands in batches over several lanes at once. A ticket always takes
// the same lane, and a lane has one batch under way, so the commands of a
// ticket arrive in order while the calls of different lanes overlap.
//
//   Lanes lanes(client, {.ledger = "bureau", .patience = patience});
//   WL_RETURN_IF_ERROR(lanes.Add(row, std::move(command)));
//   WL_ASSIGN_OR_RETURN(const SendTotals totals, lanes.Finish());

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/workledger/import/batch_sender.h"
#include "tools/workledger/import/import_client.h"
#include "workledger/limits.h"

namespace workledger {

// More would only queue up in the server.
inline constexpr int kLanesMax = 64;

struct LaneOptions {
  std::string ledger;
  // 1 to kLanesMax.
  int lanes = 4;
  // Commands in a batch, 1 to kBatchCommandsMax.
  int batch_commands = kBatchCommandsMax;
  Patience patience;
};

// Holds at most three batches a lane: one that fills, one that waits, one under
// way. Add and Finish are called by one thread.
class Lanes {
 public:
  // `client` outlives the lanes.
  Lanes(ImportClient& client, LaneOptions options);
  // Waits for the batches under way; what was not sent by then is dropped.
  ~Lanes();

  // Puts the command of `row` into its ticket's lane; waits while that is full.
  // Returns the error of the first lane that failed, if one did.
  absl::Status Add(uint64_t row, v1::Command command);

  // Sends what is left and waits for all answers. After a failure nothing more
  // is sent. Errors are those of SendBatch.
  absl::StatusOr<SendTotals> Finish();

 private:
  struct Lane {
    // Used by the thread that calls Add.
    Batch filling;
    size_t filling_bytes = 0;
    // Guarded by mutex_.
    std::optional<Batch> waiting;
    std::thread thread;
  };

  void Work(Lane& lane);
  // Hands the filling batch over when there is room for it.
  void Push(Lane& lane);
  // Lets the threads end when nothing waits, and joins them.
  void Join();

  ImportClient& client_;
  const LaneOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  bool finishing_ = false;
  absl::Status failure_;
  SendTotals totals_;
  // Set once by the constructor; see Lane for its members.
  std::vector<Lane> lanes_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_LANES_H_
