#include "tools/workledger/client.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/status.h"
#include "tools/workledger/exit_code.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

TEST(ClientTest, TellsThatTheServerWentAway) {
  const Client client("bureau:7400");
  for (const grpc::Status& end :
       {grpc::Status(grpc::StatusCode::CANCELLED, "CANCELLED"),
        grpc::Status(grpc::StatusCode::UNAVAILABLE, "Socket closed")}) {
    const absl::Status status = client.ToStatus(end);
    EXPECT_TRUE(absl::IsUnavailable(status));
    EXPECT_EQ(ExitCodeOf(status), ExitCode::kUnreachable);
    EXPECT_EQ(status.message(),
              "server bureau:7400: the server stopped before it answered; an "
              "order may have been done");
  }
}

TEST(ClientTest, KeepsTheLibrarysWordsToItself) {
  const Client client("bureau:7400");
  for (const char* words :
       {"failed to connect to all addresses; last error: UNKNOWN: ipv4:…",
        "DNS resolution failed for bureau:7400: C-ares status"}) {
    EXPECT_EQ(client.ToStatus({grpc::StatusCode::UNAVAILABLE, words}).message(),
              "server bureau:7400: cannot be reached");
  }
}

TEST(ClientTest, LeavesWhatTheServerSaysAlone) {
  const Client client("bureau:7400");
  const absl::Status stopping =
      MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SHUTTING_DOWN,
                "server: stops");
  const absl::Status status = client.ToStatus(ToGrpcStatus(stopping));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_SHUTTING_DOWN);
  EXPECT_THAT(FailureText(status), HasSubstr("server: stops"));
}

}  // namespace
}  // namespace workledger
