#include "engine/replay/as_of.h"

#include <memory>
#include <random>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kTick = absl::Milliseconds(1);

v1::AsOf AtPosition(uint64_t position) {
  v1::AsOf as_of;
  as_of.set_position(position);
  return as_of;
}

// History records position n at n seconds after the epoch.
v1::AsOf Known(absl::Duration after_epoch) {
  v1::AsOf as_of;
  *as_of.mutable_known_time() = ToTimestamp(kEpoch + after_epoch);
  return as_of;
}

v1::AsOf Valid(absl::Duration after_epoch) {
  v1::AsOf as_of;
  *as_of.mutable_valid_time() = ToTimestamp(kEpoch + after_epoch);
  return as_of;
}

std::vector<std::string> Ids(const TicketPage& page) {
  std::vector<std::string> ids;
  for (const v1::Ticket& ticket : page.tickets) ids.push_back(ticket.ticket());
  return ids;
}

class AsOfTest : public testing::Test {
 protected:
  AsOfTest()
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

  // Told out of order: on site at 30, then that it was accepted at 20, then
  // that it was dispatched at 30, too.
  void TellOutOfOrder() {
    history_.Add("a", Reported({}), absl::Seconds(10));
    history_.Add("a", StateRecorded(v1::TICKET_STATE_ON_SITE),
                 absl::Seconds(30));
    history_.Add("a", StateRecorded(v1::TICKET_STATE_ACCEPTED),
                 absl::Seconds(20));
    history_.Add("a", StateRecorded(v1::TICKET_STATE_DISPATCHED),
                 absl::Seconds(30));
    history_.Add("a", StateRecorded(v1::TICKET_STATE_CLOSED),
                 absl::Seconds(40));
  }

  void OpenRound(const std::string& round) {
    v1::StreamId stream;
    stream.set_kind(v1::STREAM_KIND_INSPECTION);
    stream.set_key(round);
    v1::Event event;
    event.mutable_round_opened()->set_title(round);
    history_.AddRecord(
        history_.NextRecord(stream, event, absl::ZeroDuration()));
  }

