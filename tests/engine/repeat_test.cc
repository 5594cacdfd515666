// Every order of a cleaning task's and an incident's life, given again with its
// request id: it is answered as before and adds nothing.

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"

namespace workledger {
namespace {

// An order in text format, given by whoever may.
v1::ExecuteRequest OrderRequest(int number, const std::string& ticket,
                                const std::string& order) {
  v1::ExecuteRequest request =
      MakeRequest(absl::StrCat(ticket, "-", number), ticket);
  v1::Command& command = *request.mutable_command();
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(order, &command))
      << order;
  v1::Actor& actor = *command.mutable_actor();
  // Two persons, so that one may judge what the other did.
  const bool judges = command.has_inspect() || command.has_recheck();
  actor.set_principal(judges ? "b" : "a");
  if (!judges) actor.set_party("p");
  for (const v1::Role role :
       {v1::ROLE_SUPERVISOR, v1::ROLE_INSPECTOR, v1::ROLE_DUTY_OFFICER,
        v1::ROLE_LEADER, v1::ROLE_REQUESTER}) {
    actor.add_roles(role);
  }
  return request;
}

class RepeatTest : public EngineTest {
 protected:
  void LiveTwice(const std::string& ticket,
                 const std::vector<std::string>& orders) {
    std::vector<v1::ExecuteRequest> requests;
    std::vector<v1::ExecuteResponse> answers;
    for (const std::string& order : orders) {
      SCOPED_TRACE(order);
      requests.push_back(
          OrderRequest(static_cast<int>(requests.size()), ticket, order));
      const auto answer = Execute(requests.back());
      ASSERT_TRUE(answer.ok()) << answer.status();
      EXPECT_FALSE(answer->replayed());
      answers.push_back(*answer);
      ExpectRepeated(requests.back(), *answer);
    }
    // Also when the ticket has long gone on.
    for (size_t i = 0; i < requests.size(); ++i) {
      ExpectRepeated(requests[i], answers[i]);
    }
  }

  void ExpectRepeated(const v1::ExecuteRequest& request,
                      v1::ExecuteResponse answer) {
    const uint64_t head = HeadPosition();
    const auto again = Execute(request);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->replayed());
    answer.set_replayed(true);
    EXPECT_EQ(again->ShortDebugString(), answer.ShortDebugString());
    EXPECT_EQ(HeadPosition(), head);
  }
};

INSTANTIATE_TEST_SUITE_P(Memory, RepeatTest, testing::Values(false));

TEST_P(RepeatTest, CleaningTakesEveryOrderOnce) {
  LiveTwice(
      "task",
      {"report { channel: CHANNEL_HOTLINE kind: TICKET_KIND_CLEANING location: "
       "'east' category: 'c' }",
       "dispatch { party: 'p' }",
       "start_work { evidence_level: EVIDENCE_LEVEL_QR_CODE }",
       "hold { reason: HOLD_REASON_AREA_OCCUPIED }", "resume {}",
       "raise_repair { child: 'tap' title: 'tap' category: 'c' priority: "
       "PRIORITY_P3 }",
       "ticket: 'tap' withdraw {}", "ticket: 'task' finish {}", "inspect {}",
       absl::StrCat("order_rectification { reason: 'dust' points: 1 due_time "
                    "{ seconds: ",
                    absl::ToUnixSeconds(absl::Now() + absl::Hours(9)), " } }"),
       "submit_rectification {}", "recheck { passed: true }"});
  EXPECT_EQ(GetTicket("task")->state(), v1::TICKET_STATE_CLOSED);
  EXPECT_EQ(GetTicket("tap")->version(), 2u);
}

TEST_P(RepeatTest, IncidentTakesEveryOrderOnce) {
  LiveTwice(
      "alarm",
      {"report { channel: CHANNEL_HOTLINE kind: TICKET_KIND_SECURITY location: "
       "'east' }",
       "verify { method: VERIFY_METHOD_VIDEO }",
       "confirm { incident_class: 'fire' level: INCIDENT_LEVEL_II }",
       "reclassify { incident_class: 'fire' level: INCIDENT_LEVEL_III reason: "
       "'small' }",
       "dispatch_guards { party: 'p' headcount: 2 }", "record_arrival {}",
       "contain {}", "hold { reason: HOLD_REASON_THIRD_PARTY }", "resume {}",
       "resolve { result: CLOSURE_CODE_FIXED }",
       "submit_report { cause_code: 'wire' }",
       "close { closure_code: CLOSURE_CODE_FIXED }",
       "reopen { reason: 'again' }"});
  EXPECT_EQ(GetTicket("alarm")->state(), v1::TICKET_STATE_CONFIRMED);
  EXPECT_EQ(GetTicket("alarm")->version(), 13u);
}

