// LogStore: ledgers by name, and what is left of them after a restart.

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/contract/log_contract.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using testing::ElementsAre;

class LogStoreTest : public LogContract {};

INSTANTIATE_TEST_SUITE_P(All, LogStoreTest,
                         testing::ValuesIn(Implementations()), NameOf);

class LogRestartTest : public LogContract {};

INSTANTIATE_TEST_SUITE_P(Durable, LogRestartTest,
                         testing::ValuesIn(DurableImplementations()), NameOf);

TEST_P(LogStoreTest, IsHealthyAtFirst) {
  EXPECT_THAT(store().Health(), IsOk());
}

TEST_P(LogStoreTest, OpensTheLogThatItCreated) {
  const auto created = store().Create("west-campus");
  ASSERT_THAT(created, IsOk());
  for (int i = 0; i < 2; ++i) {
    const auto opened = store().Open("west-campus");
    ASSERT_THAT(opened, IsOk());
    EXPECT_EQ(*opened, *created);
  }
}

TEST_P(LogStoreTest, RefusesToCreateALedgerTwice) {
  ASSERT_THAT(AppendMany(log(), "first", 1), IsOk());
  EXPECT_THAT(store().Create("east-campus"),
              FailsWith(absl::StatusCode::kAlreadyExists,
                        v1::ERROR_REASON_LEDGER_EXISTS));
  EXPECT_EQ(log().GetHead().position, 1);
}

TEST_P(LogStoreTest, RefusesToOpenAnUnknownLedger) {
  for (const std::string& ledger :
       {std::string("west-campus"), std::string("east"), std::string(),
        std::string(kLedgerIdBytesMax + 1, 'l')}) {
    EXPECT_THAT(store().Open(ledger),
                FailsWith(absl::StatusCode::kNotFound,
                          v1::ERROR_REASON_LEDGER_NOT_FOUND));
  }
}

TEST_P(LogStoreTest, BoundsTheNameOfALedger) {
  EXPECT_THAT(store().Create(""),
              FailsAtField(v1::ERROR_REASON_FIELD_REQUIRED, "ledger"));
  const std::string longest(kLedgerIdBytesMax, 'l');
  EXPECT_THAT(store().Create(longest + "l"),
              FailsAtField(v1::ERROR_REASON_FIELD_TOO_LONG, "ledger"));
  EXPECT_THAT(store().Create(longest), IsOk());
}

TEST_P(LogStoreTest, ListsLedgersByName) {
  for (const char* const ledger : {"west", "a", "Z", "h"}) {
    ASSERT_THAT(store().Create(ledger), IsOk());
  }
  if (GetParam().durable) Reopen();
  const auto ledgers = store().List();
  ASSERT_THAT(ledgers, IsOk());
  EXPECT_THAT(*ledgers, ElementsAre("Z", "a", "east-campus", "h", "west"));
}

TEST_P(LogStoreTest, KeepsLedgersApart) {
  const auto other = store().Create("west-campus");
  ASSERT_THAT(other, IsOk());
  EXPECT_NE((*other)->Uid(), log().Uid());
  ASSERT_THAT(AppendMany(log(), "same", 3), IsOk());
  ASSERT_THAT(AppendMany(**other, "same", 2), IsOk());
  const auto rows = ReadChecked(log());
  const auto other_rows = ReadChecked(**other);
  ASSERT_THAT(rows, IsOk());
  ASSERT_THAT(other_rows, IsOk());
  EXPECT_EQ(rows->size(), 3);
  EXPECT_EQ(other_rows->size(), 2);
  const auto outcome = (*other)->FindRequest("same-3");
  ASSERT_THAT(outcome, IsOk());
  EXPECT_FALSE(outcome->has_value());
}

TEST_P(LogStoreTest, KeepsAThousandLedgers) {
  constexpr int kLedgers = 1000;
  std::set<std::string> uids;
  for (int i = 0; i < kLedgers; ++i) {
    const auto created = store().Create(absl::StrCat("ledger-", i));
    ASSERT_THAT(created, IsOk());
    uids.insert((*created)->Uid());
    if (i % 3 > 0) {
      ASSERT_THAT(AppendMany(**created, "first", i % 3), IsOk());
    }
  }
  EXPECT_EQ(uids.size(), kLedgers);
  if (GetParam().durable) Reopen();
  for (int i = 0; i < kLedgers; ++i) {
    const auto opened = store().Open(absl::StrCat("ledger-", i));
    ASSERT_THAT(opened, IsOk());
    EXPECT_TRUE(uids.contains((*opened)->Uid()));
    const auto rows = ReadChecked(**opened);
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->size(), i % 3);
  }
}

TEST_P(LogRestartTest, KeepsAll) {
  const std::string uid = log().Uid();
  for (int round = 0; round < 4; ++round) {
    ASSERT_THAT(AppendMany(log(), absl::StrCat("round-", round), 50), IsOk());
    const auto rows = ReadChecked(log());
    ASSERT_THAT(rows, IsOk());
    const Head head = log().GetHead();
    Reopen();
    EXPECT_EQ(log().Uid(), uid);
    EXPECT_EQ(log().GetHead(), head);
    const auto again = ReadChecked(log());
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(*again, *rows);
  }
  const auto stream = ReadAllOf(log(), {.kind = 2, .key = "round-2-7"});
  ASSERT_THAT(stream, IsOk());
  EXPECT_EQ(stream->size(), 1);
  const auto outcome = log().FindRequest("round-0-50");
  ASSERT_THAT(outcome, IsOk());
  ASSERT_TRUE(outcome->has_value());
  EXPECT_EQ((*outcome)->last_position, 50);
  EXPECT_THAT(
      AppendNext(log(), {TransactionOf("round-3-1", {RecordOf("new", 1)})}),
      FailsWith(absl::StatusCode::kAborted, v1::ERROR_REASON_HEAD_MOVED));
}

}  // namespace
}  // namespace workledger
