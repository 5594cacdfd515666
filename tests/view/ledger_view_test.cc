#include "engine/view/ledger_view.h"

#include <atomic>
#include <memory>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"
#include "engine/log/memory.h"
#include "engine/view/checkpoint.h"
#include "engine/view/row.h"
#include "engine/view/tally.h"
#include "engine/view/ticket_row.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"
#include "tests/view/rows.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What a fold in memory, without any view, makes of a log.
struct Reference {
  explicit Reference(const EventLog& log) {
    Tally tally;
    EXPECT_TRUE(log.Read(1,
                         [&](const RecordView& view) {
                           v1::Record record;
                           v1::Event event;
                           EXPECT_TRUE(ParseRecord(view.bytes, record).ok());
                           EXPECT_TRUE(Upcast(record, event).ok());
                           EvolveLedger(ledger, record, event);
                           tally.AddFinding(event);
                           if (record.stream().kind() ==
                               v1::STREAM_KIND_TICKET) {
                             EvolveTicket(tickets[record.stream().key()],
                                          record, event);
                           }
                           return true;
                         })
                    .ok());
    for (const auto& [id, ticket] : tickets) tally.Add(ticket);
    summary = tally.Render();
    summary.set_position(log.GetHead().position);
  }

  v1::LedgerState ledger;
  std::map<std::string, v1::Ticket> tickets;
  v1::SummarizeResponse summary;
};

class LedgerViewTest : public testing::Test {
 protected:
  LedgerViewTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(NewStore("views")) {}

