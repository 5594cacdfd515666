#include "engine/view/work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "engine/view/path.h"
#include "google/protobuf/text_format.h"
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

v1::Event Parse(const std::string& text) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event))
      << text;
  return event;
}

class WorkTest : public testing::Test {
 protected:
  WorkTest()
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

  void Add(const std::string& ticket, const std::string& event) {
    history_.Add(ticket, Parse(event), absl::ZeroDuration());
  }

  // The rows by category.
  std::vector<std::string> Rows(
      std::string_view category = "",
      v1::TicketKind kind = v1::TICKET_KIND_UNSPECIFIED) {
    Catch();
    const auto response = view_->ReportWork(category, kind);
    EXPECT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->position(), log_.GetHead().position);
    std::vector<std::string> rows;
    for (const v1::WorkRow& row : response->rows()) {
      rows.push_back(row.ShortDebugString());
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

TEST_F(WorkTest, RollsUpAlongTheTree) {
  Add("a",
      "ticket_reported { kind: TICKET_KIND_REPAIR category: 'minor/mep' }");
  Add("b", "ticket_reported { kind: TICKET_KIND_REPAIR category: 'minor' }");
  Add("c", "ticket_reported { kind: TICKET_KIND_REPAIR category: 'minor-x' }");
  Add("a",
      "work_completed { quantities { item: 'lift' unit: 'piece' "
      "quantity_milli: 3000 } }");
  Add("a", "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  EXPECT_THAT(
      Rows(),
      ElementsAre(
          "tickets: 3 open: 2 done: 1 quantities { item: \"lift\" "
          "quantity_milli: 3000 unit: \"piece\" }",
          "category: \"minor\" tickets: 2 own_tickets: 1 open: 1 done: 1 "
          "quantities { item: \"lift\" quantity_milli: 3000 unit: \"piece\" }",
          "category: \"minor/mep\" tickets: 1 own_tickets: 1 done: 1 "
          "quantities { item: \"lift\" quantity_milli: 3000 unit: \"piece\" }",
          "category: \"minor-x\" tickets: 1 own_tickets: 1 open: 1"));
  EXPECT_EQ(Rows("minor").size(), 2);
  EXPECT_THAT(Rows("minor/mep/x"), ElementsAre("category: \"minor/mep/x\""));
}

TEST_F(WorkTest, MovesATicketWithItsCategoryAndState) {
  Add("a",
      "ticket_reported { kind: TICKET_KIND_REPAIR category: 'water/tap' }");
  EXPECT_EQ(Rows().size(), 3);
  Add("a", "details_recorded { category: 'power' }");
  EXPECT_THAT(Rows(), ElementsAre("tickets: 1 open: 1",
                                  "category: \"power\" tickets: 1 own_tickets: "
                                  "1 open: 1"));
  Add("a", "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  EXPECT_THAT(Rows("power"), ElementsAre("category: \"power\" tickets: 1 "
                                         "own_tickets: 1 done: 1"));
  Add("a", "ticket_reopened { cycle: 2 }");
  EXPECT_THAT(Rows("power"), ElementsAre("category: \"power\" tickets: 1 "
                                         "own_tickets: 1 open: 1"));
}

TEST_F(WorkTest, CountsPeopleHazardsAndDrillsOfWhatIsDone) {
  const std::string duty =
      "ticket_reported { kind: TICKET_KIND_SECURITY category: 'duty' ";
  Add("a", duty + "headcount: 40 }");
  Add("b", duty + "headcount: 60 }");
  Add("c", duty + "headcount: 500 drill: true }");
  Add("d",
      "ticket_reported { kind: TICKET_KIND_REPAIR category: 'hazard' hazard: "
      "true }");
  Add("a", "ticket_closed { closure_code: CLOSURE_CODE_UNRESOLVED }");
  Add("c", "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  Add("d", "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  EXPECT_THAT(
      Rows("duty", v1::TICKET_KIND_SECURITY),
      ElementsAre("category: \"duty\" tickets: 2 own_tickets: 2 open: 1 "
                  "done: 1 headcount: 40 drills: 1"));
  EXPECT_THAT(Rows("hazard"),
              ElementsAre("category: \"hazard\" tickets: 1 own_tickets: 1 "
                          "done: 1 hazards: 1 hazards_done: 1"));
  EXPECT_THAT(Rows("", v1::TICKET_KIND_CLEANING), ElementsAre(""));
}

TEST_F(WorkTest, StaysAnExactSumWhateverHappens) {
  std::mt19937 random(1);
  history_.AddRandom(3000, 200, random);
  Catch();
  const auto response = view_->ReportWork("", v1::TICKET_KIND_UNSPECIFIED);
  ASSERT_TRUE(response.ok()) << response.status();
  WorkTotals wanted;
  const auto ids = view_->TicketIds("", 1000);
  ASSERT_TRUE(ids.ok()) << ids.status();
  for (const std::string& id : *ids) {
    wanted.Add(**view_->GetTicket(id, nullptr));
  }
  std::map<std::string, uint64_t> tickets;
  std::map<std::string, uint64_t> below;
  for (const v1::WorkRow& row : response->rows()) {
    const WorkFigures& figures =
        wanted.rows().at({v1::TICKET_KIND_REPAIR, row.category()});
    EXPECT_EQ(row.tickets(), figures.tickets) << row.category();
    EXPECT_EQ(row.open(), figures.open) << row.category();
    EXPECT_EQ(row.done(), figures.done) << row.category();
    tickets[row.category()] = row.tickets() - row.own_tickets();
    if (!row.category().empty()) {
      below[std::string(ParentOf(row.category()))] += row.tickets();
    }
  }
  EXPECT_GT(tickets.size(), 5);
  for (const auto& [category, sum] : tickets) {
    EXPECT_EQ(below[category], sum) << category;
  }
}

TEST(WorkTotalsTest, RemovingUndoesAdding) {
  v1::Ticket ticket;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "version: 1 kind: TICKET_KIND_CLEANING category: 'a/b' state: "
      "TICKET_STATE_CLOSED closure_code: CLOSURE_CODE_NOT_INSPECTED "
      "headcount: 3 done_quantities { item: 'x' unit: 'm' quantity_milli: 5 }",
      &ticket));
  EXPECT_TRUE(IsDone(ticket));
  WorkTotals totals;
  totals.Add(ticket);
  ASSERT_EQ(totals.rows().size(), 3);
  for (const auto& [key, figures] : totals.rows()) {
    EXPECT_FALSE(figures.Empty()) << key.second;
  }
  totals.Remove(ticket);
  for (const auto& [key, figures] : totals.rows()) {
    EXPECT_TRUE(figures.Empty()) << key.second;
  }
  WorkTotals none;
  none.Add(v1::Ticket());
  EXPECT_THAT(none.rows(), IsEmpty());
}

