#include "tools/workledger/exit_code.h"

#include "engine/base/allowed_orders.h"
#include "gtest/gtest.h"
#include "workledger/error.h"

namespace workledger {
namespace {

TEST(ExitCodeTest, TellsWhatWentWrong) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), ExitCode::kOk);
  EXPECT_EQ(ExitCodeOf(UsageError("x")), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf(FileError("x")), ExitCode::kFile);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("x")), ExitCode::kUnreachable);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("x")),
            ExitCode::kUnreachable);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("x")), ExitCode::kRefused);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("x")), ExitCode::kRefused);
}

TEST(ExitCodeTest, SaysReasonAndField) {
  EXPECT_EQ(
      FailureText(FieldError(v1::ERROR_REASON_FIELD_TOO_LONG, "dispatch.party",
                             "got 200 bytes, want at most 128")),
      "workledger: dispatch.party: got 200 bytes, want at most 128 "
      "(FIELD_TOO_LONG)");
  EXPECT_EQ(FailureText(MakeError(absl::StatusCode::kFailedPrecondition,
                                  v1::ERROR_REASON_VERSION_CONFLICT,
                                  "got 3, want 4", "expected_version")),
            "workledger: got 3, want 4, field expected_version "
            "(VERSION_CONFLICT)");
}

TEST(ExitCodeTest, SaysWhatWouldBeTaken) {
  EXPECT_EQ(
      FailureText(WithAllowedOrders(
          MakeError(absl::StatusCode::kFailedPrecondition,
                    v1::ERROR_REASON_STATE_FORBIDS, "state: got X"),
          {"accept", "reject"})),
      "workledger: state: got X (STATE_FORBIDS); it takes accept, reject");
}

TEST(ExitCodeTest, SaysTheKindWhereThereIsNoReason) {
  EXPECT_EQ(FailureText(UsageError("--zone: got \"x\"")),
            "workledger: --zone: got \"x\" (USAGE)");
  EXPECT_EQ(FailureText(FileError("file f: cannot be read")),
            "workledger: file f: cannot be read (FILE)");
  EXPECT_EQ(FailureText(absl::UnavailableError("server x: cannot be reached")),
            "workledger: server x: cannot be reached (UNAVAILABLE)");
}

TEST(ExitCodeTest, StaysOnOneLine) {
  EXPECT_EQ(FailureText(absl::InternalError("a\nb")),
            "workledger: a b (INTERNAL)");
}

}  // namespace
}  // namespace workledger