  std::unique_ptr<ViewStore> NewStore(const std::string& name) const {
    auto store = ViewStore::Open((directory_.path() / name).string());
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  // Opens the views and moves them to the head.
  static std::unique_ptr<LedgerView> OpenAtHead(ViewStore& store,
                                                const EventLog& log) {
    auto view = LedgerView::Open(store, log);
    EXPECT_TRUE(view.ok()) << view.status();
    Catch(**view);
    return *std::move(view);
  }

  static void Catch(LedgerView& view) {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = view.Advance();
    EXPECT_TRUE(more.ok()) << more.status();
  }

  // Expects that the views in `store_` are those of a fresh projection.
  void ExpectFresh() const {
    const std::unique_ptr<ViewStore> fresh = NewStore("fresh");
    ASSERT_EQ(OpenAtHead(*fresh, log_)->Position(), log_.GetHead().position);
    EXPECT_EQ(AllRows(*store_), AllRows(*fresh));
  }

  std::string CheckpointKey() const {
    return RowKey(log_.Uid(), RowKind::kCheckpoint);
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
};

TEST_F(LedgerViewTest, IsEmptyBeforeTheFirstRecord) {
  const auto view = OpenAtHead(*store_, log_);
  EXPECT_EQ(view->Position(), 0);
  EXPECT_EQ(view->GetLedgerState()->DebugString(), "");
  uint64_t position = 7;
  EXPECT_EQ(*view->GetTicket("a", &position), std::nullopt);
  EXPECT_EQ(position, 0);
  EXPECT_THAT(view->ListTickets({}, 10, "")->tickets, IsEmpty());
  EXPECT_THAT(*view->TicketIds("", 10), IsEmpty());
  EXPECT_EQ(view->Summarize()->DebugString(), "");
}

TEST_F(LedgerViewTest, ShowsWhatAFoldInMemoryShows) {
  std::mt19937 random(1);
  history_.Create("east");
  history_.AddRandom(2000, 60, random);
  const auto view = OpenAtHead(*store_, log_);
  const Reference reference(log_);
  EXPECT_EQ(view->GetLedgerState()->SerializeAsString(),
            reference.ledger.SerializeAsString());
  EXPECT_EQ(view->Summarize()->DebugString(), reference.summary.DebugString());
  EXPECT_EQ(view->TicketIds("", 1000)->size(), reference.tickets.size());
  for (const auto& [id, ticket] : reference.tickets) {
    uint64_t position = 0;
    const auto row = view->GetTicket(id, &position);
    ASSERT_TRUE(row.ok() && row->has_value()) << id;
    EXPECT_EQ((*row)->SerializeAsString(), ticket.SerializeAsString());
    EXPECT_EQ(position, 2001);
  }
}

TEST_F(LedgerViewTest, GivesTheSameRowsWhereverStepsEnd) {
  for (int seed = 0; seed < 10; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    auto view = OpenAtHead(*store_, log_);
    for (int i = 0; i < 20; ++i) {
      history_.AddRandom(1 + random() % 40, 20, random);
      Catch(*view);
      if (random() % 4 == 0) view = OpenAtHead(*store_, log_);
    }
    ExpectFresh();
  }
}

TEST_F(LedgerViewTest, BoundsAStepAndSaysThatThereIsMore) {
  std::mt19937 random(2);
  history_.AddRandom(20'001, 50, random);
  const auto view = LedgerView::Open(*store_, log_);
  ASSERT_TRUE(view.ok()) << view.status();
  EXPECT_EQ(*(*view)->Advance(), true);
  EXPECT_EQ((*view)->Position(), 20'000);
  EXPECT_EQ(*(*view)->Advance(), false);
  EXPECT_EQ((*view)->Position(), 20'001);
  EXPECT_EQ(*(*view)->Advance(), false);
  ExpectFresh();
}

TEST_F(LedgerViewTest, BoundsTheBytesOfAStep) {
  v1::Event report = Reported({});
  report.mutable_ticket_reported()->mutable_text()->set_clear(
      std::string(1'000'000, 'x'));
  for (int i = 0; i < 18; ++i) {
    history_.Add(absl::StrCat("t-", i), report, absl::ZeroDuration());
  }
  const auto view = LedgerView::Open(*store_, log_);
  ASSERT_TRUE(view.ok()) << view.status();
  EXPECT_EQ(*(*view)->Advance(), true);
  EXPECT_EQ((*view)->Position(), 17);
  EXPECT_EQ(*(*view)->Advance(), false);
}

TEST_F(LedgerViewTest, ShowsEachReaderOneCheckpoint) {
  const auto view = OpenAtHead(*store_, log_);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      const uint64_t before = view->Position();
      const auto summary = view->Summarize();
      const auto page = view->ListTickets({}, 1000, "");
      ASSERT_TRUE(summary.ok() && page.ok());
      EXPECT_GE(summary->position(), before);
      EXPECT_EQ(summary->tickets(), summary->position());
      EXPECT_EQ(page->tickets.size(), page->position);
    }
  });
  for (int i = 0; i < 300; ++i) {
    history_.Add(absl::StrCat("t-", i), Reported({}), absl::ZeroDuration());
    Catch(*view);
  }
  done = true;
  reader.join();
}

TEST_F(LedgerViewTest, GoesOnFromItsCheckpoint) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  OpenAtHead(*store_, log_);
  // A row that only a rebuild would put right shows that there was none.
  ASSERT_TRUE(
      store_->db().Put({}, TicketRowKey(log_.Uid(), "x", true), "").ok());
  const auto view = LedgerView::Open(*store_, log_);
  ASSERT_TRUE(view.ok()) << view.status();
  EXPECT_EQ((*view)->Position(), 1);
  EXPECT_THAT(*(*view)->TicketIds("", 10), ElementsAre("a", "x"));
}

TEST_F(LedgerViewTest, IsBuiltAgainWithoutACheckpoint) {
  std::mt19937 random(3);
  history_.AddRandom(100, 10, random);
  OpenAtHead(*store_, log_);
  ASSERT_TRUE(store_->db().Delete({}, CheckpointKey()).ok());
  const auto view = LedgerView::Open(*store_, log_);
  ASSERT_TRUE(view.ok()) << view.status();
  EXPECT_EQ((*view)->Position(), 0);
  EXPECT_THAT(AllRows(*store_), IsEmpty());
  Catch(**view);
  ExpectFresh();
}

TEST_F(LedgerViewTest, IsBuiltAgainWhenOfAnotherVersion) {
  std::mt19937 random(4);
  history_.AddRandom(100, 10, random);
  OpenAtHead(*store_, log_);
  std::string row = CheckpointRow(log_.GetHead());
  ++row[3];
  ASSERT_TRUE(store_->db().Put({}, CheckpointKey(), row).ok());
  const auto view = LedgerView::Open(*store_, log_);
  ASSERT_TRUE(view.ok()) << view.status();
  EXPECT_EQ((*view)->Position(), 0);
  Catch(**view);
  ExpectFresh();
}

TEST_F(LedgerViewTest, IsBuiltAgainWhenTheLedgersRowIsDamaged) {
  std::mt19937 random(6);
  history_.AddRandom(100, 10, random);
  OpenAtHead(*store_, log_);
  ASSERT_TRUE(
      store_->db().Put({}, RowKey(log_.Uid(), RowKind::kLedger), "\xff").ok());
  const auto view = LedgerView::Open(*store_, log_);
  ASSERT_TRUE(view.ok()) << view.status();
  EXPECT_EQ((*view)->Position(), 0);
  Catch(**view);
  ExpectFresh();
}

TEST_F(LedgerViewTest, IsBuiltAgainWhenOfAnotherHistory) {
  std::mt19937 random(5);
  history_.AddRandom(100, 10, random);
  Head other = log_.GetHead();
  ++other.chain[0];
  Head ahead = log_.GetHead();
  ++ahead.position;
  Head nowhere = log_.GetHead();
  nowhere.position = 0;
  for (const Head& checkpoint : {other, ahead, nowhere}) {
    OpenAtHead(*store_, log_);
    ASSERT_TRUE(
        store_->db().Put({}, CheckpointKey(), CheckpointRow(checkpoint)).ok());
    const auto view = LedgerView::Open(*store_, log_);
    ASSERT_TRUE(view.ok()) << view.status();
    EXPECT_EQ((*view)->Position(), 0);
    Catch(**view);
    ExpectFresh();
  }
}

TEST_F(LedgerViewTest, DropsNoRowOfAnotherLedger) {
  EventLog& west = **log_store_->Create("west");
  History west_history(west);
  west_history.Add("w", Reported({}), absl::ZeroDuration());
  const auto west_view = OpenAtHead(*store_, west);
  history_.Add("a", Reported({}), absl::ZeroDuration());
  OpenAtHead(*store_, log_);
  ASSERT_TRUE(store_->db().Delete({}, CheckpointKey()).ok());
  const auto view = OpenAtHead(*store_, log_);
  EXPECT_THAT(*west_view->TicketIds("", 10), ElementsAre("w"));
  EXPECT_THAT(*view->TicketIds("", 10), ElementsAre("a"));
}

TEST_F(LedgerViewTest, StopsAtARecordThatItCannotRead) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  v1::Record unknown = history_.NextRecord({}, Reported({}), {});
  unknown.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  unknown.mutable_stream()->set_key("b");
  unknown.set_event_type(9999);
  unknown.clear_payload();
  const auto view = OpenAtHead(*store_, log_);
  const auto rows = AllRows(*store_);
  history_.AddRecord(unknown);
  const auto more = view->Advance();
  EXPECT_TRUE(absl::IsDataLoss(more.status()));
  EXPECT_EQ(ReasonOf(more.status()), v1::ERROR_REASON_EVENT_TYPE_UNKNOWN);
  EXPECT_EQ(view->Position(), 1);
  EXPECT_EQ(AllRows(*store_), rows);
}

