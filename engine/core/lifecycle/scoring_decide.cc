#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/catalogue/rubric.h"
#include "engine/core/lifecycle/cleaning_decide.h"
#include "engine/core/lifecycle/inspector.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/work_guards.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status CheckDue(const google::protobuf::Timestamp& due_time,
                      const Context& context, std::string_view field) {
  if (FromTimestamp(FloorMillis(due_time)) > context.now) {
    return absl::OkStatus();
  }
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, field,
                    "got a time that is not later than now, want a later one");
}

// What its category demands, or the inspection that it was found by.
bool NeedsInspection(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  return !ticket.inspection().empty() ||
         FindCategoryWith(
             *ticket_case.folds.catalogue, ticket.category(),
             [](const v1::Category& c) { return c.inspection(); }) != nullptr;
}

// Each round takes twice what the one before it took, so r rounds have taken
// what the first did 2^r - 1 times. Held to what the sum can hold.
uint32_t PointsOfNextRound(const v1::Scoring& scoring) {
  constexpr uint64_t kSumMax = std::numeric_limits<uint32_t>::max();
  const uint64_t taken = scoring.points();
  const uint32_t rounds = std::clamp(scoring.rounds(), 1u, 32u);
  const uint64_t first = taken / ((uint64_t{1} << rounds) - 1);
  return static_cast<uint32_t>(std::min(taken + first, kSumMax - taken));
}

}  // namespace

absl::StatusOr<Events> DecideInspect(const TicketCase& ticket_case) {
  const v1::Inspect& order = ticket_case.command.inspect();
  WL_RETURN_IF_ERROR(CheckInspector(ticket_case));
  WL_ASSIGN_OR_RETURN(const v1::CatalogueEntry* const rubric,
                      FindRubric(*ticket_case.folds.catalogue, order.rubric(),
                                 "inspect.rubric"));
  Events events(1);
  v1::InspectionScored& scored = *events[0].mutable_inspection_scored();
  scored.set_rubric(order.rubric());
  uint64_t score = 0;
  for (int i = 0; i < order.items_size(); ++i) {
    if (rubric != nullptr) {
      WL_RETURN_IF_ERROR(CheckPoints(rubric->item().rubric(), order.items(i),
                                     absl::StrCat("inspect.items[", i, "]")));
    }
    score += order.items(i).points();
  }
  *scored.mutable_items() = order.items();
  scored.set_score(ToPoints(score));
  scored.set_passed(order.passed());
  if (rubric != nullptr) {
    scored.set_rubric_revision(rubric->revision());
    scored.set_full_score(FullScore(rubric->item().rubric()));
    scored.set_passed(score >= rubric->item().rubric().pass_points());
  }
  *scored.mutable_evidence() = order.evidence();
  return events;
}

absl::StatusOr<Events> DecideContest(const TicketCase& ticket_case) {
  if (ticket_case.ticket.scoring().contested()) {
    return Forbid(v1::ERROR_REASON_ALREADY_APPEALED,
                  "contest: got a second one, want one at most");
  }
  Events events(1);
  events[0].mutable_score_contested()->set_reason(
      ticket_case.command.contest().reason());
  return events;
}

absl::StatusOr<Events> DecideContestDecision(const TicketCase& ticket_case) {
  const v1::DecideContest& order = ticket_case.command.decide_contest();
  const v1::Scoring& scoring = ticket_case.ticket.scoring();
  if (!scoring.disputed()) {
    return Forbid(v1::ERROR_REASON_NOTHING_TO_ANSWER,
                  "contest: got none, want one that waits for a decision");
  }
  if (ticket_case.command.actor().principal() == scoring.inspector()) {
    return Forbid(v1::ERROR_REASON_SECOND_PERSON_REQUIRED,
                  "got whoever inspected, want another", "actor.principal");
  }
  Events events(1);
  v1::ContestDecided& decided = *events[0].mutable_contest_decided();
  decided.set_upheld(order.upheld());
  decided.set_reason(order.reason());
  decided.set_passed(!order.upheld());
  return events;
}

absl::StatusOr<Events> DecideOrderRectification(const TicketCase& ticket_case) {
  const v1::OrderRectification& order =
      ticket_case.command.order_rectification();
  if (ticket_case.ticket.scoring().disputed()) {
    return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                  "contest: got one that waits, want it decided before");
  }
  WL_RETURN_IF_ERROR(CheckDue(order.due_time(), ticket_case.context,
                              "order_rectification.due_time"));
  Events events(1);
  v1::RectificationOrdered& ordered =
      *events[0].mutable_rectification_ordered();
  *ordered.mutable_due_time() = FloorMillis(order.due_time());
  ordered.set_points(order.points());
  ordered.set_reason(order.reason());
  ordered.set_round(1);
  return events;
}

absl::StatusOr<Events> DecideSubmitRectification(
    const TicketCase& ticket_case) {
  Events events(1);
  *events[0].mutable_rectification_submitted()->mutable_evidence() =
      ticket_case.command.submit_rectification().evidence();
  return events;
}

absl::StatusOr<Events> DecideRecheck(const TicketCase& ticket_case) {
  const v1::Recheck& order = ticket_case.command.recheck();
  const v1::Scoring& scoring = ticket_case.ticket.scoring();
  WL_RETURN_IF_ERROR(CheckInspector(ticket_case));
  Events events(1);
  v1::RectificationChecked& checked =
      *events[0].mutable_rectification_checked();
  checked.set_passed(order.passed());
  checked.set_round(scoring.rounds());
  if (order.passed()) {
    WL_RETURN_IF_ERROR(CheckChildren(ticket_case));
  } else {
    if (!order.has_due_time()) {
      return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "recheck.due_time",
                        "got nothing, want a value");
    }
    WL_RETURN_IF_ERROR(
        CheckDue(order.due_time(), ticket_case.context, "recheck.due_time"));
    *checked.mutable_due_time() = FloorMillis(order.due_time());
    checked.set_points(PointsOfNextRound(scoring));
    checked.set_round(scoring.rounds() + 1);
  }
  checked.set_reason(order.reason());
  *checked.mutable_evidence() = order.evidence();
  return events;
}

absl::StatusOr<Events> DecideCloseTask(const TicketCase& ticket_case) {
  const v1::ClosureCode code = ticket_case.command.close().closure_code();
  const bool inspected = ticket_case.ticket.state() == v1::TICKET_STATE_PASSED;
  const v1::ClosureCode wanted =
      inspected ? v1::CLOSURE_CODE_FIXED : v1::CLOSURE_CODE_NOT_INSPECTED;
  if (!inspected && NeedsInspection(ticket_case)) {
    return Forbid(v1::ERROR_REASON_INSPECTION_REQUIRED,
                  "inspection: got none, want one before the ticket is closed");
  }
  if (code != wanted) {
    return Forbid(
        v1::ERROR_REASON_STATE_FORBIDS,
        absl::StrCat("got ", v1::ClosureCode_Name(code), ", want ",
                     v1::ClosureCode_Name(wanted), " for a task that is ",
                     StateName(ticket_case.ticket.state())),
        "close.closure_code");
  }
  WL_RETURN_IF_ERROR(CheckChildren(ticket_case));
  Events events(1);
  v1::TicketClosed& closed = *events[0].mutable_ticket_closed();
  closed.set_closure_code(code);
  closed.set_catalogue_position(ticket_case.folds.ledger->catalogue_position());
  return events;
}

}  // namespace workledger
