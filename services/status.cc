#include "services/status.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/base/allowed_orders.h"
#include "engine/base/string_view.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr char kFieldKey[] = "field";
// Names of orders, joined by commas.
constexpr char kAllowedKey[] = "allowed_orders";

// Cuts `text` between two characters.
std::string_view CutUtf8(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

absl::Status FromInfo(const absl::Status& bare,
                      const google::rpc::ErrorInfo& info) {
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  v1::ErrorReason_Parse(absl::StrCat("ERROR_REASON_", info.reason()), &reason);
  const auto field = info.metadata().find(kFieldKey);
  const absl::Status status =
      MakeError(bare.code(), reason, std::string(bare.message()),
                field == info.metadata().end() ? "" : field->second);
  const auto allowed = info.metadata().find(kAllowedKey);
  if (allowed == info.metadata().end()) return status;
  return WithAllowedOrders(status, absl::StrSplit(allowed->second, ','));
}

std::string DetailsOf(const v1::Error& error, const std::string& message) {
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonName(error.reason()));
  info.set_domain(kErrorDomain);
  google::rpc::Status details;
  details.set_code(error.code());
  details.set_message(message);
  if (!error.field().empty()) {
    (*info.mutable_metadata())[kFieldKey] = error.field();
    google::rpc::BadRequest request;
    auto& violation = *request.add_field_violations();
    violation.set_field(error.field());
    violation.set_description(message);
    details.add_details()->PackFrom(request);
  }
  if (!error.allowed_orders().empty()) {
    (*info.mutable_metadata())[kAllowedKey] =
        absl::StrJoin(error.allowed_orders(), ",");
  }
  details.add_details()->PackFrom(info);
  return details.SerializeAsString();
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const v1::Error error = ErrorOf(status);
  const auto code = static_cast<grpc::StatusCode>(error.code());
  const std::string message(CutUtf8(error.message(), kErrorMessageBytesMax));
  if (error.reason() == v1::ERROR_REASON_UNSPECIFIED) return {code, message};
  return {code, message, DetailsOf(error, message)};
}

absl::Status ToAbslStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  absl::Status bare(code, status.error_message());
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return bare;
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (!detail.UnpackTo(&info) || info.domain() != kErrorDomain) continue;
    return FromInfo(bare, info);
  }
  return bare;
}

}  // namespace workledger
