// Several writers at once.

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/contract/log_contract.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

class LogRaceTest : public LogContract {};

INSTANTIATE_TEST_SUITE_P(All, LogRaceTest, testing::ValuesIn(Implementations()),
                         NameOf);

// Appends `count` times on the head it sees, and again when it lost. All
// writers share the stream "shared", whose versions are thus positions.
// Returns what was acknowledged.
std::vector<std::string> WriteOnOwnHead(EventLog& log, std::string_view writer,
                                        int count, int& lost) {
  std::vector<std::string> acknowledged;
  while (static_cast<int>(acknowledged.size()) < count) {
    const Head seen = log.GetHead();
    const std::string name =
        absl::StrCat(std::string(writer), "-", acknowledged.size());
    const std::vector<Transaction> batch = {
        TransactionOf(name, {RecordOf("shared", seen.position + 1, name)})};
    const auto head = log.Append(seen, batch);
    if (ReasonOf(head.status()) == v1::ERROR_REASON_HEAD_MOVED) {
      ++lost;
      continue;
    }
    EXPECT_THAT(head, IsOk());
    if (!head.ok()) break;
    EXPECT_EQ(head->position, seen.position + 1);
    acknowledged.push_back(name);
  }
  return acknowledged;
}

TEST_P(LogRaceTest, OneOfTwoWritersWinsEachPosition) {
  constexpr int kAppends = 1000;
  std::vector<std::string> from_other;
  int other_lost = 0;
  std::thread other([&] {
    from_other = WriteOnOwnHead(log(), "other", kAppends, other_lost);
  });
  int lost = 0;
  std::vector<std::string> acknowledged =
      WriteOnOwnHead(log(), "one", kAppends, lost);
  other.join();
  RecordProperty("lost", lost + other_lost);

  acknowledged.insert(acknowledged.end(), from_other.begin(), from_other.end());
  if (GetParam().durable) Reopen();
  const auto rows = ReadChecked(log());
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(rows->size(), 2 * kAppends);
  std::multiset<std::string> present;
  for (const ReadRow& row : *rows) present.insert(row.bytes);
  EXPECT_EQ(present, std::multiset<std::string>(acknowledged.begin(),
                                                acknowledged.end()));
  const auto stream = ReadAllOf(log(), {.kind = 2, .key = "shared"});
  ASSERT_THAT(stream, IsOk());
  EXPECT_EQ(*stream, *rows);
}

// Settles which of two appends on one head took place, whatever their order.
TEST_P(LogRaceTest, OneOfTwoAppendsOnTheSameHeadLoses) {
  const Head start = log().GetHead();
  const std::vector<Transaction> mine = {
      TransactionOf("mine", {RecordOf("t", 1)})};
  const std::vector<Transaction> other = {
      TransactionOf("other", {RecordOf("t", 1)})};
  absl::Status other_status;
  std::thread writer(
      [&] { other_status = log().Append(start, other).status(); });
  const absl::Status status = log().Append(start, mine).status();
  writer.join();
  EXPECT_NE(status.ok(), other_status.ok());
  EXPECT_THAT(
      status.ok() ? other_status : status,
      FailsWith(absl::StatusCode::kAborted, v1::ERROR_REASON_HEAD_MOVED));
  EXPECT_EQ(log().GetHead().position, 1);
}

TEST_P(LogRaceTest, LedgersAreWrittenAtTheSameTime) {
  static constexpr int kAppends = 100;
  std::vector<std::thread> writers;
  std::vector<EventLog*> logs;
  for (int i = 0; i < 4; ++i) {
    const auto created = store().Create(absl::StrCat("ledger-", i));
    ASSERT_THAT(created, IsOk());
    logs.push_back(*created);
  }
  for (EventLog* const each : logs) {
    writers.emplace_back([each] {
      int lost = 0;
      EXPECT_EQ(WriteOnOwnHead(*each, "one", kAppends, lost).size(), kAppends);
      EXPECT_EQ(lost, 0);
    });
  }
  for (std::thread& writer : writers) writer.join();
  for (const EventLog* const each : logs) {
    const auto rows = ReadChecked(*each);
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->size(), kAppends);
  }
}

}  // namespace
}  // namespace workledger
