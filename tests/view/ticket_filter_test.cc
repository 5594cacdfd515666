#include "engine/view/ledger_view.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

struct Case {
  const char* filter;
  bool matches;
};

class TicketFilterTest : public testing::TestWithParam<Case> {};

TEST_P(TicketFilterTest, MatchesWhatEveryFieldSays) {
  v1::Ticket ticket;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        version: 1
        number: 1204
        kind: TICKET_KIND_CLEANING
        title: "Lamp in the Hall 灯"
        state: TICKET_STATE_IN_PROGRESS
        priority: PRIORITY_P2
        category: "water/tap"
        location: "north/b1/2"
        assignee { party: "acme" person: "li" }
        hold { reason: HOLD_REASON_AWAIT_PARTS }
        milestones { report_time { seconds: 100 } })pb",
      &ticket));
  v1::TicketFilter filter;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(GetParam().filter,
                                                            &filter));
  EXPECT_EQ(Matches(filter, ticket), GetParam().matches) << GetParam().filter;
}

INSTANTIATE_TEST_SUITE_P(
    Fields, TicketFilterTest,
    testing::Values(
        Case{"", true}, Case{"states: TICKET_STATE_IN_PROGRESS", true},
        Case{"states: [TICKET_STATE_CLOSED, TICKET_STATE_IN_PROGRESS]", true},
        Case{"states: TICKET_STATE_CLOSED", false},
        Case{"hold_reasons: HOLD_REASON_AWAIT_PARTS", true},
        Case{"hold_reasons: HOLD_REASON_OTHER", false},
        Case{"assignee_party: 'acme'", true},
        Case{"assignee_party: 'acm'", false},
        Case{"assignee_person: 'li'", true},
        Case{"assignee_person: 'wang'", false}, Case{"location: 'north'", true},
        Case{"location: 'north/b1/2'", true}, Case{"location: 'nor'", false},
        Case{"location: 'north/b1/2/x'", false},
        Case{"kinds: TICKET_KIND_CLEANING", true},
        Case{"kinds: [TICKET_KIND_REPAIR, TICKET_KIND_SERVICE]", false},
        Case{"title: 'in the hall'", true}, Case{"title: 'LAMP'", true},
        Case{"title: '灯'", true}, Case{"title: 'lamps'", false},
        Case{"number_prefix: '12'", true}, Case{"number_prefix: '1204'", true},
        Case{"number_prefix: '20'", false},
        Case{"number_prefix: '12040'", false},
        Case{"close_start_time { seconds: 1 }", false},
        Case{"close_end_time { seconds: 9999 }", false},
        Case{"category: 'water/tap'", true}, Case{"category: 'water'", true},
        Case{"category: 'wat'", false}, Case{"category: 'water/tap/x'", false},
        Case{"category: 'power'", false}, Case{"priorities: PRIORITY_P2", true},
        Case{"priorities: PRIORITY_P1", false}, Case{"terminal: false", true},
        Case{"terminal: true", false}, Case{"held: true", true},
        Case{"held: false", false},
        Case{"report_start_time { seconds: 100 }", true},
        Case{"report_start_time { seconds: 100 nanos: 1 }", false},
        Case{"report_end_time { seconds: 100 }", false},
        Case{"report_end_time { seconds: 100 nanos: 1 }", true},
        Case{"terminal: false location: 'south'", false}));

TEST(TicketFilterTest, MatchesNoHoldReasonWithoutAHold) {
  v1::TicketFilter filter;
  filter.add_hold_reasons(v1::HOLD_REASON_AWAIT_PARTS);
  EXPECT_FALSE(Matches(filter, v1::Ticket()));
}

TEST(TicketFilterTest, AsksWhenATicketEnded) {
  v1::Ticket ticket;
  ticket.set_state(v1::TICKET_STATE_CLOSED);
  ticket.mutable_milestones()->mutable_close_time()->set_seconds(100);
  v1::TicketFilter from;
  from.mutable_close_start_time()->set_seconds(100);
  v1::TicketFilter before;
  before.mutable_close_end_time()->set_seconds(100);
  EXPECT_TRUE(Matches(from, ticket));
  EXPECT_FALSE(Matches(before, ticket));
  before.mutable_close_end_time()->set_nanos(1);
  EXPECT_TRUE(Matches(before, ticket));
  // Opened again, it has not ended.
  ticket.set_state(v1::TICKET_STATE_ACCEPTED);
  EXPECT_FALSE(Matches(from, ticket));
}

}  // namespace
}  // namespace workledger
