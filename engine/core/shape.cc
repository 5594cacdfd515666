#include "engine/core/shape.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_map>

#include "engine/base/check.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "workledger/limits.h"
#include "workledger/v1/actor.pb.h"
#include "workledger/v1/command_service.pb.h"
#include "workledger/v1/ledger_service.pb.h"
#include "workledger/v1/log_service.pb.h"
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
    {"asset", kNameBytesMax},
    {"assignee_party", kNameBytesMax},
    {"assignee_person", kNameBytesMax},
    {"category", kPathBytesMax},
    {"cause_code", kCodeBytesMax},
    {"clear", kPersonalTextBytesMax},
    {"data_subject", kNameBytesMax},
    {"digest", kAttachmentDigestBytes},
    {"first_owner", kNameBytesMax},
    {"item", kPathBytesMax},
    {"label", kNameBytesMax},
    {"ledger", kLedgerIdBytesMax},
    {"location", kPathBytesMax},
    {"master", kTicketIdBytesMax},
    {"media_type", kNameBytesMax},
    {"name", kCodeBytesMax},
    {"page_token", kTokenBytesMax},
    {"party", kNameBytesMax},
    {"person", kNameBytesMax},
    {"principal", kNameBytesMax},
    {"project", kNameBytesMax},
    {"reason", kReasonBytesMax},
    {"reference", kNameBytesMax},
    {"request_id", kRequestIdBytesMax},
    {"resume_token", kTokenBytesMax},
    {"sealed", kPersonalTextBytesMax},
    {"source", kCodeBytesMax},
    {"ticket", kTicketIdBytesMax},
    {"unit", kUnitBytesMax},
    {"unknown_state", kNameBytesMax},
    {"value", kPathBytesMax},
    // Lists.
    {"attachments", kAttachmentsMax},
    {"commands", kBatchCommandsMax},
    {"event_types", kEventTypesMax},
    {"evidence", kAttachmentsMax},
    {"facts", kFactsMax},
    {"hold_reasons", kFilterItemsMax},
    {"labor", kWorkLinesMax},
    {"parts", kWorkLinesMax},
    {"priorities", kFilterItemsMax},
    {"roles", kRolesMax},
    {"states", kFilterItemsMax},
    {"stream_kinds", kFilterItemsMax},
};

constexpr std::string_view kPackage = "workledger.v1.";

// By full name, without the package. What depends on other fields is in
// validate_command.cc.
constexpr std::string_view kRequired[] = {
    "Actor.kind",
    "Actor.principal",
    "Appoint.slot_time",
    "Attachment.digest",
    "Attachment.media_type",
    "Claim.party",
    "Close.closure_code",
    "Command.Hold.reason",
    "Command.actor",
    "Command.request_id",
    "Complete.result",
    "ConvertToProject.project",
    "Dispatch.party",
    "Fact.name",
    "ForceDispatch.party",
    "LinkDuplicate.master",
    "Provenance.source",
    "RateService.score",
    "RateService.source",
    "Reassign.party",
    "RecordCallback.result",
    "RecordHistory.HistoricHold.reason",
    "RecordHistory.HistoricState.state",
    "Reject.closure_code",
    "Reject.reason",
    "Return.reason",
    "ScheduleLookBack.due_time",
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

bool IsRequired(const FieldDescriptor& field) {
  const std::string_view name =
      std::string_view(field.full_name()).substr(kPackage.size());
  return std::find(std::begin(kRequired), std::end(kRequired), name) !=
         std::end(kRequired);
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
         .required = IsRequired(*field),
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

const MessageShape& ShapeOf(const Descriptor* message) {
  static const Shapes* const shapes = new Shapes(AllShapes());
  const auto shape = shapes->find(message);
  WL_CHECK(shape != shapes->end());
  return shape->second;
}

}  // namespace workledger
