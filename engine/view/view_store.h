#ifndef WORKLEDGER_VIEW_VIEW_STORE_H_
#define WORKLEDGER_VIEW_VIEW_STORE_H_

// The directory that holds the views of all ledgers: a RocksDB of its own,
// written without fsync, disposable. Everything in it can be made again from
// the log.
//
//   const auto hold = store.Hold();
//   if (store.damaged()) return ...;
//   ... store.db() ...

#include <atomic>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace workledger {

// Thread-safe.
class ViewStore {
 public:
  // Opens the store, or creates it; a damaged one is removed and created anew.
  //
  //   UNAVAILABLE  STORE_LOCKED: another process has it open.
  static absl::StatusOr<std::unique_ptr<ViewStore>> Open(
      const std::string& directory);

  ~ViewStore();

  // Keeps Renew away. Who shares the store with others holds it while db() is
  // used, and looks at damaged() first.
  std::shared_lock<std::shared_mutex> Hold() const {
    return std::shared_lock(mutex_);
  }

  // Not to be used while the store is damaged.
  rocksdb::DB& db() const { return *db_; }

  // How often it was created anew since it was opened.
  uint64_t generation() const { return generation_; }

  // Whether it waits to be created anew.
  bool damaged() const { return damaged_; }

  // Says that a row cannot be read. Whoever does that holds the store.
  void MarkDamaged() { damaged_ = true; }

  // Removes a damaged store and creates it anew. RocksDB cannot be made to
  // forget one bad block: it comes up again in every compaction.
  //
  //   DEADLINE_EXCEEDED  VIEW_BEHIND: someone holds it; try again in a while.
  //   and what Open says of a store that cannot be created.
  absl::Status Renew();

 private:
  ViewStore(std::string directory, std::unique_ptr<rocksdb::DB> db);

  const std::string directory_;
  mutable std::shared_mutex mutex_;
  std::unique_ptr<rocksdb::DB> db_;  // guarded by mutex_
  std::atomic<uint64_t> generation_ = 0;
  std::atomic<bool> damaged_ = false;
};

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_VIEW_STORE_H_
