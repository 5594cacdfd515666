#include "engine/core/lifecycle/timers.h"

#include <algorithm>

namespace workledger {

void SetTimer(v1::Ticket& ticket, v1::TimerKind kind,
              const google::protobuf::Timestamp& due_time,
              const v1::Record& record) {
  ClearTimer(ticket, kind);
  v1::Timer& timer = *ticket.add_timers();
  timer.set_kind(kind);
  *timer.mutable_due_time() = due_time;
  timer.set_position(record.position());
  std::sort(ticket.mutable_timers()->begin(), ticket.mutable_timers()->end(),
            [](const v1::Timer& a, const v1::Timer& b) {
              return a.kind() < b.kind();
            });
}

void ClearTimer(v1::Ticket& ticket, v1::TimerKind kind) {
  auto& timers = *ticket.mutable_timers();
  timers.erase(std::remove_if(timers.begin(), timers.end(),
                              [kind](const v1::Timer& timer) {
                                return timer.kind() == kind;
                              }),
               timers.end());
}

void ClearStateTimers(v1::Ticket& ticket) {
  auto& timers = *ticket.mutable_timers();
  // A look back belongs to no state; KeepProgressTimer sees to progress.
  timers.erase(std::remove_if(timers.begin(), timers.end(),
                              [](const v1::Timer& timer) {
                                return timer.kind() !=
                                           v1::TIMER_KIND_LOOK_BACK &&
                                       timer.kind() != v1::TIMER_KIND_PROGRESS;
                              }),
               timers.end());
}

const v1::Timer* FindTimer(const v1::Ticket& ticket, v1::TimerKind kind) {
  const auto found = std::find_if(
      ticket.timers().begin(), ticket.timers().end(),
      [kind](const v1::Timer& timer) { return timer.kind() == kind; });
  return found == ticket.timers().end() ? nullptr : &*found;
}

}  // namespace workledger
