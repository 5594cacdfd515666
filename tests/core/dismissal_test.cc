// Dismissing an alarm where lives could depend on it takes two persons, and so
// does one whose class says nothing of that.

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

v1::Command Dismiss(std::string_view principal) {
  v1::Command command =
      Order("dismiss_false { cause: FALSE_ALARM_CAUSE_TEST reason: 'a test' }",
            Stranger());
  command.mutable_actor()->set_principal(std::string(principal));
  command.mutable_actor()->add_roles(v1::ROLE_DUTY_OFFICER);
  return command;
}

Scene GivenVerifying(std::string_view incident_class) {
  return Given({Happened(absl::StrCat(
                    "ticket_reported { kind: TICKET_KIND_SECURITY number: 1 "
                    "channel: CHANNEL_HOTLINE location: 'east' "
                    "incident_class: '",
                    std::string(incident_class), "' }")),
                Happened("verification_started {}")});
}

TEST(DismissalTest, ClassThatNoRuleKnowsTakesTwoPersons) {
  for (const char* incident_class : {"", "unheard-of"}) {
    Scene scene = GivenVerifying(incident_class);
    scene.Keep("alarm_rule { code: 'fire' life_safety: true }");
    const Outcome proposed = scene.When(Dismiss("guan"));
    proposed.Then(
        {Happened("dismissal_proposed { cause: "
                  "FALSE_ALARM_CAUSE_TEST reason: 'a test' }")});
    scene.Become(proposed.ticket());
    scene.When(Dismiss("guan"))
        .ThenFails(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_SECOND_PERSON_REQUIRED, "actor");
    EXPECT_EQ(scene.When(Dismiss("he")).ticket().state(),
              v1::TICKET_STATE_FALSE_ALARM);
  }
}

TEST(DismissalTest, KnownClassAndACatalogueWithoutRulesTakeOne) {
  Scene known = GivenVerifying("noise");
  known.Keep("alarm_rule { code: 'noise' }");
  EXPECT_EQ(known.When(Dismiss("guan")).ticket().state(),
            v1::TICKET_STATE_FALSE_ALARM);
  EXPECT_EQ(GivenVerifying("noise").When(Dismiss("guan")).ticket().state(),
            v1::TICKET_STATE_FALSE_ALARM);
}

}  // namespace
}  // namespace workledger
