#include "engine/core/lifecycle/cleaning_timers.h"

#include <utility>

#include "engine/core/catalogue/guards.h"
#include "engine/core/lifecycle/cleaning_decide.h"
#include "engine/core/lifecycle/timers.h"

namespace workledger {
namespace {

// Whether the ticket still waits for the timer.
bool Waits(const v1::Ticket& ticket, v1::TimerKind kind) {
  return FindTimer(ticket, kind) != nullptr;
}

}  // namespace

absl::StatusOr<std::vector<StreamEvents>> FireRelease(
    const v1::FireTimer& order, const Folds& folds, const Context& context) {
  const std::string& id = order.stream().key();
  const v1::Ticket& ticket = TicketOf(folds, id);
  Events events;
  if (Waits(ticket, v1::TIMER_KIND_RELEASE)) {
    const auto contract = CheckFit(*folds.catalogue, ticket.assignee(),
                                   {.category = ticket.category(),
                                    .location = ticket.location(),
                                    .at = context.occur_time},
                                   "assignee");
    events.push_back(ReleasedEvent(ticket, *folds.catalogue,
                                   contract.ok() ? *contract : nullptr));
  }
  return InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
}

absl::StatusOr<std::vector<StreamEvents>> FireMissed(const v1::FireTimer& order,
                                                     const Folds& folds,
                                                     const Context&) {
  const std::string& id = order.stream().key();
  const v1::Ticket& ticket = TicketOf(folds, id);
  Events events;
  if (Waits(ticket, v1::TIMER_KIND_MISSED)) {
    *events.emplace_back().mutable_task_missed()->mutable_window_end_time() =
        ticket.window_end_time();
  }
  return InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
}

}  // namespace workledger
