#include "engine/log/batch.h"

#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Walks over a batch once and gathers its shape.
class BatchChecker {
 public:
  absl::Status Add(const Transaction& transaction) {
    WL_RETURN_IF_ERROR(AddRequests(transaction));
    for (const NewRecord& record : transaction.records) {
      WL_RETURN_IF_ERROR(AddRecord(record));
    }
    return absl::OkStatus();
  }

  BatchShape Take() { return std::move(shape_); }

 private:
  absl::Status AddRequests(const Transaction& transaction) {
    if (transaction.requests.empty()) {
      return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "requests",
                        "got none, want at least 1");
    }
    if (transaction.records.empty()) {
      return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "records",
                        "got none, want at least 1");
    }
    size_t unclaimed = transaction.records.size();
    for (const NewRequest& request : transaction.requests) {
      WL_RETURN_IF_ERROR(AddRequest(request, unclaimed));
      unclaimed -= request.record_count;
    }
    if (unclaimed != 0) {
      return FieldError(
          v1::ERROR_REASON_FIELD_INVALID, "requests.record_count",
          absl::StrCat("got ", unclaimed, " records of no request, want 0"));
    }
    return absl::OkStatus();
  }

  absl::Status AddRequest(const NewRequest& request, size_t unclaimed) {
    if (request.id.empty()) {
      return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "requests.id",
                        "got none, want 1 byte or more");
    }
    if (request.id.size() > kRequestIdBytesMax) {
      return FieldError(
          v1::ERROR_REASON_FIELD_TOO_LONG, "requests.id",
          absl::StrCat("got ", request.id.size(), " bytes, want at most ",
                       kRequestIdBytesMax));
    }
    if (request.record_count == 0 || request.record_count > unclaimed) {
      return FieldError(v1::ERROR_REASON_FIELD_INVALID, "requests.record_count",
                        absl::StrCat("got ", request.record_count,
                                     ", want 1 to ", unclaimed));
    }
    if (!request_ids_.insert(request.id).second) {
      return FieldError(v1::ERROR_REASON_FIELD_INVALID, "requests.id",
                        "got one id twice, want it once a batch");
    }
    return absl::OkStatus();
  }

  absl::Status AddRecord(const NewRecord& record) {
    if (record.stream.key.size() > kStreamKeyBytesMax) {
      return FieldError(
          v1::ERROR_REASON_FIELD_TOO_LONG, "records.stream.key",
          absl::StrCat("got ", record.stream.key.size(),
                       " bytes, want at most ", kStreamKeyBytesMax));
    }
    if (record.bytes.empty()) {
      return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "records.bytes",
                        "got none, want 1 byte or more");
    }
    if (record.bytes.size() > kRecordBytesMax) {
      return FieldError(v1::ERROR_REASON_FIELD_TOO_LONG, "records.bytes",
                        absl::StrCat("got ", record.bytes.size(),
                                     " bytes, want at most ", kRecordBytesMax));
    }
    ++shape_.record_count;
    shape_.record_bytes += record.bytes.size();
    return AddVersion(record);
  }

  absl::Status AddVersion(const NewRecord& record) {
    const auto [place, first] = last_versions_.try_emplace(
        std::pair(record.stream.kind, std::string_view(record.stream.key)),
        record.version);
    if (first && record.version > 0) {
      shape_.stream_starts.push_back(&record);
      return absl::OkStatus();
    }
    const uint64_t want = first ? 1 : place->second + 1;
    if (record.version != want) {
      return FieldError(v1::ERROR_REASON_FIELD_INVALID, "records.version",
                        absl::StrCat("got ", record.version, ", want ", want));
    }
    place->second = record.version;
    return absl::OkStatus();
  }

  BatchShape shape_;
  absl::flat_hash_set<std::string_view> request_ids_;
  absl::flat_hash_map<std::pair<uint8_t, std::string_view>, uint64_t>
      last_versions_;
};

absl::Status BatchTooLarge(size_t got, std::string_view unit, size_t want) {
  return MakeError(absl::StatusCode::kResourceExhausted,
                   v1::ERROR_REASON_BATCH_TOO_LARGE,
                   absl::StrCat("batch: got ", got, " ", ToAbsl(unit),
                                ", want at most ", want));
}

absl::Status Aborted(std::string_view message) {
  return MakeError(absl::StatusCode::kAborted, v1::ERROR_REASON_HEAD_MOVED,
                   message);
}

std::string Describe(const Head& head) {
  return absl::StrCat(head.position, "/", ToHex(AsBytes(head.chain)));
}

std::string Describe(const NewRecord& record) {
  return absl::StrCat("stream ", record.stream.kind, "/", record.stream.key,
                      ": version ", record.version);
}

}  // namespace

absl::StatusOr<BatchShape> CheckBatch(std::span<const Transaction> batch) {
  if (batch.empty()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "batch",
                      "got no transactions, want at least 1");
  }
  if (batch.size() > kAppendTransactionsMax) {
    return BatchTooLarge(batch.size(), "transactions", kAppendTransactionsMax);
  }
  BatchChecker checker;
  for (const Transaction& transaction : batch) {
    WL_RETURN_IF_ERROR(checker.Add(transaction));
  }
  BatchShape shape = checker.Take();
  if (shape.record_bytes > kAppendBytesMax) {
    return BatchTooLarge(shape.record_bytes, "bytes", kAppendBytesMax);
  }
  return shape;
}

absl::Status HeadMoved(const Head& head, const Head& expected) {
  return Aborted(absl::StrCat("head: got ", Describe(expected), ", want ",
                              Describe(head)));
}

absl::Status VersionTaken(const NewRecord& start) {
  return Aborted(absl::StrCat(Describe(start), " is taken"));
}

absl::Status VersionSkipped(const NewRecord& start) {
  return Aborted(absl::StrCat(Describe(start), " has none before it"));
}

absl::Status RequestTaken(std::string_view request_id) {
  return Aborted(absl::StrCat("request ", ToAbsl(request_id), " is known"));
}

}  // namespace workledger
