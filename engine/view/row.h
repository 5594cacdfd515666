#ifndef WORKLEDGER_VIEW_ROW_H_
#define WORKLEDGER_VIEW_ROW_H_

// The rows of the view store: how their keys are made, and how one is read.
// A key is the ledger's uid (16 bytes), the row's kind (1 byte) and what names
// the row within its kind:
//
//   checkpoint  nothing
//   ledger      nothing
//   ticket      the ticket's id; it has ended
//   open ticket the ticket's id
//   queue       see queue.h
//   counter     see tally.h
//   fold        the stream's kind (1 byte) and key, for streams that are no
//               tickets
//   timer       see timer_index.h
//   catalogue   the item's kind (1 byte) and code
//   precision   see precision.h
//   work        see work.h
//   tally day   see tally_days.h
//   metric      see metric.h
//   catalogue revision  see catalogue_rows.h
//   clock calendar      see calendar_index.h
//   policy ticket       see policy_index.h
//   merkle              see merkle_rows.h

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace google::protobuf {
class MessageLite;
}  // namespace google::protobuf

namespace rocksdb {
class DB;
struct ReadOptions;
class Status;
}  // namespace rocksdb

namespace workledger {

// In the order of their keys.
enum class RowKind : char {
  kCheckpoint = 1,
  kLedger = 2,
  kTicket = 3,
  kQueue = 4,
  kCounter = 5,
  kFold = 6,
  kTimer = 7,
  kCatalogue = 8,
  kWork = 9,
  kTallyDay = 10,
  kPrecision = 11,
  kMetric = 12,
  kCatalogueRevision = 13,
  kClockCalendar = 14,
  kOpenTicket = 15,  // see ticket_row.h
  kPolicyTicket = 16,
  kMerkle = 17,
};

// Returns what the keys of all rows of a kind begin with.
std::string RowKey(std::string_view ledger_uid, RowKind kind);

// Returns a key that is after those of all rows of a kind, or of the ledger.
std::string RowKeyEnd(std::string_view ledger_uid, RowKind kind);
std::string LedgerKeyEnd(std::string_view ledger_uid);

// Names a row for people, for example `ticket row "wc-1"`.
std::string DescribeRow(std::string_view ledger_uid, std::string_view key);

// Appends the last `size` bytes of `value`, most significant first, so that
// keys sort as numbers do.
void AppendBigEndian(std::string& out, uint64_t value, size_t size);

// The reverse; `bytes` holds at most 8.
uint64_t ParseBigEndian(std::string_view bytes);

// Reads a row's bytes; false if there is none.
absl::StatusOr<bool> GetRow(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                            std::string_view key, std::string& row);

// Reads a row that is a message.
//
//   DATA_LOSS  RECORD_CORRUPT: it does not parse.
absl::StatusOr<bool> GetRow(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                            std::string_view key,
                            google::protobuf::MessageLite& row);

// Removes all rows of a ledger.
absl::Status DropRows(rocksdb::DB& db, std::string_view ledger_uid);

// What a failed access to the view store means to callers; `status` may be OK.
//
//   DATA_LOSS           RECORD_CORRUPT: drop the store and open it again.
//   RESOURCE_EXHAUSTED  DISK_FULL.
//   UNAVAILABLE         ENGINE_FAILED: anything else.
absl::Status ViewStatus(const rocksdb::Status& status);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_ROW_H_
