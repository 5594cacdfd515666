#include "engine/view/tally_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TallyDaysTest : public testing::Test {
 protected:
  TallyDaysTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())),
        view_(*LedgerView::Open(*store_, log_)) {}

  void Add(const TallyKey& key, uint64_t count) {
    v1::StreamId stream;
    stream.set_kind(v1::STREAM_KIND_TALLY);
    v1::Event event;
    v1::TallyRecorded& tally = *event.mutable_tally_recorded();
    tally.set_item(key.item);
    tally.set_day(key.day);
    tally.set_location(key.location);
    tally.set_party(key.party);
    tally.set_count(count);
    history_.AddRecord(
        history_.NextRecord(stream, event, absl::ZeroDuration()));
  }

  void Catch() {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = view_->Advance();
    ASSERT_TRUE(more.ok()) << more.status();
  }

  // Rows as "item day location party: count of tallies".
  std::vector<std::string> Rows(const TallyQuery& query) {
    Catch();
    const auto response = view_->ReportTallies(query);
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return {};
    std::vector<std::string> rows;
    for (const v1::TallyRow& row : response->rows()) {
      rows.push_back(absl::StrCat(row.item(), " ", row.day(), " ",
                                  row.location(), " ", row.party(), ": ",
                                  row.count(), " of ", row.tallies()));
    }
    return rows;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  const std::unique_ptr<LedgerView> view_;
};

TEST_F(TallyDaysTest, SumsUpByPeriod) {
  Add({"bikes", 20250601, "north", "p"}, 1);  // a Sunday
  Add({"bikes", 20250602, "north", "p"}, 10);
  Catch();  // in steps of their own
  Add({"bikes", 20250602, "north", "p"}, 100);
  Add({"bikes", 20250608, "north", "p"}, 1000);
  Add({"people", 20241231, "south", "q"}, 7);
  EXPECT_THAT(
      Rows({.period = v1::TALLY_PERIOD_DAY}),
      ElementsAre("bikes 20250601  : 1 of 1", "bikes 20250602  : 110 of 2",
                  "bikes 20250608  : 1000 of 1", "people 20241231  : 7 of 1"));
  EXPECT_THAT(
      Rows({.period = v1::TALLY_PERIOD_WEEK}),
      ElementsAre("bikes 20250526  : 1 of 1", "bikes 20250602  : 1110 of 3",
                  "people 20241230  : 7 of 1"));
  EXPECT_THAT(
      Rows({.period = v1::TALLY_PERIOD_MONTH}),
      ElementsAre("bikes 20250601  : 1111 of 4", "people 20241201  : 7 of 1"));
  EXPECT_THAT(Rows({}), ElementsAre("bikes 20250101  : 1111 of 4",
                                    "people 20240101  : 7 of 1"));
}

TEST_F(TallyDaysTest, SplitsAndFilters) {
  Add({"bikes", 20250601, "north/gate", "p"}, 1);
  Add({"bikes", 20250602, "north", "q"}, 10);
  Add({"bikes", 20250603, "northern", "q"}, 100);
  Add({"cars", 20250603, "north", "q"}, 1000);
  EXPECT_THAT(Rows({.item = "bikes", .location = "north"}),
              ElementsAre("bikes 20250101  : 11 of 2"));
  EXPECT_THAT(Rows({.item = "bikes", .by_location = true}),
              ElementsAre("bikes 20250101 north : 10 of 1",
                          "bikes 20250101 north/gate : 1 of 1",
                          "bikes 20250101 northern : 100 of 1"));
  EXPECT_THAT(
      Rows({.by_party = true}),
      ElementsAre("bikes 20250101  p: 1 of 1", "bikes 20250101  q: 110 of 2",
                  "cars 20250101  q: 1000 of 1"));
  EXPECT_THAT(Rows({.party = "p"}), ElementsAre("bikes 20250101  : 1 of 1"));
  EXPECT_THAT(Rows({.first_day = 20250602, .last_day = 20250602}),
              ElementsAre("bikes 20250101  : 10 of 1"));
  EXPECT_THAT(Rows({.first_day = 20250604}), IsEmpty());
}

TEST_F(TallyDaysTest, RefusesMoreRowsThanAReportHolds) {
  for (size_t i = 0; i < kTallyRowsMax; ++i) {
    Add({absl::StrCat("item-", i), 20250601, "", ""}, 1);
  }
  EXPECT_EQ(Rows({}).size(), kTallyRowsMax);
  Add({"one-more", 20250601, "", ""}, 1);
  Catch();
  const absl::Status status = view_->ReportTallies({}).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << status;
  EXPECT_EQ(ErrorOf(status).field(), "period");
}

TEST_F(TallyDaysTest, RefusesMoreDaysThanAReportSumsUp) {
  const auto put = [this](size_t first, size_t end) {
    rocksdb::WriteBatch batch;
    TallyDays days;
    for (size_t i = first; i < end; ++i) {
      v1::Event event;
      v1::TallyRecorded& tally = *event.mutable_tally_recorded();
      tally.set_item("bikes");
      tally.set_day(20250601);
      tally.set_location(absl::StrCat("gate-", i));
      tally.set_count(2);
      days.Add(event);
    }
    ASSERT_TRUE(days.AddTo(store_->db(), log_.Uid(), batch).ok());
    ASSERT_TRUE(store_->db().Write({}, &batch).ok());
  };
  put(0, kTallyRowsReadMax);
  EXPECT_EQ(view_->ReportTallies({})->rows(0).count(), 2 * kTallyRowsReadMax);
  put(kTallyRowsReadMax, kTallyRowsReadMax + 1);
  const absl::Status status = view_->ReportTallies({}).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << status;
  EXPECT_EQ(ErrorOf(status).field(), "start_time");
  // A time without them is no trouble.
  EXPECT_TRUE(view_->ReportTallies({.first_day = 20250602}).ok());
}

TEST(PeriodStartTest, CrossesMonthsAndYears) {
  EXPECT_EQ(PeriodStart(v1::TALLY_PERIOD_WEEK, 20250101), 20241230);
  EXPECT_EQ(PeriodStart(v1::TALLY_PERIOD_WEEK, 20241230), 20241230);
  EXPECT_EQ(PeriodStart(v1::TALLY_PERIOD_WEEK, 20240303), 20240226);
  EXPECT_EQ(PeriodStart(v1::TALLY_PERIOD_MONTH, 20240229), 20240201);
  EXPECT_EQ(PeriodStart(v1::TALLY_PERIOD_YEAR, 20241231), 20240101);
  EXPECT_EQ(PeriodStart(v1::TALLY_PERIOD_DAY, 20241231), 20241231);
}

}  // namespace
}  // namespace workledger