  v1::Ticket At(const v1::AsOf& as_of) const {
    const auto ticket = TicketAsOf(log_, "a", as_of);
    EXPECT_THAT(ticket, IsOk());
    return ticket.value_or(v1::Ticket());
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  const std::unique_ptr<LedgerView> view_;
};

TEST_F(AsOfTest, FoldsUpToAPosition) {
  TellOutOfOrder();
  EXPECT_EQ(At(AtPosition(0)).version(), 0);
  EXPECT_EQ(At(AtPosition(1)).state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(At(AtPosition(2)).state(), v1::TICKET_STATE_ON_SITE);
  EXPECT_EQ(At(AtPosition(3)).state(), v1::TICKET_STATE_ACCEPTED);
  EXPECT_EQ(At(AtPosition(3)).version(), 3);
  EXPECT_EQ(At(AtPosition(99)).state(), v1::TICKET_STATE_CLOSED);
}

TEST_F(AsOfTest, FoldsWhatWasKnown) {
  TellOutOfOrder();
  EXPECT_EQ(At(Known(absl::Seconds(1) - kTick)).version(), 0);
  EXPECT_EQ(At(Known(absl::Seconds(1))).version(), 1);
  EXPECT_EQ(At(Known(absl::Seconds(3) - kTick)).state(),
            v1::TICKET_STATE_ON_SITE);
  EXPECT_EQ(At(Known(absl::Seconds(3))).state(), v1::TICKET_STATE_ACCEPTED);
}

TEST_F(AsOfTest, FoldsWhatHadHappenedInItsOrder) {
  TellOutOfOrder();
  EXPECT_EQ(At(Valid(absl::Seconds(10) - kTick)).version(), 0);
  EXPECT_EQ(At(Valid(absl::Seconds(10))).state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(At(Valid(absl::Seconds(20))).state(), v1::TICKET_STATE_ACCEPTED);
  EXPECT_EQ(At(Valid(absl::Seconds(20))).version(), 2);
  // Both moves of second 30 count, the one that was told last comes last.
  EXPECT_EQ(At(Valid(absl::Seconds(30))).state(), v1::TICKET_STATE_DISPATCHED);
  EXPECT_EQ(At(Valid(absl::Seconds(30))).version(), 4);
  EXPECT_EQ(At(Valid(absl::Seconds(99))).state(), v1::TICKET_STATE_CLOSED);
}

TEST_F(AsOfTest, HoldsAllConditionsTogether) {
  TellOutOfOrder();
  v1::AsOf as_of = Valid(absl::Seconds(30));
  *as_of.mutable_known_time() = Known(absl::Seconds(3)).known_time();
  EXPECT_EQ(At(as_of).state(), v1::TICKET_STATE_ON_SITE);
  as_of.set_position(1);
  EXPECT_EQ(At(as_of).state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(At(as_of).version(), 1);
}

TEST_F(AsOfTest, KnowsNoTicketWithoutEvents) {
  const auto ticket = TicketAsOf(log_, "nobody", AtPosition(1));
  ASSERT_THAT(ticket, IsOk());
  EXPECT_EQ(ticket->version(), 0);
}

TEST_F(AsOfTest, NamesARecordThatItCannotRead) {
  TellOutOfOrder();
  history_.AddBytes({.kind = v1::STREAM_KIND_TICKET, .key = "a"}, "\xff");
  EXPECT_THAT(
      TicketAsOf(log_, "a", Valid(absl::Seconds(1))),
      FailsWith(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT));
  EXPECT_THAT(TicketAsOf(log_, "a", AtPosition(5)), IsOk());
}

TEST_F(AsOfTest, SummarizesAsTheViewsDidThen) {
  std::mt19937 random(1);
  std::vector<v1::SummarizeResponse> then;
  for (int i = 0; i < 40; ++i) {
    history_.AddRandom(5, 20, random);
    Catch();
    then.push_back(*view_->Summarize());
  }
  for (const v1::SummarizeResponse& wanted : then) {
    const auto by_position = SummarizeAsOf(
        log_, *view_, AtPosition(wanted.position()), absl::InfiniteFuture());
    ASSERT_THAT(by_position, IsOk());
    EXPECT_EQ(by_position->DebugString(), wanted.DebugString());
    auto by_time =
        SummarizeAsOf(log_, *view_, Known(absl::Seconds(wanted.position())),
                      absl::InfiniteFuture());
    ASSERT_THAT(by_time, IsOk());
    EXPECT_EQ(by_time->position(), 200);
    by_time->set_position(wanted.position());
    EXPECT_EQ(by_time->DebugString(), wanted.DebugString());
  }
}

TEST_F(AsOfTest, StopsSummarizingAtTheDeadline) {
  TellOutOfOrder();
  Catch();
  EXPECT_THAT(SummarizeAsOf(log_, *view_, AtPosition(5), absl::InfinitePast()),
              FailsWith(absl::StatusCode::kDeadlineExceeded,
                        v1::ERROR_REASON_DEADLINE_PASSED));
}

TEST_F(AsOfTest, ListsMatchingTicketsById) {
  for (const char* id : {"c", "a", "b", "d"}) {
    history_.Add(id, Reported({.location = "north"}), absl::Seconds(1));
  }
  history_.Add("a", StateRecorded(v1::TICKET_STATE_CLOSED), absl::Seconds(2));
  Catch();
  v1::TicketFilter open;
  open.set_terminal(false);
  const auto first = ListTicketsAsOf(log_, *view_, open, AtPosition(5), 2, "");
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Ids(*first), ElementsAre("b", "c"));
  EXPECT_EQ(first->position, 5);
  const auto second =
      ListTicketsAsOf(log_, *view_, open, AtPosition(5), 2, first->next_cursor);
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(Ids(*second), ElementsAre("d"));
  EXPECT_EQ(second->next_cursor, "");
  EXPECT_THAT(Ids(*ListTicketsAsOf(log_, *view_, open, AtPosition(3), 10, "")),
              ElementsAre("a", "b", "c"));
}

TEST_F(AsOfTest, KeepsOnePrefixOverAllPages) {
  for (const char* id : {"a", "b"}) {
    history_.Add(id, Reported({}), absl::Seconds(1));
  }
  Catch();
  const v1::AsOf as_of = Valid(absl::Seconds(100));
  const auto first = ListTicketsAsOf(log_, *view_, {}, as_of, 1, "");
  ASSERT_THAT(first, IsOk());
  history_.Add("b", StateRecorded(v1::TICKET_STATE_CLOSED), absl::Seconds(2));
  history_.Add("c", Reported({}), absl::Seconds(2));
  Catch();
  const auto second =
      ListTicketsAsOf(log_, *view_, {}, as_of, 10, first->next_cursor);
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(Ids(*second), ElementsAre("b"));
  EXPECT_EQ(second->tickets[0].state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(second->position, 2);
}

TEST_F(AsOfTest, ListsFoldsThatWereKnown) {
  for (const char* const round : {"b", "d", "a", "c"}) OpenRound(round);
  Catch();
  const auto keys = [&](uint64_t position, int page_size,
                        std::string_view from) {
    const auto page = ListFoldsAsOf(log_, *view_, AtPosition(position),
                                    v1::STREAM_KIND_INSPECTION, page_size, from,
                                    absl::InfiniteFuture());
    EXPECT_THAT(page, IsOk());
    std::string text = page->more ? "more" : "end";
    for (const auto& [key, fold] : page->folds) text += " " + key;
    return text;
  };
  EXPECT_EQ(keys(4, 10, ""), "end a b c d");
  EXPECT_EQ(keys(2, 10, ""), "end b d");
  // The page of "a" alone would say nothing.
  EXPECT_EQ(keys(2, 1, ""), "more b");
  EXPECT_EQ(keys(2, 1, "c"), "end d");
  EXPECT_EQ(keys(0, 1, ""), "end");
}

TEST_F(AsOfTest, FoldsABoundedNumberOfFoldsAPage) {
  OpenRound("z");
  for (size_t i = 0; i < kPageReplaysMax; ++i) {
    OpenRound(absl::StrCat("r-", 10'000 + i));
  }
  Catch();
  const auto list = [&](std::string_view from, absl::Time deadline) {
    return ListFoldsAsOf(log_, *view_, AtPosition(1),
                         v1::STREAM_KIND_INSPECTION, 300, from, deadline);
  };
  const auto past_limit = list("", absl::InfiniteFuture());
  ASSERT_THAT(past_limit, IsOk());
  EXPECT_THAT(past_limit->folds, IsEmpty());
  EXPECT_TRUE(past_limit->more);
  EXPECT_EQ(past_limit->last, absl::StrCat("r-", 9'999 + kPageReplaysMax));
  const auto rest = list(past_limit->last + '\0', absl::InfiniteFuture());
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->folds.size(), 1u);
  EXPECT_FALSE(rest->more);
  EXPECT_THAT(list("", absl::InfinitePast()),
              FailsWith(absl::StatusCode::kDeadlineExceeded,
                        v1::ERROR_REASON_DEADLINE_PASSED));
}

TEST_F(AsOfTest, RefusesACursorThatIsNotOfThisList) {
  for (const char* id : {"a", "b"}) {
    history_.Add(id, Reported({}), absl::Seconds(1));
  }
  Catch();
  const auto page = ListTicketsAsOf(log_, *view_, {}, AtPosition(2), 1, "");
  ASSERT_THAT(page, IsOk());
  const auto refused = FailsWith(absl::StatusCode::kInvalidArgument,
                                 v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  const std::string& cursor = page->next_cursor;
  EXPECT_THAT(ListTicketsAsOf(log_, *view_, {}, AtPosition(1), 1, cursor),
              refused);
  EXPECT_THAT(ListTicketsAsOf(log_, *view_, {}, AtPosition(2), 1, cursor + "x"),
              refused);
  EXPECT_THAT(view_->ListTickets({}, 1, cursor), refused);
}

TEST_F(AsOfTest, FoldsABoundedNumberOfTicketsAPage) {
  for (size_t i = 0; i <= kPageReplaysMax; ++i) {
    history_.Add(absl::StrCat("t-", 10'000 + i), Reported({}),
                 absl::Seconds(i));
  }
  Catch();
  const uint64_t last = kPageReplaysMax;
  v1::TicketFilter none;
  none.set_terminal(true);
  const auto past_limit =
      ListTicketsAsOf(log_, *view_, none, AtPosition(last), 10, "");
  ASSERT_THAT(past_limit, IsOk());
  EXPECT_THAT(past_limit->tickets, IsEmpty());
  ASSERT_NE(past_limit->next_cursor, "");
  const auto rest = ListTicketsAsOf(log_, *view_, none, AtPosition(last), 10,
                                    past_limit->next_cursor);
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->next_cursor, "");
}

}  // namespace
}  // namespace workledger
