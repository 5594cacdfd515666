// Read, ReadStream and WaitForHead.

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/contract/log_contract.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using testing::IsEmpty;

// More than any implementation takes in one go.
constexpr int kRecords = 700;

class LogReadTest : public LogContract {
 protected:
  // Appends kRecords records, in turn to the streams "even" and "odd".
  void Fill() {
    std::vector<Transaction> batch;
    for (uint64_t i = 0; i < kRecords; ++i) {
      const std::string name = std::to_string(i);
      batch.push_back(TransactionOf(
          name, {RecordOf(i % 2 == 0 ? "even" : "odd", i / 2 + 1, name)}));
    }
    ASSERT_THAT(AppendNext(log(), batch), IsOk());
  }
};

INSTANTIATE_TEST_SUITE_P(All, LogReadTest, testing::ValuesIn(Implementations()),
                         NameOf);

TEST_P(LogReadTest, ReadsFromEveryPosition) {
  Fill();
  const auto all = ReadChecked(log());
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->size(), kRecords);
  for (uint64_t from = 1; from <= kRecords; ++from) {
    const auto rows = ReadAll(log(), from);
    ASSERT_THAT(rows, IsOk());
    ASSERT_EQ(*rows, std::vector<ReadRow>(all->begin() + from - 1, all->end()));
  }
}

TEST_P(LogReadTest, ReadsNothingBeyondTheHead) {
  for (const uint64_t from : {uint64_t{1}, UINT64_MAX}) {
    const auto rows = ReadAll(log(), from);
    ASSERT_THAT(rows, IsOk());
    EXPECT_THAT(*rows, IsEmpty());
  }
  Fill();
  for (const uint64_t from : {uint64_t{kRecords + 1}, UINT64_MAX}) {
    const auto rows = ReadAll(log(), from);
    ASSERT_THAT(rows, IsOk());
    EXPECT_THAT(*rows, IsEmpty());
  }
}

TEST_P(LogReadTest, ReadsAStreamFromEveryVersion) {
  Fill();
  const auto all = ReadAll(log());
  ASSERT_THAT(all, IsOk());
  std::vector<ReadRow> odd;
  for (size_t i = 1; i < all->size(); i += 2) odd.push_back((*all)[i]);
  for (uint64_t from = 1; from <= odd.size() + 1; ++from) {
    const auto rows = ReadAllOf(log(), {.kind = 2, .key = "odd"}, from);
    ASSERT_THAT(rows, IsOk());
    ASSERT_EQ(*rows, std::vector<ReadRow>(odd.begin() + from - 1, odd.end()));
  }
}

TEST_P(LogReadTest, ReadsNothingOfAnUnknownStream) {
  Fill();
  const std::string too_long(kStreamKeyBytesMax + 1, 'k');
  for (const StreamId& stream :
       {StreamId{.kind = 1, .key = "odd"}, StreamId{.kind = 2, .key = "od"},
        StreamId{.kind = 2, .key = "odder"}, StreamId{.kind = 2, .key = ""},
        StreamId{.kind = 2, .key = too_long}}) {
    const auto rows = ReadAllOf(log(), stream);
    ASSERT_THAT(rows, IsOk());
    EXPECT_THAT(*rows, IsEmpty());
  }
  const auto beyond = ReadAllOf(log(), {.kind = 2, .key = "odd"}, UINT64_MAX);
  ASSERT_THAT(beyond, IsOk());
  EXPECT_THAT(*beyond, IsEmpty());
}

TEST_P(LogReadTest, StopsWhenTheVisitorHasEnough) {
  Fill();
  for (const uint64_t wanted : {1, 2, 300}) {
    std::vector<uint64_t> positions;
    const RecordVisitor visit = [&](const RecordView& record) {
      positions.push_back(record.position);
      return positions.size() < wanted;
    };
    ASSERT_THAT(log().Read(7, visit), IsOk());
    EXPECT_EQ(positions.size(), wanted);
    EXPECT_EQ(positions.back(), 6 + wanted);
    positions.clear();
    ASSERT_THAT(log().ReadStream({.kind = 2, .key = "even"}, 4, visit), IsOk());
    EXPECT_EQ(positions.size(), wanted);
    EXPECT_EQ(positions.back(), 5 + 2 * wanted);
  }
}

// Also shows that no lock is held during a visit.
TEST_P(LogReadTest, ReadsUpToTheHeadAtTheTimeOfTheCall) {
  ASSERT_THAT(AppendNext(log(), {TransactionOf("r-1", {RecordOf("t", 1)})}),
              IsOk());
  uint64_t version = 1;
  const RecordVisitor append_more = [&](const RecordView&) {
    ++version;
    EXPECT_THAT(AppendNext(log(), {TransactionOf("r-" + std::to_string(version),
                                                 {RecordOf("t", version)})}),
                IsOk());
    return true;
  };
  ASSERT_THAT(log().Read(1, append_more), IsOk());
  EXPECT_EQ(version, 2);
  ASSERT_THAT(log().ReadStream({.kind = 2, .key = "t"}, 1, append_more),
              IsOk());
  EXPECT_EQ(version, 4);
  EXPECT_EQ(log().GetHead().position, 4);
}

TEST_P(LogReadTest, WaitsNoLongerThanItsTimeout) {
  const Head start = log().GetHead();
  EXPECT_EQ(log().WaitForHead(0, absl::ZeroDuration()), start);
  EXPECT_EQ(log().WaitForHead(0, absl::Milliseconds(1)), start);
  EXPECT_EQ(log().WaitForHead(0, -absl::InfiniteDuration()), start);
}

TEST_P(LogReadTest, WaitsNotForWhatIsThere) {
  const auto head = AppendMany(log(), "first", 2);
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(log().WaitForHead(0, absl::InfiniteDuration()), *head);
  EXPECT_EQ(log().WaitForHead(1, absl::InfiniteDuration()), *head);
}

TEST_P(LogReadTest, WaitsUntilTheHeadIsBeyondThePosition) {
  std::thread writer([this] {
    for (int i = 1; i <= 5; ++i) {
      EXPECT_THAT(AppendMany(log(), "batch-" + std::to_string(i), 1), IsOk());
    }
  });
  const Head head = log().WaitForHead(4, absl::InfiniteDuration());
  writer.join();
  EXPECT_EQ(head.position, 5);
  EXPECT_EQ(head, log().GetHead());
}

TEST_P(LogReadTest, ReadsWhileAnotherThreadAppends) {
  constexpr uint64_t kAppends = 200;
  std::thread writer([this] {
    for (uint64_t i = 1; i <= kAppends; ++i) {
      EXPECT_THAT(AppendNext(log(), {TransactionOf("r-" + std::to_string(i),
                                                   {RecordOf("t", i)})}),
                  IsOk());
    }
  });
  uint64_t seen = 0;
  while (seen < kAppends) {
    seen = log().WaitForHead(seen, absl::InfiniteDuration()).position;
    const auto rows = ReadAll(log());
    EXPECT_THAT(rows, IsOk());
    EXPECT_GE(rows->size(), seen);
    const auto stream = ReadAllOf(log(), {.kind = 2, .key = "t"});
    EXPECT_THAT(stream, IsOk());
    EXPECT_GE(stream->size(), rows->size());
  }
  writer.join();
  EXPECT_THAT(ReadChecked(log()), IsOk());
}

}  // namespace
}  // namespace workledger
