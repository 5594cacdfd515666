#include "engine/replay/report_as_of.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/log/memory.h"
#include "engine/replay/as_of.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::AsOf AtPosition(uint64_t position) {
  v1::AsOf as_of;
  as_of.set_position(position);
  return as_of;
}

v1::AsOf Valid(absl::Duration after_epoch) {
  v1::AsOf as_of;
  *as_of.mutable_valid_time() = ToTimestamp(kEpoch + after_epoch);
  return as_of;
}

v1::Event Parse(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event))
      << text;
  return event;
}

class ReportAsOfTest : public testing::Test {
 protected:
  ReportAsOfTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())),
        view_(*LedgerView::Open(*store_, log_)) {}

  void Catch() {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = view_->Advance();
    ASSERT_THAT(more, IsOk());
  }

  void Add(const std::string& ticket, const std::string& event, int minute) {
    history_.Add(ticket, Parse(event), absl::Minutes(minute));
  }

  void AddTally(uint64_t count, uint32_t day, int minute) {
    v1::StreamId stream;
    stream.set_kind(v1::STREAM_KIND_TALLY);
    v1::Event event;
    event.mutable_tally_recorded()->set_item("bicycles");
    event.mutable_tally_recorded()->set_count(count);
    event.mutable_tally_recorded()->set_day(day);
    history_.AddRecord(
        history_.NextRecord(stream, event, absl::Minutes(minute)));
  }

  // The report of the period from one minute to before another; without a
  // first one of all that was before.
  std::vector<std::string> Work(std::optional<int> start, int end) {
    Catch();
    WorkQuestion question;
    if (start.has_value()) {
      question.start_time = kEpoch + absl::Minutes(*start);
    }
    const auto report = ReportWorkAsOf(
        log_, *view_, question, Valid(absl::Minutes(end) - absl::Seconds(1)),
        absl::InfiniteFuture());
    EXPECT_THAT(report, IsOk());
    std::vector<std::string> rows;
    for (const v1::WorkRow& row : report->rows()) {
      rows.push_back(row.ShortDebugString());
    }
    return rows;
  }

  std::vector<uint64_t> Tallied(const TallyQuery& query,
                                const v1::AsOf& as_of) {
    Catch();
    const auto report =
        ReportTalliesAsOf(log_, *view_, query, as_of, absl::InfiniteFuture());
    EXPECT_THAT(report, IsOk());
    std::vector<uint64_t> counts;
    for (const v1::TallyRow& row : report->rows()) {
      counts.push_back(row.count());
    }
    return counts;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  const std::unique_ptr<LedgerView> view_;
};

TEST_F(ReportAsOfTest, TellsAsTheViewsDidThen) {
  std::mt19937 random(1);
  v1::TicketFilter open;
  open.set_terminal(false);
  struct Then {
    v1::CountTicketsResponse counts;
    v1::ReportWorkResponse work;
  };
  std::vector<Then> told;
  for (int i = 0; i < 40; ++i) {
    history_.AddRandom(5, 20, random);
    Catch();
    told.push_back(
        {.counts = *view_->CountTickets(open, v1::COUNT_BY_STATE, AgeOf()),
         .work = *view_->ReportWork("", v1::TICKET_KIND_UNSPECIFIED)});
  }
  for (const Then& then : told) {
    const v1::AsOf as_of = AtPosition(then.work.position());
    const auto counts = CountTicketsAsOf(
        log_, *view_, {.filter = open, .by = v1::COUNT_BY_STATE}, as_of,
        absl::InfiniteFuture());
    ASSERT_THAT(counts, IsOk());
    EXPECT_EQ(counts->DebugString(), then.counts.DebugString());
    const auto work =
        ReportWorkAsOf(log_, *view_, {}, as_of, absl::InfiniteFuture());
    ASSERT_THAT(work, IsOk());
    EXPECT_EQ(work->DebugString(), then.work.DebugString());
  }
}