TEST_F(LedgerViewTest, NamesADamagedRow) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  const auto view = OpenAtHead(*store_, log_);
  const std::string key = TicketRowKey(log_.Uid(), "a", false);
  ASSERT_TRUE(store_->db().Put({}, key, "\xff").ok());
  EXPECT_EQ(ReasonOf(view->GetTicket("a", nullptr).status()),
            v1::ERROR_REASON_RECORD_CORRUPT);
  ASSERT_TRUE(store_->db().Delete({}, key).ok());
  EXPECT_EQ(ReasonOf(view->ListTickets({}, 10, "").status()),
            v1::ERROR_REASON_RECORD_CORRUPT);
}

TEST_F(LedgerViewTest, ATicketsRowMovesWhenItEndsAndWhenItIsOpenedAgain) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  const auto view = OpenAtHead(*store_, log_);
  const std::string open_key = TicketRowKey(log_.Uid(), "a", false);
  const std::string ended_key = TicketRowKey(log_.Uid(), "a", true);
  for (const v1::TicketState state :
       {v1::TICKET_STATE_CLOSED, v1::TICKET_STATE_CLOSED,
        v1::TICKET_STATE_REPORTED, v1::TICKET_STATE_ACCEPTED,
        v1::TICKET_STATE_CANCELLED}) {
    history_.Add("a", StateRecorded(state), absl::ZeroDuration());
    Catch(*view);
    const auto rows = AllRows(*store_);
    EXPECT_EQ(rows.contains(open_key), !IsTerminal(state));
    EXPECT_EQ(rows.contains(ended_key), IsTerminal(state));
    const auto row = view->GetTicket("a", nullptr);
    ASSERT_TRUE(row.ok() && row->has_value());
    EXPECT_EQ((*row)->state(), state);
    const auto fold = view->GetFold({v1::STREAM_KIND_TICKET, "a"});
    ASSERT_TRUE(fold.ok() && fold->has_value());
    EXPECT_EQ((*fold)->ticket().SerializeAsString(),
              (*row)->SerializeAsString());
    EXPECT_EQ(view->ListTickets({}, 10, "")->tickets.size(), 1);
    ExpectFresh();
  }
}

TEST_F(LedgerViewTest, ListsIdsInByteOrderAfterOne) {
  for (const char* id : {"b", "a", "a-1", "c"}) {
    history_.Add(id, Reported({}), absl::ZeroDuration());
  }
  // Open and ended tickets together.
  history_.Add("a-1", StateRecorded(v1::TICKET_STATE_CLOSED), {});
  history_.Add("c", StateRecorded(v1::TICKET_STATE_CLOSED), {});
  const auto view = OpenAtHead(*store_, log_);
  EXPECT_THAT(*view->TicketIds("", 2), ElementsAre("a", "a-1"));
  EXPECT_THAT(*view->TicketIds("a-1", 10), ElementsAre("b", "c"));
  EXPECT_THAT(*view->TicketIds("bb", 10), ElementsAre("c"));
  EXPECT_THAT(*view->TicketIds("c", 10), IsEmpty());
}

}  // namespace
}  // namespace workledger
