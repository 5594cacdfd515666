#include "engine/core/shape.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_map>

#include "engine/base/check.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "workledger/limits.h"
#include "workledger/required.h"
#include "workledger/v1/actor.pb.h"
#include "workledger/v1/alarm_service.pb.h"
#include "workledger/v1/catalogue_service.pb.h"
#include "workledger/v1/clock_service.pb.h"
#include "workledger/v1/command_service.pb.h"
#include "workledger/v1/inspection_service.pb.h"
#include "workledger/v1/ledger_service.pb.h"
#include "workledger/v1/log_service.pb.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/plan_service.pb.h"
#include "workledger/v1/proof_service.pb.h"
#include "workledger/v1/report_service.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Timestamp;
// Its values stay where they are, so that shapes can point at each other.
using Shapes = std::unordered_map<const Descriptor*, MessageShape>;

struct NamedLimit {
  std::string_view field;
  size_t max;
};

// By a field's own name: the schema uses one word for one thing.
constexpr NamedLimit kLimits[] = {
    // Strings and bytes.
    {"action_code", kCodeBytesMax},
    {"alarm_class", kCodeBytesMax},
    {"algorithm", kNameBytesMax},
    {"approver", kNameBytesMax},
    {"asset", kNameBytesMax},
    {"asset_class", kCodeBytesMax},
    {"assignee_party", kNameBytesMax},
    {"assignee_person", kNameBytesMax},
    {"bucket", kCodeBytesMax},
    {"calendar", kCodeBytesMax},
    {"category", kPathBytesMax},
    {"cause_code", kCodeBytesMax},
    {"child", kTicketIdBytesMax},
    {"clear", kPersonalTextBytesMax},
    {"code", kPathBytesMax},
    {"contract", kCodeBytesMax},
    {"department", kNameBytesMax},
    {"data_subject", kNameBytesMax},
    {"delivery_calendar", kCodeBytesMax},
    {"device", kCodeBytesMax},
    {"digest", kAttachmentDigestBytes},
    {"document", kPathBytesMax},
    {"first_owner", kNameBytesMax},
    {"incident_class", kCodeBytesMax},
    {"inspection", kTicketIdBytesMax},
    {"item", kPathBytesMax},
    {"key", kStreamKeyBytesMax},
    {"label", kNameBytesMax},
    {"ledger", kLedgerIdBytesMax},
    {"level", kCodeBytesMax},
    {"location", kPathBytesMax},
    {"makes_up_for", kTicketIdBytesMax},
    {"master", kTicketIdBytesMax},
    {"media_digest", kAttachmentDigestBytes},
    {"media_type", kNameBytesMax},
    {"name", kNameBytesMax},
    {"number", kCodeBytesMax},
    {"number_prefix", kCodeBytesMax},
    {"page_token", kTokenBytesMax},
    {"part_of", kCodeBytesMax},
    {"party", kNameBytesMax},
    {"penalty", kTicketIdBytesMax},
    {"person", kNameBytesMax},
    {"phase", kCodeBytesMax},
    {"plan", kCodeBytesMax},
    {"policy", kCodeBytesMax},
    {"principal", kNameBytesMax},
    {"procedure", kCodeBytesMax},
    {"project", kNameBytesMax},
    {"reason", kReasonBytesMax},
    {"receipt", kNameBytesMax},
    {"recipient", kNameBytesMax},
    {"recurrence", kPathBytesMax},
    {"recurrence_of", kTicketIdBytesMax},
    {"reference", kNameBytesMax},
    {"request_id", kRequestIdBytesMax},
    {"resume_token", kTokenBytesMax},
    {"roster", kCodeBytesMax},
    {"rubric", kCodeBytesMax},
    {"rubric_item", kCodeBytesMax},
    {"sealed", kPersonalTextBytesMax},
    {"signal", kRequestIdBytesMax},
    {"site", kPathBytesMax},
    {"skill", kCodeBytesMax},
    {"source", kCodeBytesMax},
    {"step", kCodeBytesMax},
    {"text", kReasonBytesMax},
    {"ticket", kTicketIdBytesMax},
    {"title", kPathBytesMax},
    {"unit", kUnitBytesMax},
    {"unknown_state", kNameBytesMax},
    {"value", kPathBytesMax},
    {"zone", kPathBytesMax},
    // Lists.
    {"alarm_classes", kSkillsMax},
    {"assets", kLocationsMax},
    {"attachments", kAttachmentsMax},
    {"categories", kCategoriesMax},
    {"certificates", kSkillsMax},
    {"changes", kCatalogueChangesMax},
    {"clauses", kClausesMax},
    {"commands", kBatchCommandsMax},
    {"consumables", kQuantitiesMax},
    {"contact_times", kContactTimesMax},
    {"holds", kPauseRulesMax},
    {"policies", kPolicyRulesMax},
    {"contracts", kRuleScopeMax},
    {"days", kDayOverridesMax},
    {"dimensions", kMetricDimensionsMax},
    {"event_types", kEventTypesMax},
    {"evidence", kAttachmentsMax},
    {"facts", kFactsMax},
    {"figures", kMetricFiguresMax},
    {"guards", kGuardsMax},
    {"hold_reasons", kFilterItemsMax},
    {"inhibitors", kInhibitorsMax},
    {"intervals", kIntervalsMax},
    {"items", kScoredItemsMax},
    {"kinds", kFilterItemsMax},
    {"labor", kWorkLinesMax},
    {"levels", kIntervalsMax},
    {"locations", kLocationsMax},
    {"members", kMembersMax},
    {"metrics", kRuleScopeMax},
    {"parties", kRuleScopeMax},
    {"parts", kWorkLinesMax},
    {"pauses", kPauseRulesMax},
    {"permits", kPermitsMax},
    {"priorities", kFilterItemsMax},
    {"quantities", kQuantitiesMax},
    {"recipients", kRecipientsMax},
    {"roles", kRolesMax},
    {"rules", kPolicyRulesMax},
    {"shifts", kShiftsMax},
    {"signals", kSignalsMax},
    {"skills", kSkillsMax},
    {"states", kFilterItemsMax},
    {"steps", kStepsMax},
    {"stream_kinds", kFilterItemsMax},
    {"transitions", kTransitionsMax},
    {"values", kMetricDimensionsMax},
    {"weekdays", kSkillsMax},
};

