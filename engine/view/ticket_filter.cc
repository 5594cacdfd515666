#include <algorithm>
#include <string_view>

#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/view/ledger_view.h"

namespace workledger {
namespace {

template <typename List, typename Value>
bool EmptyOrHas(const List& list, Value value) {
  return list.empty() || std::ranges::find(list, value) != list.end();
}

bool EmptyOrEqual(std::string_view wanted, std::string_view value) {
  return wanted.empty() || wanted == value;
}

bool EmptyOrAbove(std::string_view wanted, std::string_view category) {
  return EmptyOrEqual(wanted, category.substr(0, wanted.size())) &&
         (wanted.empty() || category.size() == wanted.size() ||
          category[wanted.size()] == '/');
}

bool ReportedWithin(const v1::TicketFilter& filter, const v1::Ticket& ticket) {
  const auto& time = ticket.milestones().report_time();
  return (!filter.has_report_start_time() ||
          CompareTimestamps(time, filter.report_start_time()) >= 0) &&
         (!filter.has_report_end_time() ||
          CompareTimestamps(time, filter.report_end_time()) < 0);
}

}  // namespace

bool Matches(const v1::TicketFilter& filter, const v1::Ticket& ticket) {
  const bool held = ticket.has_hold();
  return EmptyOrHas(filter.states(), ticket.state()) &&
         (filter.hold_reasons().empty() ||
          (held &&
           EmptyOrHas(filter.hold_reasons(), ticket.hold().reason()))) &&
         EmptyOrEqual(filter.assignee_party(), ticket.assignee().party()) &&
         EmptyOrEqual(filter.assignee_person(), ticket.assignee().person()) &&
         EmptyOrEqual(filter.location(), ticket.location()) &&
         EmptyOrAbove(filter.category(), ticket.category()) &&
         EmptyOrHas(filter.priorities(), ticket.priority()) &&
         (!filter.has_terminal() ||
          filter.terminal() == IsTerminal(ticket.state())) &&
         (!filter.has_held() || filter.held() == held) &&
         ReportedWithin(filter, ticket);
}

}  // namespace workledger
