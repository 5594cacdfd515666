#ifndef WORKLEDGER_VIEW_WORK_H_
#define WORKLEDGER_VIEW_WORK_H_

// The work that was done, rolled up along the category tree: for every kind of
// ticket a row for each category, with all below it. Removing a ticket undoes
// adding it, so a ticket's change moves its category and all above it, and the
// rows stay exact sums. A row's key is that of its kind of row, then the kind
// of ticket (1 byte) and the category; the row is a WorkRow without its
// category.
//
//   WorkTotals totals;
//   for (const v1::Ticket& ticket : tickets) totals.Add(ticket);

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "workledger/v1/report_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace rocksdb {
class DB;
class WriteBatch;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// Whether the ticket ended with its work done: FIXED or NOT_INSPECTED; an
// incident that is closed was dealt with, whatever it came to.
bool IsDone(const v1::Ticket& ticket);

// The figures of one row, or what some events add to them.
struct WorkFigures {
  int64_t tickets = 0;
  int64_t own_tickets = 0;
  int64_t open = 0;
  int64_t done = 0;
  int64_t headcount = 0;
  int64_t drills = 0;
  int64_t hazards = 0;
  int64_t hazards_done = 0;
  // By item and unit, in thousandths of the unit.
  std::map<std::pair<std::string, std::string>, int64_t> quantities = {};

  void Add(const WorkFigures& other);
  bool Empty() const;
};

class WorkTotals {
 public:
  // Sorts by kind of ticket, then by category; the empty category is all work.
  using Key = std::pair<v1::TicketKind, std::string>;

  // Counts a ticket, or takes it out again. One of version 0 counts nothing.
  // Quantities and people are those of work that is done; a drill counts only
  // as a drill.
  void Add(const v1::Ticket& ticket) { Count(ticket, 1); }
  void Remove(const v1::Ticket& ticket) { Count(ticket, -1); }

  const std::map<Key, WorkFigures>& rows() const { return rows_; }

  // Adds what is counted here to the stored rows, in `batch`.
  //
  //   DATA_LOSS  RECORD_CORRUPT: a stored row does not parse.
  absl::Status AddTo(rocksdb::DB& db, std::string_view ledger_uid,
                     rocksdb::WriteBatch& batch) const;

 private:
  void Count(const v1::Ticket& ticket, int64_t sign);

  std::map<Key, WorkFigures> rows_;
};

// Returns the rows of `category` and all below it, parents first; of all kinds
// if `kind` is unspecified. The first row is there even if nothing was counted.
//
//   INVALID_ARGUMENT  FIELD_INVALID on "category": more than kWorkRowsMax rows.
absl::StatusOr<std::vector<v1::WorkRow>> RowsOf(const WorkTotals& totals,
                                                std::string_view category,
                                                v1::TicketKind kind);

// The same for the stored rows. Sees the moment that `at` names.
//
//   INVALID_ARGUMENT  FIELD_INVALID on "category": more than kWorkRowsMax rows.
//   DATA_LOSS         RECORD_CORRUPT.
absl::StatusOr<std::vector<v1::WorkRow>> ReadWork(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, std::string_view category,
    v1::TicketKind kind);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_WORK_H_
