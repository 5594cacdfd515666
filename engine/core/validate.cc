#include "engine/core/validate.h"

#include <unistr.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/shape.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "workledger/error.h"
#include "workledger/limits.h"
#include "workledger/v1/actor.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {
namespace {

using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

// Bounds of google.protobuf.Duration, from its comment: 10,000 years.
constexpr int64_t kDurationSecondsMax = 315'576'000'000;
constexpr int32_t kNanosMax = 999'999'999;

constexpr int kNotInList = -1;

// Where the walk is. The places of one walk are a chain on its stack, so that a
// path is only put together when it is needed.
struct Place {
  const Place* parent;
  const FieldDescriptor* field;
  int index = kNotInList;
};

std::string PathOf(const Place* place) {
  if (place == nullptr) return "";
  std::string path = PathOf(place->parent);
  absl::StrAppend(&path, path.empty() ? "" : ".", place->field->name());
  if (place->index != kNotInList) {
    absl::StrAppend(&path, "[", place->index, "]");
  }
  return path;
}

absl::Status Fault(v1::ErrorReason reason, const Place& place,
                   std::string_view message) {
  return FieldError(reason, PathOf(&place), message);
}

absl::Status CheckText(const std::string& text, size_t bytes_max,
                       const Place& place) {
  if (text.size() > bytes_max) {
    return Fault(
        v1::ERROR_REASON_FIELD_TOO_LONG, place,
        absl::StrCat("got ", text.size(), " bytes, want at most ", bytes_max));
  }
  if (place.field->type() == FieldDescriptor::TYPE_STRING &&
      u8_check(reinterpret_cast<const uint8_t*>(text.data()), text.size()) !=
          nullptr) {
    return Fault(v1::ERROR_REASON_FIELD_NOT_UTF8, place,
                 "got bytes that are no text, want UTF-8");
  }
  return absl::OkStatus();
}

// Zero is no value either: an enum without presence is not visited then.
absl::Status CheckEnum(int number, const Place& place) {
  if (number != 0 &&
      place.field->enum_type()->FindValueByNumber(number) != nullptr) {
    return absl::OkStatus();
  }
  return Fault(v1::ERROR_REASON_FIELD_INVALID, place,
               absl::StrCat("got ", number, ", want a value of ",
                            place.field->enum_type()->name()));
}

bool DurationValid(const Duration& duration) {
  const int64_t seconds = duration.seconds();
  const int32_t nanos = duration.nanos();
  return seconds >= -kDurationSecondsMax && seconds <= kDurationSecondsMax &&
         nanos >= -kNanosMax && nanos <= kNanosMax &&
         !(seconds > 0 && nanos < 0) && !(seconds < 0 && nanos > 0);
}

absl::Status Walk(const Message& message, const MessageShape& shape,
                  const Place* at);

absl::Status CheckTimestamp(const Timestamp& time, const Place& place) {
  if (TimestampValid(time)) return absl::OkStatus();
  return Fault(v1::ERROR_REASON_FIELD_INVALID, place,
               "got a time out of range, want one of the years 1 to 9999");
}

absl::Status CheckDuration(const Duration& duration, const Place& place) {
  if (DurationValid(duration)) return absl::OkStatus();
  return Fault(v1::ERROR_REASON_FIELD_INVALID, place,
               "got a duration out of range, want at most 10,000 years");
}

absl::Status CheckPersonalText(const v1::PersonalText& text,
                               const Place& place) {
  if (!text.has_sealed()) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_FIELD_INVALID,
                    absl::StrCat(PathOf(&place), ".sealed"),
                    "got sealed text, want it clear");
}

absl::Status CheckAttachment(const v1::Attachment& attachment,
                             const Place& place) {
  if (attachment.digest().size() == kAttachmentDigestBytes) {
    return absl::OkStatus();
  }
  return FieldError(
      v1::ERROR_REASON_FIELD_INVALID, absl::StrCat(PathOf(&place), ".digest"),
      absl::StrCat("got ", attachment.digest().size(), " bytes, want the ",
                   kAttachmentDigestBytes, " of SHA-256"));
}

