#ifndef WORKLEDGER_BASE_TIME_H_
#define WORKLEDGER_BASE_TIME_H_

// Between absl::Time and the schema's Timestamp. All times of the engine are
// whole milliseconds of UTC.

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace workledger {

// Cuts down to whole milliseconds. `timestamp` is valid.
absl::Time FloorMillis(absl::Time time);
google::protobuf::Timestamp FloorMillis(
    const google::protobuf::Timestamp& timestamp);

// `time` is cut to milliseconds and lies in the years 1 to 9999.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

// Whether `timestamp` is what google.protobuf.Timestamp allows: years 1 to
// 9999, nanos in [0, 1e9).
bool TimestampValid(const google::protobuf::Timestamp& timestamp);

// Less, equal or more than 0 as `a` is before, at or after `b`.
int CompareTimestamps(const google::protobuf::Timestamp& a,
                      const google::protobuf::Timestamp& b);

}  // namespace workledger

#endif  // WORKLEDGER_BASE_TIME_H_
