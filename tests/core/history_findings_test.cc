// What about imported history is recorded as a finding.

#include "absl/time/time.h"
#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

TEST(HistoryFindingsTest, HoldWhereTheLifecycleHasNoneIsFound) {
  Given({})
      .When(History("report {} hold { reason: HOLD_REASON_AWAIT_PARTS }"))
      .Then({ReportedByHistory(),
             Happened("work_held { reason: HOLD_REASON_AWAIT_PARTS }"),
             Found("HOLD_NOT_ALLOWED", "held in REPORTED")});
}

TEST(HistoryFindingsTest, UnknownStatesAreFoundEachTime) {
  Scene scene = GivenImported({});
  const Outcome first = scene.When(History("report {} unknown_state: '-100'"));
  first.Then({ReportedByHistory(), Found("UNKNOWN_STATE", "-100")});
  scene.And(*first.events());
  for (int i = 0; i < 2; ++i) {
    const Outcome again = scene.When(History("unknown_state: '-100'"));
    again.Then({Found("UNKNOWN_STATE", "-100")});
    scene.And(*again.events());
  }
  EXPECT_EQ(scene.ticket().tallies().findings(), 3u);
  EXPECT_EQ(scene.ticket().state(), v1::TICKET_STATE_REPORTED);
}

TEST(HistoryFindingsTest, UnknownStateLeavesAHold) {
  const Outcome outcome = GivenImportedHeld(v1::TICKET_STATE_IN_PROGRESS)
                              .When(History("unknown_state: '-100'"));
  EXPECT_TRUE(outcome.ticket().has_hold());
}

TEST(HistoryFindingsTest, TimeThatGoesBackIsFoundAndKept) {
  v1::Command command = History("category: 'new'");
  *command.mutable_occur_time() = ToTimestamp(kStart - absl::Minutes(1));
  const Outcome outcome =
      GivenImported(PathTo(v1::TICKET_STATE_REPORTED)).When(command);
  outcome.Then({Happened("details_recorded { category: 'new' }"),
                Found("TIME_WENT_BACK",
                      "2025-12-31T23:59:00.000Z after "
                      "2026-01-01T00:00:00.000Z")});
  EXPECT_EQ(FromTimestamp(outcome.ticket().milestones().change_time()),
            kStart - absl::Minutes(1));
}

TEST(HistoryFindingsTest, SameTimeIsNotBack) {
  v1::Command command = History("category: 'new'");
  *command.mutable_occur_time() = ToTimestamp(kStart);
  GivenImported(PathTo(v1::TICKET_STATE_REPORTED))
      .When(command)
      .Then({Happened("details_recorded { category: 'new' }")});
}

TEST(HistoryFindingsTest, ReportAfterTheUpdateIsFound) {
  v1::Command command = History("report {} report_time { seconds: 60 }");
  *command.mutable_occur_time() = ToTimestamp(absl::FromUnixSeconds(5));
  const Outcome outcome = Given({}).When(command);
  ASSERT_TRUE(outcome.events().ok());
  ASSERT_EQ(outcome.events()->size(), 2u);
  EXPECT_EQ((*outcome.events())[1].conformance_found().finding().kind(),
            v1::FINDING_KIND_REPORTED_AFTER_UPDATE);
  EXPECT_EQ(outcome.ticket().milestones().report_time().seconds(), 60);
}

TEST(HistoryFindingsTest, FindingsComeLastAndInTheOrderOfTheirRules) {
  v1::Command command = History(
      "state { state: TICKET_STATE_CLOSED closure_code: CLOSURE_CODE_FIXED } "
      "facts { name: 'a' value: 'b' }");
  *command.mutable_occur_time() = ToTimestamp(kStart - absl::Minutes(1));
  const Outcome outcome =
      GivenImported(PathTo(v1::TICKET_STATE_IN_PROGRESS)).When(command);
  outcome.Then({Happened("ticket_closed { closure_code: CLOSURE_CODE_FIXED }"),
                Happened("facts_recorded { facts { name: 'a' value: 'b' } }"),
                Found("MOVE_NOT_ALLOWED", "IN_PROGRESS to CLOSED"),
                Found("TIME_WENT_BACK",
                      "2025-12-31T23:59:00.000Z after "
                      "2026-01-01T00:05:00.000Z")});
}

}  // namespace
}  // namespace workledger
