#include "tests/support/log_records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"

namespace workledger {
namespace {

RecordVisitor Collect(std::vector<ReadRow>& rows) {
  return [&rows](const RecordView& record) {
    rows.push_back({.position = record.position,
                    .bytes = std::string(record.bytes),
                    .chain = std::string(record.chain)});
    return true;
  };
}

}  // namespace

NewRecord RecordOf(std::string_view key, uint64_t version,
                   std::string_view bytes) {
  return {.stream = {.kind = 2, .key = std::string(key)},
          .version = version,
          .bytes = std::string(bytes)};
}

Transaction TransactionOf(std::string_view request_id,
                          std::vector<NewRecord> records) {
  return {.requests = {{.id = std::string(request_id),
                        .payload_hash = Sha256({request_id}),
                        .record_count = records.size()}},
          .records = std::move(records)};
}

absl::StatusOr<Head> AppendNext(EventLog& log,
                                const std::vector<Transaction>& batch) {
  return log.Append(log.GetHead(), batch);
}

absl::StatusOr<Head> AppendMany(EventLog& log, std::string_view prefix,
                                int count) {
  std::vector<Transaction> batch;
  for (int i = 1; i <= count; ++i) {
    const std::string name = absl::StrCat(ToAbsl(prefix), "-", i);
    batch.push_back(TransactionOf(name, {RecordOf(name, 1, name)}));
  }
  return AppendNext(log, batch);
}

absl::StatusOr<std::vector<ReadRow>> ReadAll(const EventLog& log,
                                             uint64_t from) {
  std::vector<ReadRow> rows;
  WL_RETURN_IF_ERROR(log.Read(from, Collect(rows)));
  return rows;
}

absl::StatusOr<std::vector<ReadRow>> ReadAllOf(const EventLog& log,
                                               const StreamId& stream,
                                               uint64_t from_version) {
  std::vector<ReadRow> rows;
  WL_RETURN_IF_ERROR(log.ReadStream(stream, from_version, Collect(rows)));
  return rows;
}

absl::StatusOr<std::vector<ReadRow>> ReadChecked(const EventLog& log) {
  const Head head = log.GetHead();
  WL_ASSIGN_OR_RETURN(std::vector<ReadRow> rows, ReadAll(log));
  uint64_t position = 0;
  // Written out here, so that it does not lean on what it checks.
  Digest chain = Sha256({"workledger/1", log.Uid()});
  for (const ReadRow& row : rows) {
    chain = Sha256({AsBytes(chain), row.bytes});
    if (row.position != ++position || row.chain != AsBytes(chain)) {
      return absl::DataLossError(absl::StrCat("record ", position));
    }
  }
  if (Head{.position = position, .chain = chain} != head) {
    return absl::DataLossError("head");
  }
  return rows;
}

}  // namespace workledger
