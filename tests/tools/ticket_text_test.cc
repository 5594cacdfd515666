#include "tools/workledger/ticket_text.h"

#include <sstream>
#include <string>

#include "engine/base/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2025, 3, 3, 9), absl::UTCTimeZone());

v1::Ticket Lamp() {
  v1::Ticket ticket;
  ticket.set_ticket("r-1");
  ticket.set_number(12);
  ticket.set_state(v1::TICKET_STATE_IN_PROGRESS);
  ticket.set_priority(v1::PRIORITY_P3);
  ticket.set_location("A/5F/507");
  ticket.set_category("electrical/lighting");
  ticket.mutable_assignee()->set_party("huadian");
  ticket.mutable_assignee()->set_person("chen");
  ticket.mutable_text()->set_clear("走廊灯不亮");
  *ticket.mutable_milestones()->mutable_report_time() =
      ToTimestamp(kNow - absl::Hours(26));
  return ticket;
}

std::string Text(const Table& table) {
  std::ostringstream out;
  table.Print(out);
  return out.str();
}

TEST(TicketTextTest, ShowsAQueueInShortForms) {
  v1::Ticket held = Lamp();
  held.set_ticket("r-2");
  held.mutable_hold()->set_reason(v1::HOLD_REASON_AWAIT_PARTS);
  v1::Ticket closed = Lamp();
  closed.set_ticket("r-3");
  closed.set_state(v1::TICKET_STATE_CLOSED);
  Table table = TicketTable();
  for (const v1::Ticket& ticket : {Lamp(), held, closed}) {
    AddTicket(ticket, kNow, table);
  }
  EXPECT_EQ(
      Text(table),
      "NO  TICKET  PRIORITY  STATE                                         "
      "AGE  LOCATION  CATEGORY             ASSIGNEE      TEXT\n"
      "12  r-1     p3 一般   in-progress 处理中                          "
      "1d 2h  A/5F/507  electrical/lighting  huadian/chen  走廊灯不亮\n"
      "12  r-2     p3 一般   in-progress 处理中, held: await-parts 待料  "
      "1d 2h  A/5F/507  electrical/lighting  huadian/chen  走廊灯不亮\n"
      "12  r-3     p3 一般   closed 办结                                 "
      "    -  A/5F/507  electrical/lighting  huadian/chen  走廊灯不亮\n");
}

TEST(TicketTextTest, ShowsWhatIsSetOfATicket) {
  const std::string text = Text(TicketDetails(Lamp(), absl::UTCTimeZone()));
  EXPECT_THAT(text, HasSubstr("category  electrical/lighting\n"));
  EXPECT_THAT(text, HasSubstr("reported  2025-03-02 07:00:00\n"));
  EXPECT_THAT(text, Not(HasSubstr("closed")));
  EXPECT_THAT(text, Not(HasSubstr("closure code")));
}

TEST(TicketTextTest, NeverShowsSealedText) {
  v1::Ticket ticket = Lamp();
  ticket.mutable_text()->set_sealed("\x01\x02");
  EXPECT_THAT(Text(TicketDetails(ticket, absl::UTCTimeZone())),
              HasSubstr("text      (sealed)\n"));
}

TEST(TicketTextTest, ShowsCountsWithoutEmptyTables) {
  v1::SummarizeResponse summary;
  summary.set_position(9);
  summary.set_tickets(3);
  summary.set_open(2);
  v1::StateCount& state = *summary.add_states();
  state.set_state(v1::TICKET_STATE_ON_SITE);
  state.set_tickets(2);
  state.set_held(1);
  v1::HoldCount& hold = *summary.add_holds();
  hold.set_reason(v1::HOLD_REASON_OTHER);
  hold.set_label("for a problem");
  hold.set_tickets(1);
  std::ostringstream out;
  PrintSummary(summary, out);
  EXPECT_EQ(out.str(),
            "3 tickets, 2 open, 0 reopens, at position 9\n"
            "\n"
            "STATE           TICKETS  HELD\n"
            "on-site 已到场        2     1\n"
            "\n"
            "HELD FOR                    TICKETS\n"
            "other 其他 (for a problem)        1\n");
}

TEST(TicketTextTest, CountsOneInTheSingular) {
  v1::SummarizeResponse summary;
  summary.set_position(2);
  summary.set_tickets(1);
  summary.set_reopens(1);
  std::ostringstream out;
  PrintSummary(summary, out);
  EXPECT_THAT(out.str(), ::testing::StartsWith(
                             "1 ticket, 0 open, 1 reopen, at position 2\n"));
}

TEST(TicketTextTest, SumsUpWhatASummaryLeavesOut) {
  v1::SummarizeResponse summary;
  summary.add_holds()->set_reason(v1::HOLD_REASON_AWAIT_PARTS);
  summary.mutable_rest_holds()->set_rows(2);
  summary.mutable_rest_holds()->set_tickets(3);
  summary.add_categories()->set_value("water");
  summary.mutable_rest_categories()->set_rows(4);
  summary.mutable_rest_categories()->set_tickets(50);
  summary.mutable_rest_categories()->set_open(6);
  summary.add_assignees()->set_value("acme");
  summary.mutable_rest_assignees()->set_rows(7);
  std::ostringstream out;
  PrintSummary(summary, out);
  EXPECT_THAT(out.str(), HasSubstr("(2 others)"));
  EXPECT_THAT(out.str(), HasSubstr("(4 others)       50     6\n"));
  EXPECT_THAT(out.str(), HasSubstr("(7 others)"));
}

}  // namespace
}  // namespace workledger
