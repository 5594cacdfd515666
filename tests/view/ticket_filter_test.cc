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
        state: TICKET_STATE_IN_PROGRESS
        priority: PRIORITY_P2
        category: "water/tap"
        location: "north"
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
        Case{"location: 'nor'", false}, Case{"category: 'water/tap'", true},
        Case{"category: 'water'", true}, Case{"category: 'wat'", false},
        Case{"category: 'water/tap/x'", false},
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

}  // namespace
}  // namespace workledger
