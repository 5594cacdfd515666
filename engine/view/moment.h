#ifndef WORKLEDGER_VIEW_MOMENT_H_
#define WORKLEDGER_VIEW_MOMENT_H_

// One moment of the view store: all that is read with its options is of one
// checkpoint, whatever is written meanwhile.
//
//   const Moment moment(db);
//   ... ReadWork(db, moment.options(), ...) ...

#include "rocksdb/db.h"
#include "rocksdb/snapshot.h"

namespace workledger {

class Moment {
 public:
  // `db` outlives it.
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
