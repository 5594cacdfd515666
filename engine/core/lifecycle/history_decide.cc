#include "engine/core/lifecycle/history_decide.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/repair_evolve.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// The states that history may state again.
constexpr StateSet kStops = {v1::TICKET_STATE_COMPLETED,
                             v1::TICKET_STATE_VERIFIED,
                             v1::TICKET_STATE_CLOSED};

// An update under decision: what it says, what it is compared with, and the
// events so far.
struct Update {
  const v1::RecordHistory& order;
  // The fold before, which for a first update is that of its report.
  const v1::Ticket& before;
  bool first;
  absl::Time occur_time;
  // Where the ticket stands after the events so far.
  v1::TicketState state;
  Events events = {};
};

// Another system's ticket that happens to have the same id is not ours to
// change, and a native one is no system's.
absl::Status CheckSource(const TicketCase& ticket_case) {
  const std::string& owner = ticket_case.ticket.source();
  const std::string& source = ticket_case.command.provenance().source();
  if (ticket_case.ticket.version() == 0 || owner == source) {
    return absl::OkStatus();
  }
  const std::string whose =
      owner.empty() ? "was born in this ledger" : "came from " + owner;
  return Forbid(v1::ERROR_REASON_SOURCE_DIFFERS,
                absl::StrCat("got ", source, " for ticket ",
                             ticket_case.command.ticket(), ", which ", whose),
                "provenance.source");
}

// History is what has happened, its beginning too.
absl::Status CheckReportTime(const v1::RecordHistory& order,
                             const Context& context) {
  if (!order.has_report_time()) return absl::OkStatus();
  const absl::Duration ahead = FromTimestamp(order.report_time()) - context.now;
  if (ahead <= kOccurTimeAheadMax) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_TIME_AHEAD, "record_history.report_time",
                    absl::StrCat("got ", absl::FormatDuration(ahead),
                                 " ahead of the ledger's clock, want at most ",
                                 absl::FormatDuration(kOccurTimeAheadMax)));
}

absl::Status CheckReport(const TicketCase& ticket_case) {
  const bool first = ticket_case.ticket.version() == 0;
  const bool reports = ticket_case.command.record_history().has_report();
  if (first && !reports) {
    return Forbid(v1::ERROR_REASON_DETAILS_MISSING,
                  "got none, want one with a ticket's first update",
                  "record_history.report");
  }
  if (!first && reports) {
    return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                  "got one, want none for a ticket that is known",
                  "record_history.report");
  }
  return absl::OkStatus();
}

v1::Event HistoricReport(const TicketCase& ticket_case,
                         const Context& context) {
  const v1::RecordHistory& order = ticket_case.command.record_history();
  v1::Event event = ReportedEvent(ticket_case.command, order.report(),
                                  *ticket_case.folds.ledger);
  if (!order.has_report_time()) return event;
  const auto report_time = FloorMillis(order.report_time());
  if (CompareTimestamps(report_time, ToTimestamp(context.occur_time)) != 0) {
    *event.mutable_ticket_reported()->mutable_report_time() = report_time;
  }
  return event;
}

bool SameHold(const Update& update) {
  const auto& hold = update.order.hold();
  return update.before.has_hold() &&
         update.before.hold().reason() == hold.reason() &&
         update.before.hold().label() == hold.label();
}

bool Reopens(const Update& update) {
  if (kWorkingStates.Contains(update.before.state())) return false;
  return update.order.has_hold() ||
         (update.order.has_state() &&
          kWorkingStates.Contains(update.order.state().state()));
}

bool Resumes(const Update& update) {
  if (!update.before.has_hold()) return false;
  return update.order.has_state() ||
         (update.order.has_hold() && !SameHold(update));
}

// What has to end before the update's own move can begin.
void Unwind(Update& update) {
  if (Reopens(update)) {
    update.events.emplace_back().mutable_ticket_reopened()->set_cycle(
        update.before.cycle() + 1);
    update.state = v1::TICKET_STATE_ACCEPTED;
  }
  if (Resumes(update)) update.events.emplace_back().mutable_work_resumed();
}

void RecordDetails(Update& update) {
  const v1::RecordHistory& order = update.order;
  const v1::Ticket& before = update.before;
  v1::DetailsRecorded details;
  if (order.has_category() && order.category() != before.category()) {
    details.set_category(order.category());
  }
  if (order.has_priority() && order.priority() != before.priority()) {
    details.set_priority(order.priority());
  }
  if (order.has_location() && order.location() != before.location()) {
    details.set_location(order.location());
  }
  if (details.has_category() || details.has_priority() ||
      details.has_location()) {
    *update.events.emplace_back().mutable_details_recorded() = details;
  }
}

