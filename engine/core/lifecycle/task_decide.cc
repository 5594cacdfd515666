#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/lifecycle/cleaning_decide.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/procedure.h"
#include "engine/core/lifecycle/raised_ticket.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/roles.h"
#include "engine/core/lifecycle/work_guards.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr EnumSet<v1::EvidenceLevel> kShowsPlace = {v1::EVIDENCE_LEVEL_GPS,
                                                    v1::EVIDENCE_LEVEL_QR_CODE};

// A make-up run is for a task that was missed.
absl::Status CheckMissed(const Folds& folds, const std::string& missed) {
  constexpr std::string_view kField = "plan_task.makes_up_for";
  if (missed.empty()) return absl::OkStatus();
  const v1::Ticket& fold = TicketOf(folds, missed);
  if (fold.version() == 0) {
    return MakeError(absl::StatusCode::kNotFound,
                     v1::ERROR_REASON_TICKET_NOT_FOUND,
                     absl::StrCat("plan_task.makes_up_for: got ", missed,
                                  ", want a ticket of the ledger"),
                     kField);
  }
  if (fold.state() == v1::TICKET_STATE_MISSED) return absl::OkStatus();
  return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                absl::StrCat("got one that is ", StateName(fold.state()),
                             ", want one that is MISSED"),
                kField);
}

absl::Status CheckPlan(const v1::PlanTask& order, const Folds& folds,
                       const Context& context) {
  const Catalogue& catalogue = *folds.catalogue;
  WL_RETURN_IF_ERROR(
      CheckLocation(catalogue, order.location(), "plan_task.location"));
  WL_RETURN_IF_ERROR(CheckCategory(catalogue, order.category(),
                                   v1::TICKET_KIND_CLEANING,
                                   "plan_task.category"));
  if (FromTimestamp(order.window_end_time()) <= context.now) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "plan_task.window_end_time",
        "got a time that is not later than now, want a later one");
  }
  WL_RETURN_IF_ERROR(CheckMissed(folds, order.makes_up_for()));
  if (order.assignee().party().empty()) return absl::OkStatus();
  return CheckFit(catalogue, order.assignee(),
                  {.category = order.category(),
                   .location = order.location(),
                   .at = FromTimestamp(order.window_start_time())},
                  "plan_task.assignee.party")
      .status();
}

}  // namespace

absl::StatusOr<Events> DecidePlanTask(const TicketCase& ticket_case) {
  const v1::PlanTask& order = ticket_case.command.plan_task();
  const Folds& folds = ticket_case.folds;
  WL_RETURN_IF_ERROR(CheckRoles(kBureau, ticket_case.command.actor()));
  WL_RETURN_IF_ERROR(CheckPlan(order, folds, ticket_case.context));
  Events events(1);
  v1::TaskPlanned& planned = *events[0].mutable_task_planned();
  planned.set_kind(v1::TICKET_KIND_CLEANING);
  planned.set_number(folds.ledger->last_number() + 1);
  planned.set_title(order.title());
  planned.set_category(order.category());
  planned.set_location(order.location());
  planned.set_priority(order.priority());
  if (!order.assignee().party().empty()) {
    *planned.mutable_assignee() = order.assignee();
  }
  *planned.mutable_window_start_time() = FloorMillis(order.window_start_time());
  *planned.mutable_window_end_time() = FloorMillis(order.window_end_time());
  planned.set_makes_up_for(order.makes_up_for());
  planned.set_size_class(SizeClassOf(*folds.catalogue, order.category()));
  planned.set_catalogue_position(folds.catalogue->position());
  return events;
}

v1::Event ReleasedEvent(const v1::Ticket& ticket, const Catalogue& catalogue,
                        const v1::CatalogueEntry* contract) {
  v1::Event event;
  v1::TaskReleased& released = *event.mutable_task_released();
  *released.mutable_assignee() = ticket.assignee();
  released.set_segment(ticket.tallies().segments() + 1);
  if (contract != nullptr) {
    released.set_contract(contract->item().contract().code());
    released.set_contract_revision(contract->revision());
  }
  released.set_catalogue_position(catalogue.position());
  return event;
}

