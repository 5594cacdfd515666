#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/alarm/alarm_decide.h"
#include "engine/core/catalogue/catalogue_decide.h"
#include "engine/core/cleaning_shape.h"
#include "engine/core/decide.h"
#include "engine/core/enum_set.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/security_check.h"
#include "engine/core/penalty/penalty_form.h"
#include "engine/core/report_shape.h"
#include "engine/core/tally/tally_decide.h"
#include "engine/core/timer_decide.h"
#include "engine/core/validate.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ClosureCodes = EnumSet<v1::ClosureCode>;

constexpr uint32_t kScoreMax = 5;

absl::Status Required(std::string_view field) {
  return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, field,
                    "got nothing, want a value");
}

absl::Status Invalid(std::string_view field, std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, field, message);
}

absl::Status CheckTicketId(std::string_view id, std::string_view field) {
  if (TicketIdValid(id)) return absl::OkStatus();
  return Invalid(field, "got another form, want 1 to 63 of [a-z0-9-]");
}

// Orders to something else than a ticket.
constexpr v1::Command::OrderCase kOtherOrders[] = {
    v1::Command::kAdvanceTime,    v1::Command::kChangeCatalogue,
    v1::Command::kRecordSignals,  v1::Command::kBringForward,
    v1::Command::kRecordTally,    v1::Command::kFireTimer,
    v1::Command::kContestPenalty, v1::Command::kConfirmPenalty,
    v1::Command::kReducePenalty,  v1::Command::kWaivePenalty,
    v1::Command::kSettleMonth,
};

bool IsInspectionOrder(v1::Command::OrderCase order) {
  return order >= v1::Command::kOpenRound && order <= v1::Command::kEndRound;
}

bool IsTicketOrder(v1::Command::OrderCase order) {
  return !IsInspectionOrder(order) &&
         std::ranges::find(kOtherOrders, order) == std::end(kOtherOrders);
}

absl::Status CheckInspection(const v1::Command& command) {
  if (!IsInspectionOrder(command.order_case())) {
    return command.inspection().empty()
               ? absl::OkStatus()
               : Invalid("inspection", "got one, want none for this order");
  }
  if (command.inspection().empty()) return Required("inspection");
  return CheckTicketId(command.inspection(), "inspection");
}

absl::Status CheckTicket(const v1::Command& command) {
  const v1::Command::OrderCase order = command.order_case();
  if (!IsTicketOrder(order)) {
    if (!command.ticket().empty()) {
      return Invalid("ticket", "got a ticket, want none for this order");
    }
    if (command.has_expected_version()) {
      return Invalid("expected_version",
                     "got a version, want none for this order");
    }
    return absl::OkStatus();
  }
  if (command.ticket().empty()) {
    return order == v1::Command::kReport ? absl::OkStatus()
                                         : Required("ticket");
  }
  return CheckTicketId(command.ticket(), "ticket");
}

absl::Status CheckRoles(const v1::Actor& actor) {
  EnumSet<v1::Role> seen;
  for (int i = 0; i < actor.roles_size(); ++i) {
    if (seen.Contains(actor.roles(i))) {
      return Invalid(absl::StrCat("actor.roles[", i, "]"),
                     "got a role twice, want each once");
    }
    seen.Insert(actor.roles(i));
  }
  return absl::OkStatus();
}

absl::Status CheckProvenance(const v1::Command& command) {
  const bool imported = command.order_case() == v1::Command::kRecordHistory;
  if (imported && !command.has_provenance()) return Required("provenance");
  if (!imported && command.has_provenance()) {
    return Invalid("provenance", "got one, want it with record_history only");
  }
  return absl::OkStatus();
}

absl::Status CheckClosure(v1::ClosureCode code, ClosureCodes allowed,
                          std::string_view field) {
  if (allowed.Contains(code)) return absl::OkStatus();
  return Invalid(field, absl::StrCat("got ", v1::ClosureCode_Name(code),
                                     ", want one that this order gives"));
}