void RecordAssignee(Update& update) {
  const v1::Assignee& now = update.order.assignee();
  const v1::Assignee& before = update.before.assignee();
  const bool other_party = now.party() != before.party();
  if (!update.order.has_assignee() ||
      (!other_party && now.person() == before.person())) {
    return;
  }
  v1::AssigneeRecorded& recorded =
      *update.events.emplace_back().mutable_assignee_recorded();
  *recorded.mutable_assignee() = now;
  recorded.set_reassigned(other_party && !update.first);
}

v1::TicketAccepted Accepted(const Update& update) {
  const v1::RecordHistory& order = update.order;
  const v1::Ticket& before = update.before;
  v1::TicketAccepted accepted;
  accepted.set_category(order.has_category() ? order.category()
                                             : before.category());
  accepted.set_priority(order.has_priority() ? order.priority()
                                             : before.priority());
  accepted.set_location(order.has_location() ? order.location()
                                             : before.location());
  return accepted;
}

v1::WorkDispatched Dispatched(const Update& update) {
  v1::WorkDispatched dispatched;
  *dispatched.mutable_assignee() = update.order.has_assignee()
                                       ? update.order.assignee()
                                       : update.before.assignee();
  dispatched.set_mode(v1::DISPATCH_MODE_ASSIGNED);
  dispatched.set_segment(update.before.tallies().segments() + 1);
  return dispatched;
}

// Returns the event after which a ticket is in the update's state. One row a
// state, so longer than a function should be.
// NOLINTNEXTLINE(readability-function-size)
v1::Event StateEvent(const Update& update) {
  const auto& move = update.order.state();
  v1::Event event;
  switch (move.state()) {
    case v1::TICKET_STATE_REPORTED:
      event.mutable_state_recorded()->set_state(move.state());
      event.mutable_state_recorded()->set_label(move.label());
      break;
    case v1::TICKET_STATE_ACCEPTED:
      *event.mutable_ticket_accepted() = Accepted(update);
      break;
    case v1::TICKET_STATE_DISPATCHED:
      *event.mutable_work_dispatched() = Dispatched(update);
      break;
    case v1::TICKET_STATE_ACKNOWLEDGED:
      event.mutable_dispatch_acknowledged();
      break;
    case v1::TICKET_STATE_ON_SITE:
      event.mutable_arrival_recorded();
      break;
    case v1::TICKET_STATE_IN_PROGRESS:
      event.mutable_work_started();
      break;
    case v1::TICKET_STATE_COMPLETED:
      event.mutable_work_completed();
      break;
    case v1::TICKET_STATE_VERIFIED:
      event.mutable_work_accepted();
      break;
    case v1::TICKET_STATE_CLOSED:
      event.mutable_ticket_closed()->set_closure_code(move.closure_code());
      break;
    case v1::TICKET_STATE_REJECTED:
      event.mutable_ticket_rejected()->set_closure_code(move.closure_code());
      break;
    case v1::TICKET_STATE_WITHDRAWN:
      event.mutable_ticket_withdrawn();
      break;
    case v1::TICKET_STATE_DUPLICATE:
      event.mutable_duplicate_linked();
      break;
    case v1::TICKET_STATE_UNSPECIFIED:
    case v1::TICKET_STATE_PLANNED:
    case v1::TICKET_STATE_ASSIGNED:
    case v1::TICKET_STATE_DONE:
    case v1::TICKET_STATE_PASSED:
    case v1::TICKET_STATE_FAILED:
    case v1::TICKET_STATE_RECTIFYING:
    case v1::TICKET_STATE_RECHECK:
    case v1::TICKET_STATE_MISSED:
    case v1::TICKET_STATE_SKIPPED:
    case v1::TICKET_STATE_ALARMED:
    case v1::TICKET_STATE_VERIFYING:
    case v1::TICKET_STATE_CONFIRMED:
    case v1::TICKET_STATE_RESPONDING:
    case v1::TICKET_STATE_ON_SCENE:
    case v1::TICKET_STATE_CONTAINED:
    case v1::TICKET_STATE_HANDED_OVER:
    case v1::TICKET_STATE_RESOLVED:
    case v1::TICKET_STATE_REVIEW:
    case v1::TICKET_STATE_FALSE_ALARM:
    case v1::TicketState_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TicketState_INT_MAX_SENTINEL_DO_NOT_USE_:
      WL_CHECK(false);  // ValidateCommand refuses it.
  }
  return event;
}

void RecordState(Update& update) {
  const auto& move = update.order.state();
  const bool ended_in_another_way =
      IsTerminal(move.state()) &&
      move.closure_code() != update.before.closure_code();
  if (move.state() != update.state || ended_in_another_way) {
    update.events.push_back(StateEvent(update));
  } else if (kStops.Contains(move.state())) {
    update.events.emplace_back().mutable_stop_restated()->set_state(
        move.state());
  }
}

