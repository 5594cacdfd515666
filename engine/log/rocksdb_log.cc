#include "engine/log/rocksdb_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// About what a record's keys and its rows in the other columns take.
constexpr size_t kRowBytesPerRecord = 256;

absl::Status ChainBroken(uint32_t ledger, std::string_view where) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_CHAIN_BROKEN,
                   absl::StrCat("log: ledger ", ledger, ": chain broken at ",
                                ToAbsl(where)));
}

}  // namespace

absl::Status RocksdbLog::Create(RocksdbDb& db, std::string_view ledger,
                                const LedgerRow& row) {
  WL_RETURN_IF_ERROR(db.Admit());
  rocksdb::WriteBatch rows = NewWriteBatch(kRowBytesPerRecord);
  db.Put(Column::kMeta, LedgerKey(ledger), {LedgerValue(row)}, rows);
  db.Put(Column::kMeta, HeadKey(row.number),
         {HeadValue({.chain = ChainStart(row.uid)})}, rows);
  return db.Write(rows);
}

absl::StatusOr<std::unique_ptr<RocksdbLog>> RocksdbLog::Open(
    RocksdbDb& db, const LedgerRow& row) {
  WL_ASSIGN_OR_RETURN(const auto value,
                      db.Get(Column::kMeta, HeadKey(row.number)));
  const std::optional<Head> head =
      value.has_value() ? ParseHeadValue(ToStd(*value)) : std::nullopt;
  if (!head.has_value()) {
    return RecordCorrupt(absl::StrCat("ledger ", row.number, ": no head"));
  }
  std::unique_ptr<RocksdbLog> log(new RocksdbLog(db, row, *head));
  WL_RETURN_IF_ERROR(log->CheckTail());
  WL_RETURN_IF_ERROR(log->CheckNothingBeyondHead());
  return log;
}

absl::StatusOr<Head> RocksdbLog::Append(const Head& expected,
                                        std::span<const Transaction> batch) {
  WL_ASSIGN_OR_RETURN(const BatchShape shape, CheckBatch(batch));
  const std::lock_guard lock(append_mutex_);
  WL_RETURN_IF_ERROR(db_.Admit());
  Head head = head_.Get();
  if (head != expected) return HeadMoved(head, expected);
  WL_RETURN_IF_ERROR(CheckUnique(batch, shape));
  rocksdb::WriteBatch rows = NewWriteBatch(
      shape.record_bytes + shape.record_count * kRowBytesPerRecord);
  for (const Transaction& transaction : batch) AddRows(transaction, head, rows);
  db_.Put(Column::kMeta, HeadKey(row_.number), {HeadValue(head)}, rows);
  WL_RETURN_IF_ERROR(db_.Write(rows));
  for (const Transaction& transaction : batch) {
    for (const NewRecord& record : transaction.records) {
      ends_.Set(record.stream, record.version);
    }
  }
  head_.Publish(head);
  return head;
}

absl::Status RocksdbLog::CheckUnique(std::span<const Transaction> batch,
                                     const BatchShape& shape) const {
  for (const NewRecord* const start : shape.stream_starts) {
    WL_RETURN_IF_ERROR(CheckStart(*start));
  }
  for (const Transaction& transaction : batch) {
    for (const NewRequest& request : transaction.requests) {
      WL_ASSIGN_OR_RETURN(
          const auto row,
          db_.Get(Column::kRequest, RequestKey(row_.number, request.id)));
      if (row.has_value()) return RequestTaken(request.id);
    }
  }
  return absl::OkStatus();
}

absl::Status RocksdbLog::CheckStart(const NewRecord& start) const {
  if (const std::optional<uint64_t> last = ends_.Find(start.stream)) {
    if (start.version <= *last) return VersionTaken(start);
    return start.version == *last + 1 ? absl::OkStatus()
                                      : VersionSkipped(start);
  }
  WL_ASSIGN_OR_RETURN(const bool taken,
                      HasVersion(start.stream, start.version));
  if (taken) return VersionTaken(start);
  if (start.version == 1) return absl::OkStatus();
  WL_ASSIGN_OR_RETURN(const bool follows,
                      HasVersion(start.stream, start.version - 1));
  return follows ? absl::OkStatus() : VersionSkipped(start);
}

void RocksdbLog::AddRows(const Transaction& transaction, Head& head,
                         rocksdb::WriteBatch& rows) const {
  uint64_t first = head.position + 1;
  for (const NewRequest& request : transaction.requests) {
    const uint64_t next = first + request.record_count;
    db_.Put(Column::kRequest, RequestKey(row_.number, request.id),
            {RequestValue({.payload_hash = request.payload_hash,
                           .first_position = first,
                           .last_position = next - 1})},
            rows);
    first = next;
  }
  for (const NewRecord& record : transaction.records) {
    head = {.position = head.position + 1,
            .chain = ChainNext(head.chain, record.bytes)};
    db_.Put(Column::kRecord, RecordKey(row_.number, head.position),
            {record.bytes, AsBytes(head.chain)}, rows);
    db_.Put(Column::kStream,
            StreamKey(row_.number, record.stream, record.version),
            {StreamValue(head.position)}, rows);
  }
}

absl::StatusOr<bool> RocksdbLog::HasVersion(const StreamId& stream,
                                            uint64_t version) const {
  WL_ASSIGN_OR_RETURN(
      const auto row,
      db_.Get(Column::kStream, StreamKey(row_.number, stream, version)));
  return row.has_value();
}

