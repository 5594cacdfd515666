#ifndef WORKLEDGER_VIEW_QUEUED_TICKETS_H_
#define WORKLEDGER_VIEW_QUEUED_TICKETS_H_

// Reads the rows of the tickets that the queue names, several at once.
//
//   QueueScan scan(db, at, uid, filter, place);
//   while (scan.Valid()) {
//     WL_ASSIGN_OR_RETURN(const std::vector<QueuedTicket> read,
//                         ReadQueued(db, at, uid, scan, 50));
//   }

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/view/queue.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

struct QueuedTicket {
  std::string place;  // in the list, see QueueScan
  v1::Ticket ticket;
};

// Returns the next tickets of `scan` in order, and moves it behind them: at
// least one if it is valid, at most `count`, and no more than memory takes
// easily. `at` is what `scan` was made with.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is missing or does not parse.
absl::StatusOr<std::vector<QueuedTicket>> ReadQueued(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, QueueScan& scan, size_t count);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_QUEUED_TICKETS_H_
