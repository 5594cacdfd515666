#ifndef WORKLEDGER_VIEW_TIMER_INDEX_H_
#define WORKLEDGER_VIEW_TIMER_INDEX_H_

// The timer index: one empty row for each timer that is set, in the order in
// which they are due. A key is that of its kind of row, then the due time
// (milliseconds, 8 bytes), the stream's kind (1 byte), the timer's kind (1
// byte), the position that set it (8 bytes) and the stream's key.
//
// A running clock has one row, for its next alarm. Its key has before the
// stream's key: when the alarm after it is due (8 bytes), the clock's metric
// and party (1 byte each), cycle and segment (4 bytes each), how often the
// level has come (4 bytes), and the level with its length (2 bytes). Nothing
// of it is in the row's value, so that a row never changes: it goes, and
// another one comes.

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "workledger/v1/timer.pb.h"

namespace rocksdb {
class DB;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// A timer and the stream that it belongs to.
struct DueTimer {
  StreamName stream;
  v1::Timer timer;
  // Nothing that firing it sets is due before this: whoever fires several at
  // once in the order of their due times fires none that is due later along
  // with it.
  absl::Time following;
};

// Returns the keys of the rows of a fold's timers, sorted. `catalogue` holds
// the calendars' revisions that its clocks name.
std::vector<std::string> TimerKeys(std::string_view ledger_uid,
                                   const StreamName& stream,
                                   const v1::Fold& fold,
                                   const Catalogue& catalogue);

// Returns the first `count_max` timers that are due at or before `through`, in
// the order of their due times. Costs what it returns, however many are set.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is damaged.
absl::StatusOr<std::vector<DueTimer>> FindDueTimers(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, absl::Time through, int count_max);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_TIMER_INDEX_H_
