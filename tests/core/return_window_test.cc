// A contract that says how long after a dispatch the work may be returned.

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr absl::StatusCode kForbidden = absl::StatusCode::kFailedPrecondition;

// An accepted ticket, and two contractors of which the first has two hours to
// return work.
Scene Contracted() {
  Scene scene = Given(PathTo(v1::TICKET_STATE_ACCEPTED));
  scene.Keep(
      "party { code: 'wuye-1' kind: PARTY_KIND_CONTRACTOR active: true"
      "  members { principal: 'li' } }");
  scene.Keep(
      "party { code: 'wuye-2' kind: PARTY_KIND_CONTRACTOR active: true }");
  scene.Keep(
      "contract { code: 'c-1' party: 'wuye-1' return_window { seconds: 7200 }"
      "  start_time { seconds: 0 } end_time { seconds: 4000000000 } }");
  scene.Keep(
      "contract { code: 'c-2' party: 'wuye-2' start_time { seconds: 0 }"
      "  end_time { seconds: 4000000000 } }");
  return scene;
}

v1::Command At(absl::Time time, v1::Command command) {
  *command.mutable_occur_time() = ToTimestamp(time);
  return command;
}

// The work as it was given out an hour before now, by this order.
Scene GivenOut(std::string_view order, const v1::Actor& actor) {
  Scene scene = Contracted();
  const Outcome outcome =
      scene.When(At(kNow - absl::Hours(1), Order(order, actor)));
  EXPECT_TRUE(outcome.events().ok()) << outcome.events().status();
  scene.Become(outcome.ticket());
  return scene;
}

v1::Command ReturnAt(absl::Time time) {
  return At(time, SampleOrder("return"));
}

TEST(ReturnWindowTest, TheDispatchSaysUntilWhen) {
  const Outcome outcome =
      Contracted().When(Order("dispatch { party: 'wuye-1' }", Desk()));
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  const v1::WorkDispatched& dispatched =
      outcome.events()->front().work_dispatched();
  EXPECT_EQ(dispatched.contract(), "c-1");
  EXPECT_EQ(FromTimestamp(dispatched.return_end_time()), kNow + absl::Hours(2));
  EXPECT_EQ(FromTimestamp(outcome.ticket().return_end_time()),
            kNow + absl::Hours(2));
}

TEST(ReturnWindowTest, WorkIsReturnedBeforeItsEnd) {
  const Outcome returned =
      GivenOut("dispatch { party: 'wuye-1' }", Desk()).When(ReturnAt(kNow));
  EXPECT_TRUE(returned.events().ok()) << returned.events().status();
  EXPECT_FALSE(returned.ticket().has_return_end_time());
}

TEST(ReturnWindowTest, RefusesAReturnAfterItsEnd) {
  Scene scene = Contracted();
  const absl::Time dispatch = kNow - absl::Hours(2);
  const Outcome outcome =
      scene.When(At(dispatch, Order("dispatch { party: 'wuye-1' }", Desk())));
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  scene.Become(outcome.ticket());
  // It counts when the work was returned, not when that is recorded.
  EXPECT_TRUE(scene.When(ReturnAt(kNow - absl::Milliseconds(1))).events().ok());
  scene.When(ReturnAt(kNow))
      .ThenFails(kForbidden, v1::ERROR_REASON_RETURN_WINDOW_OVER, "return");
}

TEST(ReturnWindowTest, AContractThatSaysNothingTakesReturnsAtAnyTime) {
  const Scene scene = GivenOut("dispatch { party: 'wuye-2' }", Desk());
  EXPECT_FALSE(scene.ticket().has_return_end_time());
}

TEST(ReturnWindowTest, ReassigningBeginsAnother) {
  Scene scene = GivenOut("dispatch { party: 'wuye-1' }", Desk());
  const Outcome other =
      scene.When(Order("reassign { party: 'wuye-2' reason: 'late' }", Desk()));
  ASSERT_TRUE(other.events().ok()) << other.events().status();
  EXPECT_FALSE(other.ticket().has_return_end_time());
  scene.Become(other.ticket());
  const Outcome back =
      scene.When(Order("reassign { party: 'wuye-1' reason: 'late' }", Desk()));
  ASSERT_TRUE(back.events().ok()) << back.events().status();
  EXPECT_EQ(
      FromTimestamp(back.events()->front().work_reassigned().return_end_time()),
      kNow + absl::Hours(2));
  EXPECT_EQ(FromTimestamp(back.ticket().return_end_time()),
            kNow + absl::Hours(2));
}

TEST(ReturnWindowTest, AForcedDispatchHasNone) {
  const Scene scene =
      GivenOut("force_dispatch { party: 'wuye-1' }", Supervisor());
  EXPECT_FALSE(scene.ticket().has_return_end_time());
  scene.When(ReturnAt(kNow))
      .ThenFails(kForbidden, v1::ERROR_REASON_RETURN_FORBIDDEN);
}

}  // namespace
}  // namespace workledger
