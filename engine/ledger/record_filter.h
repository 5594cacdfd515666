#ifndef WORKLEDGER_LEDGER_RECORD_FILTER_H_
#define WORKLEDGER_LEDGER_RECORD_FILTER_H_

// Which records a reader wants.

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "workledger/v1/log_service.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// Checks what ValidateMessage cannot know.
//
//   INVALID_ARGUMENT  FIELD_INVALID: an event type that is none.
absl::Status ValidateRecordFilter(const v1::RecordFilter& filter);

// Not thread-safe: it keeps a record to parse into.
class RecordMatcher {
 public:
  // `filter` is valid.
  explicit RecordMatcher(v1::RecordFilter filter);

  // Whether the record with these bytes is wanted. An empty filter wants all
  // and does not look at them.
  //
  //   DATA_LOSS  RECORD_CORRUPT.
  absl::StatusOr<bool> Wants(std::string_view record_bytes);

 private:
  const v1::RecordFilter filter_;
  const bool wants_all_;
  v1::Record record_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_RECORD_FILTER_H_