// One is done in the first hour, one in the second, one stays open, and one is
// opened again in the third.
TEST_F(ReportAsOfTest, TellsAPeriodAsItStoodAtItsEnd) {
  for (const char* const ticket : {"a", "b", "c", "d"}) {
    Add(ticket, "ticket_reported { kind: TICKET_KIND_REPAIR }", 10);
  }
  const std::string done = "ticket_closed { closure_code: CLOSURE_CODE_FIXED }";
  Add("a", done, 20);
  Add("d", done, 30);
  Add("b", done, 70);
  Add("d", "ticket_reopened { cycle: 2 }", 130);
  EXPECT_THAT(Work(0, 60),
              ElementsAre("tickets: 4 own_tickets: 4 open: 2 done: 2"));
  EXPECT_THAT(Work(60, 120),
              ElementsAre("tickets: 2 own_tickets: 2 open: 1 done: 1"));
  EXPECT_THAT(Work(120, 180), ElementsAre("tickets: 2 own_tickets: 2 open: 2"));
  EXPECT_THAT(Work(std::nullopt, 120),
              ElementsAre("tickets: 4 own_tickets: 4 open: 1 done: 3"));
  // What ends as a period begins was done in it.
  EXPECT_THAT(Work(70, 71),
              ElementsAre("tickets: 2 own_tickets: 2 open: 1 done: 1"));
  EXPECT_THAT(Work(60, 70), ElementsAre("tickets: 2 own_tickets: 2 open: 2"));
}

TEST_F(ReportAsOfTest, TellsOnlyTheCategoryAndKindThatIsAskedFor) {
  Add("a", "ticket_reported { kind: TICKET_KIND_REPAIR category: 'x/y' }", 1);
  Add("b", "ticket_reported { kind: TICKET_KIND_REPAIR category: 'x-y' }", 1);
  Add("c", "ticket_reported { kind: TICKET_KIND_SECURITY category: 'x' }", 1);
  Catch();
  const auto report = ReportWorkAsOf(
      log_, *view_, {.category = "x", .kind = v1::TICKET_KIND_REPAIR},
      AtPosition(3), absl::InfiniteFuture());
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->rows_size(), 2);
  EXPECT_EQ(report->rows(0).ShortDebugString(),
            "category: \"x\" tickets: 1 open: 1");
  EXPECT_EQ(report->rows(1).category(), "x/y");
}

TEST_F(ReportAsOfTest, SumsUpTheTalliesThatWereKnown) {
  AddTally(3, 20250301, 1);
  AddTally(5, 20250302, 2);
  AddTally(7, 20250401, 3);
  const TallyQuery by_month = {.period = v1::TALLY_PERIOD_MONTH};
  EXPECT_THAT(Tallied(by_month, AtPosition(0)), IsEmpty());
  EXPECT_THAT(Tallied(by_month, AtPosition(1)), ElementsAre(3));
  EXPECT_THAT(Tallied(by_month, AtPosition(3)), ElementsAre(8, 7));
  EXPECT_THAT(Tallied(by_month, Valid(absl::Minutes(2))), ElementsAre(8));
  EXPECT_THAT(
      Tallied({.first_day = 20250302, .last_day = 20250331}, AtPosition(3)),
      ElementsAre(5));
}

TEST_F(ReportAsOfTest, StopsAtTheDeadline) {
  Add("a", "ticket_reported { kind: TICKET_KIND_REPAIR }", 1);
  Catch();
  const auto late = FailsWith(absl::StatusCode::kDeadlineExceeded,
                              v1::ERROR_REASON_DEADLINE_PASSED);
  EXPECT_THAT(
      ReportWorkAsOf(log_, *view_, {}, AtPosition(1), absl::InfinitePast()),
      late);
  EXPECT_THAT(
      CountTicketsAsOf(log_, *view_, {.filter = {}, .by = v1::COUNT_BY_KIND},
                       AtPosition(1), absl::InfinitePast()),
      late);
  AddTally(3, 20250301, 1);
  Catch();
  EXPECT_THAT(
      ReportTalliesAsOf(log_, *view_, {}, AtPosition(2), absl::InfinitePast()),
      late);
}

}  // namespace
}  // namespace workledger
