#ifndef WORKLEDGER_VIEW_VIEW_STORE_H_
#define WORKLEDGER_VIEW_VIEW_STORE_H_

// The directory that holds the views of all ledgers: a RocksDB of its own,
// written without fsync, disposable. Everything in it can be made again from
// the log.

#include <memory>
#include <string>

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

  rocksdb::DB& db() const { return *db_; }

 private:
  explicit ViewStore(std::unique_ptr<rocksdb::DB> db);

  const std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_VIEW_STORE_H_
