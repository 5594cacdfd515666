#include "engine/log/memory.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/log/batch.h"
#include "engine/log/ledger_name.h"
#include "engine/log/published_head.h"

namespace workledger {
namespace {

// Records taken under one hold of the lock, and then visited without it.
constexpr uint64_t kVisitChunk = 256;

struct Row {
  std::string bytes;
  Digest chain{};
};

class MemoryLog final : public EventLog {
 public:
  explicit MemoryLog(std::string uid)
      : uid_(std::move(uid)), head_({.chain = ChainStart(uid_)}) {}

  const std::string& Uid() const override { return uid_; }

  absl::StatusOr<Head> Append(const Head& expected,
                              std::span<const Transaction> batch) override {
    WL_ASSIGN_OR_RETURN(const BatchShape shape, CheckBatch(batch));
    const std::lock_guard lock(mutex_);
    Head head = head_.Get();
    if (head != expected) return HeadMoved(head, expected);
    WL_RETURN_IF_ERROR(CheckUnique(batch, shape));
    for (const Transaction& transaction : batch) Apply(transaction, head);
    head_.Publish(head);
    return head;
  }

  absl::Status Read(uint64_t from, const RecordVisitor& visit) const override {
    WL_CHECK(from > 0);
    const uint64_t last = head_.Get().position;
    return VisitAll(visit, [&](std::vector<RecordView>& chunk) {
      for (; from <= last && chunk.size() < kVisitChunk; ++from) {
        chunk.push_back(ViewOf(from));
      }
    });
  }

  absl::Status ReadStream(const StreamId& stream, uint64_t from_version,
                          const RecordVisitor& visit) const override {
    WL_CHECK(from_version > 0);
    const uint64_t last = head_.Get().position;
    return VisitAll(visit, [&](std::vector<RecordView>& chunk) {
      const auto found = streams_.find(stream);
      if (found == streams_.end()) return;
      const std::vector<uint64_t>& positions = found->second;
      for (; from_version <= positions.size() &&
             positions[from_version - 1] <= last && chunk.size() < kVisitChunk;
           ++from_version) {
        chunk.push_back(ViewOf(positions[from_version - 1]));
      }
    });
  }

  absl::StatusOr<std::optional<RequestOutcome>> FindRequest(
      std::string_view request_id) const override {
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(std::string(request_id));
    if (found == requests_.end()) return std::nullopt;
    return found->second;
  }

  Head GetHead() const override { return head_.Get(); }

  Head WaitForHead(uint64_t position, absl::Duration timeout) const override {
    return head_.WaitBeyond(position, timeout);
  }

 private:
  // Holds mutex_.
  absl::Status CheckUnique(std::span<const Transaction> batch,
                           const BatchShape& shape) const {
    for (const NewRecord* const start : shape.stream_starts) {
      const auto found = streams_.find(start->stream);
      const uint64_t last = found == streams_.end() ? 0 : found->second.size();
      if (start->version <= last) return VersionTaken(*start);
      if (start->version > last + 1) return VersionSkipped(*start);
    }
    for (const Transaction& transaction : batch) {
      for (const NewRequest& request : transaction.requests) {
        if (requests_.contains(request.id)) return RequestTaken(request.id);
      }
    }
    return absl::OkStatus();
  }

  // Adds the transaction and moves `head` to its end. Holds mutex_.
  void Apply(const Transaction& transaction, Head& head) {
    uint64_t first = head.position + 1;
    for (const NewRequest& request : transaction.requests) {
      requests_.emplace(
          request.id,
          RequestOutcome{.payload_hash = request.payload_hash,
                         .first_position = first,
                         .last_position = first + request.record_count - 1});
      first += request.record_count;
    }
    for (const NewRecord& record : transaction.records) {
      head = {.position = head.position + 1,
              .chain = ChainNext(head.chain, record.bytes)};
      rows_.push_back({.bytes = record.bytes, .chain = head.chain});
      streams_[record.stream].push_back(head.position);
    }
  }

  // Holds mutex_. The view stays good without it: rows never move or change.
  RecordView ViewOf(uint64_t position) const {
    const Row& row = rows_[position - 1];
    return {
        .position = position, .bytes = row.bytes, .chain = AsBytes(row.chain)};
  }

  // Visits what `take` adds to empty chunks, until it adds nothing. Calls
  // `take` under the lock and `visit` without it.
  template <typename Take>
  absl::Status VisitAll(const RecordVisitor& visit, const Take& take) const {
    std::vector<RecordView> chunk;
    do {
      chunk.clear();
      {
        const std::lock_guard lock(mutex_);
        take(chunk);
      }
      if (!std::all_of(chunk.begin(), chunk.end(), std::cref(visit))) break;
    } while (!chunk.empty());
    return absl::OkStatus();
  }

  const std::string uid_;
  PublishedHead head_;
  mutable std::mutex mutex_;
  // Guarded by mutex_. A deque, because its rows stay where they are.
  std::deque<Row> rows_;
  std::map<StreamId, std::vector<uint64_t>> streams_;  // positions
  std::unordered_map<std::string, RequestOutcome> requests_;
};

class MemoryLogStore final : public LogStore {
 public:
  absl::StatusOr<EventLog*> Create(std::string_view ledger) override {
    WL_RETURN_IF_ERROR(CheckLedgerName(ledger));
    const std::lock_guard lock(mutex_);
    const auto [place, created] = logs_.try_emplace(std::string(ledger));
    if (!created) return LedgerExists(ledger);
    place->second = std::make_unique<MemoryLog>(NewLedgerUid());
    return place->second.get();
  }

  absl::StatusOr<EventLog*> Open(std::string_view ledger) override {
    const std::lock_guard lock(mutex_);
    const auto found = logs_.find(ledger);
    if (found == logs_.end()) return LedgerNotFound(ledger);
    return found->second.get();
  }

  absl::StatusOr<std::vector<std::string>> List() const override {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> ledgers;
    for (const auto& [ledger, log] : logs_) ledgers.push_back(ledger);
    return ledgers;
  }

  absl::Status Health() const override { return absl::OkStatus(); }

 private:
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::map<std::string, std::unique_ptr<MemoryLog>, std::less<>> logs_;
};

}  // namespace

std::unique_ptr<LogStore> OpenMemoryLogStore() {
  return std::make_unique<MemoryLogStore>();
}

}  // namespace workledger
