#include "engine/base/time.h"

#include <cstdint>

namespace workledger {
namespace {

// Bounds of google.protobuf.Timestamp, from its comment.
constexpr int64_t kSecondsMin = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kSecondsMax = 253402300799;  // 9999-12-31T23:59:59Z

}  // namespace

absl::Time FloorMillis(absl::Time time) {
  return absl::FromUnixMillis(absl::ToUnixMillis(time));
}

google::protobuf::Timestamp FloorMillis(
    const google::protobuf::Timestamp& timestamp) {
  // Field by field: fields that this schema does not know stay behind.
  google::protobuf::Timestamp floor;
  floor.set_seconds(timestamp.seconds());
  floor.set_nanos(timestamp.nanos() / 1'000'000 * 1'000'000);
  return floor;
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t millis = absl::ToUnixMillis(time);
  int64_t seconds = millis / 1000;
  int64_t rest = millis % 1000;
  if (rest < 0) {
    rest += 1000;
    --seconds;
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1'000'000));
  return timestamp;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

bool TimestampValid(const google::protobuf::Timestamp& timestamp) {
  return timestamp.seconds() >= kSecondsMin &&
         timestamp.seconds() <= kSecondsMax && timestamp.nanos() >= 0 &&
         timestamp.nanos() < 1'000'000'000;
}

int CompareTimestamps(const google::protobuf::Timestamp& a,
                      const google::protobuf::Timestamp& b) {
  if (a.seconds() != b.seconds()) return a.seconds() < b.seconds() ? -1 : 1;
  if (a.nanos() != b.nanos()) return a.nanos() < b.nanos() ? -1 : 1;
  return 0;
}

}  // namespace workledger
