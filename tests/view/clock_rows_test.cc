// The rows that clocks have in the views: their next alarm, the calendars that
// they run on, and where their tickets stand among those that wait.

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "engine/view/projector.h"
#include "engine/view/row.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/clock_history.h"
#include "tests/view/history.h"
#include "tests/view/rows.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kEver = absl::FromUnixMillis(253402300799999);

// For example "a clock half 2h0m0s": the ticket, what is due, when.
std::string TextOf(const DueTimer& due) {
  const absl::Time time = FromTimestamp(due.timer.due_time());
  const bool clock = due.timer.kind() == v1::TIMER_KIND_CLOCK;
  const std::string level =
      due.timer.level().empty() ? "deadline" : due.timer.level();
  return absl::StrCat(due.stream.second, " ", clock ? level : "calendar", " ",
                      absl::FormatDuration(time - kEpoch));
}

class ClockRowsTest : public testing::Test {
 protected:
  ClockRowsTest()
      : log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())),
        view_(*LedgerView::Open(*store_, log_)) {
    AddToCatalogue(history_, CalendarPut("all", 1));
  }

  void Report(const std::string& ticket) {
    history_.Add(ticket, Reported({}), absl::ZeroDuration());
  }

  void Start(const std::string& ticket, const ClockPlan& plan) {
    Report(ticket);
    history_.Add(ticket, ClockStarted(plan), plan.start);
  }

  static void Catch(LedgerView& view) {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = view.Advance();
    ASSERT_THAT(more.status(), IsOk());
  }

  std::vector<std::string> Due(absl::Time through = kEver, int count = 100) {
    Catch(*view_);
    std::vector<std::string> texts;
    const auto due = view_->DueTimers(through, count);
    EXPECT_THAT(due.status(), IsOk());
    for (const DueTimer& timer : *due) texts.push_back(TextOf(timer));
    return texts;
  }

  std::vector<std::string> Urgent(const v1::TicketFilter& filter = {},
                                  int page_size = 100) {
    Catch(*view_);
    std::vector<std::string> ids;
    std::string cursor;
    do {
      const auto page = view_->ListUrgentTickets(filter, page_size, cursor);
      EXPECT_THAT(page.status(), IsOk());
      for (const v1::Ticket& ticket : page->tickets) {
        ids.push_back(ticket.ticket());
      }
      cursor = page->next_cursor;
    } while (!cursor.empty());
    return ids;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_ = OpenMemoryLogStore();
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  std::unique_ptr<LedgerView> view_;
};

TEST_F(ClockRowsTest, ARunningClockHasOneRowForItsNextAlarm) {
  Start("a", {.start = absl::Hours(1), .target = absl::Hours(4)});
  Start("b", {.start = absl::Hours(0), .target = absl::Hours(5)});
  EXPECT_THAT(Due(), ElementsAre("b half 2h30m", "a half 3h"));
  const DueTimer due = (*view_->DueTimers(kEver, 1))[0];
  EXPECT_EQ(due.timer.clock().metric(), v1::METRIC_RESOLUTION);
  EXPECT_EQ(due.timer.clock().party(), v1::CLOCK_PARTY_SLA);
  EXPECT_EQ(due.timer.clock().cycle(), 1u);
  EXPECT_EQ(due.timer.repeat(), 1u);
  EXPECT_EQ(due.following, kEpoch + absl::Hours(5));
  EXPECT_THAT(Due(kEpoch + absl::Minutes(150)), ElementsAre("b half 2h30m"));
  EXPECT_THAT(Due(kEpoch + absl::Minutes(150) - absl::Milliseconds(1)),
              IsEmpty());
  EXPECT_THAT(Due(kEver, 1), ElementsAre("b half 2h30m"));
}

