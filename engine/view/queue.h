#ifndef WORKLEDGER_VIEW_QUEUE_H_
#define WORKLEDGER_VIEW_QUEUE_H_

// The queue index: for every ticket one row under each of its facets, ordered
// by when it was reported, or, under a facet of its own each, by when it ended,
// by its number and by how urgent it is (see urgency.h). Open and closed
// tickets lie apart, so that walking the open ones costs the same however many
// were ever closed. A key is that of its kind of row, then the facet (1 byte),
// the value with its length (4 bytes), whether it is closed (1 byte) and the
// ticket's place; the row is empty.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/view/urgency.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace rocksdb {
class DB;
class Iterator;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// Returns the keys of a ticket's rows, sorted. One of version 0 has none.
std::vector<std::string> QueueKeys(std::string_view ledger_uid,
                                   const v1::Ticket& ticket,
                                   const Urgency& urgency);

// Returns where a ticket stands in lists by report: when it was reported, to
// the millisecond (8 bytes), then its id.
std::string QueuePlace(const v1::Ticket& ticket);

// Walks the tickets that a filter can match: all that match, and some that do
// not. They come by how urgent they are, open ones only, where the order or
// the filter asks for deadlines; else by number where the filter names its
// first digits, else by when they ended where it names times of that, else by
// when they were reported. Sees the moment that `at` names.
//
//   for (QueueScan scan(db, at, uid, filter, place); scan.Valid();
//        scan.Next()) {
//     Use(scan.Ticket());
//   }
class QueueScan {
 public:
  // Starts after `place`, or at the beginning if it is empty.
  QueueScan(rocksdb::DB& db, const rocksdb::ReadOptions& at,
            std::string_view ledger_uid, const v1::TicketFilter& filter,
            std::string_view place,
            v1::TicketOrder order = v1::TICKET_ORDER_REPORT);
  ~QueueScan();

  // False at the end, and after an error.
  bool Valid() const { return first_ != nullptr; }
  void Next();

  // Valid until Next.
  std::string_view Place() const;
  std::string_view Ticket() const;
  // Whether the ticket has ended.
  bool Terminal() const;

  absl::Status Status() const;

 private:
  // A stretch of the index: one facet, one value, open or closed.
  struct Range {
    std::string prefix;
    size_t name_bytes;  // of it; a place follows
    std::unique_ptr<rocksdb::Iterator> rows;
  };

  bool RangeValid(const Range& range) const;
  // Finds the range that is at the earliest place.
  void FindFirst();

  // Places from here on are of too late a time; empty: none is.
  std::string end_;
  // How many bytes of a place go before the id; 0 if they say so themselves.
  size_t order_bytes_ = 0;
  std::vector<Range> ranges_;
  const Range* first_ = nullptr;
};

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_QUEUE_H_
