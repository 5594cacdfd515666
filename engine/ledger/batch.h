#ifndef WORKLEDGER_LEDGER_BATCH_H_
#define WORKLEDGER_LEDGER_BATCH_H_

// A batch in the making: commands decided one after the other, each against
// what those before it left, and the transactions that follow from them.

#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/base/digest.h"
#include "engine/core/decide.h"
#include "engine/ledger/fold_cache.h"
#include "engine/ledger/ledger_fold.h"
#include "engine/log/event_log.h"
#include "google/protobuf/repeated_field.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/command_service.pb.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// One per command, in order.
using Outcomes = std::vector<absl::StatusOr<v1::ExecuteResponse>>;

// Commands that someone waits for. Each is valid (ValidateCommand).
struct Submission {
  std::vector<v1::Command> commands;
  std::vector<Digest> payload_hashes;  // SHA-256 of each command, serialized
  bool atomic = false;
  size_t bytes = 0;  // of all commands
  std::string trace_parent;
  absl::Time deadline;
  std::function<void(Outcomes)> done;
};

// Lives for one batch, on one thread. What it evolves in `folds` and `ledger`
// is true once the transactions are durable; if they are not, both must be
// loaded anew.
class Batch {
 public:
  // `head` is what the transactions will be appended to; `wall_now` is now for
  // a ledger with a WALL clock. References outlive the batch.
  Batch(const EventLog& log, FoldCache& folds, LedgerFold& ledger,
        const Head& head, absl::Time wall_now);

  // Decides the commands and returns their outcomes, which hold if the batch
  // becomes durable. An atomic submission gets one error for all if any of its
  // commands is refused.
  Outcomes Add(const Submission& submission);

  std::span<const Transaction> transactions() const { return transactions_; }

 private:
  struct Answer {
    Digest payload_hash;
    v1::ExecuteResponse response;
  };

  // The transaction under construction.
  struct Draft {
    std::vector<NewRequest> requests;
    // Keeps what it allocated when it is cleared, for the next transaction.
    google::protobuf::RepeatedPtrField<v1::Record> records;

    void Clear() {
      requests.clear();
      records.Clear();
    }
  };

  Outcomes AddAtomic(const Submission& submission);
  absl::Status AddAllOrNone(const Submission& submission, Outcomes& outcomes);
  absl::StatusOr<v1::ExecuteResponse> AddOne(const Submission& submission,
                                             size_t index);
  // Answers a request id that this batch or the log knows; version 0 and no
  // `replayed` if neither does.
  absl::StatusOr<v1::ExecuteResponse> Replay(const v1::Command& command,
                                             const Digest& payload_hash);
  absl::StatusOr<Folds> LoadFolds(const v1::Command& command,
                                  const Context& context);
  absl::StatusOr<v1::ExecuteResponse> Decided(
      const v1::Command& command, const Folds& folds, const Context& context,
      const std::vector<StreamEvents>& decided, std::string_view trace_parent);
  void Record(const v1::Command& command, const Context& context,
              const v1::StreamId& stream, const v1::Event& event,
              std::string_view trace_parent);
  // Gives `record` its version, and applies it to its stream's fold.
  void EvolveStream(v1::Record& record, const v1::Event& event);
  // Makes the draft a transaction.
  void Close();

  const EventLog& log_;
  FoldCache& folds_;
  LedgerFold& ledger_;
  const absl::Time wall_now_;
  uint64_t position_;  // given last
  Draft draft_;
  std::vector<Transaction> transactions_;
  absl::flat_hash_map<std::string, Answer> answers_;  // by request id
  // What an atomic submission has changed, as it was; null outside of one.
  std::map<StreamName, v1::Fold>* undo_ = nullptr;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_BATCH_H_
