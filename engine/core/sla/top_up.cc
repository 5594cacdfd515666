#include "engine/core/sla/top_up.h"

#include <algorithm>

#include "engine/base/time.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"

namespace workledger {
namespace {

constexpr absl::Duration kLeastOpenTime = absl::Hours(2);
constexpr int64_t kLeastDivisor = 4;  // 25 % of the target

// Returns the least that is left of a target of this kind.
absl::Duration LeastOf(const v1::ClockTerms& terms,
                       const WorkingCalendar& calendar) {
  v1::ClockTerms day = terms;
  switch (terms.target().span_case()) {
    case v1::Target::kWorkingDays:
      day.mutable_target()->set_working_days(1);
      return TargetOf(day, calendar);
    case v1::Target::kNaturalDays:
      day.mutable_target()->set_natural_days(1);
      return TargetOf(day, calendar);
    case v1::Target::kOpenTime:
    case v1::Target::SPAN_NOT_SET:
      break;
  }
  return kLeastOpenTime;
}

// Returns what the clock of the cycle before left unused.
absl::Duration UnusedOf(const v1::Clock& clock, const v1::Ticket& ticket,
                        const Catalogue& catalogue, absl::Time now) {
  const WorkingCalendar* const calendar = CalendarOf(clock.terms(), catalogue);
  if (calendar == nullptr) return absl::ZeroDuration();
  const v1::ClockValue value = EvaluateClock(clock, ticket, *calendar, now);
  return absl::Milliseconds(std::max<int64_t>(0, value.remaining_millis()));
}

}  // namespace

bool SetUsed(const v1::Ticket& ticket, v1::ReopenMode mode,
             const Catalogue& catalogue, v1::ClockTerms& terms) {
  const v1::ClockKey& key = terms.clock();
  if (key.metric() != v1::METRIC_RESOLUTION || key.cycle() <= 1 ||
      key.party() == v1::CLOCK_PARTY_CONTRACTOR) {
    return true;
  }
  switch (mode) {
    case v1::REOPEN_MODE_FIRST_ONLY:
      return false;
    case v1::REOPEN_MODE_NEW_CYCLE:
      return true;
    case v1::REOPEN_MODE_CONTINUE:
    case v1::REOPEN_MODE_UNSPECIFIED:
    case v1::ReopenMode_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ReopenMode_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  v1::ClockKey before = key;
  before.set_cycle(key.cycle() - 1);
  const v1::Clock* const last = FindClock(ticket, before);
  if (last == nullptr) return true;
  const WorkingCalendar& calendar = *CalendarOf(terms, catalogue);
  const int64_t target = absl::ToInt64Milliseconds(TargetOf(terms, calendar));
  const absl::Duration left = std::max(
      {UnusedOf(*last, ticket, catalogue, FromTimestamp(terms.start_time())),
       // Cut down to milliseconds.
       absl::Milliseconds(target / kLeastDivisor), LeastOf(terms, calendar)});
  terms.set_used_millis(target - absl::ToInt64Milliseconds(left));
  return true;
}

}  // namespace workledger
