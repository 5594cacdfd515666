#include "engine/core/lifecycle/timeline.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/shared_decide.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using google::protobuf::Timestamp;
using Milestones = v1::Milestones;

struct Slot {
  bool (Milestones::*has)() const;
  const Timestamp& (Milestones::*get)() const;
  Timestamp* (Milestones::*set)();
};

constexpr Slot kReport = {&Milestones::has_report_time,
                          &Milestones::report_time,
                          &Milestones::mutable_report_time};
constexpr Slot kAccept = {&Milestones::has_accept_time,
                          &Milestones::accept_time,
                          &Milestones::mutable_accept_time};
constexpr Slot kDispatch = {&Milestones::has_dispatch_time,
                            &Milestones::dispatch_time,
                            &Milestones::mutable_dispatch_time};
constexpr Slot kAcknowledge = {&Milestones::has_acknowledge_time,
                               &Milestones::acknowledge_time,
                               &Milestones::mutable_acknowledge_time};
constexpr Slot kArrive = {&Milestones::has_arrive_time,
                          &Milestones::arrive_time,
                          &Milestones::mutable_arrive_time};
constexpr Slot kStart = {&Milestones::has_start_time, &Milestones::start_time,
                         &Milestones::mutable_start_time};
constexpr Slot kComplete = {&Milestones::has_complete_time,
                            &Milestones::complete_time,
                            &Milestones::mutable_complete_time};
constexpr Slot kVerify = {&Milestones::has_verify_time,
                          &Milestones::verify_time,
                          &Milestones::mutable_verify_time};
constexpr Slot kClose = {&Milestones::has_close_time, &Milestones::close_time,
                         &Milestones::mutable_close_time};

// One row a state, so longer than a function should be.
const Slot* SlotOf(v1::TicketState state) {
  switch (state) {
    case v1::TICKET_STATE_REPORTED:
    case v1::TICKET_STATE_PLANNED:
    case v1::TICKET_STATE_ALARMED:
      return &kReport;
    case v1::TICKET_STATE_ACCEPTED:
      return &kAccept;
    case v1::TICKET_STATE_DISPATCHED:
    case v1::TICKET_STATE_ASSIGNED:
    case v1::TICKET_STATE_RESPONDING:
      return &kDispatch;
    case v1::TICKET_STATE_ACKNOWLEDGED:
      return &kAcknowledge;
    case v1::TICKET_STATE_ON_SITE:
    case v1::TICKET_STATE_ON_SCENE:
      return &kArrive;
    case v1::TICKET_STATE_IN_PROGRESS:
      return &kStart;
    case v1::TICKET_STATE_COMPLETED:
    case v1::TICKET_STATE_DONE:
    case v1::TICKET_STATE_RESOLVED:
      return &kComplete;
    case v1::TICKET_STATE_VERIFIED:
      return &kVerify;
    case v1::TICKET_STATE_CLOSED:
    case v1::TICKET_STATE_REJECTED:
    case v1::TICKET_STATE_WITHDRAWN:
    case v1::TICKET_STATE_DUPLICATE:
    case v1::TICKET_STATE_MISSED:
    case v1::TICKET_STATE_SKIPPED:
    case v1::TICKET_STATE_FALSE_ALARM:
      return &kClose;
    case v1::TICKET_STATE_UNSPECIFIED:
    case v1::TICKET_STATE_PASSED:
    case v1::TICKET_STATE_FAILED:
    case v1::TICKET_STATE_RECTIFYING:
    case v1::TICKET_STATE_RECHECK:
    case v1::TICKET_STATE_VERIFYING:
    case v1::TICKET_STATE_CONFIRMED:
    case v1::TICKET_STATE_CONTAINED:
    case v1::TICKET_STATE_HANDED_OVER:
    case v1::TICKET_STATE_REVIEW:
    case v1::TicketState_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TicketState_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return nullptr;
}

int64_t MillisOf(const Timestamp& time) {
  return absl::ToUnixMillis(FromTimestamp(time));
}

int64_t MilestoneMillis(const v1::Ticket& ticket) {
  const Timestamp* const time =
      FindMilestone(ticket.milestones(), ticket.state());
  return time == nullptr ? 0 : MillisOf(*time);
}

void KeepStateEntry(v1::Ticket& ticket, const v1::Record& record) {
  auto& entries = *ticket.mutable_state_entries();
  const auto place = std::ranges::find_if(entries, [&](const auto& entry) {
    return entry.state() == ticket.state();
  });
  if (place != entries.end()) {
    place->set_version(record.version());
    return;
  }
  v1::StateEntry& added = *entries.Add();
  added.set_state(ticket.state());
  added.set_version(record.version());
  std::ranges::sort(entries, {}, [](const auto& entry) {
    return static_cast<int>(entry.state());
  });
}

}  // namespace

