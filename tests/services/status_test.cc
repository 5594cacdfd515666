#include "services/status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/allowed_orders.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

TEST(StatusTest, CarriesEveryReasonThereAndBack) {
  const auto& reasons = *v1::ErrorReason_descriptor();
  for (int i = 0; i < reasons.value_count(); ++i) {
    const auto reason =
        static_cast<v1::ErrorReason>(reasons.value(i)->number());
    if (reason == v1::ERROR_REASON_UNSPECIFIED) continue;
    const absl::Status sent = MakeError(absl::StatusCode::kFailedPrecondition,
                                        reason, "what: got 故障", "what");
    const absl::Status received = ToAbslStatus(ToGrpcStatus(sent));
    EXPECT_EQ(received, sent) << reasons.value(i)->name();
    EXPECT_EQ(ReasonOf(received), reason);
  }
}

TEST(StatusTest, CarriesEveryCodeThereAndBack) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status sent(static_cast<absl::StatusCode>(code), "why");
    const grpc::Status travelling = ToGrpcStatus(sent);
    EXPECT_EQ(travelling.error_code(), code);
    EXPECT_EQ(travelling.error_details(), "");
    EXPECT_EQ(ToAbslStatus(travelling), sent);
  }
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_TRUE(ToAbslStatus(grpc::Status::OK).ok());
}

TEST(StatusTest, SendsOneErrorInfoAndTheFieldAtFault) {
  const grpc::Status status = ToGrpcStatus(FieldError(
      v1::ERROR_REASON_FIELD_REQUIRED, "command.actor", "got none, want one"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const google::rpc::Status details = DetailsOf(status);
  EXPECT_EQ(details.code(), 3);
  EXPECT_EQ(details.message(), "command.actor: got none, want one");
  ASSERT_EQ(details.details_size(), 2);
  google::rpc::BadRequest request;
  ASSERT_TRUE(details.details(0).UnpackTo(&request));
  ASSERT_EQ(request.field_violations_size(), 1);
  EXPECT_EQ(request.field_violations(0).field(), "command.actor");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(1).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "FIELD_REQUIRED");
  EXPECT_EQ(info.domain(), "workledger");
  EXPECT_EQ(info.metadata().at("field"), "command.actor");
}

TEST(StatusTest, SendsNoFieldWhereNoneIsAtFault) {
  const google::rpc::Status details = DetailsOf(
      ToGrpcStatus(MakeError(absl::StatusCode::kResourceExhausted,
                             v1::ERROR_REASON_QUEUE_FULL, "queue is full")));
  ASSERT_EQ(details.details_size(), 1);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_TRUE(info.metadata().empty());
}

TEST(StatusTest, CarriesTheOrdersThatTheStateTakes) {
  const absl::Status sent = WithAllowedOrders(
      MakeError(absl::StatusCode::kFailedPrecondition,
                v1::ERROR_REASON_STATE_FORBIDS, "state: got X, want Y"),
      {"accept", "add_note"});
  EXPECT_EQ(sent.message(), "state: got X, want Y");
  EXPECT_EQ(ReasonOf(sent), v1::ERROR_REASON_STATE_FORBIDS);
  const grpc::Status travelling = ToGrpcStatus(sent);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(DetailsOf(travelling).details(0).UnpackTo(&info));
  EXPECT_EQ(info.metadata().at("allowed_orders"), "accept,add_note");
  EXPECT_EQ(ToAbslStatus(travelling), sent);
  // As batches carry it.
  EXPECT_EQ(StatusOf(ErrorOf(sent)), sent);
}

TEST(StatusTest, CutsALongMessageBetweenCharacters) {
  const std::string limit(kErrorMessageBytesMax, 'x');
  EXPECT_EQ(ToGrpcStatus(absl::InternalError(limit)).error_message(), limit);
  EXPECT_EQ(ToGrpcStatus(absl::InternalError(limit + "y")).error_message(),
            limit);
  const std::string before(kErrorMessageBytesMax - 1, 'x');
  EXPECT_EQ(ToGrpcStatus(absl::InternalError(before + "修")).error_message(),
            before);
}

TEST(StatusTest, KeepsTheCodeOfAReasonItDoesNotKnow) {
  google::rpc::ErrorInfo info;
  info.set_reason("FROM_THE_FUTURE");
  info.set_domain(kErrorDomain);
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  const absl::Status status = ToAbslStatus(
      {grpc::StatusCode::ABORTED, "why", details.SerializeAsString()});
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(status.message(), "why");
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_UNSPECIFIED);
}

TEST(StatusTest, IgnoresDetailsOfOthers) {
  google::rpc::ErrorInfo info;
  info.set_reason("QUEUE_FULL");
  info.set_domain("example.com");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  const grpc::StatusCode code = grpc::StatusCode::UNAVAILABLE;
  EXPECT_EQ(ToAbslStatus({code, "why", details.SerializeAsString()}),
            absl::UnavailableError("why"));
  EXPECT_EQ(ToAbslStatus({code, "why", "\xff"}), absl::UnavailableError("why"));
}

}  // namespace
}  // namespace workledger