TEST_F(ClockRowsTest, TheNextAlarmComesWhenOneIsRaised) {
  Start("a", {.start = absl::Hours(0), .target = absl::Hours(4)});
  EXPECT_THAT(Due(), ElementsAre("a half 2h"));
  history_.Add("a", LevelRaised("half", absl::Hours(2)), absl::Hours(2));
  EXPECT_THAT(Due(), ElementsAre("a deadline 4h"));
  history_.Add("a", ClockBreached(absl::Hours(4)), absl::Hours(4));
  EXPECT_THAT(Due(), ElementsAre("a over 4h"));
  history_.Add("a", LevelRaised("over", absl::Hours(4)), absl::Hours(4));
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(ClockRowsTest, AHoldDisarmsAndResumingArmsAnew) {
  Start("a", {.start = absl::Hours(0), .target = absl::Hours(4)});
  history_.Add("a", Held(v1::HOLD_REASON_AWAIT_REQUESTER, ""), absl::Hours(1));
  EXPECT_THAT(Due(), IsEmpty());
  v1::Event resumed;
  resumed.mutable_work_resumed();
  history_.Add("a", resumed, absl::Hours(11));
  EXPECT_THAT(Due(), ElementsAre("a half 12h"));
  // One that does not stop it moves nothing.
  history_.Add("a", Held(v1::HOLD_REASON_AWAIT_PARTS, ""), absl::Hours(11));
  EXPECT_THAT(Due(), ElementsAre("a half 12h"));
}

TEST_F(ClockRowsTest, TicketsOfARevisedCalendarAreDueOnceEach) {
  AddToCatalogue(history_, CalendarPut("other", 1));
  Start("a", {.start = absl::Hours(0), .target = absl::Hours(4)});
  history_.Add(
      "a",
      ClockStarted(
          {.start = absl::Hours(0), .target = absl::Hours(8), .cycle = 2}),
      absl::Hours(0));
  Start(
      "b",
      {.start = absl::Hours(0), .target = absl::Hours(4), .calendar = "other"});
  Start("c", {.start = absl::Hours(0), .target = absl::Hours(4)});
  history_.Add("c", StateRecorded(v1::TICKET_STATE_CLOSED), absl::Hours(0));
  const uint64_t published = log_.GetHead().position + 1;
  EXPECT_THAT(Due(kEpoch + absl::Hours(1)), IsEmpty());
  AddToCatalogue(history_, CalendarPut("all", 2));
  const std::string calendar = absl::StrCat(
      "a calendar ", absl::FormatDuration(absl::Seconds(published)));
  EXPECT_THAT(Due(kEpoch + absl::Hours(1)), ElementsAre(calendar));
  EXPECT_EQ((*view_->DueTimers(kEver, 1))[0].timer.position(), published);
  // Before it was published it is not due.
  EXPECT_THAT(Due(kEpoch + absl::Seconds(published) - absl::Milliseconds(1)),
              IsEmpty());
  const ClockPlan followed = {.start = absl::Hours(0),
                              .target = absl::Hours(4),
                              .calendar_revision = 2};
  history_.Add("a", ClockMoved(followed), absl::Hours(0));
  // Its other clock is not there yet.
  EXPECT_THAT(Due(kEpoch + absl::Hours(1)), ElementsAre(calendar));
  ClockPlan second = followed;
  second.cycle = 2;
  history_.Add("a", ClockMoved(second), absl::Hours(0));
  EXPECT_THAT(Due(kEpoch + absl::Hours(1)), IsEmpty());
}

TEST_F(ClockRowsTest, TheEndOfACalendarIsItsLastRevision) {
  Start("a", {.start = absl::Hours(0), .target = absl::Hours(4)});
  v1::Event retired;
  retired.mutable_catalogue_item_retired()->set_kind(
      v1::CATALOGUE_KIND_CALENDAR);
  retired.mutable_catalogue_item_retired()->set_code("all");
  retired.mutable_catalogue_item_retired()->set_revision(2);
  AddToCatalogue(history_, retired);
  EXPECT_THAT(Due(),
              ElementsAre(testing::StartsWith("a calendar"), "a half 2h"));
  history_.Add("a",
               ClockMoved({.start = absl::Hours(0),
                           .target = absl::Hours(4),
                           .calendar_revision = 2}),
               absl::Hours(0));
  EXPECT_THAT(Due(), ElementsAre("a half 2h"));
  // That of one that never was does no harm.
  retired.mutable_catalogue_item_retired()->set_code("none");
  AddToCatalogue(history_, retired);
  EXPECT_THAT(Due(), ElementsAre("a half 2h"));
}

TEST_F(ClockRowsTest, CalendarsThatMessagesAreDeliveredByAreFollowedToo) {
  AddToCatalogue(history_, CalendarPut("desk", 1));
  v1::Event started =
      ClockStarted({.start = absl::Hours(0), .target = absl::Hours(4)});
  v1::ClockTerms& terms =
      *started.mutable_clocks_started()->mutable_clocks(0)->mutable_terms();
  terms.set_delivery_calendar("desk");
  terms.set_delivery_calendar_revision(1);
  Report("a");
  history_.Add("a", started, absl::Hours(0));
  EXPECT_THAT(Due(), ElementsAre("a half 2h"));
  AddToCatalogue(history_, CalendarPut("desk", 2));
  EXPECT_THAT(Due(), testing::Contains(testing::StartsWith("a calendar")));
}

TEST_F(ClockRowsTest, ViewsThatAreOpenedAgainKnowEveryRevision) {
  Start("a", {.start = absl::Hours(0), .target = absl::Hours(4)});
  AddToCatalogue(history_, CalendarPut("all", 2));
  AddToCatalogue(history_, CalendarPut("all", 3));
  const std::vector<std::string> due = Due();
  const uint64_t position = view_->Position();
  view_.reset();
  view_ = *LedgerView::Open(*store_, log_);
  EXPECT_EQ(view_->Position(), position);
  EXPECT_EQ(Due(), due);
  const absl::StatusOr<Catalogue> catalogue = view_->GetCatalogue();
  ASSERT_THAT(catalogue.status(), IsOk());
  for (const Catalogue* const c : {&*catalogue, &*view_->ClockCatalogue()}) {
    for (const uint64_t revision : {1, 2, 3}) {
      EXPECT_NE(c->FindWorkingCalendar("all", revision), nullptr) << revision;
    }
    EXPECT_EQ(c->FindWorkingCalendar("all", 4), nullptr);
    EXPECT_EQ(c->Find(v1::CATALOGUE_KIND_CALENDAR, "all")->revision(), 3u);
    EXPECT_EQ(c->version(), 3u);
  }
  // Reports read the last one only.
  const absl::StatusOr<Catalogue> present = view_->GetPresentCatalogue();
  ASSERT_THAT(present.status(), IsOk());
  EXPECT_EQ(present->FindWorkingCalendar("all", 2), nullptr);
  EXPECT_NE(present->FindWorkingCalendar("all", 3), nullptr);
  EXPECT_EQ(present->Find(v1::CATALOGUE_KIND_CALENDAR, "all")->revision(), 3u);
  EXPECT_EQ(present->version(), 3u);
  // What comes next is read by the old revision.
  history_.Add("a", LevelRaised("half", absl::Hours(2)), absl::Hours(2));
  EXPECT_THAT(Due(), testing::Contains("a deadline 4h"));
}

// Whoever reads a clock's row finds the calendar that it runs on.
TEST_F(ClockRowsTest, RevisionsAreKnownBeforeTheRowsThatNameThem) {
  Start("a", {.start = absl::Hours(0), .target = absl::Hours(4)});
  const Head start = {.position = 0, .chain = ChainStart(log_.Uid())};
  int published = 0;
  const auto step =
      Project(store_->db(), log_, start, Catalogue(), log_.GetHead().position,
              [&](const std::shared_ptr<const Catalogue>& catalogue) {
                ++published;
                EXPECT_NE(catalogue->FindWorkingCalendar("all", 1), nullptr);
                EXPECT_THAT(AllRows(*store_), IsEmpty());
              });
  ASSERT_THAT(step.status(), IsOk());
  EXPECT_EQ(published, 1);
  EXPECT_EQ(step->clock_catalogue->version(), 1u);
  EXPECT_THAT(AllRows(*store_), testing::Not(IsEmpty()));
}

TEST_F(ClockRowsTest, ListsTheTightestClockFirst) {
  const auto hours = [](int n) { return absl::Hours(n); };
  Report("none");
  Start("late", {.start = hours(0), .target = hours(1)});
  Start("soon", {.start = hours(0), .target = hours(9)});
  history_.Add(
      "soon", ClockStarted({.start = hours(0), .target = hours(2), .cycle = 2}),
      hours(0));
  Start("later", {.start = hours(0), .target = hours(3)});
  for (const char* const stopped : {"stopped-7", "stopped-6"}) {
    const int target = stopped[8] - '0';
    Start(stopped, {.start = hours(0), .target = hours(target)});
    history_.Add(stopped, Held(v1::HOLD_REASON_AWAIT_REQUESTER, ""), hours(1));
  }
  Start("ended", {.start = hours(0), .target = hours(1)});
  history_.Add("ended", StateRecorded(v1::TICKET_STATE_CLOSED), hours(1));
  const auto all =
      ElementsAre("late", "soon", "later", "stopped-6", "stopped-7", "none");
  EXPECT_THAT(Urgent(), all);
  EXPECT_THAT(Urgent({}, 1), all);
  EXPECT_THAT(Urgent({}, 4), all);

  v1::TicketFilter filter;
  *filter.mutable_due_before_time() = ToTimestamp(kEpoch + hours(3));
  EXPECT_THAT(Urgent(filter), ElementsAre("late", "soon"));
  EXPECT_THAT(view_->ListTickets(filter, 10, "")->tickets, testing::SizeIs(2));
  EXPECT_EQ(view_->CountTickets(filter, v1::COUNT_BY_KIND, nullptr)->tickets(),
            2u);
  *filter.mutable_due_before_time() =
      ToTimestamp(kEpoch + hours(3) + absl::Milliseconds(1));
  EXPECT_THAT(Urgent(filter), ElementsAre("late", "soon", "later"));
  filter.set_terminal(true);
  EXPECT_THAT(Urgent(filter), IsEmpty());
}

TEST_F(ClockRowsTest, ACursorBelongsToItsOrder) {
  Report("a");
  Report("b");
  Catch(*view_);
  const std::string cursor = view_->ListUrgentTickets({}, 1, "")->next_cursor;
  ASSERT_FALSE(cursor.empty());
  EXPECT_FALSE(view_->ListTickets({}, 1, cursor).ok());
}

// The next event of a ticket, by chance. `cycle` counts its clocks; revisions
// of the calendar are published up to `revision`.
v1::Event RandomEvent(std::mt19937& random, uint64_t revision,
                      uint32_t& cycle) {
  const auto hours = [&](int most) {
    return absl::Hours(1 + static_cast<int>(random() % most));
  };
  const ClockPlan plan = {.start = hours(20),
                          .target = hours(10),
                          .calendar_revision = 1 + random() % revision,
                          .cycle = 1 + static_cast<uint32_t>(random() % 3)};
  v1::Event event;
  switch (random() % 8) {
    case 0: {
      ClockPlan first = plan;
      first.cycle = ++cycle;
      return ClockStarted(first);
    }
    case 1:
      return ClockMoved(plan);
    case 2:
      return LevelRaised(random() % 2 == 0 ? "half" : "over", hours(30),
                         1 + static_cast<uint32_t>(random() % 2));
    case 3:
      return ClockBreached(hours(20));
    case 4:
      return Held(v1::HOLD_REASON_AWAIT_REQUESTER, "");
    case 5:
      event.mutable_work_resumed();
      return event;
    case 6:
      return StateRecorded(static_cast<v1::TicketState>(1 + random() % 12));
    default:
      event.mutable_work_completed();
      return event;
  }
}

TEST_F(ClockRowsTest, RowsAreTheSameHoweverFarEachStepGoes) {
  const testing::ScopedTrace trace(__FILE__, __LINE__, "seed 4");
  std::mt19937 random(4);
  uint32_t cycles[20] = {};
  uint64_t revision = 1;
  for (int i = 0; i < 20; ++i) Report(absl::StrCat("t-", i));
  for (int i = 0; i < 1500; ++i) {
    if (i == 400 || i == 900) {
      AddToCatalogue(history_, CalendarPut("all", ++revision));
    }
    const size_t ticket = random() % 20;
    history_.Add(absl::StrCat("t-", ticket),
                 RandomEvent(random, revision, cycles[ticket]),
                 absl::Minutes(i));
    if (random() % 3 == 0) Catch(*view_);
  }
  Catch(*view_);
  const auto fresh_store =
      *ViewStore::Open((directory_.path() / "fresh").string());
  const auto fresh = *LedgerView::Open(*fresh_store, log_);
  Catch(*fresh);
  const auto rows = AllRows(*store_);
  const auto fresh_rows = AllRows(*fresh_store);
  std::set<std::string> differ;
  for (const auto& [key, row] : rows) {
    const auto place = fresh_rows.find(key);
    if (place == fresh_rows.end() || place->second != row) {
      differ.insert(DescribeRow(log_.Uid(), key));
    }
  }
  EXPECT_THAT(differ, IsEmpty());
  EXPECT_EQ(rows.size(), fresh_rows.size());
  EXPECT_GT(Due().size(), 10u);
}

}  // namespace
}  // namespace workledger