constexpr std::string_view kPackage = "workledger.v1.";

// By full name, without the package. What depends on other fields is in
// validate_command.cc.
constexpr std::string_view kRequired[] = {
    "Actor.kind",
    "Actor.principal",
    "AddChild.child",
    "AddNote.text",
    "AlarmSignal.alarm_class",
    "AlarmSignal.device",
    "AlarmSignal.signal",
    "AlarmSignal.site",
    "Appoint.slot_time",
    "Attach.attachments",
    "Attachment.digest",
    "Attachment.media_type",
    "BringForward.plan",
    "Certificate.skill",
    "Claim.party",
    "Clause.code",
    "Close.closure_code",
    "Command.Hold.reason",
    "Command.actor",
    "Command.request_id",
    "Complete.result",
    "Confirm.incident_class",
    "Confirm.level",
    "ConfirmPenalty.month",
    "ConfirmPenalty.penalty",
    "Contest.reason",
    "ContestPenalty.month",
    "ContestPenalty.penalty",
    "ContestPenalty.reason",
    "ContestRound.reason",
    "ConvertToProject.project",
    "CorrectTimeline.correct_time",
    "CorrectTimeline.corrected_version",
    "CorrectTimeline.reason",
    "DayOverride.date",
    "DayOverride.day_class",
    "DecideContest.reason",
    "DismissFalse.cause",
    "DismissFalse.reason",
    "Dispatch.party",
    "DispatchGuards.party",
    "EscalationLevel.code",
    "ExcuseBreach.clock",
    "ExcuseBreach.reason",
    "Fact.name",
    "FireTimer.stream",
    "FireTimer.timer",
    "ForceDispatch.party",
    "GrantApproval.subject",
    "HandOver.agency",
    "LinkDuplicate.master",
    "Member.principal",
    "MigratePolicy.reason",
    "OpenRound.locations",
    "OrderRectification.due_time",
    "PauseRule.reason",
    "PlanTask.category",
    "PlanTask.location",
    "PlanTask.window_end_time",
    "PlanTask.window_start_time",
    "PolicyRule.code",
    "PolicyRule.metric",
    "PolicyRule.party",
    "Provenance.source",
    "Quantity.item",
    "Quantity.unit",
    "RaiseFinding.category",
    "RaiseFinding.kind",
    "RaiseFinding.location",
    "RaiseRepair.category",
    "RateService.score",
    "RateService.source",
    "Reassign.party",
    "RecordCallback.result",
    "RecordHistory.HistoricHold.reason",
    "RecordHistory.HistoricState.state",
    "RecordSignals.signals",
    "RecordStep.step",
    "RecordTally.item",
    "RecordVisit.location",
    "ReducePenalty.amount_fen",
    "ReducePenalty.month",
    "ReducePenalty.penalty",
    "ReducePenalty.reason",
    "RefuseApproval.subject",
    "RefuseExtension.reason",
    "Reject.closure_code",
    "Reject.reason",
    "ReportUp.stage",
    "RequestApproval.subject",
    "RequestExtension.due_time",
    "RequestExtension.reason",
    "Resolve.result",
    "RetireItem.code",
    "RetireItem.kind",
    "RubricItem.code",
    "RubricItem.points",
    "ScheduleLookBack.due_time",
    "ScoredItem.item",
    "SetPriority.priority",
    "SetPriority.reason",
    "SettleMonth.month",
    "Shift.end_time",
    "Shift.start_time",
    "Skip.reason",
    "Step.code",
    "SubmitReport.cause_code",
    "Supervise.reason",
    "Verify.method",
    "WaivePenalty.month",
    "WaivePenalty.penalty",
    "WaivePenalty.reason",
    "WorkLine.item",
    "WorkLine.unit",
};

