#ifndef WORKLEDGER_VIEW_PROJECTOR_H_
#define WORKLEDGER_VIEW_PROJECTOR_H_

// Turns records into rows of all views.

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/log/event_log.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace workledger {

// What a step came to.
struct Projected {
  Head checkpoint;
  // What clocks need of the catalogue at the checkpoint (see catalogue_rows.h);
  // null if the step did not change it.
  std::shared_ptr<const Catalogue> clock_catalogue;
};

// Takes what clocks need of the catalogue.
using CatalogueSink =
    std::function<void(const std::shared_ptr<const Catalogue>&)>;

// Projects the records of `log` after `from`, up to position `through`, and
// writes the rows that they change and the new checkpoint in one batch. Takes
// a bounded number of records; returns the new checkpoint, which is `from` if
// there are none. `clock_catalogue` is what clocks need of the catalogue at
// `from`: it is kept from step to step, for its calendars are costly to build.
// A step that changes it gives the new one to `publish` before it writes, so
// that whoever sees the rows finds the revisions that they name. On error
// nothing is written.
//
//   DATA_LOSS  a record cannot be read, or its event type is unknown.
//   and what ViewStatus says of the store.
absl::StatusOr<Projected> Project(rocksdb::DB& db, const EventLog& log,
                                  const Head& from,
                                  const Catalogue& clock_catalogue,
                                  uint64_t through,
                                  const CatalogueSink& publish);

// Reads what Project reads of the log from there. DATA_LOSS if it is the log
// that keeps Project from going on; OK if it is the rows.
absl::Status CheckStep(const EventLog& log, uint64_t from_position);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_PROJECTOR_H_
