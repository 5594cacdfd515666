#ifndef WORKLEDGER_LOG_MIRROR_FRAME_H_
#define WORKLEDGER_LOG_MIRROR_FRAME_H_

// The bytes of the tail mirror's files; docs/log_format.md has them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/tail_guard.h"

namespace workledger {

// What stands before the rows of a write of the store with this uid of 16
// bytes.
std::string MirrorFrameHeader(std::string_view store_uid,
                              const GuardedWrite& write);

// What a file of the mirror holds.
struct MirrorScan {
  std::vector<GuardedWrite> writes;  // views into the bytes
  // It holds a whole frame of another store.
  bool has_foreign = false;
};

// Finds all whole frames, whatever lies between and after them: damage, or the
// beginning of a write that was never acknowledged.
MirrorScan ScanMirror(std::string_view store_uid, std::string_view bytes);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_MIRROR_FRAME_H_
