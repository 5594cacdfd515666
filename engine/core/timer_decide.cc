#include "engine/core/timer_decide.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/alarm/alarm_decide.h"
#include "engine/core/enum_set.h"
#include "engine/core/lifecycle/cleaning_timers.h"
#include "engine/core/lifecycle/progress.h"
#include "engine/core/lifecycle/security_timers.h"
#include "engine/core/lifecycle/shared_timers.h"
#include "engine/core/plan/plan_decide.h"
#include "engine/core/sla/clock_timers.h"
#include "engine/core/sla/policy_migration.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// What a timer of a kind does.
struct TimerRow {
  v1::TimerKind kind;
  // Returns what it reads besides its own stream, which is known; null if
  // nothing.
  std::vector<StreamName> (*reads)(const v1::FireTimer&, const Folds&);
  absl::StatusOr<std::vector<StreamEvents>> (*fire)(const v1::FireTimer&,
                                                    const Folds&,
                                                    const Context&);
};

constexpr TimerRow kTimers[] = {
    {v1::TIMER_KIND_HOLD_EXPIRY, nullptr, FireHoldExpiry},
    {v1::TIMER_KIND_DEEMED_ACCEPTANCE, nullptr, FireDeemedAcceptance},
    {v1::TIMER_KIND_RELEASE, nullptr, FireRelease},
    {v1::TIMER_KIND_MISSED, nullptr, FireMissed},
    {v1::TIMER_KIND_OCCURRENCE, ReadsOccurrence, FireOccurrence},
    {v1::TIMER_KIND_ON_CALL, nullptr, FireOnCall},
    {v1::TIMER_KIND_GROUP_WAIT, ReadsGroupWait, FireGroupWait},
    {v1::TIMER_KIND_LOOK_BACK, nullptr, FireLookBack},
    {v1::TIMER_KIND_CLOCK, nullptr, FireClock},
    {v1::TIMER_KIND_CALENDAR, nullptr, FireCalendar},
    {v1::TIMER_KIND_PROGRESS, nullptr, FireProgress},
    {v1::TIMER_KIND_POLICY, nullptr, FirePolicy},
};

const TimerRow* RowOf(v1::TimerKind kind) {
  const auto* const row = std::ranges::find(kTimers, kind, &TimerRow::kind);
  return row == std::end(kTimers) ? nullptr : row;
}

bool Same(const v1::Timer& a, const v1::Timer& b) {
  return a.kind() == b.kind() && a.position() == b.position() &&
         CompareTimestamps(a.due_time(), b.due_time()) == 0;
}

// No fold keeps the timers of clocks; what fires them looks for itself.
constexpr EnumSet<v1::TimerKind> kUnkept = {
    v1::TIMER_KIND_CLOCK, v1::TIMER_KIND_CALENDAR, v1::TIMER_KIND_POLICY};

bool IsSet(const v1::FireTimer& order, const Folds& folds) {
  if (kUnkept.Contains(order.timer().kind())) {
    return order.stream().kind() == v1::STREAM_KIND_TICKET;
  }
  const auto fold =
      folds.streams.find({order.stream().kind(), order.stream().key()});
  return std::ranges::any_of(
      TimersOf(*fold->second),
      [&](const v1::Timer& timer) { return Same(timer, order.timer()); });
}

// The ticket that the timer belongs to, or null.
const v1::Ticket* OwnTicket(const v1::FireTimer& order, const Folds& folds) {
  if (order.stream().kind() != v1::STREAM_KIND_TICKET) return nullptr;
  return &TicketOf(folds, order.stream().key());
}

// Adds what follows for the plan if the timer ends its ticket.
void AddPlanEvents(const v1::FireTimer& order, const Folds& folds,
                   const Context& context, std::vector<StreamEvents>& streams) {
  const v1::Ticket* const ticket = OwnTicket(order, folds);
  if (ticket == nullptr) return;
  const auto own = std::ranges::find_if(streams, [&](const StreamEvents& s) {
    return s.stream.kind() == order.stream().kind() &&
           s.stream.key() == order.stream().key();
  });
  if (own == streams.end()) return;
  std::vector<StreamEvents> plan =
      OccurrenceFollowUps(*ticket, own->events, folds, context);
  std::ranges::move(plan, std::back_inserter(streams));
}

}  // namespace

std::vector<StreamName> ReadsTimer(const v1::Command& command,
                                   const Folds& known) {
  const v1::FireTimer& order = command.fire_timer();
  const StreamName own(order.stream().kind(), order.stream().key());
  if (!known.streams.contains(own)) return {own};
  const v1::Ticket* const ticket = OwnTicket(order, known);
  if (ticket != nullptr && ticket->has_occurrence() &&
      !Known(known, v1::STREAM_KIND_PLAN, ticket->occurrence().plan())) {
    return {{v1::STREAM_KIND_PLAN, ticket->occurrence().plan()}};
  }
  const TimerRow* const row = RowOf(order.timer().kind());
  if (row == nullptr || row->reads == nullptr) return {};
  return row->reads(order, known);
}

absl::StatusOr<std::vector<StreamEvents>> DecideTimer(
    const v1::Command& command, const Folds& folds, const Context& context) {
  const v1::FireTimer& order = command.fire_timer();
  if (!IsSet(order, folds)) return std::vector<StreamEvents>();
  const TimerRow* const row = RowOf(order.timer().kind());
  if (row == nullptr) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "fire_timer.timer.kind",
        absl::StrCat("got ", order.timer().kind(), ", want one that fires"));
  }
  WL_ASSIGN_OR_RETURN(std::vector<StreamEvents> streams,
                      row->fire(order, folds, context));
  AddPlanEvents(order, folds, context, streams);
  return streams;
}

}  // namespace workledger
