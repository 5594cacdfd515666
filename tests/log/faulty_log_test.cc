// The faulty log of tests/support keeps the promises of the seam, too.

#include "tests/support/faulty_log.h"

#include <memory>

#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

class FaultyLogTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto log = store_.Create("east-campus");
    ASSERT_THAT(log, IsOk());
    log_ = *log;
    ASSERT_THAT(AppendMany(*log_, "first", 2), IsOk());
  }

  void ExpectFailedWithTwoRecords() {
    EXPECT_THAT(store_.Health(), FailsWith(absl::StatusCode::kUnavailable,
                                           v1::ERROR_REASON_ENGINE_FAILED));
    EXPECT_THAT(AppendMany(*log_, "later", 1),
                FailsWith(absl::StatusCode::kUnavailable,
                          v1::ERROR_REASON_ENGINE_FAILED));
    EXPECT_THAT(store_.Create("west-campus"),
                FailsWith(absl::StatusCode::kUnavailable,
                          v1::ERROR_REASON_ENGINE_FAILED));
    ExpectTwoRecords();
  }

  void ExpectTwoRecords() {
    const auto rows = ReadChecked(*log_);
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->size(), 2);
    const auto stream = ReadAllOf(*log_, {.kind = 2, .key = "lost-1"});
    ASSERT_THAT(stream, IsOk());
    EXPECT_TRUE(stream->empty());
    const auto outcome = log_->FindRequest("lost-1");
    ASSERT_THAT(outcome, IsOk());
    EXPECT_FALSE(outcome->has_value());
  }

  // How many records the ledger has once its store is opened again.
  size_t RecordsAfterReopen() {
    FaultyLogStore reopened(*base_);
    const auto log = reopened.Open("east-campus");
    EXPECT_THAT(log, IsOk());
    EXPECT_THAT(AppendMany(**log, "later", 1), IsOk());
    const auto rows = ReadChecked(**log);
    EXPECT_THAT(rows, IsOk());
    return rows->size() - 1;
  }

  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  FaultyLogStore store_{*base_};
  EventLog* log_ = nullptr;
};

TEST_F(FaultyLogTest, FailsTheNthAppend) {
  store_.FailAppend(3, Fault::kUnknownNotWritten);
  EXPECT_THAT(AppendMany(*log_, "a", 1), IsOk());
  EXPECT_THAT(AppendMany(*log_, "b", 1), IsOk());
  EXPECT_THAT(AppendMany(*log_, "lost", 1),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_OUTCOME_UNKNOWN));
}

TEST_F(FaultyLogTest, LosesWhatWasNotWritten) {
  store_.FailAppend(1, Fault::kUnknownNotWritten);
  EXPECT_THAT(AppendMany(*log_, "lost", 3),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_OUTCOME_UNKNOWN));
  ExpectFailedWithTwoRecords();
  EXPECT_EQ(RecordsAfterReopen(), 2);
}

TEST_F(FaultyLogTest, ShowsWhatWasWrittenOnlyAfterReopening) {
  store_.FailAppend(1, Fault::kUnknownWritten);
  EXPECT_THAT(AppendMany(*log_, "lost", 3),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_OUTCOME_UNKNOWN));
  ExpectFailedWithTwoRecords();
  EXPECT_EQ(RecordsAfterReopen(), 5);
}

TEST_F(FaultyLogTest, GoesOnAfterAFullDisk) {
  store_.FailAppend(1, Fault::kDiskFull);
  EXPECT_THAT(AppendMany(*log_, "lost", 1),
              FailsWith(absl::StatusCode::kResourceExhausted,
                        v1::ERROR_REASON_DISK_FULL));
  EXPECT_THAT(store_.Health(), IsOk());
  ExpectTwoRecords();
  EXPECT_THAT(AppendMany(*log_, "lost", 1), IsOk());
}

}  // namespace
}  // namespace workledger
