// Repairs that an inspection found: somebody looks at them again before they
// are closed.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;

Scene GivenFound(v1::TicketState state) {
  std::vector<v1::Event> path = PathTo(state);
  path[0].mutable_ticket_reported()->set_inspection("i-1");
  path[0].mutable_ticket_reported()->set_hazard(true);
  return Given(path);
}

v1::Command Recheck(bool passed, const v1::Actor& actor = Inspector()) {
  return Order(absl::StrCat("recheck { passed: ", passed ? "true" : "false",
                            " reason: 'seen' }"),
               actor);
}

TEST(FindingRecheckTest, HazardIsNotClosedBeforeItsRecheck) {
  Scene scene = GivenFound(v1::TICKET_STATE_VERIFIED);
  scene.When(SampleOrder("close"))
      .ThenFails(kFailed, v1::ERROR_REASON_RECHECK_REQUIRED);
  const Outcome passed = scene.When(Recheck(true));
  passed.Then({Happened("finding_rechecked { passed: true reason: 'seen' }")});
  EXPECT_EQ(passed.ticket().state(), v1::TICKET_STATE_VERIFIED);
  EXPECT_TRUE(passed.ticket().rechecked());
  scene.Become(passed.ticket());
  EXPECT_EQ(scene.When(SampleOrder("close")).ticket().state(),
            v1::TICKET_STATE_CLOSED);
  scene.When(Recheck(true)).ThenFails(kFailed, v1::ERROR_REASON_ALREADY_DONE);
  // What somebody reported needs none.
  Given(PathTo(v1::TICKET_STATE_VERIFIED))
      .When(Recheck(true))
      .ThenFails(kFailed, v1::ERROR_REASON_NOTHING_TO_ANSWER);
}

TEST(FindingRecheckTest, WhatWasFoundRepeatsOnlyWhatIsLookedAtAgain) {
  const v1::Command link = SampleOrder("link_duplicate");
  std::vector<v1::Event> master = PathTo(v1::TICKET_STATE_ACCEPTED);
  GivenFound(v1::TICKET_STATE_ACCEPTED)
      .And(master, "t-2")
      .When(link)
      .ThenFails(kFailed, v1::ERROR_REASON_RECHECK_REQUIRED,
                 "link_duplicate.master");
  // A report that is like what was found, or another round's find.
  master[0].mutable_ticket_reported()->set_inspection("i-2");
  for (Scene scene : {Given(PathTo(v1::TICKET_STATE_ACCEPTED)),
                      GivenFound(v1::TICKET_STATE_ACCEPTED)}) {
    const Outcome linked = scene.And(master, "t-2").When(link);
    EXPECT_TRUE(linked.events().ok()) << linked.events().status();
  }
}

TEST(FindingRecheckTest, WhatFailsIsDoneAgain) {
  const Outcome completed =
      GivenFound(v1::TICKET_STATE_COMPLETED).When(Recheck(false));
  completed.Then({Happened("finding_rechecked { reason: 'seen' }"),
                  Happened("work_rejected { reason: 'seen' }")});
  EXPECT_EQ(completed.ticket().state(), v1::TICKET_STATE_IN_PROGRESS);
  const Outcome verified =
      GivenFound(v1::TICKET_STATE_VERIFIED).When(Recheck(false));
  verified.Then({Happened("finding_rechecked { reason: 'seen' }"),
                 Happened("ticket_reopened { reason: 'seen' cycle: 2 }")});
  EXPECT_EQ(verified.ticket().state(), v1::TICKET_STATE_ACCEPTED);
}

TEST(FindingRecheckTest, WorkThatIsDoneAgainIsLookedAtAgain) {
  for (const char* event :
       {"work_rejected {}", "ticket_reopened { cycle: 2 }"}) {
    Scene scene = GivenFound(v1::TICKET_STATE_COMPLETED);
    scene.And(Happened("finding_rechecked { passed: true }"));
    EXPECT_TRUE(scene.ticket().rechecked());
    EXPECT_FALSE(scene.And(Happened(event)).ticket().rechecked()) << event;
  }
}

TEST(FindingRecheckTest, NobodyOfThosePutToWorkLooksAgain) {
  v1::Actor colleague = Inspector();
  colleague.set_party(std::string(kParty));
  const Scene scene = GivenFound(v1::TICKET_STATE_COMPLETED);
  scene.When(Recheck(true, colleague))
      .ThenFails(kFailed, v1::ERROR_REASON_PERFORMER_INSPECTS);
  scene.When(Recheck(true, Desk()))
      .ThenFails(absl::StatusCode::kPermissionDenied,
                 v1::ERROR_REASON_ROLE_REQUIRED);
  scene.When(Order("recheck { due_time { seconds: 1893456000 } }", Inspector()))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_INVALID, "recheck.due_time");
}

}  // namespace
}  // namespace workledger
