#ifndef WORKLEDGER_LOG_TAIL_GUARD_H_
#define WORKLEDGER_LOG_TAIL_GUARD_H_

// A second witness of what a store has acknowledged, outside of RocksDB: a
// flipped bit in the write-ahead log can look to RocksDB like the end of the
// log, and then it drops acknowledged writes and says nothing.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"

namespace workledger {

// Tells a store from others, also from those with ledgers of the same names.
inline constexpr size_t kStoreUidBytes = 16;

// One write of the store. RocksDB numbers rows in the order in which they are
// written; a write has the numbers from `first_sequence` on.
struct GuardedWrite {
  uint64_t first_sequence = 0;
  uint32_t row_count = 0;  // at least 1
  std::string_view rows;   // RowsOf its batch

  uint64_t last_sequence() const { return first_sequence + row_count - 1; }
};

// Used by one thread at a time.
class TailGuard {
 public:
  virtual ~TailGuard() = default;

  // Makes durable that these writes, which follow the last ones, are about to
  // be acknowledged.
  //
  //   UNAVAILABLE  ENGINE_FAILED: it may or may not be; open the store again.
  virtual absl::Status Append(std::span<const GuardedWrite> writes) = 0;

  // Takes note that everything up to this row was acknowledged, and that
  // nothing is being written.
  virtual void Settle(uint64_t last_sequence) = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_TAIL_GUARD_H_
