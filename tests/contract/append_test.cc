// Append, FindRequest, Head: what becomes of batches that are sound.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/contract/log_contract.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::SizeIs;

class LogAppendTest : public LogContract {
 protected:
  // The log refuses `batch` as from a writer that does not know it, and is as
  // it was.
  void ExpectHeadMoved(const Head& expected,
                       const std::vector<Transaction>& batch) {
    const Head before = log().GetHead();
    EXPECT_THAT(
        log().Append(expected, batch),
        FailsWith(absl::StatusCode::kAborted, v1::ERROR_REASON_HEAD_MOVED));
    EXPECT_EQ(log().GetHead(), before);
    const auto rows = ReadChecked(log());
    ASSERT_THAT(rows, IsOk());
    EXPECT_THAT(*rows, SizeIs(before.position));
  }
};

INSTANTIATE_TEST_SUITE_P(All, LogAppendTest,
                         testing::ValuesIn(Implementations()), NameOf);

class LogReopenTest : public LogAppendTest {};

INSTANTIATE_TEST_SUITE_P(Durable, LogReopenTest,
                         testing::ValuesIn(DurableImplementations()), NameOf);

TEST_P(LogAppendTest, StartsWithTheChainOfItsUid) {
  EXPECT_THAT(log().Uid(), SizeIs(16));
  EXPECT_EQ(log().GetHead(),
            (Head{.chain = Sha256({"workledger/1", log().Uid()})}));
  EXPECT_EQ(log().GetHead().chain, ChainStart(log().Uid()));
}

TEST_P(LogAppendTest, GivesDensePositionsAndChainsThem) {
  ASSERT_THAT(AppendMany(log(), "first", 3), IsOk());
  const auto head = AppendMany(log(), "second", 2);
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->position, 5);
  EXPECT_EQ(*head, log().GetHead());
  const auto rows = ReadChecked(log());
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(Field(&ReadRow::bytes, "first-1"),
                                 Field(&ReadRow::bytes, "first-2"),
                                 Field(&ReadRow::bytes, "first-3"),
                                 Field(&ReadRow::bytes, "second-1"),
                                 Field(&ReadRow::bytes, "second-2")));
}

TEST_P(LogAppendTest, ChainsByPreviousDigestAndBytes) {
  const Head start = log().GetHead();
  const auto head =
      AppendNext(log(), {TransactionOf("r", {RecordOf("t", 1, "fact")})});
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->chain, Sha256({AsBytes(start.chain), "fact"}));
  EXPECT_EQ(head->chain, ChainNext(start.chain, "fact"));
}

TEST_P(LogAppendTest, RefusesAnyHeadButItsOwn) {
  const Head start = log().GetHead();
  ASSERT_THAT(AppendMany(log(), "first", 2), IsOk());
  const std::vector<Transaction> batch = {
      TransactionOf("r", {RecordOf("t", 1)})};
  Head ahead = log().GetHead();
  ++ahead.position;
  Head other_history = log().GetHead();
  other_history.chain[31] ^= 1;
  ExpectHeadMoved(start, batch);
  ExpectHeadMoved(ahead, batch);
  ExpectHeadMoved(other_history, batch);
  EXPECT_THAT(AppendNext(log(), batch), IsOk());
}

TEST_P(LogAppendTest, TakesATransactionOverSeveralStreams) {
  ASSERT_THAT(AppendNext(log(), {TransactionOf("r", {RecordOf("a", 1, "a1"),
                                                     RecordOf("b", 1, "b1"),
                                                     RecordOf("a", 2, "a2")}),
                                 TransactionOf("s", {RecordOf("b", 2, "b2")})}),
              IsOk());
  const auto a = ReadAllOf(log(), {.kind = 2, .key = "a"});
  const auto b = ReadAllOf(log(), {.kind = 2, .key = "b"});
  ASSERT_THAT(a, IsOk());
  ASSERT_THAT(b, IsOk());
  EXPECT_THAT(*a, ElementsAre(Field(&ReadRow::position, 1),
                              Field(&ReadRow::position, 3)));
  EXPECT_THAT(*b, ElementsAre(Field(&ReadRow::position, 2),
                              Field(&ReadRow::position, 4)));
}

TEST_P(LogAppendTest, FindsEachRequestOfATransaction) {
  Transaction shared = TransactionOf(
      "r", {RecordOf("a", 1), RecordOf("b", 1), RecordOf("c", 1)});
  shared.requests[0].record_count = 1;
  shared.requests.push_back(
      {.id = "s", .payload_hash = Sha256({"other"}), .record_count = 2});
  ASSERT_THAT(AppendMany(log(), "first", 1), IsOk());
  ASSERT_THAT(AppendNext(log(), {shared}), IsOk());

  const auto r = log().FindRequest("r");
  ASSERT_TRUE(r.ok() && r->has_value());
  EXPECT_EQ((*r)->payload_hash, Sha256({"r"}));
  EXPECT_EQ((*r)->first_position, 2);
  EXPECT_EQ((*r)->last_position, 2);
  const auto s = log().FindRequest("s");
  ASSERT_TRUE(s.ok() && s->has_value());
  EXPECT_EQ((*s)->payload_hash, Sha256({"other"}));
  EXPECT_EQ((*s)->first_position, 3);
  EXPECT_EQ((*s)->last_position, 4);
}

