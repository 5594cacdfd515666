// Rules that span streams, under callers that all want the same at once,
// through two engines on one log.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/log/memory.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr int kCallers = 32;

class RivalsTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* const views : {"one", "two"}) {
      if (engines_.size() == 1) {
        CreateMain(*engines_[0], v1::LEDGER_CLOCK_WALL, absl::InfinitePast());
      }
      engines_.push_back(
          OpenShared(*base_, clock_, (directory_.path() / views).string()));
    }
  }

  // Gives the command to one of the engines until it is decided. A head that
  // the other engine keeps moving is no decision.
  absl::StatusOr<v1::ExecuteResponse> Give(int caller,
                                           const v1::Command& command) {
    v1::ExecuteRequest request;
    request.set_ledger("main");
    *request.mutable_command() = command;
    absl::StatusOr<v1::ExecuteResponse> response;
    do {
      response =
          Call(*engines_[caller % engines_.size()], &Engine::Execute, request);
    } while (absl::IsUnavailable(response.status()));
    return response;
  }

  // How many of the callers' commands are accepted, all given at once.
  int Accepted(const std::function<v1::Command(int)>& make) {
    std::atomic<int> accepted = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < kCallers; ++i) {
      callers.emplace_back([&, i] {
        if (Give(i, make(i)).ok()) ++accepted;
      });
    }
    for (std::thread& caller : callers) caller.join();
    return accepted;
  }

  uint64_t Count(v1::Event::BodyCase body) {
    uint64_t count = 0;
    for (const LoggedEvent& logged : EventsOf(**base_->Open("main"))) {
      if (logged.event.body_case() == body) ++count;
    }
    return count;
  }

  const SystemClock clock_;
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  const TempDir directory_;
  std::vector<std::unique_ptr<EngineImpl>> engines_;
};

v1::Command By(std::string_view principal, v1::Role role,
               const std::string& request_id) {
  v1::Command command;
  command.set_request_id(request_id);
  v1::Actor& actor = *command.mutable_actor();
  actor.set_principal(std::string(principal));
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(role);
  return command;
}

TEST_F(RivalsTest, OneClaimFromThePoolWins) {
  v1::Command report = By("wang", v1::ROLE_DESK, "r-1");
  report.set_ticket("lamp");
  report.mutable_report()->set_channel(v1::CHANNEL_WEB);
  ASSERT_THAT(Give(0, report).status(), IsOk());
  v1::Command accept = By("wang", v1::ROLE_DESK, "r-2");
  accept.set_ticket("lamp");
  accept.mutable_accept()->set_category("lamp");
  accept.mutable_accept()->set_priority(v1::PRIORITY_P3);
  accept.mutable_accept()->set_location("north");
  ASSERT_THAT(Give(0, accept).status(), IsOk());
  v1::Command offer = By("wang", v1::ROLE_DESK, "r-3");
  offer.set_ticket("lamp");
  offer.mutable_offer_to_pool();
  ASSERT_THAT(Give(0, offer).status(), IsOk());

  EXPECT_EQ(Accepted([](int i) {
              const std::string party = absl::StrCat("team-", i);
              v1::Command claim =
                  By(party, v1::ROLE_TECHNICIAN, absl::StrCat("c-", i));
              claim.set_ticket("lamp");
              claim.mutable_actor()->set_party(party);
              claim.mutable_claim()->set_party(party);
              return claim;
            }),
            1);
  EXPECT_EQ(Count(v1::Event::kWorkDispatched), 1u);
}

TEST_F(RivalsTest, OneIncidentOpensForAnAlarmKey) {
  EXPECT_EQ(Accepted([](int i) {
              v1::Command command =
                  By("panel", v1::ROLE_DUTY_OFFICER, absl::StrCat("s-", i));
              v1::AlarmSignal& signal =
                  *command.mutable_record_signals()->add_signals();
              signal.set_signal(absl::StrCat("signal-", i));
              signal.set_device(absl::StrCat("smoke-", i));
              signal.set_alarm_class("smoke");
              signal.set_site("east");
              signal.set_zone("east/b1");
              return command;
            }),
            kCallers);
  EXPECT_EQ(Count(v1::Event::kSignalRecorded), uint64_t{kCallers});
  EXPECT_EQ(Count(v1::Event::kIncidentOpened), 1u);
}

// A plan with one occurrence, which all want to bring forward.
TEST_F(RivalsTest, OneOccurrenceOfAPlanIsMade) {
  v1::Command put = By("chen", v1::ROLE_SUPERVISOR, "p-1");
  v1::Calendar& calendar = *put.mutable_change_catalogue()
                                ->add_changes()
                                ->mutable_put()
                                ->mutable_calendar();
  calendar.set_code("always");
  calendar.set_zone("UTC");
  for (uint32_t day = 1; day <= 7; ++day) {
    calendar.add_weekdays(day);
  }
  calendar.add_intervals()->set_close_minute(24 * 60);
  for (const auto& [kind, code] :
       {std::pair("category", "lift"), std::pair("location", "north")}) {
    v1::CatalogueItem& item =
        *put.mutable_change_catalogue()->add_changes()->mutable_put();
    if (std::string_view(kind) == "category") {
      item.mutable_category()->set_code(code);
    } else {
      item.mutable_location()->set_code(code);
      item.mutable_location()->set_kind(v1::LOCATION_KIND_SITE);
    }
  }
  v1::Plan& plan = *put.mutable_change_catalogue()
                        ->add_changes()
                        ->mutable_put()
                        ->mutable_plan();
  plan.set_code("lift");
  plan.set_recurrence("FREQ=DAILY;COUNT=1");
  plan.mutable_start_date()->set_year(2030);
  plan.mutable_start_date()->set_month(1);
  plan.mutable_start_date()->set_day(1);
  plan.mutable_window()->set_seconds(3600);
  plan.set_mode(v1::PLAN_MODE_FIXED);
  plan.set_calendar("always");
  plan.set_kind(v1::TICKET_KIND_REPAIR);
  plan.set_category("lift");
  plan.set_location("north");
  ASSERT_THAT(Give(0, put).status(), IsOk());
  EXPECT_EQ(Accepted([](int i) {
              v1::Command command =
                  By("zhao", v1::ROLE_DESK, absl::StrCat("b-", i));
              command.mutable_bring_forward()->set_plan("lift");
              return command;
            }),
            1);
  EXPECT_EQ(Count(v1::Event::kOccurrenceMade), 1u);
  EXPECT_EQ(Count(v1::Event::kTicketReported), 1u);
}

}  // namespace
}  // namespace workledger
