#include <algorithm>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/procedure.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/work_guards.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr uint32_t kBadScoreMax = 2;  // of 5: asks for a reopen

bool IsDesk(const v1::Actor& actor) {
  return std::find(actor.roles().begin(), actor.roles().end(), v1::ROLE_DESK) !=
         actor.roles().end();
}

// Whoever did the work does not judge it, nor do their colleagues; a desk of
// the same party may, as long as it is somebody else.
absl::Status CheckInspector(const TicketCase& ticket_case) {
  const v1::Actor& performer = ticket_case.ticket.performer();
  const v1::Actor& actor = ticket_case.command.actor();
  const std::string& party = actor.party();
  // The desk may have told the completion for those who did the work.
  const bool colleague = !party.empty() && !IsDesk(actor) &&
                         (party == performer.party() ||
                          party == ticket_case.ticket.assignee().party());
  if (performer.principal() != actor.principal() && !colleague) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_PERFORMER_INSPECTS,
                "actor: got the performer or their party, want another",
                "actor");
}

// Asks for a reopen, where the kind has one: a cleaning task that was bad is
// made up for by another.
void Propose(const TicketCase& ticket_case, const char* reason,
             Events& events) {
  if (FindMove(ticket_case.ticket.kind(), v1::Command::kReopen) == nullptr) {
    return;
  }
  events.emplace_back().mutable_reopen_proposed()->set_reason(reason);
}

}  // namespace

absl::StatusOr<Events> DecideAcceptWork(const TicketCase& ticket_case) {
  WL_RETURN_IF_ERROR(CheckInspector(ticket_case));
  Events events(1);
  events[0].mutable_work_accepted();
  return events;
}

absl::StatusOr<Events> DecideRejectWork(const TicketCase& ticket_case) {
  WL_RETURN_IF_ERROR(CheckInspector(ticket_case));
  Events events(1);
  events[0].mutable_work_rejected()->set_reason(
      ticket_case.command.reject_work().reason());
  return events;
}

absl::StatusOr<Events> DecideRecordCallback(const TicketCase& ticket_case) {
  const v1::RecordCallback& order = ticket_case.command.record_callback();
  Events events(1);
  v1::CallbackRecorded& recorded = *events[0].mutable_callback_recorded();
  recorded.set_result(order.result());
  if (order.has_text()) *recorded.mutable_text() = order.text();
  if (order.result() == v1::CALLBACK_RESULT_NOT_SOLVED) {
    Propose(ticket_case, "callback: not solved", events);
  }
  return events;
}

absl::StatusOr<Events> DecideRateService(const TicketCase& ticket_case) {
  const v1::RateService& order = ticket_case.command.rate_service();
  Events events(1);
  v1::ServiceRated& rated = *events[0].mutable_service_rated();
  rated.set_score(order.score());
  rated.set_source(order.source());
  if (order.has_text()) *rated.mutable_text() = order.text();
  if (order.score() <= kBadScoreMax) {
    Propose(ticket_case, "rating: bad", events);
  }
  return events;
}

absl::StatusOr<Events> DecideClose(const TicketCase& ticket_case) {
  if (ticket_case.command.close().closure_code() ==
      v1::CLOSURE_CODE_NOT_INSPECTED) {
    return Forbid(v1::ERROR_REASON_KIND_FORBIDS,
                  "got NOT_INSPECTED, want a code that is not for cleaning",
                  "close.closure_code");
  }
  WL_RETURN_IF_ERROR(CheckRechecked(ticket_case));
  Events events(1);
  v1::TicketClosed& closed = *events[0].mutable_ticket_closed();
  closed.set_closure_code(ticket_case.command.close().closure_code());
  SetReopenEnd(ticket_case, closed);
  return events;
}

absl::StatusOr<Events> DecideReopen(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  WL_RETURN_IF_ERROR(CheckReopenWindow(ticket_case));
  Events events(1);
  v1::TicketReopened& reopened = *events[0].mutable_ticket_reopened();
  reopened.set_reason(ticket_case.command.reopen().reason());
  reopened.set_cycle(ticket.cycle() + 1);
  PinProcedure(*ticket_case.folds.catalogue, ticket.category(), reopened);
  reopened.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
  return events;
}

absl::StatusOr<Events> DecideScheduleLookBack(const TicketCase& ticket_case) {
  const auto due_time =
      FloorMillis(ticket_case.command.schedule_look_back().due_time());
  WL_RETURN_IF_ERROR(CheckLater(ticket_case, FromTimestamp(due_time),
                                "schedule_look_back.due_time"));
  Events events(1);
  *events[0].mutable_look_back_scheduled()->mutable_due_time() = due_time;
  return events;
}

absl::StatusOr<Events> DecideConvertToProject(const TicketCase& ticket_case) {
  const v1::ConvertToProject& order = ticket_case.command.convert_to_project();
  Events events(1);
  v1::TicketClosed& closed = *events[0].mutable_ticket_closed();
  closed.set_closure_code(v1::CLOSURE_CODE_DEFERRED_TO_PROJECT);
  closed.set_project(order.project());
  closed.set_reason(order.reason());
  SetReopenEnd(ticket_case, closed);
  return events;
}

}  // namespace workledger
