#ifndef WORKLEDGER_TESTS_SUPPORT_FAULTY_LOG_H_
#define WORKLEDGER_TESTS_SUPPORT_FAULTY_LOG_H_

// A log store that fails when told to, over another that does not (the memory
// store). It is the only writer of the store under it; to open the failed
// store again, put a new FaultyLogStore over the same base.
//
//   const std::unique_ptr<LogStore> base = OpenMemoryLogStore();
//   FaultyLogStore store(*base);
//   store.FailAppend(3, Fault::kUnknownWritten);

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/log/event_log.h"

namespace workledger {

enum class Fault {
  // OUTCOME_UNKNOWN; nothing was written. The store has failed.
  kUnknownNotWritten,
  // OUTCOME_UNKNOWN; all was written, and shows once the store is opened again.
  // The store has failed.
  kUnknownWritten,
  // DISK_FULL; nothing was written. The store goes on.
  kDiskFull,
};

// Thread-safe.
class FaultyLogStore final : public LogStore {
 public:
  // `base` outlives the store.
  explicit FaultyLogStore(LogStore& base);
  ~FaultyLogStore() override;

  // Makes the `n`-th Append from now, of all ledgers together, end in `fault`;
  // 1 is the next one. Replaces what was set before.
  void FailAppend(int n, Fault fault);

  absl::StatusOr<EventLog*> Create(std::string_view ledger) override;
  absl::StatusOr<EventLog*> Open(std::string_view ledger) override;
  absl::StatusOr<std::vector<std::string>> List() const override;
  absl::Status Health() const override;

 private:
  class Log;

  // Counts an Append: the fault that it is to end in, if any; ENGINE_FAILED
  // once the store has failed.
  absl::StatusOr<std::optional<Fault>> NextFault();
  absl::StatusOr<EventLog*> Wrap(std::string_view ledger,
                                 absl::StatusOr<EventLog*> log);

  LogStore& base_;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  int appends_left_ = 0;  // until fault_; 0 if none is set
  Fault fault_ = Fault::kDiskFull;
  bool failed_ = false;
  std::map<std::string, std::unique_ptr<Log>, std::less<>> logs_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SUPPORT_FAULTY_LOG_H_
