#include "tools/workledger/order_flags.h"

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/compact_form.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/flag_words.h"
#include "tools/workledger/time_text.h"
#include "workledger/v1/actor.pb.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

bool Is(const FieldDescriptor& field, const Descriptor* type) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type() == type;
}

bool IsNumber(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
}

// What is typed for a value of `field`. A field of a type that has no form here
// cannot be typed; the tests see to it that no order has one.
std::string FormOf(const FieldDescriptor& field) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return absl::StrJoin(ShortNames(*field.enum_type()), "|");
  }
  if (Is(field, Timestamp::descriptor())) return "TIME";
  if (Is(field, v1::Attachment::descriptor())) return kAttachmentForm;
  if (Is(field, v1::WorkLine::descriptor())) return kWorkLineForm;
  if (Is(field, v1::Quantity::descriptor())) return kQuantityForm;
  if (Is(field, v1::ScoredItem::descriptor())) return kScoredItemForm;
  if (IsNumber(field)) return "NUMBER";
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return "";
  WL_CHECK(field.cpp_type() == FieldDescriptor::CPPTYPE_STRING);
  return "TEXT";
}

OrderFlag MakeFlag(const FieldDescriptor& field, const FieldDescriptor* part) {
  return {.name = absl::StrCat("--", Kebab(field.name())),
          .form = FormOf(part == nullptr ? field : *part),
          .words = FlagWords(field, part),
          .repeated = field.is_repeated(),
          .boolean = field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL,
          .field = &field,
          .part = part};
}

absl::Status SetMessage(FlagValue value, const FieldDescriptor& field,
                        absl::TimeZone zone, Message& target) {
  if (Is(field, v1::Attachment::descriptor())) {
    WL_ASSIGN_OR_RETURN(const auto attachment, ParseAttachment(value));
    target.CopyFrom(attachment);
    return absl::OkStatus();
  }
  if (Is(field, v1::WorkLine::descriptor())) {
    WL_ASSIGN_OR_RETURN(const auto line, ParseWorkLine(value));
    target.CopyFrom(line);
    return absl::OkStatus();
  }
  if (Is(field, v1::Quantity::descriptor())) {
    WL_ASSIGN_OR_RETURN(const auto quantity, ParseQuantity(value));
    target.CopyFrom(quantity);
    return absl::OkStatus();
  }
  if (Is(field, v1::ScoredItem::descriptor())) {
    WL_ASSIGN_OR_RETURN(const auto item, ParseScoredItem(value));
    target.CopyFrom(item);
    return absl::OkStatus();
  }
  WL_CHECK(Is(field, Timestamp::descriptor()));
  WL_ASSIGN_OR_RETURN(const absl::Time time, ParseTime(value, zone));
  target.CopyFrom(ToTimestamp(time));
  return absl::OkStatus();
}

template <typename Number>
absl::StatusOr<Number> ParseNumber(FlagValue value) {
  Number number = 0;
  if (absl::SimpleAtoi(ToAbsl(value.text), &number)) return number;
  return FlagError(value, "a whole number");
}

absl::Status SetNumber(FlagValue value, const FieldDescriptor& field,
                       Message& order) {
  const auto& reflection = *order.GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
    WL_ASSIGN_OR_RETURN(const auto number, ParseNumber<uint32_t>(value));
    reflection.SetUInt32(&order, &field, number);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
    WL_ASSIGN_OR_RETURN(const auto number, ParseNumber<uint64_t>(value));
    reflection.SetUInt64(&order, &field, number);
  } else {
    WL_ASSIGN_OR_RETURN(const auto number, ParseNumber<int64_t>(value));
    reflection.SetInt64(&order, &field, number);
  }
  return absl::OkStatus();
}

absl::Status SetBool(FlagValue value, const FieldDescriptor& field,
                     Message& order) {
  bool yes = false;
  if (!absl::SimpleAtob(ToAbsl(value.text), &yes)) {
    return FlagError(value, "true or false");
  }
  order.GetReflection()->SetBool(&order, &field, yes);
  return absl::OkStatus();
}

// Whether a person gives this order to a ticket.
bool IsTicketOrder(int number) {
  if (number == v1::Command::kExcuseBreachFieldNumber ||
      number == v1::Command::kMigratePolicyFieldNumber) {
    return true;
  }
  if (number >= v1::Command::kChangeCatalogueFieldNumber) return false;
  return number != v1::Command::kRecordHistoryFieldNumber &&
         number != v1::Command::kAdvanceTimeFieldNumber;
}