absl::StatusOr<Events> DecideRelease(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  if (ticket.assignee().party().empty()) {
    return Forbid(v1::ERROR_REASON_DETAILS_MISSING,
                  "assignee: got none, want one by dispatch");
  }
  WL_ASSIGN_OR_RETURN(const v1::CatalogueEntry* const contract,
                      CheckFit(*ticket_case.folds.catalogue, ticket.assignee(),
                               {.category = ticket.category(),
                                .location = ticket.location(),
                                .at = ticket_case.context.occur_time},
                               "assignee"));
  return Events{ReleasedEvent(ticket, *ticket_case.folds.catalogue, contract)};
}

absl::StatusOr<Events> DecideSkip(const TicketCase& ticket_case) {
  Events events(1);
  events[0].mutable_task_skipped()->set_reason(
      ticket_case.command.skip().reason());
  return events;
}

absl::StatusOr<Events> DecideStartTask(const TicketCase& ticket_case) {
  const v1::EvidenceLevel level =
      ticket_case.command.start_work().evidence_level();
  if (!kShowsPlace.Contains(level) &&
      ticket_case.command.actor().kind() != v1::ACTOR_KIND_DEVICE) {
    return Forbid(v1::ERROR_REASON_EVIDENCE_REQUIRED,
                  "got none that shows the place, want QR_CODE, GPS or a "
                  "device as the actor",
                  "start_work.evidence_level");
  }
  WL_ASSIGN_OR_RETURN(Events events, DecideStartWork(ticket_case));
  v1::WorkStarted& started = *events[0].mutable_work_started();
  started.set_evidence_level(level);
  PinProcedure(*ticket_case.folds.catalogue, ticket_case.ticket.category(),
               started);
  return events;
}

absl::StatusOr<Events> DecideFinish(const TicketCase& ticket_case) {
  const v1::Finish& order = ticket_case.command.finish();
  const auto& open = ticket_case.ticket.checklist().open_steps();
  if (!open.empty()) {
    return Forbid(v1::ERROR_REASON_STEPS_OPEN,
                  absl::StrCat("steps: got ", absl::StrJoin(open, ", "),
                               " open, want all that are mandatory done"));
  }
  WL_RETURN_IF_ERROR(CheckChildren(ticket_case));
  Events events(1);
  v1::TaskFinished& finished = *events[0].mutable_task_finished();
  *finished.mutable_quantities() = order.quantities();
  *finished.mutable_consumables() = order.consumables();
  *finished.mutable_evidence() = order.evidence();
  return events;
}

absl::StatusOr<Events> DecideRaiseRepair(const TicketCase& ticket_case) {
  const v1::RaiseRepair& order = ticket_case.command.raise_repair();
  WL_RETURN_IF_ERROR(CheckRaised(ticket_case.command, ticket_case.folds,
                                 "raise_repair.child"));
  WL_RETURN_IF_ERROR(CheckCategory(*ticket_case.folds.catalogue,
                                   order.category(), v1::TICKET_KIND_REPAIR,
                                   "raise_repair.category"));
  if (std::cmp_greater_equal(ticket_case.ticket.children_size(),
                             kChildrenMax)) {
    return Forbid(
        v1::ERROR_REASON_LIMIT_REACHED,
        absl::StrCat("children: got ", kChildrenMax, " already, want no more"));
  }
  Events events(1);
  events[0].mutable_child_added()->set_child(
      RaisedTicketId(ticket_case.command));
  return events;
}

std::vector<StreamEvents> RaisedRepair(const TicketCase& ticket_case,
                                       const Events& /*own*/) {
  const v1::RaiseRepair& order = ticket_case.command.raise_repair();
  v1::TicketReported reported;
  reported.set_kind(v1::TICKET_KIND_REPAIR);
  reported.set_channel(v1::CHANNEL_PATROL);
  reported.set_location(ticket_case.ticket.location());
  reported.set_category(order.category());
  reported.set_priority(order.priority());
  reported.set_title(order.title());
  *reported.mutable_attachments() = order.evidence();
  reported.set_parent(ticket_case.ticket.ticket());
  return InStream(v1::STREAM_KIND_TICKET, RaisedTicketId(ticket_case.command),
                  {RaisedEvent(ticket_case.command, ticket_case.folds,
                               ticket_case.context, std::move(reported))});
}

}  // namespace workledger
