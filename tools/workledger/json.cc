#include "tools/workledger/json.h"

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "google/protobuf/util/json_util.h"

namespace workledger {
namespace {

std::string Print(const google::protobuf::Message& message, bool zeros) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = zeros;
  std::string json;
  // Fails only for messages with `Any`, which the schema does not have.
  WL_CHECK(google::protobuf::util::MessageToJsonString(message, &json, options)
               .ok());
  return json;
}

}  // namespace

std::string ToJson(const google::protobuf::Message& message) {
  return Print(message, true);
}

std::string ToSparseJson(const google::protobuf::Message& message) {
  return Print(message, false);
}

absl::Status ParseJson(FlagValue value, google::protobuf::Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage(
      {value.text.data(), value.text.size()}, &message);
  if (status.ok()) return absl::OkStatus();
  return UsageError(absl::StrCat(
      ToAbsl(value.flag), ": not a ", message.GetDescriptor()->name(),
      " in JSON: ",
      absl::string_view(status.message().data(), status.message().size())));
}

}  // namespace workledger
