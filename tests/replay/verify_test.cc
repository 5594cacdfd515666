#include "engine/replay/verify.h"

#include <filesystem>
#include <memory>
#include <random>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/log/memory.h"
#include "engine/view/row.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "tests/view/rows.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Property;

// A log that tells other things than the one under it.
class TamperedLog final : public EventLog {
 public:
  explicit TamperedLog(const EventLog& log) : log_(log) {}

  // Leaves this record out.
  uint64_t missing = 0;
  // Cannot read this record.
  uint64_t unreadable = 0;
  // Tells another chain digest for this record.
  uint64_t broken = 0;
  // Forgets this request.
  std::string forgotten;
  // Says that the head is further by this many records.
  uint64_t ahead = 0;
  bool other_head = false;

  const std::string& Uid() const override { return log_.Uid(); }
  absl::StatusOr<Head> Append(const Head&,
                              std::span<const Transaction>) override {
    return absl::UnimplementedError("read only");
  }
  absl::Status Read(uint64_t from, const RecordVisitor& visit) const override {
    bool damaged = false;
    const absl::Status status = log_.Read(from, [&](RecordView view) {
      damaged = view.position == unreadable;
      if (damaged) return false;
      if (view.position == missing) return true;
      const std::string other(32, 'x');
      if (view.position == broken) view.chain = other;
      return visit(view);
    });
    if (!damaged) return status;
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT, "record is damaged");
  }
  absl::Status ReadStream(const StreamId& stream, uint64_t from_version,
                          const RecordVisitor& visit) const override {
    return log_.ReadStream(stream, from_version, visit);
  }
  absl::StatusOr<std::optional<RequestOutcome>> FindRequest(
      std::string_view request_id) const override {
    if (request_id == forgotten) return std::nullopt;
    return log_.FindRequest(request_id);
  }
  Head GetHead() const override {
    Head head = log_.GetHead();
    head.position += ahead;
    if (other_head) ++head.chain[0];
    return head;
  }
  Head WaitForHead(uint64_t, absl::Duration) const override {
    return GetHead();
  }

 private:
  const EventLog& log_;
};

class VerifyTest : public testing::Test {
 protected:
  VerifyTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())) {}

  // Brings a small ledger and its views up to the head.
  void Fill() {
    std::mt19937 random(1);
    history_.Create("east");
    history_.AddRandom(99, 10, random);
    Catch();
  }

  void Catch() {
    const auto view = LedgerView::Open(*store_, log_);
    ASSERT_THAT(view, IsOk());
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = (*view)->Advance();
  }

  v1::VerifyLedgerResponse Verify(const EventLog& log) {
    const auto result =
        VerifyLedger(log, *store_, Scratch(),
                     [](const v1::VerifyLedgerResponse&) { return true; });
    EXPECT_THAT(result, IsOk());
    EXPECT_FALSE(std::filesystem::exists(Scratch()));
    return result.value_or(v1::VerifyLedgerResponse());
  }

  // The record that is next in a ticket's stream, good until it is changed.
  v1::Record NextRecord() const {
    v1::StreamId stream;
    stream.set_kind(v1::STREAM_KIND_TICKET);
    stream.set_key("bad");
    return history_.NextRecord(stream, Reported({}), absl::ZeroDuration());
  }

  std::string Scratch() const {
    return (directory_.path() / "scratch").string();
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
};

// A violation of `check` at `position` whose detail has `detail`.
auto Violates(const std::string& check, uint64_t position,
              const std::string& detail) {
  return AllOf(Property(&v1::Violation::check, check),
               Property(&v1::Violation::position, position),
               Property(&v1::Violation::detail, HasSubstr(detail)));
}

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

TEST_F(VerifyTest, FindsAMissingRecord) {
  Fill();
  TamperedLog log(log_);
  log.missing = 40;
  EXPECT_THAT(Verify(log).violations(),
              IsSupersetOf({Violates("density", 41, "want 40"),
                            Violates("chain", 41, "chain"),
                            Violates("view", 100, "not checked")}));
}

TEST_F(VerifyTest, FindsARecordThatCannotBeRead) {
  Fill();
  TamperedLog log(log_);
  log.unreadable = 40;
  EXPECT_THAT(Verify(log).violations(),
              ElementsAre(Violates("density", 40, "record is damaged"),
                          Violates("view", 100, "not checked")));
}

TEST_F(VerifyTest, FindsALogThatEndsTooEarly) {
  Fill();
  TamperedLog log(log_);
  log.ahead = 1;
  EXPECT_THAT(Verify(log).violations(),
              ElementsAre(Violates("density", 100, "want 101")));
}

TEST_F(VerifyTest, FindsABrokenChain) {
  Fill();
  TamperedLog log(log_);
  log.broken = 40;
  EXPECT_THAT(Verify(log).violations(), ElementsAre(Violates("chain", 40, ""),
                                                    Violates("chain", 41, "")));
}

TEST_F(VerifyTest, FindsAChainThatDoesNotEndAtTheHead) {
  Fill();
  TamperedLog log(log_);
  log.other_head = true;
  EXPECT_THAT(Verify(log).violations(),
              ElementsAre(Violates("chain", 100, "head")));
}

TEST_F(VerifyTest, FindsARequestThatTheLogForgot) {
  Fill();
  TamperedLog log(log_);
  log.forgotten = "r-40";
  EXPECT_THAT(Verify(log).violations(),
              ElementsAre(Violates("envelope", 40, "request_id")));
}

TEST_F(VerifyTest, FindsAStreamWhoseVersionsSkip) {
  Fill();
  v1::Record record = NextRecord();
  record.set_version(2);
  history_.AddRecord(record);
  EXPECT_THAT(Verify(log_).violations(),
              ElementsAre(Violates("version", 101, "got version 2 after 0")));
}

TEST_F(VerifyTest, FindsBytesThatAreNoRecord) {
  Fill();
  history_.AddBytes({.kind = 2, .key = "bad"}, "\xff");
  EXPECT_THAT(Verify(log_).violations(),
              Contains(Violates("envelope", 101, "record")));
}

TEST_F(VerifyTest, FindsPayloadsThatAreNoEvent) {
  Fill();
  v1::Record unknown = NextRecord();
  unknown.set_event_type(9999);
  history_.AddRecord(unknown);
  EXPECT_THAT(Verify(log_).violations(),
              ElementsAre(Violates("payload", 101, "9999")));
}

TEST_F(VerifyTest, FindsEnvelopesThatDoNotFit) {
  Fill();
  struct Case {
    const char* detail;
    void (*change)(v1::Record&);
  };
  const Case cases[] = {
      {"ledger_uid", [](v1::Record& r) { r.set_ledger_uid("x"); }},
      {"position", [](v1::Record& r) { r.set_position(1); }},
      {"transaction", [](v1::Record& r) { r.set_first_position(1); }},
      {"record_time", [](v1::Record& r) { r.clear_record_time(); }},
      {"request_id", [](v1::Record& r) { r.clear_request_id(); }},
  };
  uint64_t position = 100;
  for (const Case& c : cases) {
    v1::Record record = NextRecord();
    c.change(record);
    history_.AddRecord(record);
    EXPECT_THAT(Verify(log_).violations(),
                Contains(Violates("envelope", ++position, c.detail)));
  }
}

TEST_F(VerifyTest, FindsATransactionThatIsCutOff) {
  Fill();
  v1::Record record = NextRecord();
  record.set_last_position(102);
  history_.AddRecord(record);
  EXPECT_THAT(Verify(log_).violations(),
              Contains(Violates("envelope", 101, "cut off")));
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