bool NeedsLimit(const FieldDescriptor& field) {
  return field.is_repeated() ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

size_t MaxOf(const FieldDescriptor& field) {
  if (!NeedsLimit(field)) return 0;
  const auto* const limit = std::find_if(
      std::begin(kLimits), std::end(kLimits),
      [&](const NamedLimit& l) { return l.field == field.name(); });
  // Whoever adds such a field to a request gives it a limit.
  WL_CHECK(limit != std::end(kLimits));
  return limit->max;
}

MessageKind KindOf(const Descriptor* message) {
  if (message == Timestamp::descriptor()) return MessageKind::kTimestamp;
  if (message == Duration::descriptor()) return MessageKind::kDuration;
  if (message == v1::PersonalText::descriptor()) {
    return MessageKind::kPersonalText;
  }
  if (message == v1::Attachment::descriptor()) return MessageKind::kAttachment;
  return MessageKind::kPlain;
}

const MessageShape* AddShape(const Descriptor* message, Shapes& shapes) {
  const auto [entry, added] =
      shapes.try_emplace(message, MessageShape{KindOf(message), {}, {}});
  MessageShape& shape = entry->second;
  if (!added || message->file()->package() != "workledger.v1") return &shape;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* const field = message->field(i);
    const Descriptor* const type = field->message_type();
    shape.fields.push_back(
        {.field = field,
         .max = MaxOf(*field),
         .required = IsFieldRequired(field->full_name()),
         .in_oneof = field->real_containing_oneof() != nullptr,
         .message = type == nullptr ? nullptr : AddShape(type, shapes)});
  }
  for (int i = 0; i < message->real_oneof_decl_count(); ++i) {
    shape.oneofs.push_back(message->oneof_decl(i));
  }
  return &shape;
}

Shapes AllShapes() {
  Shapes shapes;
  for (const FileDescriptor* const file :
       {v1::ExecuteRequest::descriptor()->file(),
        v1::ReportAlarmsRequest::descriptor()->file(),
        v1::ListCatalogueRequest::descriptor()->file(),
        v1::ExplainClocksRequest::descriptor()->file(),
        v1::GetInspectionRequest::descriptor()->file(),
        v1::ListPlansRequest::descriptor()->file(),
        v1::GetCheckpointRequest::descriptor()->file(),
        v1::QueryMetricsRequest::descriptor()->file(),
        v1::ReportWorkRequest::descriptor()->file(),
        v1::CreateLedgerRequest::descriptor()->file(),
        v1::SubscribeRequest::descriptor()->file(),
        v1::GetTicketRequest::descriptor()->file()}) {
    const auto* const service = file->service(0);
    for (int i = 0; i < service->method_count(); ++i) {
      AddShape(service->method(i)->input_type(), shapes);
    }
  }
  return shapes;
}

}  // namespace

bool IsFieldRequired(std::string_view full_name) {
  if (!full_name.starts_with(kPackage)) return false;
  return std::find(std::begin(kRequired), std::end(kRequired),
                   full_name.substr(kPackage.size())) != std::end(kRequired);
}

const MessageShape& ShapeOf(const Descriptor* message) {
  static const Shapes* const shapes = new Shapes(AllShapes());
  const auto shape = shapes->find(message);
  WL_CHECK(shape != shapes->end());
  return shape->second;
}

}  // namespace workledger
