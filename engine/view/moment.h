#ifndef WORKLEDGER_VIEW_MOMENT_H_
#define WORKLEDGER_VIEW_MOMENT_H_

// One moment of the view store: what is read by its options is as it was then,
// however far the projector goes on meanwhile.

#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/snapshot.h"

namespace workledger {

class Moment {
 public:
  explicit Moment(rocksdb::DB& db) : snapshot_(&db) {
    options_.snapshot = snapshot_.snapshot();
  }

  const rocksdb::ReadOptions& options() const { return options_; }

 private:
  rocksdb::ManagedSnapshot snapshot_;
  rocksdb::ReadOptions options_;
};

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_MOMENT_H_
