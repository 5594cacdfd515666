#ifndef WORKLEDGER_LOG_STREAM_ENDS_H_
#define WORKLEDGER_LOG_STREAM_ENDS_H_

// The last versions of the streams that a log has appended to lately. They
// answer whether a version is free without a look at the stored rows.
//
//   ends.Set(record.stream, record.version);  // once it is durable
//   const std::optional<uint64_t> last = ends.Find(record.stream);

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "engine/log/event_log.h"

namespace workledger {

// About 100 bytes each, for every ledger that is written to. Beyond it all are
// forgotten, and the rows are asked again.
inline constexpr size_t kStreamEndsMax = 1024;

// Not thread-safe.
class StreamEnds {
 public:
  // Returns the stream's last version, or nothing if it is not kept here.
  std::optional<uint64_t> Find(const StreamId& stream) const {
    const auto found = ends_.find(stream);
    if (found == ends_.end()) return std::nullopt;
    return found->second;
  }

  void Set(const StreamId& stream, uint64_t version) {
    const auto found = ends_.find(stream);
    if (found != ends_.end()) {
      found->second = version;
      return;
    }
    if (ends_.size() == kStreamEndsMax) ends_.clear();
    ends_.emplace(stream, version);
  }

 private:
  absl::flat_hash_map<StreamId, uint64_t> ends_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LOG_STREAM_ENDS_H_
