#include "engine/view/renewed_view.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/log/memory.h"
#include "engine/view/row.h"
#include "engine/view/ticket_row.h"
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

namespace fs = std::filesystem;

auto IsBehind() {
  return FailsWith(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_VIEW_BEHIND);
}

// Moves the views to the head, through as many rebuilds as that takes.
void Catch(LedgerView& view) {
  for (int damages = 0; damages < 3; ++damages) {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = view.Advance();
    if (more.ok()) return;
    ASSERT_THAT(more, IsBehind());
  }
  FAIL() << "the views stay damaged";
}

// All that tickets are read by, as text; nothing if a read failed.
std::string Answers(const LedgerView& view, const std::vector<std::string>& ids,
                    bool& failed) {
  std::string text;
  const auto add = [&](const auto& answer, const auto& print) {
    if (answer.ok()) return print(*answer);
    EXPECT_THAT(answer, IsBehind());
    failed = true;
  };
  for (const std::string& id : ids) {
    add(view.GetTicket(id, nullptr), [&](const auto& ticket) {
      absl::StrAppend(&text, ticket ? ticket->DebugString() : "none");
    });
  }
  add(view.ListTickets({}, 1000, ""), [&](const TicketPage& page) {
    for (const v1::Ticket& ticket : page.tickets) {
      absl::StrAppend(&text, ticket.DebugString());
    }
  });
  add(view.Summarize(), [&](const v1::SummarizeResponse& summary) {
    absl::StrAppend(&text, summary.DebugString());
  });
  return text;
}

class RenewedViewTest : public testing::Test {
 protected:
  RenewedViewTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_) {
    history_.Create("east");
  }

  std::string Path(const std::string& name) const {
    return (directory_.path() / name).string();
  }

  static std::unique_ptr<ViewStore> OpenStore(const std::string& path) {
    auto store = ViewStore::Open(path);
    EXPECT_THAT(store, IsOk());
    return *std::move(store);
  }

  std::unique_ptr<LedgerView> OpenAtHead(ViewStore& store) const {
    auto view = OpenRenewedView(store, log_);
    EXPECT_THAT(view, IsOk());
    Catch(**view);
    return *std::move(view);
  }

  // Makes the ticket's row one that does not parse.
  void DamageRow(const ViewStore& store, const std::string& ticket) const {
    const std::string key = TicketRowKey(log_.Uid(), ticket, false);
    ASSERT_TRUE(AllRows(store).contains(key));
    ASSERT_TRUE(store.db().Put({}, key, "\xff").ok());
  }

  void ExpectFresh(const ViewStore& store) const {
    const auto fresh = OpenStore(Path("fresh"));
    OpenAtHead(*fresh);
    EXPECT_EQ(AllRows(store), AllRows(*fresh));
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
};

TEST_F(RenewedViewTest, IsMadeAgainWhenTheProjectorMeetsADamagedRow) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  history_.Add("b", Reported({}), absl::ZeroDuration());
  const auto store = OpenStore(Path("views"));
  const auto view = OpenAtHead(*store);
  DamageRow(*store, "a");
  history_.Add("a", StateRecorded(v1::TICKET_STATE_ACCEPTED),
               absl::ZeroDuration());
  EXPECT_THAT(view->Advance(), IsBehind());
  EXPECT_TRUE(view->Rebuilding());
  // No answer from views that know less than they did, and no way back.
  EXPECT_THAT(view->GetTicket("b", nullptr), IsBehind());
  EXPECT_EQ(view->Position(), 3);
  Catch(*view);
  EXPECT_FALSE(view->Rebuilding());
  EXPECT_EQ((*view->GetTicket("a", nullptr))->state(),
            v1::TICKET_STATE_ACCEPTED);
  ExpectFresh(*store);
}

TEST_F(RenewedViewTest, IsMadeAgainWhenAReaderMeetsADamagedRow) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  const auto store = OpenStore(Path("views"));
  const auto view = OpenAtHead(*store);
  DamageRow(*store, "a");
  EXPECT_THAT(view->GetTicket("a", nullptr), IsBehind());
  EXPECT_THAT(view->Summarize(), IsBehind());
  Catch(*view);
  EXPECT_TRUE(view->GetTicket("a", nullptr)->has_value());
  ExpectFresh(*store);
}