TEST_P(LogAppendTest, FindsNoOtherRequest) {
  ASSERT_THAT(AppendMany(log(), "first", 11), IsOk());
  const std::string too_long(kRequestIdBytesMax + 1, 'x');
  for (const std::string_view id :
       {std::string_view("first-"), std::string_view("first-12"),
        std::string_view("first-11x"), std::string_view(),
        std::string_view(too_long)}) {
    const auto outcome = log().FindRequest(id);
    ASSERT_THAT(outcome, IsOk()) << id;
    EXPECT_FALSE(outcome->has_value()) << id;
  }
}

TEST_P(LogAppendTest, RefusesATakenVersion) {
  ASSERT_THAT(
      AppendNext(log(),
                 {TransactionOf("r", {RecordOf("t", 1), RecordOf("t", 2)})}),
      IsOk());
  for (const uint64_t version : {1, 2}) {
    ExpectHeadMoved(log().GetHead(),
                    {TransactionOf("s", {RecordOf("new", 1)}),
                     TransactionOf("u", {RecordOf("t", version)})});
  }
  EXPECT_THAT(AppendNext(log(), {TransactionOf("s", {RecordOf("t", 3)})}),
              IsOk());
}

TEST_P(LogAppendTest, RefusesToSkipAVersion) {
  ASSERT_THAT(AppendNext(log(), {TransactionOf("r", {RecordOf("t", 1)})}),
              IsOk());
  ExpectHeadMoved(log().GetHead(), {TransactionOf("s", {RecordOf("t", 3)})});
  ExpectHeadMoved(log().GetHead(), {TransactionOf("s", {RecordOf("new", 2)})});
}

TEST_P(LogReopenTest, GuardsVersionsAndRequests) {
  ASSERT_THAT(
      AppendNext(log(),
                 {TransactionOf("r", {RecordOf("t", 1), RecordOf("t", 2)})}),
      IsOk());
  Reopen();
  for (const uint64_t version : {1, 2, 4}) {
    ExpectHeadMoved(log().GetHead(),
                    {TransactionOf("s", {RecordOf("t", version)})});
  }
  ExpectHeadMoved(log().GetHead(), {TransactionOf("r", {RecordOf("t", 3)})});
  EXPECT_THAT(AppendNext(log(), {TransactionOf("s", {RecordOf("t", 3)})}),
              IsOk());
  ExpectHeadMoved(log().GetHead(), {TransactionOf("u", {RecordOf("t", 3)})});
}

TEST_P(LogAppendTest, RefusesAKnownRequest) {
  ASSERT_THAT(AppendMany(log(), "first", 2), IsOk());
  ExpectHeadMoved(log().GetHead(),
                  {TransactionOf("new", {RecordOf("new", 1)}),
                   TransactionOf("first-2", {RecordOf("t", 1)})});
  const auto outcome = log().FindRequest("new");
  ASSERT_THAT(outcome, IsOk());
  EXPECT_FALSE(outcome->has_value());
}

TEST_P(LogAppendTest, KeepsStreamsApartWhateverTheirKeys) {
  const std::vector<StreamId> streams = {
      {.kind = 1, .key = ""},
      {.kind = 2, .key = ""},
      {.kind = 2, .key = "a"},
      {.kind = 2, .key = std::string("a\0", 2)},
      {.kind = 2, .key = std::string("a\0\0\0\0\0\0\0\0", 9)},
      {.kind = 2, .key = "b"},
      {.kind = 255, .key = std::string(kStreamKeyBytesMax, '\xff')}};
  for (size_t i = 0; i < streams.size(); ++i) {
    const std::string name = std::to_string(i);
    ASSERT_THAT(AppendNext(log(), {TransactionOf(name, {{.stream = streams[i],
                                                         .version = 1,
                                                         .bytes = name}})}),
                IsOk());
  }
  for (size_t i = 0; i < streams.size(); ++i) {
    const auto rows = ReadAllOf(log(), streams[i]);
    ASSERT_THAT(rows, IsOk());
    EXPECT_THAT(*rows, ElementsAre(Field(&ReadRow::bytes, std::to_string(i))));
  }
}

TEST_P(LogAppendTest, KeepsAnyBytes) {
  std::string bytes;
  for (int value = 0; value < 256; ++value) {
    bytes.push_back(static_cast<char>(value));
  }
  const std::string id = bytes.substr(0, kRequestIdBytesMax);
  ASSERT_THAT(AppendNext(log(), {TransactionOf(id, {RecordOf("t", 1, bytes)})}),
              IsOk());
  const auto rows = ReadChecked(log());
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(Field(&ReadRow::bytes, bytes)));
  const auto outcome = log().FindRequest(id);
  ASSERT_THAT(outcome, IsOk());
  EXPECT_TRUE(outcome->has_value());
}

}  // namespace
}  // namespace workledger
