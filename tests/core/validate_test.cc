#include "engine/core/validate.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/decide.h"
#include "engine/core/shape.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "workledger/error.h"
#include "workledger/limits.h"
#include "workledger/v1/ledger_service.pb.h"
#include "workledger/v1/log_service.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void ExpectRefused(const absl::Status& status, v1::ErrorReason reason,
                   std::string_view field) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(ReasonName(ReasonOf(status)), ReasonName(reason)) << status;
  EXPECT_EQ(ErrorOf(status).field(), field) << status;
}

using Path = std::vector<const FieldDescriptor*>;

// Calls `visit` with the way to every field below `type`.
void ForEachField(const Descriptor* type, const Path& way,
                  const std::function<void(const Path&)>& visit) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    Path path = way;
    path.push_back(field);
    visit(path);
    if (field->message_type() != nullptr) {
      ForEachField(field->message_type(), path, visit);
    }
  }
}

// Sets what `message` must have, so that only the field under test is at fault.
void FillRequired(Message& message);

// Gives the field a value, or one more item, that is valid.
void Fill(Message& message, const FieldDescriptor* field) {
  const auto& reflection = *message.GetReflection();
  const std::string text(kAttachmentDigestBytes, 'x');
  const bool list = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FillRequired(list ? *reflection.AddMessage(&message, field)
                               : *reflection.MutableMessage(&message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return list ? reflection.AddEnumValue(&message, field, 1)
                  : reflection.SetEnumValue(&message, field, 1);
    case FieldDescriptor::CPPTYPE_STRING:
      return list ? reflection.AddString(&message, field, text)
                  : reflection.SetString(&message, field, text);
    case FieldDescriptor::CPPTYPE_UINT32:
      return list ? reflection.AddUInt32(&message, field, 1)
                  : reflection.SetUInt32(&message, field, 1);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&message, field, 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, field, 1);
    default:
      ADD_FAILURE() << field->full_name();
  }
}

void FillRequired(Message& message) {
  for (const FieldShape& shape : ShapeOf(message.GetDescriptor()).fields) {
    if (shape.required) Fill(message, shape.field);
  }
}

// A field of a command, reached through messages that lack nothing.
class Reached {
 public:
  explicit Reached(const Path& path) : holder_(&command_), field_(path.back()) {
    FillRequired(command_);
    for (const FieldDescriptor* const step : path) {
      name_ += (name_.empty() ? "" : ".") + step->name();
      if (step == field_) break;
      const auto* const reflection = holder_->GetReflection();
      if (step->is_repeated()) {
        reflection->ClearField(holder_, step);
        holder_ = reflection->AddMessage(holder_, step);
        name_ += "[0]";
      } else {
        holder_ = reflection->MutableMessage(holder_, step);
      }
      FillRequired(*holder_);
    }
  }
  Reached(const Reached&) = delete;
  Reached& operator=(const Reached&) = delete;

  // Returns what is wrong with the command, with this value of the field.
  absl::Status WithText(const std::string& text) {
    const auto& reflection = *holder_->GetReflection();
    if (field_->is_repeated()) {
      reflection.ClearField(holder_, field_);
      reflection.AddString(holder_, field_, text);
    } else {
      reflection.SetString(holder_, field_, text);
    }
    return ValidateMessage(command_);
  }
  absl::Status WithNumber(int number) {
    holder_->GetReflection()->SetEnumValue(holder_, field_, number);
    return ValidateMessage(command_);
  }
  absl::Status WithItems(size_t count) {
    const auto* const reflection = holder_->GetReflection();
    reflection->ClearField(holder_, field_);
    for (size_t i = 0; i < count; ++i) Fill(*holder_, field_);
    return ValidateMessage(command_);
  }

  // In bytes of text or items of a list.
  size_t max() const {
    for (const FieldShape& shape : ShapeOf(field_->containing_type()).fields) {
      if (shape.field == field_) return shape.max;
    }
    return 0;
  }
  const std::string& name() const { return name_; }
  // Texts in lists are names and paths.
  size_t text_max() const {
    return field_->is_repeated() ? kPathBytesMax : max();
  }
  // The path of the field's only text.
  std::string text_name() const {
    return field_->is_repeated() ? name_ + "[0]" : name_;
  }

 private:
  v1::Command command_;
  Message* holder_;
  const FieldDescriptor* field_;
  std::string name_;
};

