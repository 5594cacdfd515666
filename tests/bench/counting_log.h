#ifndef WORKLEDGER_TESTS_BENCH_COUNTING_LOG_H_
#define WORKLEDGER_TESTS_BENCH_COUNTING_LOG_H_

// A log store that counts what is appended to the one below it.

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/log/event_log.h"

namespace workledger::bench {

struct AppendCounts {
  uint64_t appends = 0;
  uint64_t records = 0;
  uint64_t bytes = 0;  // of the records

  friend AppendCounts operator-(AppendCounts a, const AppendCounts& b) {
    return {a.appends - b.appends, a.records - b.records, a.bytes - b.bytes};
  }
};

// Thread-safe.
class CountingLogStore final : public LogStore {
 public:
  explicit CountingLogStore(std::unique_ptr<LogStore> store)
      : store_(std::move(store)) {}

  AppendCounts counts() const { return {appends_, records_, bytes_}; }

  absl::StatusOr<EventLog*> Create(std::string_view ledger) override {
    return Wrap(store_->Create(ledger));
  }
  absl::StatusOr<EventLog*> Open(std::string_view ledger) override {
    return Wrap(store_->Open(ledger));
  }
  absl::StatusOr<std::vector<std::string>> List() const override {
    return store_->List();
  }
  absl::Status Health() const override { return store_->Health(); }

 private:
  class Log final : public EventLog {
   public:
    Log(EventLog& log, CountingLogStore& store) : log_(log), store_(store) {}

    const std::string& Uid() const override { return log_.Uid(); }
    absl::StatusOr<Head> Append(const Head& expected,
                                std::span<const Transaction> batch) override {
      ++store_.appends_;
      for (const Transaction& transaction : batch) {
        for (const NewRecord& record : transaction.records) {
          ++store_.records_;
          store_.bytes_ += record.bytes.size();
        }
      }
      return log_.Append(expected, batch);
    }
    absl::Status Read(uint64_t from,
                      const RecordVisitor& visit) const override {
      return log_.Read(from, visit);
    }
    absl::Status ReadStream(const StreamId& stream, uint64_t from_version,
                            const RecordVisitor& visit) const override {
      return log_.ReadStream(stream, from_version, visit);
    }
    absl::StatusOr<std::optional<RequestOutcome>> FindRequest(
        std::string_view request_id) const override {
      return log_.FindRequest(request_id);
    }
    Head GetHead() const override { return log_.GetHead(); }
    Head WaitForHead(uint64_t position, absl::Duration timeout) const override {
      return log_.WaitForHead(position, timeout);
    }

   private:
    EventLog& log_;
    CountingLogStore& store_;
  };

  absl::StatusOr<EventLog*> Wrap(absl::StatusOr<EventLog*> log) {
    if (!log.ok()) return log;
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Log>& wrapped = logs_[*log];
    if (wrapped == nullptr) wrapped = std::make_unique<Log>(**log, *this);
    return wrapped.get();
  }

  const std::unique_ptr<LogStore> store_;
  std::mutex mutex_;
  std::map<EventLog*, std::unique_ptr<Log>> logs_;  // guarded by mutex_
  std::atomic<uint64_t> appends_ = 0;
  std::atomic<uint64_t> records_ = 0;
  std::atomic<uint64_t> bytes_ = 0;
};

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_COUNTING_LOG_H_