TEST_F(WorkTest, RefusesMoreRowsThanAReportHolds) {
  const auto put = [this](size_t first, size_t end) {
    rocksdb::WriteBatch batch;
    WorkTotals totals;
    v1::Ticket ticket;
    ticket.set_version(1);
    ticket.set_kind(v1::TICKET_KIND_REPAIR);
    for (size_t i = first; i < end; ++i) {
      ticket.set_category(absl::StrCat("c-", i));
      totals.Add(ticket);
    }
    ASSERT_TRUE(totals.AddTo(store_->db(), log_.Uid(), batch).ok());
    ASSERT_TRUE(store_->db().Write({}, &batch).ok());
  };
  // With the row of all work.
  put(0, kWorkRowsMax - 1);
  EXPECT_EQ(Rows().size(), kWorkRowsMax);
  put(kWorkRowsMax - 1, kWorkRowsMax);
  const absl::Status status =
      view_->ReportWork("", v1::TICKET_KIND_UNSPECIFIED).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << status;
  EXPECT_EQ(ErrorOf(status).field(), "category");
  EXPECT_THAT(Rows("c-7"),
              ElementsAre("category: \"c-7\" tickets: 1 own_tickets: 1 "
                          "open: 1"));
}

TEST(IsDoneTest, AsksForAnEndWithWorkDone) {
  v1::Ticket ticket;
  ticket.set_kind(v1::TICKET_KIND_REPAIR);
  ticket.set_state(v1::TICKET_STATE_CLOSED);
  EXPECT_FALSE(IsDone(ticket));
  ticket.set_closure_code(v1::CLOSURE_CODE_NO_FAULT);
  EXPECT_FALSE(IsDone(ticket));
  ticket.set_closure_code(v1::CLOSURE_CODE_FIXED);
  EXPECT_TRUE(IsDone(ticket));
  ticket.set_state(v1::TICKET_STATE_VERIFIED);
  EXPECT_FALSE(IsDone(ticket));
  ticket.set_kind(v1::TICKET_KIND_SECURITY);
  ticket.set_state(v1::TICKET_STATE_FALSE_ALARM);
  EXPECT_FALSE(IsDone(ticket));
  ticket.set_state(v1::TICKET_STATE_CLOSED);
  ticket.set_closure_code(v1::CLOSURE_CODE_NO_FAULT);
  EXPECT_TRUE(IsDone(ticket));
}

TEST(PathTest, NamesWhatAPathLiesIn) {
  EXPECT_THAT(PathsDownTo("a/b/c"), ElementsAre("a", "a/b", "a/b/c"));
  EXPECT_THAT(PathsDownTo("a//b/"), ElementsAre("a", "a/", "a//b", "a//b/"));
  EXPECT_THAT(PathsDownTo("/a"), ElementsAre("/a"));
  EXPECT_THAT(PathsDownTo(""), IsEmpty());
  EXPECT_EQ(ParentOf("a/b/c"), "a/b");
  EXPECT_EQ(ParentOf("a"), "");
  EXPECT_TRUE(InSubtree("a/b", "a"));
  EXPECT_TRUE(InSubtree("a", "a"));
  EXPECT_TRUE(InSubtree("a", ""));
  EXPECT_FALSE(InSubtree("ab", "a"));
  EXPECT_FALSE(InSubtree("a", "a/b"));
  EXPECT_TRUE(TreeLess("a/b", "a-b"));
  EXPECT_TRUE(TreeLess("a", "a/b"));
  EXPECT_FALSE(TreeLess("b", "a/b"));
}

}  // namespace
}  // namespace workledger
