// Inspection rounds: what an item can lose, and when a round ends.

#include <string>
#include <string_view>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "tests/core/inspection_scene.h"

namespace workledger {
namespace {

v1::Command Finding(std::string_view ticket, std::string_view item,
                    uint32_t points) {
  v1::Command command = RoundOrder(kFinding);
  v1::RaiseFinding& order = *command.mutable_raise_finding();
  order.set_ticket(std::string(ticket));
  order.set_rubric_item(std::string(item));
  order.set_points(points);
  return command;
}

TEST_F(InspectionDecideTest, ItemLosesNoMoreThanItsPoints) {
  Keep(kRubric);
  Lead(v1::INSPECTION_STATE_OPEN);
  // "bin" has 4 of the 10 points.
  Do(Finding("t-1", "bin", 4));
  Do(Finding("t-2", "bin", 3));
  Do(Finding("t-3", "floor", 1));
  Visit();
  Do(RoundOrder("close_round {}"));
  EXPECT_EQ(Round().score(), 5u);
}

TEST_F(InspectionDecideTest, RoundIsScoredByTheItemsThatItBeganWith) {
  Keep(kRubric);
  Lead(v1::INSPECTION_STATE_OPEN);
  Keep("rubric { code: 'daily' items { code: 'light' points: 1 } }");
  ExpectRefused(Finding("t-1", "light", 1), kFailed,
                v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "raise_finding.rubric_item");
  ExpectRefused(Finding("t-1", "bin", 5), kInvalid,
                v1::ERROR_REASON_FIELD_INVALID, "raise_finding.points");
  Do(Finding("t-1", "bin", 4));
  Visit();
  Do(RoundOrder("close_round {}"));
  EXPECT_EQ(Round().score(), 6u);
}

// Nobody in particular opened it.
TEST_F(InspectionDecideTest, WhoeverVisitsFirstInspectsAPlannedRound) {
  v1::Fold& fold = folds_[{v1::STREAM_KIND_INSPECTION, "i-1"}];
  v1::Record record;
  record.mutable_stream()->set_kind(v1::STREAM_KIND_INSPECTION);
  record.mutable_stream()->set_key("i-1");
  record.set_version(1);
  *record.mutable_actor() = System();
  EvolveFold(fold, record,
             Happened("round_opened { locations: 'north/1' locations: "
                      "'north/2' occurrence { plan: 'p' key: 'k' } }"));
  Do(RoundOrder("record_visit { location: 'north/1' }"));
  EXPECT_EQ(Round().inspector().principal(), "sun");
  v1::Actor other = Inspector();
  other.set_principal("zhou");
  Do(RoundOrder("record_visit { location: 'north/2' }", other));
  EXPECT_EQ(Round().inspector().principal(), "sun");
}

class RoundEndTest : public InspectionDecideTest {
 protected:
  void SetUp() override {
    Lead(v1::INSPECTION_STATE_OPEN);
    Do(Finding("t-1", "", 0));
    Do(Finding("t-2", "", 0));
    Visit();
    Do(RoundOrder("close_round {}"));
  }

