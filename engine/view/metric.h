#ifndef WORKLEDGER_VIEW_METRIC_H_
#define WORKLEDGER_VIEW_METRIC_H_

// The facts that figures are made of, by time, so that the figures of a period
// are one scan over it, whatever the ledger's age. A key is that of its kind of
// row, then the section (1 byte), a time (milliseconds, 8 bytes), the stream's
// key, a zero byte and the fact (a v1::MetricFact, serialized); the row is
// empty. In the sections
//
//   1  every fact lies at its time; one that lasts, where it begins
//   2  one that lasted lies at the node that it forks at (see below)
//   3  one that still lasts, where it began
//
// What lasted over an instant is found by sections 2 and 3, as in a relational
// interval tree: instants are the nodes of a binary tree by their bits, each
// interval lies at the one node where the ways to its ends part, and all that
// hold an instant lie at 64 nodes, one of each level. So
// each interval has one row here however long it lasts, and what is open at an
// instant costs about what there is of it.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace rocksdb {
class DB;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// Returns the keys of the rows of a stream's facts, sorted; none for streams
// that are neither tickets nor penalties nor inspections. `catalogue` holds the
// calendars' revisions that its clocks name.
std::vector<std::string> MetricKeys(std::string_view ledger_uid,
                                    const StreamName& stream,
                                    const v1::Fold& fold,
                                    const Catalogue& catalogue);

// Returns the key of the row of a fact that a single event left.
std::string EventMetricKey(std::string_view ledger_uid, std::string_view stream,
                           const v1::MetricFact& fact);

// Which facts are read.
struct MetricRange {
  // At or after, and before; Unix milliseconds. What lasts counts here where it
  // began.
  int64_t begin_millis = 0;
  int64_t end_millis = 0;
  // Of what began before `begin_millis` that, too, which still lasted then.
  bool carried = true;
};

// Takes a fact and the key of its stream, which is valid during the call; the
// scan stops with the status that is not OK.
using MetricSink =
    std::function<absl::Status(std::string_view stream, v1::MetricFact fact)>;

// Gives `sink` the facts of the range, each once: those of `carried` first, the
// rest by time. Sees the moment that `at` names.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is damaged.
absl::Status ReadMetricFacts(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                             std::string_view ledger_uid,
                             const MetricRange& range, const MetricSink& sink);

// Gives facts the dimensions that their tickets have now.
class CurrentDimensions {
 public:
  // All outlive it.
  CurrentDimensions(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                    std::string_view ledger_uid)
      : db_(db), at_(at), ledger_uid_(ledger_uid) {}

  // What is no ticket has none and stays as it is.
  absl::Status Set(std::string_view stream, v1::MetricFact& fact);

 private:
  rocksdb::DB& db_;
  const rocksdb::ReadOptions& at_;
  const std::string_view ledger_uid_;
  // Of each ticket, a fact with nothing but its dimensions.
  std::map<std::string, v1::MetricFact, std::less<>> known_;
};

// Sets the dimensions of a fact to those that the ticket has.
void SetDimensions(const v1::Ticket& ticket, v1::MetricFact& fact);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_METRIC_H_
