#ifndef WORKLEDGER_LOG_EVENT_LOG_H_
#define WORKLEDGER_LOG_EVENT_LOG_H_

// The log seam: ledgers of records, appended by compare-and-append. It knows
// streams, versions and bytes; what the bytes mean is the business of whoever
// appends them. Implementations: OpenMemoryLogStore (memory.h) and
// OpenRocksdbLogStore (rocksdb.h); tests/contract holds what both must do.
//
//   WL_ASSIGN_OR_RETURN(EventLog* log, store->Create("east-campus"));
//   const Head head = log->GetHead();
//   WL_ASSIGN_OR_RETURN(const Head next, log->Append(head, {&transaction, 1}));

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/base/digest.h"

namespace workledger {

// The last record of a ledger. `chain` covers everything up to `position`; for
// an empty ledger it is SHA-256("workledger/1" ‖ ledger uid).
struct Head {
  uint64_t position = 0;
  Digest chain{};

  friend bool operator==(const Head&, const Head&) = default;
};

// Names a stream; docs/log_format.md lists the kinds.
struct StreamId {
  uint8_t kind = 0;
  std::string key;  // at most kStreamKeyBytesMax bytes

  friend auto operator<=>(const StreamId&, const StreamId&) = default;

  template <typename Hash>
  friend Hash AbslHashValue(Hash hash, const StreamId& stream) {
    return Hash::combine(std::move(hash), stream.kind, stream.key);
  }
};

// A record to append. Its position is that of the head plus its place in the
// batch, from 1; its writer has put both into `bytes` already.
struct NewRecord {
  StreamId stream;
  uint64_t version = 0;  // the stream's last version plus 1
  std::string bytes;     // 1 to kRecordBytesMax
};

// A request that a transaction answers.
struct NewRequest {
  std::string id;  // 1 to kRequestIdBytesMax bytes, unique in the ledger
  Digest payload_hash{};
  // How many of the transaction's records are its own, at least 1; requests
  // take them in order and together take all.
  size_t record_count = 0;
};

// Becomes durable as a whole or not at all.
struct Transaction {
  std::vector<NewRequest> requests;  // at least 1
  std::vector<NewRecord> records;    // at least 1
};

// A stored record. Views into the log, valid during the visit only.
struct RecordView {
  uint64_t position = 0;
  std::string_view bytes;
  std::string_view chain;  // 32 bytes
};

// What became of a request.
struct RequestOutcome {
  Digest payload_hash{};
  uint64_t first_position = 0;
  uint64_t last_position = 0;
};

// Takes a record; returns whether to go on.
using RecordVisitor = std::function<bool(const RecordView&)>;

// One ledger's records. Thread-safe.
class EventLog {
 public:
  virtual ~EventLog() = default;

  // 16 random bytes, given at creation.
  virtual const std::string& Uid() const = 0;

  // Makes `batch` durable as one write if the ledger's head is still
  // `expected`, and returns the new head. Nothing is written on error, but for
  // OUTCOME_UNKNOWN. Readers see the records when they are durable.
  //
  //   ABORTED             HEAD_MOVED: read the tail and decide again. Also when
  //                       a version or request id is taken, which shows that
  //                       the writer did not know the head.
  //   UNAVAILABLE         OUTCOME_UNKNOWN: settle it by another Append on the
  //                       same `expected`, of which one of the two loses.
  //                       ENGINE_FAILED: an earlier write failed; reopen.
  //   INVALID_ARGUMENT    a batch that breaks the limits named above, or has no
  //                       transactions.
  //   RESOURCE_EXHAUSTED  BATCH_TOO_LARGE: over kAppendTransactionsMax or
  //                       kAppendBytesMax. DISK_FULL: less than the reserve is
  //                       free; nothing was written.
  //   DATA_LOSS           RECORD_CORRUPT: what the batch is checked against
  //                       cannot be read; nothing was written.
  virtual absl::StatusOr<Head> Append(const Head& expected,
                                      std::span<const Transaction> batch) = 0;

  // Visits durable records from position `from` (at least 1) in order, up to
  // the head at the time of the call, until `visit` returns false. Visits
  // nothing when `from` is beyond the head.
  //
  //   DATA_LOSS  RECORD_CORRUPT: a record is missing or unreadable.
  virtual absl::Status Read(uint64_t from,
                            const RecordVisitor& visit) const = 0;

  // The same for the records of one stream from `from_version` (at least 1).
  virtual absl::Status ReadStream(const StreamId& stream, uint64_t from_version,
                                  const RecordVisitor& visit) const = 0;

  // Returns what became of a request, or nothing if the log does not know it.
  virtual absl::StatusOr<std::optional<RequestOutcome>> FindRequest(
      std::string_view request_id) const = 0;

  // Returns the durable head.
  virtual Head GetHead() const = 0;

  // Waits until the head is beyond `position` or `timeout` has passed, and
  // returns the head.
  virtual Head WaitForHead(uint64_t position, absl::Duration timeout) const = 0;
};

// Ledgers by name. Thread-safe.
class LogStore {
 public:
  virtual ~LogStore() = default;

  // Creates an empty ledger, durably. The log belongs to the store and lives as
  // long as it. `ledger` is 1 to kLedgerIdBytesMax bytes.
  //
  //   ALREADY_EXISTS  LEDGER_EXISTS.
  //   and what Append says of full disks and failed writes.
  virtual absl::StatusOr<EventLog*> Create(std::string_view ledger) = 0;

  // Opens a ledger; asked again it returns the same log.
  //
  //   NOT_FOUND  LEDGER_NOT_FOUND.
  //   DATA_LOSS  its last records do not match its head.
  virtual absl::StatusOr<EventLog*> Open(std::string_view ledger) = 0;

  // Returns the names of all ledgers, sorted.
  virtual absl::StatusOr<std::vector<std::string>> List() const = 0;

  // OK, or why the store takes no more writes until it is opened again.
  virtual absl::Status Health() const = 0;
};

// chain(0) of a ledger.
Digest ChainStart(std::string_view ledger_uid);

// chain(n) from chain(n-1) and the bytes of record n.
Digest ChainNext(const Digest& previous, std::string_view record_bytes);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_EVENT_LOG_H_
