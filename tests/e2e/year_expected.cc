#include "tests/e2e/year_expected.h"

#include <vector>

#include "tools/workledger/simulate/repair_work.h"

namespace workledger {
namespace {

constexpr auto kSla = v1::CLOCK_PARTY_SLA;
constexpr auto kDesk = v1::CLOCK_PARTY_OLA;
constexpr auto kParty = v1::CLOCK_PARTY_CONTRACTOR;

// What the default profile promises that such a ticket does not keep.
std::vector<Promise> MissedBy(Course course, v1::TicketKind kind,
                              v1::Priority priority) {
  if (kind == v1::TICKET_KIND_SECURITY) {
    if (course != Course::kLateArrival) return {};
    return {{v1::METRIC_ARRIVAL, kSla}};
  }
  switch (course) {
    case Course::kLateAccept:
      // An hour of P3's two is the desk's, so nobody can come in time.
      if (priority == v1::PRIORITY_P3) {
        return {{v1::METRIC_ACCEPT, kDesk}, {v1::METRIC_ARRIVAL, kSla}};
      }
      return {{v1::METRIC_ACCEPT, kDesk}};
    case Course::kLateAcknowledge:
      return {{v1::METRIC_ACKNOWLEDGE, kParty}};
    case Course::kLateArrival:
      return {{v1::METRIC_ARRIVAL, kSla}, {v1::METRIC_ARRIVAL, kParty}};
    case Course::kLateCompletion: {
      std::vector<Promise> missed = {{v1::METRIC_RESOLUTION, kSla},
                                     {v1::METRIC_RESOLUTION, kParty}};
      if (IsUrgent(priority)) {
        missed.emplace_back(v1::METRIC_CONTAIN, kSla);
        missed.emplace_back(v1::METRIC_CONTAIN, kParty);
      }
      return missed;
    }
    case Course::kAwaitParts:
      return {{v1::METRIC_RESOLUTION, kSla}};
    case Course::kRectifiedLate:
      return {{v1::METRIC_RECTIFY, kSla}, {v1::METRIC_RECTIFY, kParty}};
    case Course::kSmooth:
    case Course::kAwaitRequester:
    case Course::kThirdParty:
    case Course::kNoAccess:
    case Course::kReturned:
    case Course::kReworked:
    case Course::kReopened:
    case Course::kExtended:
    case Course::kUnanswered:
    case Course::kMissed:
    case Course::kFailed:
      break;
  }
  return {};
}

}  // namespace

YearExpected ExpectedOf(const Steps& steps) {
  YearExpected expected;
  for (const Step& step : steps) {
    const v1::Command& command = step.command;
    ++expected.orders[command.order_case()];
    ++expected.courses[step.course];
    const v1::Priority priority = command.has_raise_finding()
                                      ? command.raise_finding().priority()
                                      : command.report().priority();
    for (const Promise& promise :
         MissedBy(step.course, command.report().kind(), priority)) {
      ++expected.missed[promise];
    }
  }
  return expected;
}

}  // namespace workledger
