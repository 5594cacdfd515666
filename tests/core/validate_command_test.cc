#include <string>
#include <string_view>

#include "engine/core/decide.h"
#include "engine/core/lifecycle/moves.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kRequired = v1::ERROR_REASON_FIELD_REQUIRED;
constexpr auto kInvalid = v1::ERROR_REASON_FIELD_INVALID;

void ExpectRefused(const v1::Command& command, v1::ErrorReason reason,
                   std::string_view field) {
  const absl::Status status = ValidateCommand(command);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(ReasonName(ReasonOf(status)), ReasonName(reason)) << status;
  EXPECT_EQ(ErrorOf(status).field(), field) << status;
}

TEST(ValidateCommandTest, AcceptsASampleOfEveryOrder) {
  const auto* const orders =
      v1::Command::descriptor()->FindOneofByName("order");
  for (int i = 0; i < orders->field_count(); ++i) {
    const std::string& name = orders->field(i)->name();
    const auto order =
        static_cast<v1::Command::OrderCase>(orders->field(i)->number());
    if (FindMove(v1::TICKET_KIND_REPAIR, order) == nullptr) continue;
    EXPECT_TRUE(ValidateCommand(SampleOrder(name)).ok()) << name;
  }
  EXPECT_TRUE(
      ValidateCommand(Order("report { channel: CHANNEL_WEB }", Stranger()))
          .ok());
  EXPECT_TRUE(ValidateCommand(History("report {}")).ok());
}

TEST(ValidateCommandTest, NeedsTheEnvelope) {
  v1::Command command = SampleOrder("accept");
  command.clear_request_id();
  ExpectRefused(command, kRequired, "request_id");
  command = SampleOrder("accept");
  command.clear_actor();
  ExpectRefused(command, kRequired, "actor");
  command = SampleOrder("accept");
  command.mutable_actor()->clear_principal();
  ExpectRefused(command, kRequired, "actor.principal");
  command = SampleOrder("accept");
  command.mutable_actor()->clear_kind();
  ExpectRefused(command, kRequired, "actor.kind");
  command = SampleOrder("accept");
  command.clear_order();
  ExpectRefused(command, kRequired, "order");
}

TEST(ValidateCommandTest, NeedsATicketUnlessItReports) {
  v1::Command command = SampleOrder("accept");
  command.clear_ticket();
  ExpectRefused(command, kRequired, "ticket");
  command.set_ticket("T-1");
  ExpectRefused(command, kInvalid, "ticket");
  command = Order("report { channel: CHANNEL_WEB }", Stranger());
  command.clear_ticket();
  EXPECT_TRUE(ValidateCommand(command).ok());
}

TEST(ValidateCommandTest, AdvanceTimeNamesNoTicket) {
  v1::Command command = Order("advance_time { step { seconds: 1 } }", Desk());
  ExpectRefused(command, kInvalid, "ticket");
  command.clear_ticket();
  EXPECT_TRUE(ValidateCommand(command).ok());
  command.set_expected_version(1);
  ExpectRefused(command, kInvalid, "expected_version");
  command = Order("advance_time {}", Desk());
  command.clear_ticket();
  ExpectRefused(command, kRequired, "advance_time.target");
}

TEST(ValidateCommandTest, RefusesARoleTwice) {
  v1::Command command = SampleOrder("accept");
  command.mutable_actor()->add_roles(v1::ROLE_DESK);
  ExpectRefused(command, kInvalid, "actor.roles[1]");
}

TEST(ValidateCommandTest, ProvenanceGoesWithHistoryOnly) {
  v1::Command command = History("report {}");
  command.clear_provenance();
  ExpectRefused(command, kRequired, "provenance");
  command.mutable_provenance();
  ExpectRefused(command, kRequired, "provenance.source");
  command = SampleOrder("accept");
  command.mutable_provenance()->set_source("x");
  ExpectRefused(command, kInvalid, "provenance");
}