absl::Status CheckHoldLabel(v1::HoldReason reason, std::string_view label,
                            std::string_view field) {
  if (reason != v1::HOLD_REASON_OTHER || !label.empty()) {
    return absl::OkStatus();
  }
  return Required(field);
}

absl::Status CheckLines(
    const google::protobuf::RepeatedPtrField<v1::WorkLine>& lines,
    std::string_view field) {
  for (int i = 0; i < lines.size(); ++i) {
    if (lines[i].cost_fen() < 0) {
      return Invalid(
          absl::StrCat(ToAbsl(field), "[", i, "].cost_fen"),
          absl::StrCat("got ", lines[i].cost_fen(), ", want 0 or more"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckComplete(const v1::Command& command) {
  const v1::Complete& order = command.complete();
  WL_RETURN_IF_ERROR(
      CheckClosure(order.result(),
                   {v1::CLOSURE_CODE_FIXED, v1::CLOSURE_CODE_NO_FAULT,
                    v1::CLOSURE_CODE_UNRESOLVED},
                   "complete.result"));
  WL_RETURN_IF_ERROR(CheckLines(order.parts(), "complete.parts"));
  return CheckLines(order.labor(), "complete.labor");
}

absl::Status CheckHistoricState(const v1::RecordHistory::HistoricState& state) {
  constexpr std::string_view kField = "record_history.state.closure_code";
  if (state.state() > v1::TICKET_STATE_DUPLICATE) {
    return Invalid("record_history.state.state",
                   "got a state that repairs do not have, want one of theirs");
  }
  if (!IsTerminal(state.state())) {
    if (state.closure_code() == v1::CLOSURE_CODE_UNSPECIFIED) {
      return absl::OkStatus();
    }
    return Invalid(kField, "got one, want none for a state that is not final");
  }
  if (state.closure_code() == v1::CLOSURE_CODE_UNSPECIFIED) {
    return Required(kField);
  }
  // These two name their code; their events hold no other.
  if (state.state() == v1::TICKET_STATE_WITHDRAWN) {
    return CheckClosure(state.closure_code(), {v1::CLOSURE_CODE_WITHDRAWN},
                        kField);
  }
  if (state.state() == v1::TICKET_STATE_DUPLICATE) {
    return CheckClosure(state.closure_code(), {v1::CLOSURE_CODE_DUPLICATE},
                        kField);
  }
  return absl::OkStatus();
}

absl::Status CheckFactNames(const v1::RecordHistory& order) {
  for (int i = 1; i < order.facts_size(); ++i) {
    for (int j = 0; j < i; ++j) {
      if (order.facts(i).name() == order.facts(j).name()) {
        return Invalid(absl::StrCat("record_history.facts[", i, "].name"),
                       "got a name twice, want each once");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckHistory(const v1::Command& command) {
  const v1::RecordHistory& order = command.record_history();
  if (order.has_report_time() && !order.has_report()) {
    return Invalid("record_history.report_time",
                   "got a time, want none without a report");
  }
  if (order.report().kind() > v1::TICKET_KIND_REPAIR) {
    return Invalid("record_history.report.kind",
                   "got another, want REPAIR: history is of repairs");
  }
  WL_RETURN_IF_ERROR(CheckReportShape(order.report(), "record_history.report"));
  WL_RETURN_IF_ERROR(CheckFactNames(order));
  switch (order.move_case()) {
    case v1::RecordHistory::kState:
      return CheckHistoricState(order.state());
    case v1::RecordHistory::kHold:
      return CheckHoldLabel(order.hold().reason(), order.hold().label(),
                            "record_history.hold.label");
    case v1::RecordHistory::kUnknownState:
      return order.unknown_state().empty()
                 ? Required("record_history.unknown_state")
                 : absl::OkStatus();
    case v1::RecordHistory::MOVE_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

absl::Status CheckDispatchMode(const v1::Command& command) {
  if (command.dispatch().mode() != v1::DISPATCH_MODE_CLAIMED) {
    return absl::OkStatus();
  }
  return Invalid("dispatch.mode", "got CLAIMED, want ASSIGNED or ROTATION");
}

absl::Status CheckScore(const v1::Command& command) {
  const v1::RateService& order = command.rate_service();
  if (order.score() <= kScoreMax) return absl::OkStatus();
  return Invalid("rate_service.score",
                 absl::StrCat("got ", order.score(), ", want 1 to 5"));
}

absl::Status CheckReport(const v1::Command& command) {
  if (command.report().channel() == v1::CHANNEL_UNSPECIFIED) {
    return Required("report.channel");
  }
  return CheckReportShape(command.report(), "report");
}

absl::Status CheckAddChild(const v1::Command& command) {
  return CheckTicketId(command.add_child().child(), "add_child.child");
}

absl::Status CheckStartWork(const v1::Command& command) {
  const int64_t estimate = command.start_work().estimate_fen();
  if (estimate >= 0) return absl::OkStatus();
  return Invalid("start_work.estimate_fen",
                 absl::StrCat("got ", estimate, ", want 0 or more"));
}

absl::Status CheckApprovalRequest(const v1::Command& command) {
  const v1::RequestApproval& order = command.request_approval();
  const bool about_cost = order.subject() == v1::APPROVAL_SUBJECT_COST;
  if (about_cost == (order.cost_fen() > 0)) return absl::OkStatus();
  return Invalid("request_approval.cost_fen",
                 absl::StrCat("got ", order.cost_fen(), ", want ",
                              about_cost ? "1 or more" : "none but for COST"));
}

absl::Status CheckReject(const v1::Command& command) {
  return CheckClosure(command.reject().closure_code(),
                      {v1::CLOSURE_CODE_NOT_OURS, v1::CLOSURE_CODE_NO_FAULT,
                       v1::CLOSURE_CODE_UNRESOLVED},
                      "reject.closure_code");
}

absl::Status CheckLinkDuplicate(const v1::Command& command) {
  return CheckTicketId(command.link_duplicate().master(),
                       "link_duplicate.master");
}

absl::Status CheckHold(const v1::Command& command) {
  return CheckHoldLabel(command.hold().reason(), command.hold().label(),
                        "hold.label");
}

absl::Status CheckClose(const v1::Command& command) {
  return CheckClosure(command.close().closure_code(),
                      {v1::CLOSURE_CODE_FIXED, v1::CLOSURE_CODE_NO_FAULT,
                       v1::CLOSURE_CODE_NOT_OURS, v1::CLOSURE_CODE_UNRESOLVED,
                       v1::CLOSURE_CODE_NOT_INSPECTED},
                      "close.closure_code");
}

absl::Status CheckAdvanceTime(const v1::Command& command) {
  return command.advance_time().target_case() == v1::AdvanceTime::TARGET_NOT_SET
             ? Required("advance_time.target")
             : absl::OkStatus();
}

// The engine's own timers do not come this way.
absl::Status CheckFireTimer(const v1::Command&) {
  return Invalid("fire_timer", "got one, want it left to the engine");
}

absl::Status CheckReturn(const v1::Command& command) {
  const v1::Return& order = command.return_();
  const bool other = order.code() == v1::RETURN_CODE_UNSPECIFIED ||
                     order.code() == v1::RETURN_CODE_OTHER;
  return other && order.reason().empty() ? Required("return.reason")
                                         : absl::OkStatus();
}

// Who decides of a penalty names it and the month.
template <typename Order>
absl::Status CheckPenalty(const Order& order, std::string_view path) {
  WL_RETURN_IF_ERROR(CheckContractMonth(order.month(), path));
  return CheckTicketId(order.penalty(), absl::StrCat(ToAbsl(path), ".penalty"));
}

absl::Status CheckContestPenalty(const v1::Command& command) {
  return CheckPenalty(command.contest_penalty(), "contest_penalty");
}

absl::Status CheckConfirmPenalty(const v1::Command& command) {
  return CheckPenalty(command.confirm_penalty(), "confirm_penalty");
}

absl::Status CheckReducePenalty(const v1::Command& command) {
  return CheckPenalty(command.reduce_penalty(), "reduce_penalty");
}

absl::Status CheckWaivePenalty(const v1::Command& command) {
  return CheckPenalty(command.waive_penalty(), "waive_penalty");
}

absl::Status CheckSettleMonth(const v1::Command& command) {
  return CheckContractMonth(command.settle_month().month(), "settle_month");
}

absl::Status CheckOrderSet(const v1::Command&) { return Required("order"); }

// What the fields of an order say of each other; most say nothing.
struct OrderCheck {
  v1::Command::OrderCase order;
  absl::Status (*check)(const v1::Command&);
};

constexpr OrderCheck kOrderChecks[] = {
    {v1::Command::ORDER_NOT_SET, CheckOrderSet},
    {v1::Command::kReport, CheckReport},
    {v1::Command::kReject, CheckReject},
    {v1::Command::kLinkDuplicate, CheckLinkDuplicate},
    {v1::Command::kDispatch, CheckDispatchMode},
    {v1::Command::kReturn, CheckReturn},
    {v1::Command::kHold, CheckHold},
    {v1::Command::kComplete, CheckComplete},
    {v1::Command::kRateService, CheckScore},
    {v1::Command::kClose, CheckClose},
    {v1::Command::kRecordSignals, CheckRecordSignals},
    {v1::Command::kResolve, CheckResolve},
    {v1::Command::kSubmitReport, CheckSubmitReport},
    {v1::Command::kRecordHistory, CheckHistory},
    {v1::Command::kAdvanceTime, CheckAdvanceTime},
    {v1::Command::kPlanTask, CheckPlanTask},
    {v1::Command::kRaiseRepair, CheckRaiseRepair},
    {v1::Command::kInspect, CheckInspect},
    {v1::Command::kRecheck, CheckRecheck},
    {v1::Command::kOpenRound, CheckOpenRound},
    {v1::Command::kRaiseFinding, CheckRaiseFinding},
    {v1::Command::kStartWork, CheckStartWork},
    {v1::Command::kAddChild, CheckAddChild},
    {v1::Command::kRequestApproval, CheckApprovalRequest},
    {v1::Command::kChangeCatalogue, CheckChangeCatalogue},
    {v1::Command::kFireTimer, CheckFireTimer},
    {v1::Command::kRecordTally, CheckRecordTally},
    {v1::Command::kContestPenalty, CheckContestPenalty},
    {v1::Command::kConfirmPenalty, CheckConfirmPenalty},
    {v1::Command::kReducePenalty, CheckReducePenalty},
    {v1::Command::kWaivePenalty, CheckWaivePenalty},
    {v1::Command::kSettleMonth, CheckSettleMonth},
};

absl::Status CheckOrder(const v1::Command& command) {
  for (const OrderCheck& row : kOrderChecks) {
    if (row.order == command.order_case()) return row.check(command);
  }
  return absl::OkStatus();
}

absl::Status CheckRequestId(std::string_view id) {
  if (!id.starts_with(kTimerRequestPrefix)) return absl::OkStatus();
  return Invalid("request_id",
                 "got timer-, want another beginning: it is the engine's own");
}

}  // namespace

absl::Status ValidateCommand(const v1::Command& command) {
  WL_RETURN_IF_ERROR(ValidateMessage(command));
  WL_RETURN_IF_ERROR(CheckRequestId(command.request_id()));
  WL_RETURN_IF_ERROR(CheckOrder(command));
  WL_RETURN_IF_ERROR(CheckTicket(command));
  WL_RETURN_IF_ERROR(CheckInspection(command));
  WL_RETURN_IF_ERROR(CheckRoles(command.actor()));
  return CheckProvenance(command);
}

}  // namespace workledger
