// Inspection rounds: what is found on them, and the score.

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/inspection_scene.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

TEST_F(InspectionDecideTest, FindingOpensATicket) {
  Keep(kRubric);
  ledger_.set_last_number(7);
  Lead(v1::INSPECTION_STATE_OPEN);
  const auto streams = Do(RoundOrder(kFinding));
  ASSERT_EQ(streams.size(), 2u);
  EXPECT_EQ(TextOf(streams[0]),
            "STREAM_KIND_INSPECTION i-1 " +
                Happened("finding_raised { ticket: 't-9' location: "
                         "'north/1/101' rubric_item: 'floor' points: 3 "
                         "hazard: true }")
                    .ShortDebugString());
  EXPECT_EQ(TextOf(streams[1]),
            "STREAM_KIND_TICKET t-9 " +
                Happened("ticket_reported { kind: TICKET_KIND_CLEANING "
                         "number: 8 channel: CHANNEL_INSPECTION "
                         "first_owner: 'sun' location: 'north/1/101' "
                         "category: 'cleaning/daily' priority: PRIORITY_P3 "
                         "title: 'dust' inspection: 'i-1' hazard: true "
                         "catalogue_position: 1 }")
                    .ShortDebugString());
  const v1::Ticket& ticket = folds_[{v1::STREAM_KIND_TICKET, "t-9"}].ticket();
  EXPECT_EQ(ticket.state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(ticket.inspection(), "i-1");
  EXPECT_TRUE(ticket.hazard());
  ASSERT_EQ(Round().findings_size(), 1);
  EXPECT_EQ(Round().findings(0).ticket(), "t-9");
  EXPECT_EQ(Round().findings(0).points(), 3u);
}

// As of any other report.
TEST_F(InspectionDecideTest, FindingOfADayAgoNeedsASupervisor) {
  Lead(v1::INSPECTION_STATE_OPEN);
  v1::Command command = RoundOrder(kFinding);
  *command.mutable_occur_time() =
      ToTimestamp(kNow - kBackdateMax - absl::Milliseconds(1));
  ExpectRefused(command, absl::StatusCode::kPermissionDenied,
                v1::ERROR_REASON_ROLE_REQUIRED, "occur_time");
  *command.mutable_actor() = Supervisor();
  EXPECT_TRUE(Try(command).ok());
  command = RoundOrder(kFinding);
  *command.mutable_occur_time() = ToTimestamp(kNow - kBackdateMax);
  EXPECT_TRUE(Try(command).ok());
}

TEST_F(InspectionDecideTest, FindingNamesItsTicketInTheAnswer) {
  v1::Command command = RoundOrder(kFinding);
  EXPECT_EQ(TicketIdOf(command), "t-9");
  command.mutable_raise_finding()->clear_ticket();
  EXPECT_EQ(TicketIdOf(command), DerivedTicketId("r-1"));
}

TEST_F(InspectionDecideTest, FindingRefusesWhatIsWrong) {
  Keep(kRubric);
  Keep("category { code: 'cleaning/daily' kind: TICKET_KIND_CLEANING }");
  Lead(v1::INSPECTION_STATE_OPEN);
  v1::Command command = RoundOrder(kFinding);
  v1::RaiseFinding& order = *command.mutable_raise_finding();
  const v1::RaiseFinding good = order;
  order.set_location("north/10");
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "raise_finding.location");
  order = good;
  order.set_kind(v1::TICKET_KIND_SERVICE);
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "raise_finding.kind");
  order = good;
  order.set_kind(v1::TICKET_KIND_REPAIR);
  ExpectRefused(command, kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "raise_finding.category");
  order = good;
  order.set_ticket("T9");
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "raise_finding.ticket");
  order = good;
  order.set_rubric_item("wall");
  ExpectRefused(command, kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "raise_finding.rubric_item");
  order = good;
  order.set_points(7);
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "raise_finding.points");
  order.set_points(6);
  Do(command);
  ExpectRefused(command, absl::StatusCode::kAlreadyExists,
                v1::ERROR_REASON_TICKET_EXISTS, "raise_finding.ticket");
  Keep("location { code: 'north/1' }");
  order.set_ticket("t-10");
  ExpectRefused(command, kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "raise_finding.location");
}

TEST_F(InspectionDecideTest, FindingIsNotScoredByARevisedRubric) {
  Keep(kRubric);
  Lead(v1::INSPECTION_STATE_OPEN);
  Keep(
      "rubric { code: 'daily' pass_points: 1 items { code: 'bin' points: 1 } "
      "}");
  EXPECT_FALSE(Do(RoundOrder(kFinding)).empty());
  Visit();
  Do(RoundOrder("close_round {}"));
  EXPECT_EQ(Round().score(), 7u);
  EXPECT_FALSE(Round().passed());
}