TEST_F(RenewedViewTest, IsMadeAgainWithTheOtherViewsOfTheStore) {
  EventLog& other = **log_store_->Create("west");
  History other_history(other);
  other_history.Create("west");
  other_history.Add("w", Reported({}), absl::ZeroDuration());
  history_.Add("a", Reported({}), absl::ZeroDuration());
  const auto store = OpenStore(Path("views"));
  const auto view = OpenAtHead(*store);
  const auto west = *OpenRenewedView(*store, other);
  Catch(*west);
  DamageRow(*store, "a");
  EXPECT_THAT(view->GetTicket("a", nullptr), IsBehind());
  EXPECT_THAT(west->GetTicket("w", nullptr), IsBehind());
  Catch(*view);
  EXPECT_THAT(west->GetTicket("w", nullptr), IsBehind());
  EXPECT_EQ(west->Position(), 2);
  Catch(*west);
  EXPECT_TRUE(west->GetTicket("w", nullptr)->has_value());
}

TEST_F(RenewedViewTest, WaitsForWhoHoldsTheStore) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  const auto store = OpenStore(Path("views"));
  const auto view = OpenAtHead(*store);
  DamageRow(*store, "a");
  EXPECT_THAT(view->GetTicket("a", nullptr), IsBehind());
  {
    const auto hold = store->Hold();
    EXPECT_THAT(view->Advance(), IsBehind());
    EXPECT_EQ(store->generation(), 0);
  }
  Catch(*view);
  EXPECT_EQ(store->generation(), 1);
}

TEST_F(RenewedViewTest, KeepsItsRowsWhenTheLogIsDamaged) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  const auto store = OpenStore(Path("views"));
  const auto view = OpenAtHead(*store);
  history_.AddBytes({.kind = v1::STREAM_KIND_TICKET, .key = "b"}, "\xff");
  EXPECT_THAT(view->Advance(), FailsWith(absl::StatusCode::kDataLoss,
                                         v1::ERROR_REASON_RECORD_CORRUPT));
  EXPECT_FALSE(view->Rebuilding());
  EXPECT_TRUE(view->GetTicket("a", nullptr)->has_value());
}

// A bit that flips on the disk, wherever it is, costs time but no answer.
TEST_F(RenewedViewTest, AnswersRightWhicheverByteFlips) {
  std::mt19937 random(1);
  history_.AddRandom(400, 60, random);
  std::vector<std::string> ids;
  std::string want;
  bool failed = false;
  {
    const auto store = OpenStore(Path("views"));
    const auto view = OpenAtHead(*store);
    ids = *view->TicketIds("", 1000);
    want = Answers(*view, ids, failed);
    ASSERT_FALSE(failed);
    ASSERT_TRUE(store->db().Flush({}).ok());
  }
  int renewed = 0;
  for (int i = 0; i < 40; ++i) {
    SCOPED_TRACE(i);
    const std::string copy = Path(absl::StrCat("copy", i));
    fs::copy(Path("views"), copy, fs::copy_options::recursive);
    for (const auto& file : fs::directory_iterator(copy)) {
      if (file.path().extension() != ".sst") continue;
      std::fstream bytes(file.path(), std::ios::in | std::ios::out);
      const auto place = static_cast<std::streamoff>(file.file_size() * i / 40);
      const int byte = bytes.seekg(place).get();
      bytes.seekp(place).put(static_cast<char>(byte ^ 0x10));
    }
    const auto store = OpenStore(copy);
    const auto view = OpenAtHead(*store);
    failed = false;
    const std::string got = Answers(*view, ids, failed);
    EXPECT_EQ(view->Rebuilding(), failed);
    if (failed) {
      ++renewed;
      Catch(*view);
      failed = false;
      EXPECT_EQ(Answers(*view, ids, failed), want);
      EXPECT_FALSE(failed);
    } else {
      EXPECT_EQ(got, want);
    }
  }
  EXPECT_GT(renewed, 0);
}

}  // namespace
}  // namespace workledger
