#include "engine/view/queue.h"

#include <algorithm>
#include <memory>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/time.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

v1::TicketFilter Filter(const std::string& text) {
  v1::TicketFilter filter;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &filter))
      << text;
  return filter;
}

std::vector<std::string> Ids(const TicketPage& page) {
  std::vector<std::string> ids;
  for (const v1::Ticket& ticket : page.tickets) ids.push_back(ticket.ticket());
  return ids;
}

class QueueTest : public testing::Test {
 protected:
  QueueTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())),
        view_(*LedgerView::Open(*store_, log_)) {}

  void Catch() {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = view_->Advance();
    ASSERT_TRUE(more.ok()) << more.status();
  }

  // What a list by this filter is sorted by.
  static std::string PlaceFor(const v1::TicketFilter& filter,
                              const v1::Ticket& ticket) {
    if (!filter.number_prefix().empty()) {
      return absl::StrFormat("%020d", ticket.number());
    }
    if (filter.has_close_start_time() || filter.has_close_end_time()) {
      return absl::StrFormat(
          "%020d",
          absl::ToUnixMillis(FromTimestamp(ticket.milestones().close_time())));
    }
    return QueuePlace(ticket);
  }

  // All ids that match, in order, without the index.
  std::vector<std::string> Wanted(const v1::TicketFilter& filter) const {
    std::vector<std::pair<std::string, std::string>> places;
    const std::vector<std::string> all = *view_->TicketIds("", 100'000);
    for (const std::string& id : all) {
      const v1::Ticket ticket = **view_->GetTicket(id, nullptr);
      if (Matches(filter, ticket)) {
        places.emplace_back(PlaceFor(filter, ticket), id);
      }
    }
    std::ranges::sort(places);
    std::vector<std::string> ids;
    for (const auto& [place, id] : places) ids.push_back(id);
    return ids;
  }

  std::vector<std::string> Paged(const v1::TicketFilter& filter,
                                 int page_size) const {
    std::vector<std::string> ids;
    std::string cursor;
    do {
      const auto page = view_->ListTickets(filter, page_size, cursor);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return ids;
      EXPECT_LE(std::ssize(page->tickets), page_size);
      std::ranges::copy(Ids(*page), std::back_inserter(ids));
      cursor = page->next_cursor;
    } while (!cursor.empty());
    return ids;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  const std::unique_ptr<LedgerView> view_;
};

TEST_F(QueueTest, ListsWhatEveryFilterAsksFor) {
  std::mt19937 random(1);
  history_.AddRandom(3000, 200, random);
  Catch();
  const std::string places[] = {"",
                                "location: 'north'",
                                "category: 'water'",
                                "category: 'water/tap'",
                                "location: 'south'",
                                "kinds: TICKET_KIND_REPAIR title: 'LAMP'",
                                "number_prefix: '1'",
                                "number_prefix: '12' category: 'water'",
                                "close_start_time { seconds: 1700000030 }",
                                "close_end_time { seconds: 1700000060 } "
                                "location: 'south'",
                                "assignee_party: 'acme'",
                                "assignee_person: 'li' location: 'north'"};
  const std::string times[] = {
      "", "report_start_time { seconds: 1700000000 }",
      "report_end_time { seconds: 1700000001 nanos: 500000 }",
      "report_start_time { seconds: 1699999999 nanos: 1 } "
      "report_end_time { seconds: 1700000001 }"};
  const std::string states[] = {
      "",
      "terminal: true",
      "terminal: false",
      "states: [TICKET_STATE_ACCEPTED, TICKET_STATE_CLOSED, "
      "TICKET_STATE_ACCEPTED]",
      "states: TICKET_STATE_ON_SITE terminal: true",
      "held: true",
      "held: false terminal: false",
      "hold_reasons: [HOLD_REASON_OTHER, HOLD_REASON_AWAIT_PARTS]",
      "priorities: PRIORITY_P1"};
  size_t listed = 0;
  for (const std::string& place : places) {
    for (const std::string& time : times) {
      for (const std::string& state : states) {
        const std::string text = absl::StrCat(place, " ", time, " ", state);
        const v1::TicketFilter filter = Filter(text);
        const auto wanted = Wanted(filter);
        listed += wanted.size();
        EXPECT_THAT(Paged(filter, 7), ElementsAreArray(wanted)) << text;
      }
    }
  }
  EXPECT_GT(listed, 1000);
}

TEST_F(QueueTest, EndsExactlyWithAFullPage) {
  for (const char* id : {"a", "b", "c", "d"}) {
    history_.Add(id, Reported({}), absl::ZeroDuration());
  }
  Catch();
  const auto first = view_->ListTickets({}, 2, "");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(Ids(*first), ElementsAre("a", "b"));
  EXPECT_EQ(first->position, 4);
  const auto second = view_->ListTickets({}, 2, first->next_cursor);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_THAT(Ids(*second), ElementsAre("c", "d"));
  EXPECT_EQ(second->next_cursor, "");
}

TEST_F(QueueTest, ShowsEachTicketOnceWhileOthersChange) {
  for (int i = 0; i < 8; ++i) {
    history_.Add(absl::StrCat("t-", i),
                 Reported({.report_time = kEpoch + absl::Seconds(i)}),
                 absl::ZeroDuration());
  }
  Catch();
  const auto first = view_->ListTickets({}, 4, "");
  ASSERT_TRUE(first.ok()) << first.status();
  // One behind, the last one and one ahead of the cursor change their ranges.
  for (const char* id : {"t-1", "t-3", "t-6"}) {
    history_.Add(id, StateRecorded(v1::TICKET_STATE_CLOSED),
                 absl::ZeroDuration());
  }
  history_.Add("early", Reported({.report_time = kEpoch - absl::Hours(1)}),
               absl::ZeroDuration());
  Catch();
  const auto second = view_->ListTickets({}, 10, first->next_cursor);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_THAT(Ids(*second), ElementsAre("t-4", "t-5", "t-6", "t-7"));
  EXPECT_EQ(second->position, 12);
}

TEST_F(QueueTest, SortsReportsBeforeTheUnixEpochFirst) {
  history_.Add("new", Reported({}), absl::ZeroDuration());
  history_.Add("old",
               Reported({.report_time = absl::FromUnixSeconds(-1'000'000)}),
               absl::ZeroDuration());
  Catch();
  EXPECT_THAT(Paged({}, 10), ElementsAre("old", "new"));
  EXPECT_THAT(Paged(Filter("report_end_time { seconds: -999999 }"), 10),
              ElementsAre("old"));
}

TEST_F(QueueTest, RefusesACursorThatIsNotOfThisList) {
  for (const char* id : {"a", "b", "c"}) {
    history_.Add(id, Reported({.location = "north"}), absl::ZeroDuration());
  }
  Catch();
  const v1::TicketFilter filter = Filter("location: 'north'");
  const std::string cursor = view_->ListTickets(filter, 1, "")->next_cursor;
  ASSERT_NE(cursor, "");
  std::vector<std::string> bad = {"x", cursor.substr(1), cursor + "x"};
  for (size_t i = 0; i < cursor.size(); ++i) {
    bad.push_back(cursor);
    bad.back()[i] ^= 1;
    if (i > 0) bad.push_back(cursor.substr(0, i));
  }
  for (const std::string& made_up : bad) {
    EXPECT_EQ(ReasonOf(view_->ListTickets(filter, 1, made_up).status()),
              v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  EXPECT_EQ(ReasonOf(view_->ListTickets({}, 1, cursor).status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  EventLog& west = **log_store_->Create("west");
  const auto west_view = LedgerView::Open(*store_, west);
  ASSERT_TRUE(west_view.ok()) << west_view.status();
  EXPECT_EQ(ReasonOf((*west_view)->ListTickets(filter, 1, cursor).status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(QueueTest, LooksAtABoundedNumberOfRowsAPage) {
  const int rows = static_cast<int>(kPageRowsMax);
  for (int i = 0; i < rows; ++i) {
    history_.Add(absl::StrCat("t-", i), Reported({}), absl::ZeroDuration());
  }
  Catch();
  const v1::TicketFilter filter = Filter("priorities: PRIORITY_P1");
  const auto at_limit = view_->ListTickets(filter, 10, "");
  ASSERT_TRUE(at_limit.ok()) << at_limit.status();
  EXPECT_EQ(at_limit->next_cursor, "");
  // One more ticket than a page looks at.
  v1::Event urgent = Reported({.report_time = kEpoch + absl::Seconds(1)});
  urgent.mutable_ticket_reported()->set_priority(v1::PRIORITY_P1);
  history_.Add("urgent", urgent, absl::ZeroDuration());
  Catch();
  const auto past_limit = view_->ListTickets(filter, 10, "");
  ASSERT_TRUE(past_limit.ok()) << past_limit.status();
  EXPECT_THAT(past_limit->tickets, IsEmpty());
  EXPECT_THAT(Ids(*view_->ListTickets(filter, 10, past_limit->next_cursor)),
              ElementsAre("urgent"));
}

TEST_F(QueueTest, EndsAPageThatIsLarge) {
  v1::Event report = Reported({});
  report.mutable_ticket_reported()->mutable_text()->set_clear(
      std::string(kPageBytesMax / 2, 'x'));
  for (const char* id : {"a", "b", "c"}) {
    history_.Add(id, report, absl::ZeroDuration());
  }
  Catch();
  const auto page = view_->ListTickets({}, 10, "");
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(Ids(*page), ElementsAre("a", "b"));
  EXPECT_THAT(Ids(*view_->ListTickets({}, 10, page->next_cursor)),
              ElementsAre("c"));
}

TEST_F(QueueTest, KeepsOpenAndClosedTicketsApart) {
  v1::Ticket open;
  open.set_ticket("a");
  open.set_version(1);
  open.set_state(v1::TICKET_STATE_REPORTED);
  open.set_category("water//tap/");
  v1::Ticket closed = open;
  closed.set_state(v1::TICKET_STATE_CLOSED);
  const std::string uid(16, 'u');
  const auto open_keys = QueueKeys(uid, open, {});
  const auto closed_keys = QueueKeys(uid, closed, {});
  // All, state, number, and four categories that the filter can name; the open
  // one by how urgent it is, the closed one by its end, too.
  EXPECT_EQ(open_keys.size(), 8);
  EXPECT_EQ(closed_keys.size(), 8);
  std::vector<std::string> shared;
  std::ranges::set_intersection(open_keys, closed_keys,
                                std::back_inserter(shared));
  EXPECT_THAT(shared, IsEmpty());
  EXPECT_THAT(QueueKeys(uid, v1::Ticket(), {}), IsEmpty());
}

}  // namespace
}  // namespace workledger
