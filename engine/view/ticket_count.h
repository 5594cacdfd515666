#ifndef WORKLEDGER_VIEW_TICKET_COUNT_H_
#define WORKLEDGER_VIEW_TICKET_COUNT_H_

// Counts tickets by what they are, one after the other.
//
//   TicketCount count(v1::COUNT_BY_PARTY);
//   for (const v1::Ticket& ticket : tickets) count.Add(ticket);
//   v1::CountTicketsResponse counts = count.Render();

#include <cstdint>
#include <map>
#include <string>

#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

class TicketCount {
 public:
  // `by` is not UNSPECIFIED.
  explicit TicketCount(v1::CountBy by) : by_(by) {}

  void Add(const v1::Ticket& ticket);

  // Renders the kSummaryRowsMax values with the most tickets, ties by value,
  // sorted by value, and the sum of the others; enums by their names without
  // the prefix.
  v1::CountTicketsResponse Render() const;

 private:
  struct Sum {
    uint64_t tickets = 0;
    uint64_t open = 0;
  };

  const v1::CountBy by_;
  std::map<std::string, Sum> sums_;
};

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_TICKET_COUNT_H_