absl::Status RocksdbLog::Read(uint64_t from, const RecordVisitor& visit) const {
  WL_CHECK(from > 0);
  const Head head = head_.Get();
  if (from > head.position) return absl::OkStatus();
  const std::string end_key = RecordKey(row_.number, head.position + 1);
  const rocksdb::Slice end(end_key);
  const auto rows = db_.Iterate(Column::kRecord, end);
  uint64_t position = from;
  for (rows->Seek(RecordKey(row_.number, from)); rows->Valid(); rows->Next()) {
    const auto record = ParseRecord(ToStd(rows->key()), ToStd(rows->value()));
    if (!record.has_value() || record->position != position) {
      return Missing("record", position);
    }
    if (!visit(*record)) return absl::OkStatus();
    ++position;
  }
  WL_RETURN_IF_ERROR(db_.CheckIterator(*rows));
  return position > head.position ? absl::OkStatus()
                                  : Missing("record", position);
}

absl::Status RocksdbLog::ReadStream(const StreamId& stream,
                                    uint64_t from_version,
                                    const RecordVisitor& visit) const {
  WL_CHECK(from_version > 0);
  if (stream.key.size() > kStreamKeyBytesMax) return absl::OkStatus();
  WL_ASSIGN_OR_RETURN(const bool ends, EndsBefore(stream, from_version));
  if (ends) return absl::OkStatus();
  const uint64_t last = head_.Get().position;
  const std::string end_key = StreamKey(row_.number, stream, UINT64_MAX);
  const rocksdb::Slice end(end_key);
  const auto rows = db_.Iterate(Column::kStream, end);
  uint64_t version = from_version;
  for (rows->Seek(StreamKey(row_.number, stream, version)); rows->Valid();
       rows->Next()) {
    const auto position = ParseStreamValue(ToStd(rows->value()));
    // Past it lies what was written after this read began.
    if (position.has_value() && *position > last) break;
    if (!position.has_value() ||
        ToStd(rows->key()) != StreamKey(row_.number, stream, version)) {
      return Missing(
          absl::StrCat("stream ", stream.kind, "/", stream.key, ": version"),
          version);
    }
    WL_ASSIGN_OR_RETURN(const bool more, VisitOne(*position, visit));
    if (!more) return absl::OkStatus();
    ++version;
  }
  return db_.CheckIterator(*rows);
}

absl::StatusOr<bool> RocksdbLog::EndsBefore(const StreamId& stream,
                                            uint64_t version) const {
  // Most read from the start on.
  if (version == 1) return false;
  WL_ASSIGN_OR_RETURN(const bool has, HasVersion(stream, version));
  if (has) return false;
  // If only one row were lost, the next would still be there.
  WL_ASSIGN_OR_RETURN(const bool has_next, HasVersion(stream, version + 1));
  return !has_next;
}

absl::StatusOr<bool> RocksdbLog::VisitOne(uint64_t position,
                                          const RecordVisitor& visit) const {
  const std::string key = RecordKey(row_.number, position);
  WL_ASSIGN_OR_RETURN(const auto value, db_.Get(Column::kRecord, key));
  const auto record =
      value.has_value() ? ParseRecord(key, ToStd(*value)) : std::nullopt;
  if (!record.has_value()) return Missing("record", position);
  return visit(*record);
}

absl::StatusOr<std::optional<RequestOutcome>> RocksdbLog::FindRequest(
    std::string_view request_id) const {
  const uint64_t last = head_.Get().position;
  WL_ASSIGN_OR_RETURN(
      const auto value,
      db_.Get(Column::kRequest, RequestKey(row_.number, request_id)));
  if (!value.has_value()) return std::nullopt;
  auto outcome = ParseRequestValue(ToStd(*value));
  if (!outcome.has_value()) {
    return RecordCorrupt(
        absl::StrCat("ledger ", row_.number, ": request ", ToAbsl(request_id)));
  }
  // Written, but not known to be durable.
  if (outcome->last_position > last) return std::nullopt;
  return outcome;
}

absl::Status RocksdbLog::CheckTail() const {
  const Head head = head_.Get();
  // The record before the tail lends its digest; there is none before 1.
  const uint64_t before =
      head.position - std::min(head.position, kTailRecordsMax);
  Digest chain = ChainStart(row_.uid);
  uint64_t broken = 0;
  WL_RETURN_IF_ERROR(
      Read(std::max<uint64_t>(before, 1), [&](const RecordView& record) {
        if (record.position == before) {
          std::copy(record.chain.begin(), record.chain.end(), chain.begin());
          return true;
        }
        chain = ChainNext(chain, record.bytes);
        if (AsBytes(chain) == record.chain) return true;
        broken = record.position;
        return false;
      }));
  if (broken != 0) {
    return ChainBroken(row_.number, absl::StrCat("record ", broken));
  }
  return chain == head.chain ? absl::OkStatus()
                             : ChainBroken(row_.number, "its head");
}

absl::Status RocksdbLog::CheckNothingBeyondHead() const {
  const std::string end_key = RecordKey(row_.number, UINT64_MAX);
  const rocksdb::Slice end(end_key);
  const auto rows = db_.Iterate(Column::kRecord, end);
  const uint64_t next = head_.Get().position + 1;
  rows->Seek(RecordKey(row_.number, next));
  if (!rows->Valid()) return db_.CheckIterator(*rows);
  return ChainBroken(row_.number,
                     absl::StrCat("record ", next, ", which no head covers"));
}

absl::Status RocksdbLog::Missing(std::string_view what, uint64_t number) const {
  return RecordCorrupt(absl::StrCat("ledger ", row_.number, ": ", ToAbsl(what),
                                    " ", number, " is missing"));
}

}  // namespace workledger