// Checks a message field. The shape tells the type, so the casts are safe.
absl::Status CheckMessage(const Message& message, const MessageShape& shape,
                          const Place& place) {
  WL_RETURN_IF_ERROR(Walk(message, shape, &place));
  switch (shape.kind) {
    case MessageKind::kTimestamp:
      return CheckTimestamp(static_cast<const Timestamp&>(message), place);
    case MessageKind::kDuration:
      return CheckDuration(static_cast<const Duration&>(message), place);
    case MessageKind::kPersonalText:
      return CheckPersonalText(static_cast<const v1::PersonalText&>(message),
                               place);
    case MessageKind::kAttachment:
      return CheckAttachment(static_cast<const v1::Attachment&>(message),
                             place);
    case MessageKind::kPlain:
      break;
  }
  return absl::OkStatus();
}

absl::Status CheckValue(const Message& message, const Reflection& reflection,
                        const FieldShape& shape, const Place* at) {
  const Place place = {.parent = at, .field = shape.field};
  switch (shape.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      return CheckText(
          reflection.GetStringReference(message, shape.field, &scratch),
          shape.max, place);
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return CheckEnum(reflection.GetEnumValue(message, shape.field), place);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return CheckMessage(reflection.GetMessage(message, shape.field),
                          *shape.message, place);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_BOOL:
      break;
  }
  return absl::OkStatus();
}

// The schema has lists of messages, enums and numbers, none of text.
absl::Status CheckList(const Message& message, const Reflection& reflection,
                       const FieldShape& shape, int count, const Place* at) {
  Place place = {.parent = at, .field = shape.field};
  if (static_cast<size_t>(count) > shape.max) {
    return Fault(v1::ERROR_REASON_TOO_MANY_ITEMS, place,
                 absl::StrCat("got ", count, ", want at most ", shape.max));
  }
  for (place.index = 0; place.index < count; ++place.index) {
    if (shape.message != nullptr) {
      WL_RETURN_IF_ERROR(CheckMessage(
          reflection.GetRepeatedMessage(message, shape.field, place.index),
          *shape.message, place));
    } else if (shape.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      std::string scratch;
      WL_RETURN_IF_ERROR(
          CheckText(reflection.GetRepeatedStringReference(
                        message, shape.field, place.index, &scratch),
                    kPathBytesMax, place));
    } else if (shape.field->enum_type() != nullptr) {
      WL_RETURN_IF_ERROR(CheckEnum(
          reflection.GetRepeatedEnumValue(message, shape.field, place.index),
          place));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckKnown(const Message& message, const Reflection& reflection,
                        const Place* at) {
  const auto& unknown = reflection.GetUnknownFields(message);
  if (unknown.empty()) return absl::OkStatus();
  std::string path = PathOf(at);
  absl::StrAppend(&path, path.empty() ? "" : ".", unknown.field(0).number());
  return FieldError(v1::ERROR_REASON_FIELD_UNKNOWN, path,
                    "got a field that this schema does not have");
}

absl::Status CheckField(const Message& message, const Reflection& reflection,
                        const FieldShape& shape, const Place* at) {
  if (shape.field->is_repeated()) {
    const int count = reflection.FieldSize(message, shape.field);
    if (count > 0) return CheckList(message, reflection, shape, count, at);
  } else if (reflection.HasField(message, shape.field)) {
    return CheckValue(message, reflection, shape, at);
  }
  if (!shape.required) return absl::OkStatus();
  const Place place = {.parent = at, .field = shape.field};
  return Fault(v1::ERROR_REASON_FIELD_REQUIRED, place,
               "got nothing, want a value");
}

absl::Status Walk(const Message& message, const MessageShape& shape,
                  const Place* at) {
  // Fetched once a message: each time costs as much as a check.
  const Reflection& reflection = *message.GetReflection();
  WL_RETURN_IF_ERROR(CheckKnown(message, reflection, at));
  for (const FieldShape& field : shape.fields) {
    if (field.in_oneof) continue;
    WL_RETURN_IF_ERROR(CheckField(message, reflection, field, at));
  }
  // At most one case is set, and a command has some thirty: ask which.
  for (const OneofDescriptor* const oneof : shape.oneofs) {
    const FieldDescriptor* const field =
        reflection.GetOneofFieldDescriptor(message, oneof);
    if (field == nullptr) continue;
    WL_RETURN_IF_ERROR(
        CheckValue(message, reflection, shape.fields[field->index()], at));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ValidateMessage(const Message& message) {
  return Walk(message, ShapeOf(message.GetDescriptor()), nullptr);
}

bool TicketIdValid(std::string_view id) {
  return !id.empty() && id.size() <= kTicketIdBytesMax &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace workledger
