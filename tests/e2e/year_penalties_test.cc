// The penalties of a bureau's year: each has its ground, costs to the fen what
// its clause says, and ends in a settlement that can be worked out again.

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/base/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/calendar/reference_calendar.h"
#include "tests/e2e/bureau_year.h"
#include "tools/workledger/simulate/hours.h"
#include "tools/workledger/simulate/terms.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/clock_service.pb.h"

namespace workledger {
namespace {

using v1::Event;

constexpr char kVisitClause[] = "4.1";
constexpr char kWorkClause[] = "4.2";
constexpr char kScoreClause[] = "5.1";
constexpr char kRectifyClause[] = "5.2";

std::vector<v1::PenaltyMonth> Months() {
  v1::ListPenaltyMonthsRequest request;
  request.set_ledger("year");
  request.set_page_size(1000);
  std::vector<v1::PenaltyMonth> months;
  do {
    const auto page = BureauYearTest::client().Call(
        &v1::ClockService::Stub::ListPenaltyMonths, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    months.insert(months.end(), page->months().begin(), page->months().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return months;
}

std::map<std::string, const v1::Ticket*> ByName() {
  std::map<std::string, const v1::Ticket*> tickets;
  for (const v1::Ticket& ticket : BureauYearTest::Folds()) {
    tickets[ticket.ticket()] = &ticket;
  }
  return tickets;
}

const ReferenceCalendar& Office() {
  static const auto* const office = [] {
    for (const auto& entry : BureauYearTest::Rows<v1::CatalogueEntry>(
             {"catalogue", "show", "calendar"})) {
      if (entry.item().calendar().code() == kOfficeCalendar) {
        return new ReferenceCalendar(entry.item().calendar());
      }
    }
    return new ReferenceCalendar(v1::Calendar());
  }();
  return *office;
}

// Started hours of the office's time from the deadline, which is on the hour as
// the office's intervals are, to the stop.
int64_t LateHours(const v1::Clock& clock) {
  const absl::Time due = FromTimestamp(clock.breach().due_time());
  EXPECT_EQ(absl::ToUnixSeconds(due) % 3600, 0);
  int64_t hours = 0;
  for (absl::Time hour = due; hour < FromTimestamp(clock.stop_time());
       hour += absl::Hours(1)) {
    if (Office().IsOpen(hour)) ++hours;
  }
  return hours;
}

// What the clause says of the penalty, from the ticket alone.
int64_t FenOf(const v1::Penalty& penalty, const v1::Ticket& ticket) {
  if (penalty.clause() == kScoreClause) {
    return 1'000 * (ticket.scoring().full_score() - ticket.scoring().score());
  }
  if (penalty.clause() == kRectifyClause) return 50'000;
  if (penalty.clause() == kVisitClause) {
    return penalty.repeat() > 1 ? 7'500 : 5'000;
  }
  for (const v1::Clock& clock : ticket.clocks()) {
    if (clock.terms().clock().SerializeAsString() !=
        penalty.clock().SerializeAsString()) {
      continue;
    }
    return std::min<int64_t>(20'000 + 1'000 * LateHours(clock), 35'000);
  }
  return 0;
}

TEST_F(BureauYearTest, ChargesWhatTheClausesSayToTheFen) {
  const auto tickets = ByName();
  std::map<std::string, uint64_t> clauses;
  int64_t fen = 0;
  for (const v1::PenaltyMonth& month : Months()) {
    std::map<std::string, uint32_t> repeats;
    for (const v1::Penalty& penalty : month.penalties()) {
      ++clauses[penalty.clause()];
      EXPECT_EQ(penalty.repeat(), ++repeats[penalty.clause()]);
      ASSERT_TRUE(tickets.contains(penalty.ticket())) << penalty.ticket();
      EXPECT_EQ(penalty.proposed_fen(),
                FenOf(penalty, *tickets.at(penalty.ticket())))
          << month.contract() << " " << month.month() << " "
          << penalty.penalty();
      fen += penalty.proposed_fen();
    }
  }
  EXPECT_GT(fen, 0);
  // Every breach of somebody under a contract is charged, once; so is every
  // score that fails.
  std::map<std::string, uint64_t> grounds;
  for (const v1::Ticket& ticket : Folds()) {
    if (ticket.scoring().rounds() > 0) ++grounds[kScoreClause];
    for (const v1::Clock& clock : ticket.clocks()) {
      if (!clock.has_breach() || clock.terms().contract().empty()) continue;
      const v1::Metric metric = clock.terms().clock().metric();
      ++grounds[metric == v1::METRIC_RECTIFY      ? kRectifyClause
                : metric == v1::METRIC_RESOLUTION ? kWorkClause
                                                  : kVisitClause];
    }
  }
  EXPECT_THAT(clauses, testing::ContainerEq(grounds));
  EXPECT_EQ(clauses.size(), 4u);
  uint64_t proposed = 0;
  VisitEvents({Event::kPenaltyProposed},
              [&](const v1::Record&, const Event&) { ++proposed; });
  uint64_t charged = 0;
  for (const auto& [clause, count] : clauses) charged += count;
  EXPECT_EQ(proposed, charged);
}

// A month's account, worked out from its penalties.
void ExpectSettled(const v1::PenaltyMonth& month) {
  const v1::Settlement& settlement = month.settlement();
  int64_t fen = 0;
  int64_t points = 0;
  for (const v1::Penalty& penalty : month.penalties()) {
    const bool stands = penalty.state() == v1::PENALTY_STATE_CONFIRMED ||
                        penalty.state() == v1::PENALTY_STATE_REDUCED;
    EXPECT_TRUE(stands || penalty.state() == v1::PENALTY_STATE_WAIVED)
        << penalty.penalty();
    if (!stands) continue;
    fen += penalty.amount_fen();
    points += penalty.points();
  }
  const int64_t score = std::max<int64_t>(100 - points, 0);
  const int64_t percent = score >= 85 ? 100 : 15 + score;
  EXPECT_EQ(settlement.score(), static_cast<uint32_t>(score));
  EXPECT_EQ(settlement.pay_percent(), static_cast<uint32_t>(percent));
  EXPECT_EQ(settlement.penalty_fen(), fen);
  EXPECT_EQ(settlement.capped_fen(), std::min<int64_t>(fen, 1'200'000));
  EXPECT_EQ(settlement.paid_fen(), 120'000 * percent - settlement.capped_fen());
}

TEST_F(BureauYearTest, SettlesEveryMonthThatIsOver) {
  constexpr uint32_t kLastMonth = 202512;
  std::map<v1::PenaltyState, uint64_t> states;
  uint64_t settled = 0;
  for (const v1::PenaltyMonth& month : Months()) {
    for (const v1::Penalty& penalty : month.penalties()) {
      ++states[penalty.state()];
    }
    EXPECT_EQ(month.settled(), month.month() < kLastMonth)
        << month.contract() << " " << month.month();
    if (!month.settled()) continue;
    ++settled;
    ExpectSettled(month);
  }
  EXPECT_EQ(settled, 11 * Contractors().size());
  std::map<v1::PenaltyState, uint64_t> decided;
  VisitEvents(
      {Event::kPenaltyConfirmed, Event::kPenaltyReduced, Event::kPenaltyWaived},
      [&](const v1::Record&, const Event& event) {
        ++decided[event.has_penalty_confirmed() ? v1::PENALTY_STATE_CONFIRMED
                  : event.has_penalty_reduced() ? v1::PENALTY_STATE_REDUCED
                                                : v1::PENALTY_STATE_WAIVED];
      });
  for (const auto& [state, count] : decided) {
    EXPECT_EQ(states[state], count) << state;
    EXPECT_GT(count, 0u) << state;
  }
  EXPECT_EQ(decided.size(), 3u);
}

}  // namespace
}  // namespace workledger
