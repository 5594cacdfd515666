#include <algorithm>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/repair_decide.h"

namespace workledger {
namespace {

constexpr uint32_t kBadScoreMax = 2;  // of 5: asks for a reopen

bool IsDesk(const v1::Actor& actor) {
  return std::find(actor.roles().begin(), actor.roles().end(), v1::ROLE_DESK) !=
         actor.roles().end();
}

// Whoever did the work does not judge it, nor do their colleagues; a desk of
// the same party may, as long as it is somebody else.
absl::Status CheckInspector(const RepairCase& repair) {
  const v1::Actor& performer = repair.ticket.performer();
  const v1::Actor& actor = repair.command.actor();
  const bool colleague = !performer.party().empty() &&
                         performer.party() == actor.party() && !IsDesk(actor);
  if (performer.principal() != actor.principal() && !colleague) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_PERFORMER_INSPECTS,
                "actor: got the performer or their party, want another",
                "actor");
}

void Propose(const char* reason, Events& events) {
  events.emplace_back().mutable_reopen_proposed()->set_reason(reason);
}

}  // namespace

absl::StatusOr<Events> DecideAcceptWork(const RepairCase& repair) {
  WL_RETURN_IF_ERROR(CheckInspector(repair));
  Events events(1);
  events[0].mutable_work_accepted();
  return events;
}

absl::StatusOr<Events> DecideRejectWork(const RepairCase& repair) {
  WL_RETURN_IF_ERROR(CheckInspector(repair));
  Events events(1);
  events[0].mutable_work_rejected()->set_reason(
      repair.command.reject_work().reason());
  return events;
}

absl::StatusOr<Events> DecideRecordCallback(const RepairCase& repair) {
  const v1::RecordCallback& order = repair.command.record_callback();
  Events events(1);
  v1::CallbackRecorded& recorded = *events[0].mutable_callback_recorded();
  recorded.set_result(order.result());
  if (order.has_text()) *recorded.mutable_text() = order.text();
  if (order.result() == v1::CALLBACK_RESULT_NOT_SOLVED) {
    Propose("callback: not solved", events);
  }
  return events;
}

absl::StatusOr<Events> DecideRateService(const RepairCase& repair) {
  const v1::RateService& order = repair.command.rate_service();
  Events events(1);
  v1::ServiceRated& rated = *events[0].mutable_service_rated();
  rated.set_score(order.score());
  rated.set_source(order.source());
  if (order.has_text()) *rated.mutable_text() = order.text();
  if (order.score() <= kBadScoreMax) Propose("rating: bad", events);
  return events;
}

absl::StatusOr<Events> DecideClose(const RepairCase& repair) {
  Events events(1);
  events[0].mutable_ticket_closed()->set_closure_code(
      repair.command.close().closure_code());
  return events;
}

absl::StatusOr<Events> DecideReopen(const RepairCase& repair) {
  Events events(1);
  v1::TicketReopened& reopened = *events[0].mutable_ticket_reopened();
  reopened.set_reason(repair.command.reopen().reason());
  reopened.set_cycle(repair.ticket.cycle() + 1);
  return events;
}

absl::StatusOr<Events> DecideScheduleLookBack(const RepairCase& repair) {
  Events events(1);
  *events[0].mutable_look_back_scheduled()->mutable_due_time() =
      FloorMillis(repair.command.schedule_look_back().due_time());
  return events;
}

absl::StatusOr<Events> DecideConvertToProject(const RepairCase& repair) {
  const v1::ConvertToProject& order = repair.command.convert_to_project();
  Events events(1);
  v1::TicketClosed& closed = *events[0].mutable_ticket_closed();
  closed.set_closure_code(v1::CLOSURE_CODE_DEFERRED_TO_PROJECT);
  closed.set_project(order.project());
  closed.set_reason(order.reason());
  return events;
}

}  // namespace workledger
