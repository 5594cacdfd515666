#ifndef WORKLEDGER_TOOLS_WORKLEDGER_RECORD_RANGE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_RECORD_RANGE_H_

// A range of a ledger's log, read page by page.

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/client.h"
#include "tools/workledger/session.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

struct RecordRange {
  std::string ledger{};
  uint64_t first_position = 0;
  // Not beyond the head.
  uint64_t last_position = 0;
};

using RecordSink = std::function<absl::Status(const v1::StoredRecord&)>;

// Gives every record of the range to `sink`, and stops with what it fails with.
absl::Status ReadRange(const RecordRange& range, const Session& session,
                       Client& client, const RecordSink& sink);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_RECORD_RANGE_H_
