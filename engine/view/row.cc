#include "engine/view/row.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "google/protobuf/message_lite.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {
namespace {

std::string_view KindName(char kind) {
  switch (static_cast<RowKind>(kind)) {
    case RowKind::kCheckpoint:
      return "checkpoint";
    case RowKind::kLedger:
      return "ledger";
    case RowKind::kTicket:
      return "ticket";
    case RowKind::kQueue:
      return "queue";
    case RowKind::kCounter:
      return "counter";
    case RowKind::kFold:
      return "fold";
    case RowKind::kTimer:
      return "timer";
    case RowKind::kCatalogue:
      return "catalogue";
    case RowKind::kPrecision:
      return "precision";
    case RowKind::kWork:
      return "work";
    case RowKind::kTallyDay:
      return "tally day";
    case RowKind::kMetric:
      return "metric";
    case RowKind::kCatalogueRevision:
      return "catalogue revision";
    case RowKind::kClockCalendar:
      return "clock calendar";
    case RowKind::kOpenTicket:
      return "open ticket";
    case RowKind::kPolicyTicket:
      return "policy ticket";
    case RowKind::kMerkle:
      return "merkle";
  }
  return "unknown";
}

absl::Status RowCorrupt(std::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                   message);
}

}  // namespace

std::string RowKey(std::string_view ledger_uid, RowKind kind) {
  return absl::StrCat(ToAbsl(ledger_uid),
                      absl::string_view(reinterpret_cast<char*>(&kind), 1));
}

std::string RowKeyEnd(std::string_view ledger_uid, RowKind kind) {
  return RowKey(ledger_uid, static_cast<RowKind>(static_cast<char>(kind) + 1));
}

std::string LedgerKeyEnd(std::string_view ledger_uid) {
  return absl::StrCat(ToAbsl(ledger_uid), "\xff");
}

std::string DescribeRow(std::string_view ledger_uid, std::string_view key) {
  if (key.size() <= ledger_uid.size()) return "row without a kind";
  const std::string_view name = key.substr(ledger_uid.size() + 1);
  return absl::StrCat(
      ToAbsl(KindName(key[ledger_uid.size()])), " row",
      name.empty() ? ""
                   : absl::StrCat(" \"", absl::CHexEscape(ToAbsl(name)), "\""));
}

void AppendBigEndian(std::string& out, uint64_t value, size_t size) {
  for (size_t i = size; i-- > 0;) {
    out.push_back(static_cast<char>(value >> (8 * i)));
  }
}

uint64_t ParseBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) {
    value = value << 8 | static_cast<uint8_t>(byte);
  }
  return value;
}

absl::StatusOr<bool> GetRow(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                            std::string_view key, std::string& row) {
  const rocksdb::Status status = db.Get(at, key, &row);
  if (status.IsNotFound()) return false;
  WL_RETURN_IF_ERROR(ViewStatus(status));
  return true;
}

absl::StatusOr<bool> GetRow(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                            std::string_view key,
                            google::protobuf::MessageLite& row) {
  rocksdb::PinnableSlice bytes;
  const rocksdb::Status status =
      db.Get(at, db.DefaultColumnFamily(), key, &bytes);
  if (status.IsNotFound()) return false;
  WL_RETURN_IF_ERROR(ViewStatus(status));
  if (!row.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return RowCorrupt(absl::StrCat("a view row is no ", row.GetTypeName()));
  }
  return true;
}

absl::Status ViewStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat("view store: ", status.ToString());
  if (status.IsCorruption()) return RowCorrupt(message);
  if (status.IsNoSpace()) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_DISK_FULL, message);
  }
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_ENGINE_FAILED, message);
}

absl::Status DropRows(rocksdb::DB& db, std::string_view ledger_uid) {
  const std::string end = LedgerKeyEnd(ledger_uid);
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
  rows->Seek(ledger_uid);
  WL_RETURN_IF_ERROR(ViewStatus(rows->status()));
  // A range that is deleted costs every later read, so a new ledger has none.
  if (!rows->Valid()) return absl::OkStatus();
  return ViewStatus(db.DeleteRange(rocksdb::WriteOptions(),
                                   db.DefaultColumnFamily(), ledger_uid, end));
}

}  // namespace workledger
