#include "engine/view/tally.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/view/row.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

v1::Ticket HeldTicket() {
  return Parse<v1::Ticket>(R"pb(
    version: 3
    state: TICKET_STATE_IN_PROGRESS
    category: "water"
    assignee { party: "acme" }
    hold { reason: HOLD_REASON_OTHER label: "keys" }
    tallies { reopens: 2 })pb");
}

v1::Ticket ClosedTicket() {
  return Parse<v1::Ticket>(R"pb(
    version: 9
    state: TICKET_STATE_CLOSED
    category: "power")pb");
}

TEST(TallyTest, CountsTicketsByEverythingInOrder) {
  Tally tally;
  tally.Add(HeldTicket());
  tally.Add(ClosedTicket());
  EXPECT_EQ(tally.Render().DebugString(),
            Parse<v1::SummarizeResponse>(R"pb(
              tickets: 2
              open: 1
              states { state: TICKET_STATE_IN_PROGRESS tickets: 1 held: 1 }
              states { state: TICKET_STATE_CLOSED tickets: 1 }
              holds { reason: HOLD_REASON_OTHER label: "keys" tickets: 1 }
              categories { value: "power" tickets: 1 }
              categories { value: "water" tickets: 1 open: 1 }
              assignees { tickets: 1 }
              assignees { value: "acme" tickets: 1 open: 1 }
              reopens: 2)pb")
                .DebugString());
}

TEST(TallyTest, LeavesOutWhatIsZeroAgain) {
  Tally tally;
  tally.Add(HeldTicket());
  tally.Add(ClosedTicket());
  tally.Remove(ClosedTicket());
  tally.Remove(HeldTicket());
  EXPECT_EQ(tally.Render().DebugString(), "");
}

// A tally of `count` categories, of which the last has two tickets.
Tally ManyCategories(size_t count) {
  Tally tally;
  v1::Ticket ticket = ClosedTicket();
  for (size_t i = 0; i < count; ++i) {
    ticket.set_category(absl::StrFormat("c%04d", i));
    tally.Add(ticket);
  }
  ticket.set_category(absl::StrFormat("c%04d", count - 1));
  ticket.set_state(v1::TICKET_STATE_ON_SITE);
  tally.Add(ticket);
  return tally;
}

TEST(TallyTest, ListsAllRowsUpToTheLimit) {
  const auto summary = ManyCategories(kSummaryRowsMax).Render();
  EXPECT_EQ(summary.categories_size(), kSummaryRowsMax);
  EXPECT_FALSE(summary.has_rest_categories());
}

TEST(TallyTest, SumsUpTheSmallestRowsBeyondTheLimit) {
  const auto summary = ManyCategories(kSummaryRowsMax + 2).Render();
  ASSERT_EQ(summary.categories_size(), kSummaryRowsMax);
  EXPECT_EQ(summary.categories(0).value(), "c0000");
  EXPECT_EQ(summary.categories(998).value(), "c0998");
  // The last of all by key, kept for its two tickets.
  EXPECT_EQ(summary.categories(999).value(), "c1001");
  EXPECT_EQ(summary.rest_categories().DebugString(), "rows: 2\ntickets: 2\n");
}

TEST(TallyTest, LosesNoTicketBeyondTheLimit) {
  const std::vector<v1::TicketState> states = {v1::TICKET_STATE_ON_SITE,
                                               v1::TICKET_STATE_CLOSED};
  Tally tally;
  for (size_t i = 0; i <= kSummaryRowsMax; ++i) {
    v1::Ticket ticket = HeldTicket();
    ticket.set_state(states[i % 2]);
    const std::string word = absl::StrCat(i);
    ticket.set_category(word);
    ticket.mutable_assignee()->set_party(word);
    ticket.mutable_hold()->set_label(word);
    tally.Add(ticket);
  }
  const auto summary = tally.Render();
  uint64_t holds = summary.rest_holds().tickets();
  for (const auto& row : summary.holds()) holds += row.tickets();
  uint64_t open = summary.rest_assignees().open();
  for (const auto& row : summary.assignees()) open += row.open();
  EXPECT_EQ(summary.rest_holds().rows(), 1);
  EXPECT_EQ(summary.rest_categories().rows(), 1);
  EXPECT_EQ(summary.rest_assignees().rows(), 1);
  EXPECT_EQ(holds, summary.tickets());
  EXPECT_EQ(open, summary.open());
}

TEST(TallyTest, CountsNoTicketOfVersionZero) {
  Tally tally;
  tally.Add(v1::Ticket());
  EXPECT_TRUE(tally.Counters().empty());
}

TEST(TallyTest, CountsKnownHoldsWithoutTheirLabel) {
  v1::Ticket ticket = HeldTicket();
  ticket.mutable_hold()->set_reason(v1::HOLD_REASON_AWAIT_PARTS);
  Tally tally;
  tally.Add(ticket);
  ASSERT_EQ(tally.Render().holds_size(), 1);
  EXPECT_EQ(tally.Render().holds(0).label(), "");
}

TEST(TallyTest, CountsFindingsOfTheirEvents) {
  v1::Event event;
  event.mutable_conformance_found()->mutable_finding()->set_kind(
      v1::FINDING_KIND_UNKNOWN_STATE);
  Tally tally;
  tally.AddFinding(event);
  tally.AddFinding(event);
  tally.AddFinding(v1::Event());
  EXPECT_EQ(tally.Render().DebugString(),
            Parse<v1::SummarizeResponse>(R"pb(
              findings { kind: FINDING_KIND_UNKNOWN_STATE findings: 2 })pb")
                .DebugString());
}

TEST(TallyTest, ReadsBackTheRowsItGives) {
  const std::string uid(16, 'u');
  const size_t prefix_bytes = RowKey(uid, RowKind::kCounter).size();
  Tally tally;
  tally.Add(HeldTicket());
  tally.Add(ClosedTicket());
  Tally stored;
  for (const auto& [key, counter] : tally.Counters()) {
    const std::string row_key = CounterRowKey(uid, key);
    ASSERT_TRUE(
        AddCounterRow(row_key.substr(prefix_bytes), CounterRow(counter), stored)
            .ok());
  }
  EXPECT_EQ(stored.Counters(), tally.Counters());
}

TEST(TallyTest, RefusesRowsOfAnotherSize) {
  Tally tally;
  EXPECT_TRUE(absl::IsDataLoss(AddCounterRow("1234", CounterRow({}), tally)));
  EXPECT_TRUE(absl::IsDataLoss(AddCounterRow("12345", "short", tally)));
  EXPECT_TRUE(tally.Counters().empty());
}

}  // namespace
}  // namespace workledger
