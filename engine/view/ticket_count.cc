#include "engine/view/ticket_count.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/evolve.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// UNSPECIFIED says that a ticket has none.
template <typename Enum>
std::string EnumValue(Enum value, std::string_view prefix) {
  const auto& type = *google::protobuf::GetEnumDescriptor<Enum>();
  const auto* const known = type.FindValueByNumber(value);
  if (value == 0 || known == nullptr) return "";
  return known->name().substr(prefix.size());
}

}  // namespace

std::string TicketCount::ValueOf(const v1::Ticket& ticket) const {
  switch (by_) {
    case v1::COUNT_BY_KIND:
      return EnumValue(ticket.kind(), "TICKET_KIND_");
    case v1::COUNT_BY_STATE:
      return EnumValue(ticket.state(), "TICKET_STATE_");
    case v1::COUNT_BY_PARTY:
      return ticket.assignee().party();
    case v1::COUNT_BY_PRIORITY:
      return EnumValue(ticket.priority(), "PRIORITY_");
    case v1::COUNT_BY_HOLD_REASON:
      return EnumValue(ticket.hold().reason(), "HOLD_REASON_");
    case v1::COUNT_BY_CATEGORY:
      return ticket.category();
    case v1::COUNT_BY_LOCATION:
      return ticket.location();
    case v1::COUNT_BY_AGE:
      return IsTerminal(ticket.state()) || age_of_ == nullptr ? ""
                                                              : age_of_(ticket);
    case v1::COUNT_BY_PERSON:
      return ticket.confidential() ? "" : ticket.assignee().person();
    case v1::COUNT_BY_UNSPECIFIED:
    case v1::CountBy_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::CountBy_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "";
}

void TicketCount::Add(const v1::Ticket& ticket) {
  Sum& sum = sums_[ValueOf(ticket)];
  ++sum.tickets;
  if (!IsTerminal(ticket.state())) ++sum.open;
}

v1::CountTicketsResponse TicketCount::Render() const {
  using Row = std::pair<const std::string, Sum>;
  std::vector<const Row*> rows;
  for (const Row& row : sums_) rows.push_back(&row);
  const auto rest_begin =
      rows.begin() +
      std::min(std::ssize(rows), static_cast<ptrdiff_t>(kSummaryRowsMax));
  std::ranges::stable_sort(rows, [](const Row* a, const Row* b) {
    return a->second.tickets > b->second.tickets;
  });
  v1::CountTicketsResponse response;
  for (auto row = rest_begin; row != rows.end(); ++row) {
    v1::RestCount& rest = *response.mutable_rest();
    rest.set_rows(rest.rows() + 1);
    rest.set_tickets(rest.tickets() + (*row)->second.tickets);
    rest.set_open(rest.open() + (*row)->second.open);
  }
  response.set_tickets(response.rest().tickets());
  std::sort(rows.begin(), rest_begin,
            [](const Row* a, const Row* b) { return a->first < b->first; });
  for (auto row = rows.begin(); row != rest_begin; ++row) {
    v1::ValueCount& count = *response.add_counts();
    count.set_value((*row)->first);
    count.set_tickets((*row)->second.tickets);
    count.set_open((*row)->second.open);
    response.set_tickets(response.tickets() + count.tickets());
  }
  return response;
}

}  // namespace workledger