TEST_F(InspectionDecideTest, FindingsAreBounded) {
  Lead(v1::INSPECTION_STATE_OPEN);
  v1::Inspection& round =
      *folds_[{v1::STREAM_KIND_INSPECTION, "i-1"}].mutable_inspection();
  while (round.findings_size() < static_cast<int>(kRoundFindingsMax) - 1) {
    round.add_findings();
  }
  EXPECT_TRUE(Try(RoundOrder(kFinding)).ok());
  round.add_findings();
  ExpectRefused(RoundOrder(kFinding), kFailed, v1::ERROR_REASON_LIMIT_REACHED);
}

TEST_F(InspectionDecideTest, ScoreIsWhatTheFindingsLeave) {
  struct Case {
    uint32_t points;
    uint32_t score;
    bool passed;
  };
  Keep(kRubric);
  for (const Case& c : {Case{0, 10, true}, Case{1, 8, true}, Case{3, 4, false},
                        Case{6, 4, false}}) {
    SCOPED_TRACE(c.points);
    folds_.clear();
    Lead(v1::INSPECTION_STATE_OPEN);
    Visit();
    for (const char* ticket : {"t-9", "t-10"}) {
      v1::Command command = RoundOrder(kFinding);
      command.mutable_raise_finding()->set_ticket(ticket);
      command.mutable_raise_finding()->set_points(c.points);
      Do(command);
    }
    const auto streams = Do(RoundOrder("close_round {}"));
    ASSERT_EQ(streams.size(), 1u);
    const v1::RoundClosed& closed = streams[0].events[0].round_closed();
    EXPECT_EQ(closed.score(), c.score);
    EXPECT_EQ(closed.full_score(), 10u);
    EXPECT_EQ(closed.passed(), c.passed);
    EXPECT_EQ(Round().state(), v1::INSPECTION_STATE_CLOSED);
    EXPECT_EQ(Round().score(), c.score);
    EXPECT_EQ(Round().passed(), c.passed);
    EXPECT_TRUE(Round().has_close_time());
  }
}

TEST_F(InspectionDecideTest, CloseWantsEveryPlaceVisited) {
  Lead(v1::INSPECTION_STATE_OPEN);
  Do(RoundOrder("record_visit { location: 'north/1' }"));
  ExpectRefused(RoundOrder("close_round {}"), kFailed,
                v1::ERROR_REASON_LOCATIONS_OPEN);
  Do(RoundOrder("record_visit { location: 'north/2' }"));
  EXPECT_FALSE(Do(RoundOrder("close_round {}")).empty());
}

TEST_F(InspectionDecideTest, RoundWithoutARubricPassesWithoutFindings) {
  Lead(v1::INSPECTION_STATE_CLOSED);
  EXPECT_TRUE(Round().passed());
  ExpectRefused(RoundOrder("contest_round { reason: 'x' }", OfWuye()), kFailed,
                v1::ERROR_REASON_NOTHING_TO_ANSWER);
  folds_.clear();
  Lead(v1::INSPECTION_STATE_OPEN);
  Visit();
  Do(RoundOrder(kFinding));
  Do(RoundOrder("close_round {}"));
  EXPECT_FALSE(Round().passed());
}

TEST_F(InspectionDecideTest, ScoreIsContestedOnceAndDecidedByAnother) {
  Keep(kRubric);
  Lead(v1::INSPECTION_STATE_CONTESTED);
  EXPECT_TRUE(Round().contested());
  ExpectRefused(RoundOrder("decide_round { score: 11 }", Supervisor()),
                kInvalid, v1::ERROR_REASON_FIELD_INVALID, "decide_round.score");
  v1::Actor inspector = Supervisor();
  inspector.set_principal("sun");
  ExpectRefused(RoundOrder("decide_round { score: 9 }", inspector), kFailed,
                v1::ERROR_REASON_SECOND_PERSON_REQUIRED, "actor.principal");
  const auto streams =
      Do(RoundOrder("decide_round { score: 7 reason: 'dust' }", Supervisor()));
  ASSERT_EQ(streams.size(), 1u);
  EXPECT_EQ(TextOf(streams[0]),
            "STREAM_KIND_INSPECTION i-1 " +
                Happened("round_decided { score: 7 reason: 'dust' }")
                    .ShortDebugString());
  EXPECT_EQ(Round().state(), v1::INSPECTION_STATE_CLOSED);
  EXPECT_EQ(Round().score(), 7u);
  EXPECT_FALSE(Round().passed());
  ExpectRefused(RoundOrder("contest_round { reason: 'x' }", OfWuye()), kFailed,
                v1::ERROR_REASON_ALREADY_APPEALED);
}

TEST_F(InspectionDecideTest, DecisionCanPassARound) {
  Keep(kRubric);
  Lead(v1::INSPECTION_STATE_CONTESTED);
  Do(RoundOrder("decide_round { score: 8 }", Supervisor()));
  EXPECT_TRUE(Round().passed());
}

}  // namespace
}  // namespace workledger
