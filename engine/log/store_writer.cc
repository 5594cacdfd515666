#include "engine/log/store_writer.h"

#include <chrono>
#include <cstddef>
#include <semaphore>

#include "engine/base/string_view.h"
#include "engine/log/rocksdb_recovery.h"

namespace workledger {
namespace {

// Longer than the time from an answer to the caller's next write.
constexpr absl::Duration kSettleDelay = absl::Milliseconds(20);

}  // namespace

StoreWriter::~StoreWriter() {
  if (!failed_.ok()) return;
  std::binary_semaphore is_settled(0);
  guard_executor_.Post([&] {
    guard_->Settle(db_.GetLatestSequenceNumber());
    is_settled.release();
  });
  is_settled.acquire();
}

rocksdb::Status StoreWriter::Write(rocksdb::WriteBatch& batch) {
  Waiting own{.batch = &batch};
  std::unique_lock lock(mutex_);
  waiting_.push_back(&own);
  changed_.wait(lock, [&] { return own.done || waiting_.front() == &own; });
  if (own.done) return own.status;

  const std::vector<Waiting*> group(waiting_.begin(), waiting_.end());
  rocksdb::Status status = failed_;
  if (status.ok()) {
    lock.unlock();
    status = WriteTimed(group);
    lock.lock();
    failed_ = status;
    ++group_count_;
  }
  for (Waiting* const each : group) {
    each->status = status;
    each->done = true;
  }
  waiting_.erase(waiting_.begin(),
                 waiting_.begin() + static_cast<ptrdiff_t>(group.size()));
  changed_.notify_all();
  if (status.ok() && waiting_.empty()) SettleSoon();
  return status;
}

void StoreWriter::SettleSoon() {
  if (settling_) return;
  settling_ = true;
  guard_executor_.PostAfter(
      kSettleDelay, [this, count = group_count_] { SettleIfIdle(count); });
}

void StoreWriter::SettleIfIdle(uint64_t group_count) {
  uint64_t last = 0;
  {
    const std::lock_guard lock(mutex_);
    settling_ = false;
    // The guard takes note of a group when the next one begins.
    if (!waiting_.empty() || !failed_.ok()) return;
    if (group_count != group_count_) return SettleSoon();
    last = db_.GetLatestSequenceNumber();
  }
  // On the guard's thread, so before what the next group asks of it.
  guard_->Settle(last);
}

rocksdb::Status StoreWriter::WriteTimed(std::span<Waiting* const> group) {
  if (!on_sync_) return WriteGroup(group);
  const auto start = std::chrono::steady_clock::now();
  const rocksdb::Status status = WriteGroup(group);
  on_sync_(absl::FromChrono(std::chrono::steady_clock::now() - start));
  return status;
}

rocksdb::Status StoreWriter::WriteGroup(std::span<Waiting* const> group) {
  std::vector<GuardedWrite> writes;
  writes.reserve(group.size());
  uint64_t next = db_.GetLatestSequenceNumber() + 1;
  for (const Waiting* const each : group) {
    writes.push_back({.first_sequence = next,
                      .row_count = each->batch->Count(),
                      .rows = RowsOf(*each->batch)});
    next += each->batch->Count();
  }
  absl::Status guarded;
  std::binary_semaphore is_guarded(0);
  guard_executor_.Post([&] {
    guarded = guard_->Append(writes);
    is_guarded.release();
  });
  rocksdb::Status status = WriteToDb(group);
  is_guarded.acquire();
  if (!status.ok()) return status;
  if (!guarded.ok()) return rocksdb::Status::IOError(ToStd(guarded.message()));
  if (db_.GetLatestSequenceNumber() + 1 == next) return status;
  return rocksdb::Status::Corruption("rows were written by somebody else");
}

rocksdb::Status StoreWriter::WriteToDb(std::span<Waiting* const> group) {
  rocksdb::WriteOptions options;
  options.sync = true;
  options.protection_bytes_per_key = kProtectionBytes;
  if (group.size() == 1) return db_.Write(options, group.front()->batch);
  // One record of the write-ahead log, so that it has all of a group or none.
  uint32_t row_count = 0;
  std::string rows;
  for (const Waiting* const each : group) {
    row_count += each->batch->Count();
    rows.append(RowsOf(*each->batch));
  }
  rocksdb::WriteBatch all(BatchOf(row_count, rows));
  return db_.Write(options, &all);
}

}  // namespace workledger
