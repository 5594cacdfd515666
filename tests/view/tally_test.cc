#include "engine/view/tally.h"

#include "engine/view/row.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

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