const Timestamp* FindMilestone(const Milestones& all, v1::TicketState state) {
  const Slot* const slot = SlotOf(state);
  if (slot == nullptr || !(all.*slot->has)()) return nullptr;
  return &(all.*slot->get)();
}

void SetMilestone(Milestones& all, v1::TicketState state,
                  const Timestamp& time) {
  const Slot* const slot = SlotOf(state);
  if (slot != nullptr) *(all.*slot->set)() = time;
}

const Timestamp& HappenTime(const v1::Record& record, const v1::Event& event) {
  if (event.incident_opened().has_report_time()) {
    return event.incident_opened().report_time();
  }
  if (event.hold_expired().has_until_time()) {
    return event.hold_expired().until_time();
  }
  if (event.work_deemed_accepted().has_due_time()) {
    return event.work_deemed_accepted().due_time();
  }
  if (event.task_missed().has_window_end_time()) {
    return event.task_missed().window_end_time();
  }
  return record.occur_time();
}

Standing StandingOf(const v1::Ticket& ticket) {
  const v1::Hold& hold = ticket.hold();
  return {
      .state = ticket.state(),
      .milestone = MilestoneMillis(ticket),
      .held = ticket.has_hold(),
      .hold_start = ticket.has_hold() ? MillisOf(hold.start_time()) : 0,
      .hold_until = hold.has_until_time() ? MillisOf(hold.until_time()) : 0};
}

void KeepTimeline(const Standing& before, const v1::Record& record,
                  const v1::Event& event, v1::Ticket& ticket) {
  if (before.held && !ticket.has_hold()) {
    int64_t end = MillisOf(HappenTime(record, event));
    // It was over though the timer had not fired yet.
    if (before.hold_until > 0) end = std::min(end, before.hold_until);
    v1::Tallies& tallies = *ticket.mutable_tallies();
    // History may go back in time.
    tallies.set_hold_millis(tallies.hold_millis() +
                            std::max<int64_t>(0, end - before.hold_start));
  }
  // An event that leads back to a state, as UnlinkDuplicate's does, sets no
  // milestone.
  const int64_t milestone = MilestoneMillis(ticket);
  const bool moved =
      before.state != ticket.state() || before.milestone != milestone;
  if (moved && !event.has_timeline_corrected() && milestone != 0 &&
      milestone == MillisOf(HappenTime(record, event))) {
    KeepStateEntry(ticket, record);
  }
}

absl::StatusOr<Events> DecideCorrectTimeline(const TicketCase& ticket_case) {
  const v1::CorrectTimeline& order = ticket_case.command.correct_timeline();
  const v1::Ticket& ticket = ticket_case.ticket;
  const auto& entries = ticket.state_entries();
  const auto entry = std::ranges::find_if(entries, [&](const auto& e) {
    return e.version() == order.corrected_version();
  });
  const Timestamp* const previous =
      entry == entries.end()
          ? nullptr
          : FindMilestone(ticket.milestones(), entry->state());
  if (previous == nullptr) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "correct_timeline.corrected_version",
        absl::StrCat("got ", order.corrected_version(),
                     ", want the version of an event that set a milestone "
                     "which still stands"));
  }
  const Timestamp correct = FloorMillis(order.correct_time());
  if (FromTimestamp(correct) > ticket_case.context.now + kOccurTimeAheadMax) {
    return FieldError(
        v1::ERROR_REASON_TIME_AHEAD, "correct_timeline.correct_time",
        "got a time ahead of the ledger's clock, want a past one");
  }
  if (CompareTimestamps(correct, *previous) == 0) return Events();
  Events events(1);
  v1::TimelineCorrected& corrected = *events[0].mutable_timeline_corrected();
  corrected.set_corrected_version(order.corrected_version());
  *corrected.mutable_previous_time() = *previous;
  *corrected.mutable_correct_time() = correct;
  corrected.set_reason(order.reason());
  corrected.set_state(entry->state());
  return events;
}

}  // namespace workledger