void RecordHold(Update& update) {
  const auto& hold = update.order.hold();
  if (SameHold(update)) return;
  v1::WorkHeld& held = *update.events.emplace_back().mutable_work_held();
  held.set_reason(hold.reason());
  held.set_label(hold.label());
}

void RecordMove(Update& update) {
  switch (update.order.move_case()) {
    case v1::RecordHistory::kState:
      return RecordState(update);
    case v1::RecordHistory::kHold:
      return RecordHold(update);
    case v1::RecordHistory::kUnknownState:
    case v1::RecordHistory::MOVE_NOT_SET:
      break;
  }
}

absl::Status RecordFacts(Update& update) {
  v1::FactsRecorded changed;
  size_t count = update.before.facts_size();
  for (const v1::Fact& fact : update.order.facts()) {
    const auto& facts = update.before.facts();
    const auto known = std::find_if(
        facts.begin(), facts.end(),
        [&](const v1::Fact& f) { return f.name() == fact.name(); });
    if (known == facts.end()) ++count;
    if (known == facts.end() || known->value() != fact.value()) {
      *changed.add_facts() = fact;
    }
  }
  if (count > kFactsMax) {
    return Forbid(v1::ERROR_REASON_LIMIT_REACHED,
                  absl::StrCat("got ", count, " for the ticket, want at most ",
                               kFactsMax),
                  "record_history.facts");
  }
  if (changed.facts_size() > 0) {
    *update.events.emplace_back().mutable_facts_recorded() = std::move(changed);
  }
  return absl::OkStatus();
}

void Find(Update& update, v1::FindingKind kind, const std::string& detail) {
  v1::Finding& finding = *update.events.emplace_back()
                              .mutable_conformance_found()
                              ->mutable_finding();
  finding.set_kind(kind);
  finding.set_detail(detail);
}

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

void JudgeMove(Update& update) {
  const v1::RecordHistory& order = update.order;
  const v1::Ticket& before = update.before;
  // A hold leads nowhere, unless the ticket had to be opened again for it.
  const v1::TicketState to =
      order.has_state() ? order.state().state() : update.state;
  if (to != before.state() &&
      !MoveAllowed(before, to, order.state().closure_code())) {
    Find(update, v1::FINDING_KIND_MOVE_NOT_ALLOWED,
         absl::StrCat(StateName(before.state()), " to ", StateName(to)));
  }
  if (order.has_hold() && !SameHold(update) &&
      !FindMove(v1::TICKET_KIND_REPAIR, v1::Command::kHold)
           ->from.Contains(update.state)) {
    Find(update, v1::FINDING_KIND_HOLD_NOT_ALLOWED,
         absl::StrCat("held in ", StateName(update.state)));
  }
  if (order.has_unknown_state()) {
    Find(update, v1::FINDING_KIND_UNKNOWN_STATE, order.unknown_state());
  }
}

void JudgeTime(Update& update) {
  const absl::Time last =
      FromTimestamp(update.before.milestones().change_time());
  if (!update.first && update.occur_time < last) {
    Find(update, v1::FINDING_KIND_TIME_WENT_BACK,
         absl::StrCat(TimeText(update.occur_time), " after ", TimeText(last)));
  }
  if (!update.order.has_report_time()) return;
  const absl::Time report =
      FromTimestamp(FloorMillis(update.order.report_time()));
  if (report > update.occur_time) {
    Find(update, v1::FINDING_KIND_REPORTED_AFTER_UPDATE,
         absl::StrCat("reported ", TimeText(report), ", updated ",
                      TimeText(update.occur_time)));
  }
}

}  // namespace

absl::StatusOr<Events> DecideHistory(const TicketCase& ticket_case) {
  const Context& context = ticket_case.context;
  WL_RETURN_IF_ERROR(CheckSource(ticket_case));
  WL_RETURN_IF_ERROR(CheckReport(ticket_case));
  WL_RETURN_IF_ERROR(
      CheckReportTime(ticket_case.command.record_history(), context));
  const bool first = ticket_case.ticket.version() == 0;
  Events events;
  v1::Ticket reported;
  if (first) {
    events.push_back(HistoricReport(ticket_case, context));
    v1::Record record;
    *record.mutable_occur_time() = ToTimestamp(context.occur_time);
    EvolveRepair(reported, record, events.back());
  }
  const v1::Ticket& before = first ? reported : ticket_case.ticket;
  Update update = {.order = ticket_case.command.record_history(),
                   .before = before,
                   .first = first,
                   .occur_time = context.occur_time,
                   .state = before.state(),
                   .events = std::move(events)};
  Unwind(update);
  RecordDetails(update);
  RecordAssignee(update);
  RecordMove(update);
  WL_RETURN_IF_ERROR(RecordFacts(update));
  JudgeMove(update);
  JudgeTime(update);
  return std::move(update.events);
}

}  // namespace workledger
