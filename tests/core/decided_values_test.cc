// Events carry what they were decided with, so that no replay reads today's
// catalogue.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

// Whatever a category is asked for.
Scene GivenKept(v1::TicketState state) {
  std::vector<v1::Event> path = PathTo(state);
  for (v1::Event& event : path) {
    if (event.has_ticket_reported()) {
      event.mutable_ticket_reported()->set_category("mep/light");
    } else if (event.has_ticket_accepted()) {
      event.mutable_ticket_accepted()->set_category("mep/light");
    }
  }
  return Given(path).Keep(
      "category { code: 'mep' evidence_level: EVIDENCE_LEVEL_GPS }");
}

TEST(DecidedValuesTest, ArrivalSaysWhatWasDemandedOfIt) {
  GivenKept(v1::TICKET_STATE_ACKNOWLEDGED)
      .When(Order("record_arrival { evidence_level: EVIDENCE_LEVEL_PHOTO }",
                  Technician()))
      .Then({Happened(
          "arrival_recorded { evidence_level: EVIDENCE_LEVEL_PHOTO "
          "required_level: EVIDENCE_LEVEL_GPS catalogue_position: 1 }")});
}

TEST(DecidedValuesTest, CompletionCloseAndReopenNameTheCatalogueTheyAsked) {
  const auto position = [](const Outcome& outcome) {
    return outcome.ticket().catalogue_position();
  };
  const Outcome completed =
      GivenKept(v1::TICKET_STATE_IN_PROGRESS).When(SampleOrder("complete"));
  ASSERT_TRUE(completed.events().ok()) << completed.events().status();
  EXPECT_EQ((*completed.events())[0].work_completed().catalogue_position(), 1u);
  EXPECT_EQ(position(completed), 1u);
  const Outcome closed =
      GivenKept(v1::TICKET_STATE_VERIFIED).When(SampleOrder("close"));
  EXPECT_EQ((*closed.events())[0].ticket_closed().catalogue_position(), 1u);
  EXPECT_EQ(position(closed), 1u);
  const Outcome reopened =
      GivenKept(v1::TICKET_STATE_CLOSED).When(SampleOrder("reopen"));
  EXPECT_EQ((*reopened.events())[0].ticket_reopened().catalogue_position(), 1u);
  EXPECT_EQ(position(reopened), 1u);
}

TEST(DecidedValuesTest, ReturnHasACode) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_DISPATCHED));
  scene.When(Order("return { code: RETURN_CODE_NO_CAPACITY }", Technician()))
      .Then({Happened("work_returned { code: RETURN_CODE_NO_CAPACITY "
                      "assignee { party: 'wuye-1' person: 'li' } }")});
  scene.When(Order("return { reason: 'far' }", Technician()))
      .Then({Happened("work_returned { reason: 'far' code: RETURN_CODE_OTHER "
                      "assignee { party: 'wuye-1' person: 'li' } }")});
  for (const char* order :
       {"return {}", "return { code: RETURN_CODE_OTHER }"}) {
    scene.When(Order(order, Technician()))
        .ThenFails(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_FIELD_REQUIRED, "return.reason");
  }
}

TEST(DecidedValuesTest, OrderOverSeveralAssetsNamesThemAll) {
  Scene scene;
  scene.Keep("asset { code: 'lift-1' }").Keep("asset { code: 'lift-2' }");
  const auto report = [](std::string_view second) {
    return Order(absl::StrCat("report { channel: CHANNEL_WEB asset: 'lift-1' "
                              "assets: '",
                              std::string(second), "' }"),
                 Desk());
  };
  const Outcome outcome = scene.When(report("lift-2"));
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  ASSERT_EQ(outcome.ticket().assets_size(), 1);
  EXPECT_EQ(outcome.ticket().assets(0), "lift-2");
  scene.When(report("lift-9"))
      .ThenFails(absl::StatusCode::kFailedPrecondition,
                 v1::ERROR_REASON_CATALOGUE_UNKNOWN, "report.assets[0]");
}

}  // namespace
}  // namespace workledger
