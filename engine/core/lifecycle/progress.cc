#include "engine/core/lifecycle/progress.h"

#include <algorithm>
#include <utility>

#include "engine/base/time.h"
#include "engine/core/lifecycle/hold_rules.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/timers.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// The work is done, and waits to be judged or closed.
constexpr StateSet kWorkDone = {
    v1::TICKET_STATE_COMPLETED, v1::TICKET_STATE_VERIFIED,
    v1::TICKET_STATE_DONE,      v1::TICKET_STATE_PASSED,
    v1::TICKET_STATE_FAILED,    v1::TICKET_STATE_RECHECK,
    v1::TICKET_STATE_RESOLVED,  v1::TICKET_STATE_REVIEW};
constexpr StateSet kUnfinished = kOpenStates.Without(kWorkDone);

}  // namespace

std::optional<absl::Time> ProgressDue(const v1::Ticket& ticket,
                                      const Catalogue& catalogue,
                                      absl::Time time) {
  const WorkingCalendar* const calendar = TicketCalendar(ticket, catalogue);
  if (calendar == nullptr) return std::nullopt;
  const absl::Time due = calendar->AddWorkingDays(time, kProgressWorkingDays);
  if (due == absl::InfiniteFuture()) return std::nullopt;
  return due;
}

bool MayReportProgress(const TicketCase& ticket_case) {
  const v1::Actor& actor = ticket_case.command.actor();
  if (actor.kind() != v1::ACTOR_KIND_HUMAN) return false;
  const bool bureau = std::ranges::any_of(actor.roles(), [](int role) {
    return kBureau.Contains(static_cast<v1::Role>(role));
  });
  const std::string& party = ticket_case.ticket.assignee().party();
  return bureau || (!party.empty() && actor.party() == party);
}

void KeepProgressTimer(const v1::Record& record, v1::Ticket& ticket) {
  if (!ticket.extension().has_progress_due_time()) return;
  if (!kUnfinished.Contains(ticket.state())) {
    return ClearTimer(ticket, v1::TIMER_KIND_PROGRESS);
  }
  const auto& due = ticket.extension().progress_due_time();
  const v1::Timer* const timer = FindTimer(ticket, v1::TIMER_KIND_PROGRESS);
  if (timer != nullptr && CompareTimestamps(timer->due_time(), due) == 0) {
    return;
  }
  if (CompareTimestamps(due, record.occur_time()) <= 0) {
    return ClearTimer(ticket, v1::TIMER_KIND_PROGRESS);
  }
  SetTimer(ticket, v1::TIMER_KIND_PROGRESS, due, record);
}

absl::StatusOr<std::vector<StreamEvents>> FireProgress(
    const v1::FireTimer& order, const Folds& folds, const Context& context) {
  const std::string& id = order.stream().key();
  const absl::Time due = FromTimestamp(order.timer().due_time());
  // Counted from now, so that a downtime is not told of many times over.
  const auto next = ProgressDue(TicketOf(folds, id), *folds.catalogue,
                                std::max(due, context.now));
  Events events(1);
  v1::ProgressMissed& missed = *events[0].mutable_progress_missed();
  *missed.mutable_due_time() = order.timer().due_time();
  // Its calendar may have been retired or run out; then nobody counts days.
  *missed.mutable_progress_due_time() = ToTimestamp(next.value_or(
      std::max(due, context.now) + kProgressWorkingDays * absl::Hours(24)));
  return InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
}

}  // namespace workledger
