#ifndef WORKLEDGER_VIEW_TICKET_COUNT_H_
#define WORKLEDGER_VIEW_TICKET_COUNT_H_

// Counts tickets by what they are, one after the other.
//
//   TicketCount count(v1::COUNT_BY_PARTY);
//   for (const v1::Ticket& ticket : tickets) count.Add(ticket);
//   v1::CountTicketsResponse counts = count.Render();

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Returns how old an open ticket is, as a bucket of ages; the views know
// neither the time nor the days that are worked.
using AgeOf = std::function<std::string(const v1::Ticket& ticket)>;

class TicketCount {
 public:
  // `by` is not UNSPECIFIED; `age_of` is for AGE only.
  explicit TicketCount(v1::CountBy by, AgeOf age_of = nullptr)
      : by_(by), age_of_(std::move(age_of)) {}

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

  std::string ValueOf(const v1::Ticket& ticket) const;

  const v1::CountBy by_;
  const AgeOf age_of_;
  std::map<std::string, Sum> sums_;
};

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_TICKET_COUNT_H_
