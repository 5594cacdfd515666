#ifndef WORKLEDGER_LEDGER_POSITION_WAITERS_H_
#define WORKLEDGER_LEDGER_POSITION_WAITERS_H_

// Callbacks that wait for a position to be reached: by the log's head, or by
// the views.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

#include "absl/status/status.h"

namespace workledger {

// Thread-safe. Callbacks run in the call that fires them, outside of the lock.
class PositionWaiters {
 public:
  using Waiter = std::function<void(absl::Status)>;
  using Id = std::pair<uint64_t, uint64_t>;

  // Calls `waiter` with OK once `position` is reached: in this call if it is
  // already. After End it is called with End's status.
  Id Add(uint64_t position, Waiter waiter);

  // Forgets a waiter; false if it was called, or is being called.
  bool Remove(const Id& id);

  // Forgets a waiter and calls it with `status`, if it still waits.
  void Fire(const Id& id, const absl::Status& status);

  // Whether anyone waits.
  bool Waiting() const;

  // Everything up to `position` is there now.
  void Reach(uint64_t position);

  // Nothing is there any more until it is reached again; who waits, waits on.
  void FallBack();

  // Calls all that wait with `status`, which is not OK.
  void Interrupt(const absl::Status& status);

  // Calls all that wait, and all that come, with `status`, which is not OK.
  void End(const absl::Status& status);

 private:
  // Takes a waiter out, or returns an empty one.
  Waiter Take(const Id& id);

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::map<Id, Waiter> waiters_;  // by position, then in order of arrival
  uint64_t reached_ = 0;
  uint64_t next_ = 1;
  absl::Status end_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_POSITION_WAITERS_H_
