#include "engine/core/lifecycle/cleaning_evolve.h"

#include "engine/core/lifecycle/enter_state.h"
#include "engine/core/lifecycle/procedure.h"
#include "engine/core/lifecycle/timeline.h"
#include "engine/core/lifecycle/timers.h"

namespace workledger {
namespace {

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TaskPlanned& event) {
  EnterState(ticket, v1::TICKET_STATE_PLANNED);
  ticket.set_kind(event.kind());
  ticket.set_number(event.number());
  ticket.set_title(event.title());
  ticket.set_category(event.category());
  ticket.set_location(event.location());
  ticket.set_asset(event.asset());
  *ticket.mutable_assets() = event.assets();
  ticket.set_priority(event.priority());
  if (event.has_assignee()) *ticket.mutable_assignee() = event.assignee();
  if (event.has_window_start_time()) {
    *ticket.mutable_window_start_time() = event.window_start_time();
  }
  if (event.has_window_end_time()) {
    *ticket.mutable_window_end_time() = event.window_end_time();
  }
  ticket.set_makes_up_for(event.makes_up_for());
  if (event.has_occurrence()) {
    *ticket.mutable_occurrence() = event.occurrence();
  }
  *ticket.mutable_ordered_quantities() = event.quantities();
  ticket.set_size_class(event.size_class());
  ticket.set_catalogue_position(event.catalogue_position());
  ticket.set_cycle(1);
  *ticket.mutable_milestones()->mutable_report_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TaskReleased& event) {
  EnterState(ticket, v1::TICKET_STATE_ASSIGNED);
  *ticket.mutable_assignee() = event.assignee();
  ticket.set_contract(event.contract());
  ticket.set_catalogue_position(event.catalogue_position());
  ticket.mutable_tallies()->set_segments(event.segment());
  *ticket.mutable_milestones()->mutable_dispatch_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TaskSkipped&) {
  EndTicket(ticket, record.occur_time(), v1::TICKET_STATE_SKIPPED,
            v1::CLOSURE_CODE_SKIPPED);
}

void MissTask(v1::Ticket& ticket, const v1::Record& record,
              const v1::Event& event) {
  EndTicket(ticket, HappenTime(record, event), v1::TICKET_STATE_MISSED,
            v1::CLOSURE_CODE_MISSED);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::TaskFinished& event) {
  EnterState(ticket, v1::TICKET_STATE_DONE);
  *ticket.mutable_done_quantities() = event.quantities();
  *ticket.mutable_performer() = record.actor();
  *ticket.mutable_milestones()->mutable_complete_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::InspectionScored& event) {
  EnterState(ticket, event.passed() ? v1::TICKET_STATE_PASSED
                                    : v1::TICKET_STATE_FAILED);
  v1::Scoring& scoring = *ticket.mutable_scoring();
  scoring.set_score(event.score());
  scoring.set_full_score(event.full_score());
  scoring.set_passed(event.passed());
  scoring.set_inspector(record.actor().principal());
  *ticket.mutable_milestones()->mutable_verify_time() = record.occur_time();
}

void Apply(v1::Ticket& ticket, const v1::Record&, const v1::ScoreContested&) {
  ticket.mutable_scoring()->set_contested(true);
  ticket.mutable_scoring()->set_disputed(true);
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::ContestDecided& event) {
  EnterState(ticket, event.passed() ? v1::TICKET_STATE_PASSED
                                    : v1::TICKET_STATE_FAILED);
  ticket.mutable_scoring()->set_disputed(false);
  ticket.mutable_scoring()->set_passed(event.passed());
}

// `Event` orders a round: it says when it is due and what it takes off.
template <typename Event>
void StartRound(v1::Ticket& ticket, const Event& event) {
  EnterState(ticket, v1::TICKET_STATE_RECTIFYING);
  v1::Scoring& scoring = *ticket.mutable_scoring();
  scoring.set_rounds(event.round());
  *scoring.mutable_rectify_due_time() = event.due_time();
  scoring.set_points(scoring.points() + event.points());
}

void Apply(v1::Ticket& ticket, const v1::Record&,
           const v1::RectificationOrdered& event) {
  StartRound(ticket, event);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::RectificationSubmitted&) {
  EnterState(ticket, v1::TICKET_STATE_RECHECK);
  *ticket.mutable_performer() = record.actor();
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::RectificationChecked& event) {
  ticket.mutable_scoring()->set_inspector(record.actor().principal());
  if (!event.passed()) return StartRound(ticket, event);
  EndTicket(ticket, record.occur_time(), v1::TICKET_STATE_CLOSED,
            v1::CLOSURE_CODE_FIXED);
}

bool InWindow(v1::TicketState state) {
  return state == v1::TICKET_STATE_PLANNED ||
         state == v1::TICKET_STATE_ASSIGNED;
}

// Those that an event cleared with the state before.
void SetWindowTimers(v1::Ticket& ticket, const v1::Record& record) {
  if (!ticket.has_window_end_time()) return;
  if (FindTimer(ticket, v1::TIMER_KIND_MISSED) == nullptr) {
    SetTimer(ticket, v1::TIMER_KIND_MISSED, ticket.window_end_time(), record);
  }
  const bool waits = ticket.state() == v1::TICKET_STATE_PLANNED &&
                     !ticket.assignee().party().empty();
  if (waits && FindTimer(ticket, v1::TIMER_KIND_RELEASE) == nullptr) {
    SetTimer(ticket, v1::TIMER_KIND_RELEASE, ticket.window_start_time(),
             record);
  }
}

// One row a type.
void ApplyEvent(v1::Ticket& ticket, const v1::Record& record,
                const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kTaskPlanned:
      return Apply(ticket, record, event.task_planned());
    case v1::Event::kTaskReleased:
      return Apply(ticket, record, event.task_released());
    case v1::Event::kTaskSkipped:
      return Apply(ticket, record, event.task_skipped());
    case v1::Event::kTaskMissed:
      return MissTask(ticket, record, event);
    case v1::Event::kTaskFinished:
      return Apply(ticket, record, event.task_finished());
    case v1::Event::kInspectionScored:
      return Apply(ticket, record, event.inspection_scored());
    case v1::Event::kScoreContested:
      return Apply(ticket, record, event.score_contested());
    case v1::Event::kContestDecided:
      return Apply(ticket, record, event.contest_decided());
    case v1::Event::kRectificationOrdered:
      return Apply(ticket, record, event.rectification_ordered());
    case v1::Event::kRectificationSubmitted:
      return Apply(ticket, record, event.rectification_submitted());
    case v1::Event::kRectificationChecked:
      return Apply(ticket, record, event.rectification_checked());
    // AreaOf sends no other event here.
    default:
      break;
  }
}

}  // namespace

void EvolveCleaning(v1::Ticket& ticket, const v1::Record& record,
                    const v1::Event& event) {
  ApplyEvent(ticket, record, event);
  AlignCleaning(ticket, record, event);
}

void AlignCleaning(v1::Ticket& ticket, const v1::Record& record,
                   const v1::Event& event) {
  if (ticket.kind() != v1::TICKET_KIND_CLEANING) return;
  if (ticket.state() == v1::TICKET_STATE_DISPATCHED) {
    ticket.set_state(v1::TICKET_STATE_ASSIGNED);
  }
  if (event.has_work_started()) StartChecklist(ticket, event.work_started());
  if (InWindow(ticket.state())) SetWindowTimers(ticket, record);
}

}  // namespace workledger
