#include "tools/workledger/due_text.h"

#include <sstream>

#include "engine/base/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Monday, 17:00 in Shanghai.
constexpr absl::Time kNow = absl::FromUnixSeconds(1740992400);

v1::Ticket Lamp() {
  v1::Ticket ticket;
  ticket.set_ticket("r-1");
  ticket.set_number(12);
  ticket.set_state(v1::TICKET_STATE_IN_PROGRESS);
  ticket.set_priority(v1::PRIORITY_P3);
  ticket.set_location("A/5F");
  ticket.mutable_assignee()->set_party("huadian");
  return ticket;
}

// Due tomorrow at 10:00; two hours of open time are left.
v1::ClockValue Resolution() {
  v1::ClockValue clock;
  v1::ClockKey& key = *clock.mutable_terms()->mutable_clock();
  key.set_metric(v1::METRIC_RESOLUTION);
  key.set_party(v1::CLOCK_PARTY_SLA);
  clock.set_state(v1::CLOCK_STATE_RUNNING);
  *clock.mutable_due_time() = ToTimestamp(kNow + absl::Hours(17));
  clock.set_remaining_millis(absl::ToInt64Milliseconds(absl::Hours(2)));
  return clock;
}

std::string Row(const v1::ClockValue* clock) {
  Table table = DueTable();
  const absl::TimeZone shanghai = absl::FixedTimeZone(8 * 3600);
  AddDueTicket(Lamp(), clock, {.now = kNow, .zone = shanghai}, table);
  std::ostringstream out;
  table.Print(out);
  const std::string text = out.str();
  return text.substr(text.find('\n') + 1);
}

TEST(DueTextTest, ShowsOpenAndWallTimeLeft) {
  const v1::ClockValue clock = Resolution();
  const std::string row = Row(&clock);
  EXPECT_THAT(row, HasSubstr("sla resolution  2025-03-04 10:00:00"));
  EXPECT_THAT(row, HasSubstr(" 2h 0m "));
  EXPECT_THAT(row, HasSubstr(" 17h 0m "));
}

TEST(DueTextTest, ShowsHowLongItIsOverdue) {
  v1::ClockValue clock = Resolution();
  clock.set_state(v1::CLOCK_STATE_BREACHED_RUNNING);
  *clock.mutable_due_time() = ToTimestamp(kNow - absl::Hours(30));
  clock.set_remaining_millis(-absl::ToInt64Milliseconds(absl::Minutes(40)));
  const std::string row = Row(&clock);
  EXPECT_THAT(row, HasSubstr(" -40m "));
  EXPECT_THAT(row, HasSubstr(" -1d 6h "));
}

TEST(DueTextTest, ShowsNoDeadlineOfAClockThatIsStopped) {
  v1::ClockValue clock = Resolution();
  clock.set_state(v1::CLOCK_STATE_PAUSED);
  const std::string row = Row(&clock);
  EXPECT_THAT(row, HasSubstr("sla resolution  paused"));
  EXPECT_THAT(row, HasSubstr(" 2h 0m "));
  EXPECT_THAT(row, Not(HasSubstr("2025")));
}

TEST(DueTextTest, ShowsTicketsWithoutAClock) {
  EXPECT_THAT(Row(nullptr), HasSubstr("处理中"));
  EXPECT_EQ(DueJson(Lamp(), nullptr).find("\"clock\""), std::string::npos);
}

TEST(DueTextTest, PutsTheClockBesideTheTicket) {
  const v1::ClockValue clock = Resolution();
  const std::string json = DueJson(Lamp(), &clock);
  EXPECT_THAT(json, testing::StartsWith("{\"ticket\":{"));
  EXPECT_THAT(json, HasSubstr(",\"clock\":{"));
  EXPECT_THAT(json, HasSubstr("\"remaining_millis\":\"7200000\""));
}

}  // namespace
}  // namespace workledger
