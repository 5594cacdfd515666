#ifndef WORKLEDGER_VIEW_PROJECTOR_H_
#define WORKLEDGER_VIEW_PROJECTOR_H_

// Turns records into rows of all views.

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/log/event_log.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace workledger {

// Projects the records of `log` after `from`, up to position `through`, and
// writes the rows that they change and the new checkpoint in one batch. Takes
// a bounded number of records; returns the new checkpoint, which is `from` if
// there are none. On error nothing is written.
//
//   DATA_LOSS  a record cannot be read, or its event type is unknown.
//   and what ViewStatus says of the store.
absl::StatusOr<Head> Project(rocksdb::DB& db, const EventLog& log,
                             const Head& from, uint64_t through);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_PROJECTOR_H_
