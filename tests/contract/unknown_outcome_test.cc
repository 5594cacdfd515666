// Appends that fail in the middle: nobody knows whether they were carried out
// until the store is opened again, and then everybody finds the same.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/contract/failing_store.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using testing::SizeIs;

constexpr char kLedger[] = "east-campus";
// More than any append has.
constexpr int kStepsMax = 100;

// Two requests over two streams, which are there whole or not at all.
std::vector<Transaction> LostBatch() {
  return {TransactionOf("lost", {RecordOf("t", 2, "t2"), RecordOf("u", 1)}),
          TransactionOf("lost-too", {RecordOf("t", 3, "t3")})};
}

class UnknownOutcomeTest
    : public testing::TestWithParam<FailingImplementation> {
 protected:
  // A store with one record, whose next write fails at `step`.
  void Begin(int step) {
    failing_ = GetParam().open();
    ASSERT_NE(failing_->store(), nullptr);
    const auto log = failing_->store()->Create(kLedger);
    ASSERT_THAT(log, IsOk());
    log_ = *log;
    ASSERT_THAT(AppendNext(*log_, {TransactionOf("first", {RecordOf("t", 1)})}),
                IsOk());
    head_ = log_->GetHead();
    failing_->FailAtStep(step);
  }

  void Reopen(Unsafe unsafe) {
    log_ = nullptr;
    failing_->Reopen(unsafe);
    ASSERT_NE(failing_->store(), nullptr);
    const auto log = failing_->store()->Open(kLedger);
    ASSERT_THAT(log, IsOk());
    log_ = *log;
  }

  // The log answers as before the append, and takes no more.
  void ExpectFailed() {
    const auto failed = FailsWith(absl::StatusCode::kUnavailable,
                                  v1::ERROR_REASON_ENGINE_FAILED);
    EXPECT_THAT(failing_->store()->Health(), failed);
    EXPECT_THAT(log_->Append(head_, LostBatch()), failed);
    EXPECT_EQ(log_->GetHead(), head_);
    EXPECT_FALSE(Finds("lost"));
    const auto rows = ReadChecked(*log_);
    ASSERT_THAT(rows, IsOk());
    EXPECT_THAT(*rows, SizeIs(1));
  }

  bool Finds(std::string_view request) const {
    const auto outcome = log_->FindRequest(request);
    EXPECT_THAT(outcome, IsOk());
    return outcome.ok() && outcome->has_value();
  }

  // All of the batch is there, where the requests say that it is.
  void ExpectWritten() {
    const auto lost = log_->FindRequest("lost");
    const auto too = log_->FindRequest("lost-too");
    ASSERT_TRUE(lost.ok() && lost->has_value() && too.ok() && too->has_value());
    EXPECT_EQ((*lost)->payload_hash, Sha256({"lost"}));
    EXPECT_EQ((*lost)->first_position, 2u);
    EXPECT_EQ((*lost)->last_position, 3u);
    EXPECT_EQ((*too)->first_position, 4u);
    const auto rows = ReadChecked(*log_);
    ASSERT_THAT(rows, IsOk());
    ASSERT_THAT(*rows, SizeIs(4));
    EXPECT_EQ(rows->at(3).bytes, "t3");
    EXPECT_THAT(*ReadAllOf(*log_, {.kind = 2, .key = "t"}), SizeIs(3));
  }

  std::unique_ptr<FailingStore> failing_;
  EventLog* log_ = nullptr;
  Head head_;
};

INSTANTIATE_TEST_SUITE_P(All, UnknownOutcomeTest,
                         testing::ValuesIn(FailingImplementations()),
                         [](const auto& test) { return test.param.name; });

// Fails at each step of the append in turn. Whatever is found then, another
// append on the same head settles it: one of the two is there, and once.
TEST_P(UnknownOutcomeTest, IsSettledWhenTheStoreIsOpenedAgain) {
  int written = 0;
  int not_written = 0;
  for (const Unsafe unsafe : {Unsafe::kKept, Unsafe::kLost}) {
    int step = 0;
    while (++step < kStepsMax) {
      SCOPED_TRACE(absl::StrCat("step ", step));
      ASSERT_NO_FATAL_FAILURE(Begin(step));
      const absl::Status appended = log_->Append(head_, LostBatch()).status();
      if (appended.ok()) break;
      EXPECT_THAT(appended, FailsWith(absl::StatusCode::kUnavailable,
                                      v1::ERROR_REASON_OUTCOME_UNKNOWN));
      ExpectFailed();
      ASSERT_NO_FATAL_FAILURE(Reopen(unsafe));
      EXPECT_THAT(failing_->store()->Health(), IsOk());
      const bool found = Finds("lost");
      EXPECT_EQ(Finds("lost-too"), found);
      EXPECT_EQ(log_->GetHead() == head_, !found);
      const auto settled = log_->Append(head_, LostBatch());
      if (found) {
        EXPECT_THAT(settled, FailsWith(absl::StatusCode::kAborted,
                                       v1::ERROR_REASON_HEAD_MOVED));
      } else {
        EXPECT_THAT(settled, IsOk());
      }
      ++(found ? written : not_written);
      ASSERT_NO_FATAL_FAILURE(ExpectWritten());
    }
    EXPECT_GT(step, 1);
    EXPECT_LT(step, kStepsMax);
  }
  EXPECT_GT(written, 0);
  EXPECT_GT(not_written, 0);
}

// A ledger whose creation failed in the middle is there or not, and can be used
// or created.
TEST_P(UnknownOutcomeTest, LeavesAllOrNothingOfALedger) {
  for (int step = 1; step < kStepsMax; ++step) {
    SCOPED_TRACE(absl::StrCat("step ", step));
    ASSERT_NO_FATAL_FAILURE(Begin(step));
    const auto created = failing_->store()->Create("west-campus");
    if (created.ok()) break;
    ASSERT_NO_FATAL_FAILURE(Reopen(Unsafe::kKept));
    auto west = failing_->store()->Open("west-campus");
    if (!west.ok()) {
      EXPECT_THAT(west, FailsWith(absl::StatusCode::kNotFound,
                                  v1::ERROR_REASON_LEDGER_NOT_FOUND));
      west = failing_->store()->Create("west-campus");
    }
    ASSERT_THAT(west, IsOk());
    EXPECT_THAT(AppendMany(**west, "w", 1), IsOk());
  }
}

}  // namespace
}  // namespace workledger
