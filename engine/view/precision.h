#ifndef WORKLEDGER_VIEW_PRECISION_H_
#define WORKLEDGER_VIEW_PRECISION_H_

// How right the alarms of each device and of each algorithm were. Signals are
// counted as they come, incidents by what they are at present, so that one that
// was opened again counts once.
//
// A row's key is that of its kind of row, then whom it counts (1 byte: 1 a
// device, 2 an algorithm) and its name; the row is a v1::AlarmPrecision.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "workledger/v1/alarm.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace rocksdb {
class DB;
struct ReadOptions;
class WriteBatch;
}  // namespace rocksdb

namespace workledger {

// The difference that some events make to the rows.
class Precision {
 public:
  // Counts what the event tells of a signal, if it does; `before` is the fold
  // of its stream before it.
  void AddSignal(const v1::Event& event, const v1::Fold& before);

  // Counts an incident, or takes it out again.
  void Add(const v1::Ticket& ticket) { Count(ticket, 1); }
  void Remove(const v1::Ticket& ticket) { Count(ticket, -1); }

  // Adds the stored rows, and puts the sums.
  //
  //   DATA_LOSS  RECORD_CORRUPT: a row is damaged.
  absl::Status Put(rocksdb::DB& db, std::string_view ledger_uid,
                   rocksdb::WriteBatch& rows) const;

 private:
  struct Counts {
    int64_t signals = 0;
    int64_t incidents = 0;
    int64_t confirmed = 0;
    int64_t dismissed = 0;
    int64_t suppressed = 0;
    int64_t correlated = 0;

    friend bool operator==(const Counts&, const Counts&) = default;
  };
  using Key = std::pair<bool, std::string>;  // an algorithm or not, its name

  void Count(const v1::Ticket& ticket, int64_t sign);
  void AddCounts(std::string_view device, std::string_view algorithm,
                 const Counts& counts);
  static void AddTo(v1::AlarmPrecision& row, const Counts& counts);

  std::map<Key, Counts> counts_;
};

// A page of rows, all as of one checkpoint.
struct PrecisionPage {
  std::vector<v1::AlarmPrecision> rows;
  std::string next;       // the first name of the next page; empty on the last
  uint64_t position = 0;  // the checkpoint
};

// Returns up to `count_max` rows of devices, or of algorithms, in the order of
// their names, from `begin` on.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is damaged.
absl::StatusOr<PrecisionPage> ListPrecision(rocksdb::DB& db,
                                            const rocksdb::ReadOptions& at,
                                            std::string_view ledger_uid,
                                            bool by_algorithm, int count_max,
                                            std::string_view begin);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_PRECISION_H_
