// What a verification finds in the views, and how it tells it; what it finds in
// the log is in verify_log_test.cc.

#include "engine/replay/verify.h"

#include <random>
#include <string>
#include <vector>

#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "tests/replay/verify_fixture.h"
#include "tests/view/rows.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Property;

TEST_F(VerifyTest, FindsNothingWrongWithAGoodLedger) {
  Fill();
  const auto result = Verify(log_);
  EXPECT_TRUE(result.done());
  EXPECT_EQ(result.records(), 100);
  EXPECT_EQ(result.head_position(), 100);
  EXPECT_EQ(result.head_chain(), AsBytes(log_.GetHead().chain));
  EXPECT_EQ(result.view_rows(), AllRows(*store_).size());
  EXPECT_EQ(result.violation_count(), 0) << result.DebugString();
}

TEST_F(VerifyTest, FindsNothingWrongWithAnEmptyLedger) {
  Catch();
  const auto result = Verify(log_);
  EXPECT_TRUE(result.done());
  EXPECT_EQ(result.records(), 0);
  EXPECT_EQ(result.violation_count(), 0) << result.DebugString();
}

TEST_F(VerifyTest, TakesViewsThatAreBehindForWhatTheyAre) {
  Fill();
  std::mt19937 random(2);
  history_.AddRandom(50, 10, random);
  const auto result = Verify(log_);
  EXPECT_EQ(result.records(), 150);
  EXPECT_EQ(result.violation_count(), 0) << result.DebugString();
}

TEST_F(VerifyTest, NamesEveryViewRowThatDiffers) {
  history_.Create("east");
  history_.Add("a", Reported({.location = "n", .category = "c"}), {});
  history_.Add("a", Held(v1::HOLD_REASON_OTHER, "keys"), {});
  history_.Add("a", Found(v1::FINDING_KIND_TIME_WENT_BACK), {});
  Catch();
  for (const auto& [key, row] : AllRows(*store_)) {
    SCOPED_TRACE(DescribeRow(log_.Uid(), key));
    ASSERT_TRUE(store_->db().Put({}, key, row + "x").ok());
    const auto changed = Verify(log_);
    if (static_cast<RowKind>(key[16]) == RowKind::kCheckpoint) {
      // Rows without a checkpoint are rows of nothing.
      EXPECT_GT(changed.violation_count(), 1);
    } else {
      EXPECT_THAT(changed.violations(),
                  ElementsAre(Violates(
                      "view", 4, DescribeRow(log_.Uid(), key) + " differs")));
    }
    ASSERT_TRUE(store_->db().Put({}, key, row).ok());
  }
}

TEST_F(VerifyTest, NamesRowsOfEachKindThatAreMissingOrTooMuch) {
  Fill();
  for (const RowKind kind :
       {RowKind::kLedger, RowKind::kTicket, RowKind::kOpenTicket,
        RowKind::kQueue, RowKind::kCounter}) {
    const std::string prefix = RowKey(log_.Uid(), kind);
    const auto rows = AllRows(*store_);
    const auto found = rows.lower_bound(prefix);
    ASSERT_TRUE(found != rows.end() && found->first.starts_with(prefix));
    ASSERT_TRUE(store_->db().Delete({}, found->first).ok());
    EXPECT_THAT(Verify(log_).violations(),
                ElementsAre(Violates(
                    "view", 100,
                    DescribeRow(log_.Uid(), found->first) + " is missing")));
    ASSERT_TRUE(store_->db().Put({}, found->first, found->second).ok());
    ASSERT_TRUE(store_->db().Put({}, found->first + "~", "").ok());
    EXPECT_THAT(
        Verify(log_).violations(),
        ElementsAre(Violates(
            "view", 100,
            DescribeRow(log_.Uid(), found->first + "~") + " is too much")));
    ASSERT_TRUE(store_->db().Delete({}, found->first + "~").ok());
  }
}

// Minutes that somebody holds and that are not open, or the other way round.
TEST_F(VerifyTest, FindsHoldersThatDoNotAddUpToTheOpenTime) {
  history_.Create("east");
  history_.Add("a", Reported({}), absl::ZeroDuration());
  history_.Add("a", Assigned("acme", ""), absl::Minutes(5));
  history_.Add("a", Held(v1::HOLD_REASON_AWAIT_ACCESS, ""), absl::Minutes(7));
  history_.Add("a", StateRecorded(v1::TICKET_STATE_CLOSED), absl::Minutes(9));
  Catch();
  EXPECT_EQ(Verify(log_).violation_count(), 0);
  // Of the two stretches the one with the contractor, from minute 5 to 9.
  std::string key;
  for (const auto& [row, value] : AllRows(*store_)) {
    const size_t name = row.find(std::string("a\0", 2), 17);
    v1::MetricFact fact;
    if (static_cast<RowKind>(row[16]) == RowKind::kMetric && row[17] == 1 &&
        name != row.npos && fact.ParseFromString(row.substr(name + 2)) &&
        fact.kind() == v1::METRIC_FACT_KIND_HELD && fact.party() == "acme") {
      key = row;
    }
  }
  ASSERT_FALSE(key.empty());
  ASSERT_TRUE(store_->db().Delete({}, key).ok());
  EXPECT_THAT(Verify(log_).violations(),
              ElementsAre(Violates("view", 5, "is missing"),
                          Violates("holders", 5,
                                   "ticket \"a\": got 300000 ms held, want "
                                   "its open time of 540000")));
}

TEST_F(VerifyTest, FindsACheckpointOfAnotherHistory) {
  Fill();
  const std::string key = RowKey(log_.Uid(), RowKind::kCheckpoint);
  std::string row = AllRows(*store_)[key];
  ++row.back();
  ASSERT_TRUE(store_->db().Put({}, key, row).ok());
  EXPECT_THAT(Verify(log_).violations(),
              ElementsAre(Violates("view", 100, "checkpoint row differs")));
}

TEST_F(VerifyTest, FindsViewsAheadOfTheLog) {
  Fill();
  const std::string key = RowKey(log_.Uid(), RowKind::kCheckpoint);
  std::string row = AllRows(*store_)[key];
  ++row[11];
  ASSERT_TRUE(store_->db().Put({}, key, row).ok());
  EXPECT_THAT(Verify(log_).violations(),
              ElementsAre(Violates("view", 101, "checkpoint row differs")));
}

TEST_F(VerifyTest, ListsAHundredViolationsAndCountsAll) {
  Fill();
  for (int i = 0; i < 101; ++i) {
    v1::Record record = NextRecord();
    record.set_event_type(9999);
    history_.AddRecord(record);
  }
  const auto result = Verify(log_);
  EXPECT_EQ(result.violations_size(), 100);
  EXPECT_EQ(result.violation_count(), 101);
  EXPECT_THAT(result.violations(),
              Each(Property(&v1::Violation::check, "payload")));
}

TEST_F(VerifyTest, TellsProgressAndCanBeCancelled) {
  std::mt19937 random(3);
  history_.AddRandom(5000, 10, random);
  std::vector<uint64_t> told;
  const auto result = VerifyLedger(
      log_, *store_, Scratch(), [&](const v1::VerifyLedgerResponse& running) {
        told.push_back(running.records());
        EXPECT_FALSE(running.done());
        return false;
      });
  EXPECT_THAT(result, FailsWith(absl::StatusCode::kCancelled,
                                v1::ERROR_REASON_CANCELLED));
  EXPECT_THAT(told, ElementsAre(5000));
}

}  // namespace
}  // namespace workledger