  // Cleaning that was inspected and closed.
  void PutRight(const std::string& ticket) {
    Enter(ticket, "inspection_scored { passed: true }");
    Enter(ticket, "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  }

  void Enter(const std::string& ticket, std::string_view event) {
    v1::Fold& fold = folds_[{v1::STREAM_KIND_TICKET, ticket}];
    v1::Record record;
    record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
    record.mutable_stream()->set_key(ticket);
    record.set_version(VersionOf(fold) + 1);
    EvolveFold(fold, record, Happened(event));
  }
};

TEST_F(RoundEndTest, EndsWhenAllThatItFoundHasEnded) {
  const v1::Command end = RoundOrder("end_round {}");
  ExpectRefused(end, kFailed, v1::ERROR_REASON_FINDINGS_OPEN);
  PutRight("t-1");
  ExpectRefused(end, kFailed, v1::ERROR_REASON_FINDINGS_OPEN);
  // Closed by the last of its rectification's rounds.
  Enter("t-2", "inspection_scored {}");
  Enter("t-2", "rectification_ordered { round: 1 }");
  Enter("t-2", "rectification_checked { passed: true }");
  Do(end);
  EXPECT_EQ(Round().state(), v1::INSPECTION_STATE_ENDED);
  EXPECT_TRUE(Round().has_end_time());
  ExpectRefused(end, kFailed, v1::ERROR_REASON_STATE_FORBIDS);
}

TEST_F(RoundEndTest, WhatEndedOtherwiseIsNotPutRight) {
  PutRight("t-1");
  for (const char* const event :
       {"ticket_withdrawn {}",
        "ticket_rejected { closure_code: CLOSURE_CODE_NO_FAULT }",
        "ticket_closed { closure_code: CLOSURE_CODE_NOT_INSPECTED }",
        "ticket_closed { closure_code: CLOSURE_CODE_DEFERRED_TO_PROJECT }"}) {
    const v1::Fold before = folds_[{v1::STREAM_KIND_TICKET, "t-2"}];
    Enter("t-2", event);
    ExpectRefused(RoundOrder("end_round {}"), kFailed,
                  v1::ERROR_REASON_FINDINGS_OPEN);
    folds_[{v1::STREAM_KIND_TICKET, "t-2"}] = before;
  }
}

TEST_F(RoundEndTest, RepairIsPutRightOnceItPassedItsRecheck) {
  PutRight("t-1");
  v1::Ticket& repair =
      *folds_[{v1::STREAM_KIND_TICKET, "t-2"}].mutable_ticket();
  repair.set_kind(v1::TICKET_KIND_REPAIR);
  Enter("t-2", "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  ExpectRefused(RoundOrder("end_round {}"), kFailed,
                v1::ERROR_REASON_FINDINGS_OPEN);
  Enter("t-2", "finding_rechecked { passed: true }");
  Do(RoundOrder("end_round {}"));
}

TEST_F(RoundEndTest, ReadsFindingsOnlyForThoseWhoMayEndIt) {
  const auto reads = [this](const v1::Actor& actor) {
    Folds folds = {.ledger = &ledger_, .catalogue = &catalogue_};
    const StreamName round = {v1::STREAM_KIND_INSPECTION, "i-1"};
    folds.streams[round] = &folds_[round];
    return Reads(RoundOrder("end_round {}", actor), folds,
                 {.now = kNow, .occur_time = kNow})
        .size();
  };
  EXPECT_EQ(reads(Inspector()), 2u);
  EXPECT_EQ(reads(Technician()), 0u);
  PutRight("t-1");
  PutRight("t-2");
  Do(RoundOrder("end_round {}"));
  EXPECT_EQ(reads(Inspector()), 0u);
}

TEST_F(RoundEndTest, DuplicateHasEndedWhenItsMasterHas) {
  PutRight("t-1");
  Enter("t-8", "ticket_reported { kind: TICKET_KIND_CLEANING }");
  Enter("t-2", "duplicate_linked { master: 't-8' }");
  ExpectRefused(RoundOrder("end_round {}"), kFailed,
                v1::ERROR_REASON_FINDINGS_OPEN);
  PutRight("t-8");
  Do(RoundOrder("end_round {}"));
  EXPECT_EQ(Round().state(), v1::INSPECTION_STATE_ENDED);
}

TEST_F(RoundEndTest, InspectedPartyDoesNotEndIt) {
  v1::Actor own = Inspector();
  own.set_party("wuye-1");
  ExpectRefused(RoundOrder("end_round {}", own), kFailed,
                v1::ERROR_REASON_PERFORMER_INSPECTS, "actor.party");
}

TEST_F(RoundEndTest, RefusalNamesTheOrdersThatTheRoundTakes) {
  const auto refused = Try(RoundOrder("close_round {}"));
  EXPECT_EQ(absl::StrJoin(ErrorOf(refused.status()).allowed_orders(), " "),
            "contest_round end_round");
}

}  // namespace
}  // namespace workledger
