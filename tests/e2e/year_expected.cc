#include "tests/e2e/year_expected.h"

#include <vector>

#include "tools/workledger/simulate/repair_work.h"

namespace workledger {
namespace {

constexpr auto kSla = v1::CLOCK_PARTY_SLA;
constexpr auto kDesk = v1::CLOCK_PARTY_OLA;
constexpr auto kParty = v1::CLOCK_PARTY_CONTRACTOR;

// What the default profile promises that such a ticket does not keep.
std::vector<Promise> MissedBy(StoryCourse course, v1::TicketKind kind,
                              v1::Priority priority) {
  if (kind == v1::TICKET_KIND_SECURITY) {
    if (course != StoryCourse::kLateArrival) return {};
    return {{v1::METRIC_ARRIVAL, kSla}};
  }
  switch (course) {
    case StoryCourse::kLateAccept:
      // An hour of P3's two is the desk's, so nobody can come in time.
      if (priority == v1::PRIORITY_P3) {
        return {{v1::METRIC_ACCEPT, kDesk}, {v1::METRIC_ARRIVAL, kSla}};
      }
      return {{v1::METRIC_ACCEPT, kDesk}};
    case StoryCourse::kLateAcknowledge:
      return {{v1::METRIC_ACKNOWLEDGE, kParty}};
    case StoryCourse::kLateArrival:
      return {{v1::METRIC_ARRIVAL, kSla}, {v1::METRIC_ARRIVAL, kParty}};
    case StoryCourse::kLateCompletion: {
      std::vector<Promise> missed = {{v1::METRIC_RESOLUTION, kSla},
                                     {v1::METRIC_RESOLUTION, kParty}};
      if (IsUrgent(priority)) {
        missed.emplace_back(v1::METRIC_CONTAIN, kSla);
        missed.emplace_back(v1::METRIC_CONTAIN, kParty);
      }
      return missed;
    }
    case StoryCourse::kAwaitParts:
      return {{v1::METRIC_RESOLUTION, kSla}};
    case StoryCourse::kRectifiedLate:
      return {{v1::METRIC_RECTIFY, kSla}, {v1::METRIC_RECTIFY, kParty}};
    case StoryCourse::kSmooth:
    case StoryCourse::kAwaitRequester:
    case StoryCourse::kThirdParty:
    case StoryCourse::kNoAccess:
    case StoryCourse::kReturned:
    case StoryCourse::kReworked:
    case StoryCourse::kReopened:
    case StoryCourse::kExtended:
    case StoryCourse::kUnanswered:
    case StoryCourse::kMissed:
    case StoryCourse::kFailed:
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