TEST(ValidateCommandTest, NeedsWhatEachOrderNeeds) {
  const std::pair<const char*, const char*> kMissing[] = {
      {"report {}", "report.channel"},
      {"reject { closure_code: CLOSURE_CODE_NOT_OURS }", "reject.reason"},
      {"reject { reason: 'x' }", "reject.closure_code"},
      {"link_duplicate {}", "link_duplicate.master"},
      {"dispatch {}", "dispatch.party"},
      {"force_dispatch {}", "force_dispatch.party"},
      {"claim {}", "claim.party"},
      {"return {}", "return.reason"},
      {"reassign {}", "reassign.party"},
      {"appoint {}", "appoint.slot_time"},
      {"hold {}", "hold.reason"},
      {"hold { reason: HOLD_REASON_OTHER }", "hold.label"},
      {"complete {}", "complete.result"},
      {"complete { result: CLOSURE_CODE_NO_FAULT parts { unit: 'm' } }",
       "complete.parts[0].item"},
      {"complete { result: CLOSURE_CODE_NO_FAULT labor { item: 'm' } }",
       "complete.labor[0].unit"},
      {"record_arrival { evidence { media_type: 'x' } }",
       "record_arrival.evidence[0].digest"},
      {"record_callback {}", "record_callback.result"},
      {"rate_service { source: RATING_SOURCE_CALLBACK }", "rate_service.score"},
      {"rate_service { score: 1 }", "rate_service.source"},
      {"close {}", "close.closure_code"},
      {"schedule_look_back {}", "schedule_look_back.due_time"},
      {"convert_to_project {}", "convert_to_project.project"}};
  for (const auto& [order, field] : kMissing) {
    SCOPED_TRACE(order);
    ExpectRefused(Order(order, Desk()), kRequired, field);
  }
}

TEST(ValidateCommandTest, RefusesValuesThatAnOrderDoesNotTake) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"report { channel: CHANNEL_WEB assets: 'a' assets: '' }",
       "report.assets[1]"},
      {"report { channel: CHANNEL_WEB assets: 'a' assets: 'a' }",
       "report.assets[1]"},
      {"report { channel: CHANNEL_WEB asset: 'a' assets: 'a' }",
       "report.assets[0]"},
      {"reject { reason: 'x' closure_code: CLOSURE_CODE_FIXED }",
       "reject.closure_code"},
      {"link_duplicate { master: 'T' }", "link_duplicate.master"},
      {"dispatch { party: 'p' mode: DISPATCH_MODE_CLAIMED }", "dispatch.mode"},
      {"complete { result: CLOSURE_CODE_DUPLICATE }", "complete.result"},
      {"complete { result: CLOSURE_CODE_NO_FAULT parts { item: 'i' unit: 'm' "
       "cost_fen: -1 } }",
       "complete.parts[0].cost_fen"},
      {"complete { result: CLOSURE_CODE_NO_FAULT labor { item: 'i' unit: 'm' "
       "cost_fen: -1 } }",
       "complete.labor[0].cost_fen"},
      {"rate_service { score: 6 source: RATING_SOURCE_CALLBACK }",
       "rate_service.score"},
      {"close { closure_code: CLOSURE_CODE_WITHDRAWN }", "close.closure_code"}};
  for (const auto& [order, field] : kWrong) {
    SCOPED_TRACE(order);
    ExpectRefused(Order(order, Desk()), kInvalid, field);
  }
}

TEST(ValidateCommandTest, NeedsWhatHistoryNeeds) {
  const std::pair<const char*, const char*> kMissing[] = {
      {"state {}", "record_history.state.state"},
      {"state { state: TICKET_STATE_CLOSED }",
       "record_history.state.closure_code"},
      {"hold {}", "record_history.hold.reason"},
      {"hold { reason: HOLD_REASON_OTHER }", "record_history.hold.label"},
      {"unknown_state: ''", "record_history.unknown_state"},
      {"facts {}", "record_history.facts[0].name"}};
  for (const auto& [update, field] : kMissing) {
    SCOPED_TRACE(update);
    ExpectRefused(History(update), kRequired, field);
  }
}

TEST(ValidateCommandTest, RefusesHistoryThatContradictsItself) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"report_time { seconds: 1 }", "record_history.report_time"},
      // A state that repairs do not have.
      {"state { state: TICKET_STATE_PLANNED }", "record_history.state.state"},
      {"state { state: TICKET_STATE_ON_SITE closure_code: CLOSURE_CODE_FIXED }",
       "record_history.state.closure_code"},
      {"state { state: TICKET_STATE_WITHDRAWN closure_code: "
       "CLOSURE_CODE_FIXED }",
       "record_history.state.closure_code"},
      {"state { state: TICKET_STATE_DUPLICATE closure_code: "
       "CLOSURE_CODE_FIXED }",
       "record_history.state.closure_code"},
      {"facts { name: 'a' } facts { name: 'b' } facts { name: 'a' }",
       "record_history.facts[2].name"}};
  for (const auto& [update, field] : kWrong) {
    SCOPED_TRACE(update);
    ExpectRefused(History(update), kInvalid, field);
  }
}

TEST(ValidateCommandTest, LeavesTheTimersRequestIdsToTheEngine) {
  v1::Command command = SampleOrder("report");
  command.set_request_id("timer-1");
  const absl::Status status = ValidateCommand(command);
  EXPECT_EQ(ErrorOf(status).field(), "request_id");
  command.set_request_id("timer");
  EXPECT_TRUE(ValidateCommand(command).ok());
}

}  // namespace
}  // namespace workledger
