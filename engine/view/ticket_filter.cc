#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/view/ledger_view.h"
#include "engine/view/path.h"

namespace workledger {
namespace {

template <typename List, typename Value>
bool EmptyOrHas(const List& list, Value value) {
  return list.empty() || std::ranges::find(list, value) != list.end();
}

bool EmptyOrEqual(std::string_view wanted, std::string_view value) {
  return wanted.empty() || wanted == value;
}

bool ReportedWithin(const v1::TicketFilter& filter, const v1::Ticket& ticket) {
  const auto& time = ticket.milestones().report_time();
  return (!filter.has_report_start_time() ||
          CompareTimestamps(time, filter.report_start_time()) >= 0) &&
         (!filter.has_report_end_time() ||
          CompareTimestamps(time, filter.report_end_time()) < 0);
}

// A ticket that was opened again has not ended, whatever its times say.
bool ClosedWithin(const v1::TicketFilter& filter, const v1::Ticket& ticket) {
  if (!filter.has_close_start_time() && !filter.has_close_end_time()) {
    return true;
  }
  const auto& time = ticket.milestones().close_time();
  return IsTerminal(ticket.state()) &&
         (!filter.has_close_start_time() ||
          CompareTimestamps(time, filter.close_start_time()) >= 0) &&
         (!filter.has_close_end_time() ||
          CompareTimestamps(time, filter.close_end_time()) < 0);
}

bool EmptyOrIn(std::string_view wanted, std::string_view title) {
  const auto same = [](char a, char b) {
    return absl::ascii_tolower(static_cast<unsigned char>(a)) ==
           absl::ascii_tolower(static_cast<unsigned char>(b));
  };
  return wanted.empty() || !std::ranges::search(title, wanted, same).empty();
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
         InSubtree(ticket.location(), filter.location()) &&
         InSubtree(ticket.category(), filter.category()) &&
         EmptyOrHas(filter.kinds(), ticket.kind()) &&
         EmptyOrIn(filter.title(), ticket.title()) &&
         absl::StrCat(ticket.number()).rfind(filter.number_prefix(), 0) == 0 &&
         EmptyOrHas(filter.priorities(), ticket.priority()) &&
         (!filter.has_terminal() ||
          filter.terminal() == IsTerminal(ticket.state())) &&
         (!filter.has_held() || filter.held() == held) &&
         ReportedWithin(filter, ticket) && ClosedWithin(filter, ticket);
}

bool Counts(const v1::TicketFilter& filter, const v1::Ticket& ticket) {
  return Matches(filter, ticket) &&
         (filter.title().empty() || !ticket.confidential());
}

}  // namespace workledger