// What a ticket of any kind may be told; most of it is refused most of the
// time.
constexpr const char* kOrders[] = {
    "accept { category: 'c' priority: PRIORITY_P3 location: 'east' }",
    "dispatch { party: 'p' }",
    "acknowledge {}",
    "record_arrival {}",
    "start_work { evidence_level: EVIDENCE_LEVEL_QR_CODE }",
    "hold { reason: HOLD_REASON_AWAIT_PARTS }",
    "resume {}",
    "complete { result: CLOSURE_CODE_FIXED cause_code: 'c' action_code: 'a' }",
    "reject_work { reason: 'no' }",
    "finish {}",
    "inspect { passed: true }",
    "close { closure_code: CLOSURE_CODE_FIXED }",
    "close { closure_code: CLOSURE_CODE_NOT_INSPECTED }",
    "reopen { reason: 'again' }",
    "withdraw {}",
    "appeal { reason: 'why' }",
    "return { code: RETURN_CODE_NO_CAPACITY }",
    "reassign { party: 'p' }",
    "verify { method: VERIFY_METHOD_VIDEO }",
    "confirm { incident_class: 'fire' level: INCIDENT_LEVEL_IV }",
    "dispatch_guards { party: 'p' headcount: 2 }",
    "contain {}",
    "resolve { result: CLOSURE_CODE_FIXED }",
    "submit_report { cause_code: 'wire' }",
    "urge { reason: 'soon' }",
    "set_priority { priority: PRIORITY_P1 reason: 'flood' }",
    "add_note { text { clear: 'hm' } }",
    "link_duplicate { master: 'service' }",
    "unlink_duplicate {}",
    "add_child { child: 'repair' }",
    "record_tally { item: 'bicycles' count: 3 }",
};

TEST_P(RepeatTest, RandomOrdersGivenAgainAddNothing) {
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937 random(seed);
    std::vector<std::string> tickets;
    std::vector<v1::ExecuteRequest> requests;
    std::vector<v1::ExecuteResponse> answers;
    const auto give = [&](const std::string& ticket, const std::string& order) {
      v1::ExecuteRequest request =
          OrderRequest(static_cast<int>(requests.size()), ticket, order);
      request.mutable_command()->set_request_id(
          absl::StrCat(seed, "-", requests.size()));
      if (request.command().has_record_tally()) {
        request.mutable_command()->clear_ticket();
      }
      requests.push_back(request);
      const auto answer = Execute(request);
      answers.push_back(answer.ok() ? *answer : v1::ExecuteResponse());
      const uint64_t head = HeadPosition();
      const auto again = Execute(request);
      EXPECT_EQ(again.ok(), answer.ok()) << again.status();
      // What adds nothing is decided anew, and adds nothing again.
      EXPECT_EQ(again.ok() && again->replayed(),
                answer.ok() && answer->first_position() > 0);
      EXPECT_EQ(HeadPosition(), head) << request.ShortDebugString();
    };
    for (const char* kind : {"REPAIR", "CLEANING", "SECURITY", "SERVICE"}) {
      tickets.push_back(absl::StrCat(absl::AsciiStrToLower(kind), "-", seed));
      give(tickets.back(),
           absl::StrCat("report { channel: CHANNEL_WEB category: 'c' "
                        "location: 'east' kind: TICKET_KIND_",
                        kind, " }"));
    }
    for (int i = 0; i < 200; ++i) {
      give(tickets[random() % tickets.size()],
           kOrders[random() % std::size(kOrders)]);
    }
    const auto accepted = std::ranges::count_if(
        answers,
        [](const v1::ExecuteResponse& a) { return !a.ticket().empty(); });
    EXPECT_GT(accepted, 16);
    // Also long after.
    for (size_t i = 0; i < requests.size(); ++i) {
      if (answers[i].first_position() > 0) {
        ExpectRepeated(requests[i], answers[i]);
      }
    }
  }
}

}  // namespace
}  // namespace workledger
