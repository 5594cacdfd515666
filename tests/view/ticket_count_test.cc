#include "engine/view/ticket_count.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

v1::Ticket Parse(const std::string& text) {
  v1::Ticket ticket;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &ticket));
  return ticket;
}

std::string Counted(v1::CountBy by) {
  TicketCount count(by, [](const v1::Ticket&) { return "2-3"; });
  count.Add(
      Parse("kind: TICKET_KIND_REPAIR state: TICKET_STATE_ON_SITE priority: "
            "PRIORITY_P1 category: 'water' location: 'north' "
            "assignee { party: 'p' person: 'li' } "
            "hold { reason: HOLD_REASON_OTHER label: 'x' }"));
  count.Add(Parse("kind: TICKET_KIND_REPAIR state: TICKET_STATE_CLOSED"));
  return count.Render().ShortDebugString();
}

TEST(TicketCountTest, CountsByWhatIsAsked) {
  const std::string rest = " tickets: 2";
  EXPECT_EQ(Counted(v1::COUNT_BY_KIND),
            "counts { value: \"REPAIR\" tickets: 2 open: 1 }" + rest);
  EXPECT_EQ(Counted(v1::COUNT_BY_STATE),
            "counts { value: \"CLOSED\" tickets: 1 } counts { value: "
            "\"ON_SITE\" tickets: 1 open: 1 }" +
                rest);
  const std::string none = "counts { tickets: 1 } counts { value: \"";
  const std::string one = "\" tickets: 1 open: 1 }" + rest;
  EXPECT_EQ(Counted(v1::COUNT_BY_PRIORITY), none + "P1" + one);
  EXPECT_EQ(Counted(v1::COUNT_BY_PARTY), none + "p" + one);
  EXPECT_EQ(Counted(v1::COUNT_BY_HOLD_REASON), none + "OTHER" + one);
  EXPECT_EQ(Counted(v1::COUNT_BY_CATEGORY), none + "water" + one);
  EXPECT_EQ(Counted(v1::COUNT_BY_LOCATION), none + "north" + one);
  EXPECT_EQ(Counted(v1::COUNT_BY_PERSON), none + "li" + one);
  // What has ended has no age.
  EXPECT_EQ(Counted(v1::COUNT_BY_AGE), none + "2-3" + one);
}

TEST(TicketCountTest, NamesNobodyOfConfidentialTickets) {
  TicketCount count(v1::COUNT_BY_PERSON);
  count.Add(Parse("confidential: true assignee { party: 'p' person: 'li' }"));
  EXPECT_EQ(count.Render().ShortDebugString(),
            "counts { tickets: 1 open: 1 } tickets: 1");
}

TEST(TicketCountTest, SumsUpTheValuesBeyondTheLimit) {
  TicketCount count(v1::COUNT_BY_CATEGORY);
  v1::Ticket ticket = Parse("state: TICKET_STATE_REPORTED");
  for (size_t i = 0; i < kSummaryRowsMax; ++i) {
    ticket.set_category(absl::StrCat("many-", i));
    count.Add(ticket);
    count.Add(ticket);
  }
  EXPECT_FALSE(count.Render().has_rest());
  ticket.set_category("few");
  count.Add(ticket);
  const v1::CountTicketsResponse response = count.Render();
  EXPECT_EQ(response.counts_size(), kSummaryRowsMax);
  EXPECT_EQ(response.rest().ShortDebugString(), "rows: 1 tickets: 1 open: 1");
  EXPECT_EQ(response.tickets(), 2 * kSummaryRowsMax + 1);
}

}  // namespace
}  // namespace workledger
