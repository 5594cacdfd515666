#include <atomic>
#include <memory>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "services/status.h"
#include "tests/services/server_fixture.h"
#include "workledger/error.h"
#include "workledger/v1/ledger_service.grpc.pb.h"

namespace workledger {
namespace {

using Progress = std::function<bool(const v1::VerifyLedgerResponse&)>;

v1::VerifyLedgerResponse Result() {
  v1::VerifyLedgerResponse result;
  result.set_done(true);
  result.set_records(1000);
  return result;
}

class VerifyTest : public ServerTest {
 protected:
  void SetUp() override {
    StartServer();
    stub_ = v1::LedgerService::NewStub(channel_);
  }

  auto Verify() {
    return stub_->VerifyLedger(&context_, v1::VerifyLedgerRequest());
  }

  grpc::ClientContext context_;
  std::unique_ptr<v1::LedgerService::Stub> stub_;
};

TEST_F(VerifyTest, SendsSomeProgressAndTheResult) {
  engine_.verify_ledger = [](const Progress& progress) {
    v1::VerifyLedgerResponse running;
    for (int i = 1; i <= 1000; ++i) {
      running.set_records(i);
      EXPECT_TRUE(progress(running));
    }
    return Result();
  };
  const absl::Time start = absl::Now();
  const auto reader = Verify();
  v1::VerifyLedgerResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.records(), 1u);
  int count = 1;
  while (reader->Read(&message)) ++count;
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(message.SerializeAsString(), Result().SerializeAsString());
  EXPECT_LE(count, 2 + (absl::Now() - start) / absl::Milliseconds(250));
}

TEST_F(VerifyTest, EndsWithTheErrorOfTheCheck) {
  const absl::Status missing =
      MakeError(absl::StatusCode::kNotFound, v1::ERROR_REASON_LEDGER_NOT_FOUND,
                "ledger: got x, want one that exists", "ledger");
  engine_.verify_ledger =
      [&](const Progress&) -> absl::StatusOr<v1::VerifyLedgerResponse> {
    return missing;
  };
  const auto reader = Verify();
  v1::VerifyLedgerResponse message;
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(ToAbslStatus(reader->Finish()), missing);
}

TEST_F(VerifyTest, StopsTheCheckWhenTheCallIsCancelled) {
  absl::Notification stopped;
  engine_.verify_ledger = [&](const Progress& progress)
      -> absl::StatusOr<v1::VerifyLedgerResponse> {
    while (progress(v1::VerifyLedgerResponse())) {
    }
    stopped.Notify();
    return absl::CancelledError("the caller went away");
  };
  const auto reader = Verify();
  v1::VerifyLedgerResponse message;
  ASSERT_TRUE(reader->Read(&message));
  context_.TryCancel();
  stopped.WaitForNotification();
  while (reader->Read(&message)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(VerifyTest, StopsTheCheckWhenTheGraceIsOver) {
  engine_.verify_ledger = [&](const Progress& progress)
      -> absl::StatusOr<v1::VerifyLedgerResponse> {
    while (progress(v1::VerifyLedgerResponse())) {
    }
    return absl::CancelledError("the server stops");
  };
  const auto reader = Verify();
  v1::VerifyLedgerResponse message;
  ASSERT_TRUE(reader->Read(&message));
  server_->Stop(absl::ZeroDuration());
  while (reader->Read(&message)) {
  }
  EXPECT_FALSE(reader->Finish().ok());
}

}  // namespace
}  // namespace workledger
