#include "services/codec.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/wrappers.pb.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/slice.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::UnknownField;
using google::protobuf::UnknownFieldSet;

std::string Step(const FieldDescriptor& field, int index) {
  if (!field.is_repeated()) return field.name();
  return absl::StrCat(field.name(), "[", index, "]");
}

std::string Join(const std::string& path, const std::string& step) {
  return path.empty() ? step : absl::StrCat(path, ".", step);
}

std::optional<std::string> FindUnknown(const Message& message);

// The same in the messages of one field that is set.
std::optional<std::string> FindUnknownIn(const Message& message,
                                         const Reflection& reflection,
                                         const FieldDescriptor& field) {
  const bool repeated = field.is_repeated();
  const int count = repeated ? reflection.FieldSize(message, &field) : 1;
  for (int i = 0; i < count; ++i) {
    const Message& child =
        repeated ? reflection.GetRepeatedMessage(message, &field, i)
                 : reflection.GetMessage(message, &field);
    if (const auto path = FindUnknown(child)) {
      return Join(Step(field, i), *path);
    }
  }
  return std::nullopt;
}

// Returns the path of a field that the schema does not know, if there is one.
std::optional<std::string> FindUnknown(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  const UnknownFieldSet& unknown = reflection.GetUnknownFields(message);
  if (!unknown.empty()) return absl::StrCat(unknown.field(0).number());
  const Descriptor& type = *message.GetDescriptor();
  for (int f = 0; f < type.field_count(); ++f) {
    const FieldDescriptor& field = *type.field(f);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field.real_containing_oneof() != nullptr) continue;
    if (!field.is_repeated() && !reflection.HasField(message, &field)) continue;
    if (auto path = FindUnknownIn(message, reflection, field)) return path;
  }
  // A command has dozens of cases, and at most one is set: ask which.
  for (int o = 0; o < type.real_oneof_decl_count(); ++o) {
    const FieldDescriptor* const field =
        reflection.GetOneofFieldDescriptor(message, type.oneof_decl(o));
    if (field == nullptr) continue;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (auto path = FindUnknownIn(message, reflection, *field)) return path;
  }
  return std::nullopt;
}

// Protobuf has no public check of UTF-8 but that of its parser.
bool IsUtf8(const std::string& text) {
  google::protobuf::BytesValue bytes;
  bytes.set_value(text);
  return google::protobuf::StringValue().ParseFromString(
      bytes.SerializeAsString());
}

absl::Status Malformed(const std::string& path) {
  constexpr std::string_view kMessage = "got malformed bytes, want a message";
  if (!path.empty()) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, path, kMessage);
  }
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_FIELD_INVALID,
                   absl::StrCat("request: ", ToAbsl(kMessage)));
}

// Returns what is wrong with the first faulty field of `bytes`, a message of
// `type` at `path`; OK if it finds nothing.
absl::Status FindFault(const std::string& bytes, const Descriptor& type,
                       const std::string& path) {
  UnknownFieldSet fields;
  if (!fields.ParseFromString(bytes)) return Malformed(path);
  std::map<int, int> counts;
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& wire = fields.field(i);
    const int index = counts[wire.number()]++;
    const FieldDescriptor* field = type.FindFieldByNumber(wire.number());
    if (field == nullptr ||
        wire.type() != UnknownField::TYPE_LENGTH_DELIMITED) {
      continue;
    }
    const std::string& value = wire.length_delimited();
    const std::string field_path = Join(path, Step(*field, index));
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      WL_RETURN_IF_ERROR(FindFault(value, *field->message_type(), field_path));
    } else if (field->type() == FieldDescriptor::TYPE_STRING &&
               !IsUtf8(value)) {
      return FieldError(v1::ERROR_REASON_FIELD_NOT_UTF8, field_path,
                        "got bytes that are not UTF-8, want text");
    }
  }
  return absl::OkStatus();
}

// Says why `bytes` did not parse.
absl::Status Diagnose(const grpc::ByteBuffer& bytes, const Descriptor& type) {
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok()) return Malformed("");
  const std::string flat(reinterpret_cast<const char*>(slice.begin()),
                         slice.size());
  WL_RETURN_IF_ERROR(FindFault(flat, type, ""));
  return Malformed("");
}

}  // namespace

absl::Status Decode(const grpc::ByteBuffer& bytes, size_t bytes_max,
                    Message& request) {
  if (bytes.Length() > bytes_max) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     v1::ERROR_REASON_MESSAGE_TOO_LARGE,
                     absl::StrCat("request: got ", bytes.Length(),
                                  " bytes, want at most ", bytes_max));
  }
  grpc::ByteBuffer view(bytes);  // References the same slices.
  grpc::ProtoBufferReader reader(&view);
  if (!request.ParseFromZeroCopyStream(&reader)) {
    return Diagnose(bytes, *request.GetDescriptor());
  }
  if (const auto path = FindUnknown(request)) {
    return FieldError(v1::ERROR_REASON_FIELD_UNKNOWN, *path,
                      "got a field number that the schema does not have");
  }
  return absl::OkStatus();
}

void Encode(const Message& message, grpc::ByteBuffer& bytes) {
  grpc::Slice slice(message.ByteSizeLong());
  // The slice is new, so nobody else sees it change.
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  grpc::ByteBuffer encoded(&slice, 1);
  bytes.Swap(&encoded);
}

}  // namespace workledger