TEST(ValidateTest, EveryStringOfACommandHasALimit) {
  int strings = 0;
  ForEachField(v1::Command::descriptor(), {}, [&](const Path& path) {
    if (path.back()->type() != FieldDescriptor::TYPE_STRING) return;
    ++strings;
    Reached field(path);
    SCOPED_TRACE(field.name());
    ASSERT_GT(field.text_max(), 0u);
    const absl::Status at = field.WithText(std::string(field.text_max(), 'a'));
    EXPECT_TRUE(at.ok()) << at;
    ExpectRefused(field.WithText(std::string(field.text_max() + 1, 'a')),
                  v1::ERROR_REASON_FIELD_TOO_LONG, field.text_name());
  });
  EXPECT_GT(strings, 60);
}

TEST(ValidateTest, EveryStringOfACommandIsUtf8) {
  ForEachField(v1::Command::descriptor(), {}, [&](const Path& path) {
    if (path.back()->type() != FieldDescriptor::TYPE_STRING) return;
    Reached field(path);
    EXPECT_TRUE(field.WithText("\u62a5\u4fee").ok()) << field.name();
    // A lone byte, an overlong form, half a surrogate pair, a cut sequence.
    for (const char* const text :
         {"\xff", "\xc0\x80", "\xed\xa0\x80", "a\xe6\x8a"}) {
      ExpectRefused(field.WithText(text), v1::ERROR_REASON_FIELD_NOT_UTF8,
                    field.text_name());
    }
  });
}

TEST(ValidateTest, EveryListOfACommandHasALimit) {
  int lists = 0;
  ForEachField(v1::Command::descriptor(), {}, [&](const Path& path) {
    if (!path.back()->is_repeated()) return;
    ++lists;
    Reached field(path);
    SCOPED_TRACE(field.name());
    ASSERT_GT(field.max(), 0u);
    const absl::Status at = field.WithItems(field.max());
    EXPECT_TRUE(at.ok()) << at;
    ExpectRefused(field.WithItems(field.max() + 1),
                  v1::ERROR_REASON_TOO_MANY_ITEMS, field.name());
  });
  EXPECT_GT(lists, 8);
}

TEST(ValidateTest, EveryEnumOfACommandKnowsItsNumbers) {
  ForEachField(v1::Command::descriptor(), {}, [&](const Path& path) {
    const FieldDescriptor& enumerated = *path.back();
    if (enumerated.enum_type() == nullptr || enumerated.is_repeated()) return;
    Reached field(path);
    // Numbers may leave gaps.
    const auto& values = *enumerated.enum_type();
    const int last = values.value(values.value_count() - 1)->number();
    EXPECT_TRUE(field.WithNumber(last).ok()) << field.name();
    for (const int number : {-1, last + 1}) {
      ExpectRefused(field.WithNumber(number), v1::ERROR_REASON_FIELD_INVALID,
                    field.name());
    }
  });
}

TEST(ValidateTest, UnspecifiedIsNoValueWhereThereIsPresence) {
  v1::Command command = History("priority: PRIORITY_UNSPECIFIED");
  ExpectRefused(ValidateMessage(command), v1::ERROR_REASON_FIELD_INVALID,
                "record_history.priority");
}

TEST(ValidateTest, NamesThePlaceInAList) {
  v1::Command command = SampleOrder("accept");
  for (int i = 0; i < 3; ++i) command.mutable_actor()->add_roles(v1::ROLE_DESK);
  command.mutable_actor()->add_roles(static_cast<v1::Role>(77));
  ExpectRefused(ValidateMessage(command), v1::ERROR_REASON_FIELD_INVALID,
                "actor.roles[4]");
}

TEST(ValidateTest, NamesThePlaceBelowMessages) {
  const v1::Command command =
      Order("report { channel: CHANNEL_WEB requester { clear: '" +
                std::string(kPersonalTextBytesMax + 1, 'a') + "' } }",
            Requester());
  ExpectRefused(ValidateMessage(command), v1::ERROR_REASON_FIELD_TOO_LONG,
                "report.requester.clear");
}

TEST(ValidateTest, RefusesUnknownFields) {
  v1::Command command = SampleOrder("accept");
  auto* const accept = command.mutable_accept();
  accept->GetReflection()->MutableUnknownFields(accept)->AddVarint(99, 1);
  ExpectRefused(ValidateMessage(command), v1::ERROR_REASON_FIELD_UNKNOWN,
                "accept.99");
  v1::Command top = SampleOrder("accept");
  top.GetReflection()->MutableUnknownFields(&top)->AddVarint(99, 1);
  ExpectRefused(ValidateMessage(top), v1::ERROR_REASON_FIELD_UNKNOWN, "99");
}