bool IsRoundOrder(int number) {
  return number >= v1::Command::kOpenRoundFieldNumber &&
         number <= v1::Command::kEndRoundFieldNumber;
}

// Returns the verbs of the orders whose field numbers `is_one` takes.
std::vector<OrderVerb> VerbsOf(bool (*is_one)(int)) {
  std::vector<OrderVerb> verbs;
  const auto& orders = *v1::Command::descriptor()->FindOneofByName("order");
  for (int i = 0; i < orders.field_count(); ++i) {
    const FieldDescriptor& field = *orders.field(i);
    if (!is_one(field.number())) continue;
    verbs.push_back({.name = Kebab(field.name()), .field = &field});
  }
  return verbs;
}

// Sets or, if it is a list, extends `field` of `message`.
absl::Status SetField(FlagValue value, const FieldDescriptor& field,
                      absl::TimeZone zone, Message& message) {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated() &&
      field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    reflection.AddString(&message, &field, std::string(value.text));
    return absl::OkStatus();
  }
  if (field.is_repeated()) {
    return SetMessage(value, field, zone,
                      *reflection.AddMessage(&message, &field));
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return SetMessage(value, field, zone,
                      *reflection.MutableMessage(&message, &field));
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    WL_ASSIGN_OR_RETURN(const int number, ParseEnum(value, *field.enum_type()));
    reflection.SetEnumValue(&message, &field, number);
    return absl::OkStatus();
  }
  if (IsNumber(field)) return SetNumber(value, field, message);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    return SetBool(value, field, message);
  }
  reflection.SetString(&message, &field, std::string(value.text));
  return absl::OkStatus();
}

}  // namespace

std::vector<OrderVerb> TicketOrderVerbs() { return VerbsOf(IsTicketOrder); }

std::vector<OrderVerb> InspectionOrderVerbs() { return VerbsOf(IsRoundOrder); }

bool IsInspectionOrder(const OrderVerb& verb) {
  return IsRoundOrder(verb.field->number());
}

std::vector<OrderFlag> OrderFlags(const Descriptor& order) {
  std::vector<OrderFlag> flags;
  for (int i = 0; i < order.field_count(); ++i) {
    const FieldDescriptor& field = *order.field(i);
    if (Is(field, v1::Assignee::descriptor()) ||
        Is(field, v1::ClockKey::descriptor())) {
      for (int part = 0; part < field.message_type()->field_count(); ++part) {
        const FieldDescriptor& typed = *field.message_type()->field(part);
        flags.push_back(MakeFlag(field, &typed));
        flags.back().name = absl::StrCat("--", Kebab(typed.name()));
      }
      continue;
    }
    if (!Is(field, v1::PersonalText::descriptor())) {
      flags.push_back(MakeFlag(field, nullptr));
      continue;
    }
    const Descriptor& personal = *field.message_type();
    flags.push_back(MakeFlag(field, personal.FindFieldByNumber(
                                        v1::PersonalText::kClearFieldNumber)));
    flags.push_back(MakeFlag(
        field,
        personal.FindFieldByNumber(v1::PersonalText::kDataSubjectFieldNumber)));
    flags.back().name.append("-subject");
  }
  return flags;
}

absl::Status FillOrder(const FlagTexts& texts, absl::TimeZone zone,
                       Message& order) {
  for (const OrderFlag& flag : OrderFlags(*order.GetDescriptor())) {
    const auto given = texts.find(flag.name);
    if (given == texts.end()) continue;
    for (const std::string& text : given->second) {
      const FlagValue value = {.flag = flag.name, .text = text};
      Message& owner =
          flag.part == nullptr
              ? order
              : *order.GetReflection()->MutableMessage(&order, flag.field);
      WL_RETURN_IF_ERROR(SetField(
          value, flag.part == nullptr ? *flag.field : *flag.part, zone, owner));
    }
  }
  return absl::OkStatus();
}

Message& MutableOrder(const OrderVerb& verb, v1::Command& command) {
  return *command.GetReflection()->MutableMessage(&command, verb.field);
}

}  // namespace workledger
