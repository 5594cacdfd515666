#include "workledger/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "engine/base/allowed_orders.h"
#include "engine/base/check.h"
#include "engine/base/string_view.h"

namespace workledger {
namespace {

constexpr char kPayloadType[] = "type.googleapis.com/workledger.v1.Error";
constexpr std::string_view kReasonPrefix = "ERROR_REASON_";

absl::Status StatusWith(const v1::Error& error) {
  absl::Status status(static_cast<absl::StatusCode>(error.code()),
                      error.message());
  v1::Error payload = error;
  payload.clear_message();
  status.SetPayload(kPayloadType, absl::Cord(payload.SerializeAsString()));
  return status;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, v1::ErrorReason reason,
                       std::string_view message, std::string_view field) {
  WL_CHECK(code != absl::StatusCode::kOk);
  v1::Error error;
  error.set_code(static_cast<int>(code));
  error.set_reason(reason);
  error.set_message(message.data(), message.size());
  error.set_field(field.data(), field.size());
  return StatusWith(error);
}

absl::Status FieldError(v1::ErrorReason reason, std::string_view field,
                        std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason,
                   absl::StrCat(ToAbsl(field), ": ", ToAbsl(message)), field);
}

absl::Status WithAllowedOrders(const absl::Status& status,
                               const std::vector<std::string>& orders) {
  WL_CHECK(!status.ok());
  v1::Error error = ErrorOf(status);
  error.mutable_allowed_orders()->Assign(orders.begin(), orders.end());
  return StatusWith(error);
}

v1::ErrorReason ReasonOf(const absl::Status& status) {
  return status.ok() ? v1::ERROR_REASON_UNSPECIFIED : ErrorOf(status).reason();
}

v1::Error ErrorOf(const absl::Status& status) {
  v1::Error error;
  if (const auto payload = status.GetPayload(kPayloadType)) {
    // Written by MakeError, so it parses; an empty reason is the worst case.
    static_cast<void>(error.ParseFromString(std::string(*payload)));
  }
  error.set_code(static_cast<int>(status.code()));
  error.set_message(std::string(status.message()));
  return error;
}

absl::Status StatusOf(const v1::Error& error) {
  WL_CHECK(error.code() != static_cast<int>(absl::StatusCode::kOk));
  return StatusWith(error);
}

std::string ReasonName(v1::ErrorReason reason) {
  return v1::ErrorReason_Name(reason).substr(kReasonPrefix.size());
}

}  // namespace workledger