TEST(ValidateTest, RefusesUnknownFieldsOfTimesAndSpans) {
  v1::Command command = SampleOrder("report");
  auto* const time = command.mutable_occur_time();
  time->set_seconds(1'700'000'000);
  time->GetReflection()->MutableUnknownFields(time)->AddVarint(99, 1);
  ExpectRefused(ValidateMessage(command), v1::ERROR_REASON_FIELD_UNKNOWN,
                "occur_time.99");
  v1::Command advance = Order("advance_time { step { seconds: 1 } }", Desk());
  auto* const step = advance.mutable_advance_time()->mutable_step();
  step->GetReflection()->MutableUnknownFields(step)->AddVarint(99, 1);
  ExpectRefused(ValidateMessage(advance), v1::ERROR_REASON_FIELD_UNKNOWN,
                "advance_time.step.99");
}

TEST(ValidateTest, RefusesSealedText) {
  ExpectRefused(
      ValidateMessage(Order("report { channel: CHANNEL_WEB requester { sealed: "
                            "'x' } }",
                            Requester())),
      v1::ERROR_REASON_FIELD_INVALID, "report.requester.sealed");
}

TEST(ValidateTest, RefusesDigestsOfAnotherLength) {
  for (const size_t bytes :
       {kAttachmentDigestBytes - 1, kAttachmentDigestBytes}) {
    const absl::Status status = ValidateMessage(
        Order("record_arrival { evidence { media_type: 'image/png' digest: '" +
                  std::string(bytes, 'd') + "' } }",
              Technician()));
    if (bytes == kAttachmentDigestBytes) {
      EXPECT_TRUE(status.ok()) << status;
    } else {
      ExpectRefused(status, v1::ERROR_REASON_FIELD_INVALID,
                    "record_arrival.evidence[0].digest");
    }
  }
}

TEST(ValidateTest, RefusesTimesOutOfRange) {
  for (const char* const time :
       {"seconds: 253402300800", "seconds: -62135596801", "nanos: -1",
        "nanos: 1000000000"}) {
    v1::Command command = SampleOrder("accept");
    *command.mutable_occur_time() = FromText<google::protobuf::Timestamp>(time);
    ExpectRefused(ValidateMessage(command), v1::ERROR_REASON_FIELD_INVALID,
                  "occur_time");
  }
}

TEST(ValidateTest, RefusesDurationsOutOfRange) {
  for (const char* const duration :
       {"seconds: 315576000001", "seconds: -315576000001",
        "seconds: 1 nanos: -1", "seconds: -1 nanos: 1", "nanos: 1000000000",
        "nanos: -1000000000"}) {
    ExpectRefused(
        ValidateMessage(Order(
            "advance_time { step { " + std::string(duration) + " } }", Desk())),
        v1::ERROR_REASON_FIELD_INVALID, "advance_time.step");
  }
}

TEST(ValidateTest, ChecksFilters) {
  v1::TicketFilter filter;
  EXPECT_TRUE(ValidateMessage(filter).ok());
  for (size_t i = 0; i < kFilterItemsMax; ++i) {
    filter.add_states(v1::TICKET_STATE_CLOSED);
  }
  EXPECT_TRUE(ValidateMessage(filter).ok());
  filter.add_states(v1::TICKET_STATE_CLOSED);
  ExpectRefused(ValidateMessage(filter), v1::ERROR_REASON_TOO_MANY_ITEMS,
                "states");
  v1::RecordFilter records;
  records.add_stream_kinds(v1::STREAM_KIND_UNSPECIFIED);
  ExpectRefused(ValidateMessage(records), v1::ERROR_REASON_FIELD_INVALID,
                "stream_kinds[0]");
}

TEST(ValidateTest, TicketIdsAreDnsLabels) {
  EXPECT_TRUE(TicketIdValid("inc-0001"));
  EXPECT_TRUE(TicketIdValid(std::string(kTicketIdBytesMax, 'a')));
  EXPECT_FALSE(TicketIdValid(std::string(kTicketIdBytesMax + 1, 'a')));
  for (const char* const id : {"", "A", "a_b", "a b", "\xe5", "a."}) {
    EXPECT_FALSE(TicketIdValid(id)) << id;
  }
}

}  // namespace
}  // namespace workledger
