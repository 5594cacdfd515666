#ifndef WORKLEDGER_OBSERVER_H_
#define WORKLEDGER_OBSERVER_H_

// What an engine tells of its own work while it runs, for whoever measures it.
// docs/monitoring.md lists what the server makes of it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "workledger/v1/error.pb.h"

namespace workledger {

// A batch of commands that became durable.
struct BatchReport {
  size_t commands = 0;  // those that were refused included
  size_t events = 0;
  absl::Duration total;   // from the first decision until it was durable
  absl::Duration append;  // the last part of it: the log's
};

// Called on threads of the engine, by several at once. Must not block, and must
// not call the engine.
class EngineObserver {
 public:
  virtual ~EngineObserver() = default;

  virtual void OnBatch(const BatchReport& batch) = 0;
  // One group of writes, of any ledgers, with its sync. Not in memory.
  virtual void OnSync(absl::Duration took) = 0;
  // One command was refused.
  virtual void OnRefused(v1::ErrorReason reason) = 0;
};

// Where a ledger stands.
struct LedgerStatus {
  std::string ledger;
  uint64_t head_position = 0;
  uint64_t view_position = 0;  // 0 while the views are made anew
  // For how long, at most, a durable event has waited for the views.
  absl::Duration view_lag;
  // For how long commands have waited without any batch being finished; zero
  // if none waits.
  absl::Duration commit_stall;
  size_t subscribers = 0;
  // Events that the subscriber furthest behind has not been given.
  uint64_t subscriber_lag = 0;
  // Records that the last verification has read; nothing if there was none.
  std::optional<uint64_t> verified_records;
};

}  // namespace workledger

#endif  // WORKLEDGER_OBSERVER_H_
