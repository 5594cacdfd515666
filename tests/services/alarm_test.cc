// Alarms from gRPC to the log and back, on a real engine.

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "services/status.h"
#include "workledger/engine.h"
#include "workledger/error.h"
#include "workledger/limits.h"
#include "workledger/v1/alarm_service.grpc.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {
namespace {

v1::AlarmSignal Signal(const std::string& id, const std::string& device,
                       const std::string& zone) {
  v1::AlarmSignal signal;
  signal.set_signal(id);
  signal.set_device(device);
  signal.set_alarm_class("intrusion");
  signal.set_site("east");
  signal.set_zone(zone);
  return signal;
}

v1::ReportAlarmsRequest Message(const std::vector<v1::AlarmSignal>& signals) {
  v1::ReportAlarmsRequest message;
  message.set_ledger("main");
  message.mutable_actor()->set_principal("gateway");
  message.mutable_actor()->set_kind(v1::ACTOR_KIND_DEVICE);
  for (const v1::AlarmSignal& signal : signals) *message.add_signals() = signal;
  return message;
}

class AlarmTest : public testing::Test {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({.directory = ""});
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    v1::CreateLedgerRequest request;
    request.set_ledger("main");
    request.set_clock(v1::LEDGER_CLOCK_WALL);
    ASSERT_TRUE(Call(*engine_, &Engine::CreateLedger, request).ok());
    auto server = Server::Start(*engine_, {.listen = "127.0.0.1:0"});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::AlarmService::NewStub(grpc::CreateChannel(
        server_->address(), grpc::InsecureChannelCredentials()));
  }

  absl::StatusOr<v1::ReportAlarmsResponse> Report(
      const std::vector<v1::ReportAlarmsRequest>& messages) {
    grpc::ClientContext context;
    v1::ReportAlarmsResponse response;
    const auto writer = stub_->ReportAlarms(&context, &response);
    for (const v1::ReportAlarmsRequest& message : messages) {
      if (!writer->Write(message)) break;
    }
    writer->WritesDone();
    const absl::Status status = ToAbslStatus(writer->Finish());
    if (!status.ok()) return status;
    return response;
  }

  void ExpectRefused(const std::vector<v1::ReportAlarmsRequest>& messages,
                     v1::ErrorReason reason, const std::string& field) {
    const absl::Status status = Report(messages).status();
    EXPECT_EQ(ReasonName(ReasonOf(status)), ReasonName(reason)) << status;
    EXPECT_EQ(ErrorOf(status).field(), field);
  }

  v1::ListAlarmPrecisionResponse Precision(
      v1::ListAlarmPrecisionRequest asked) {
    asked.set_ledger("main");
    asked.set_min_position(Head());
    grpc::ClientContext context;
    v1::ListAlarmPrecisionResponse response;
    const grpc::Status status =
        stub_->ListAlarmPrecision(&context, asked, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  uint64_t Head() {
    v1::GetLedgerRequest request;
    request.set_ledger("main");
    return Call(*engine_, &Engine::GetLedger, request)
        ->ledger()
        .head_position();
  }

  // Tickets that there are.
  uint64_t Tickets() {
    v1::SummarizeRequest request;
    request.set_ledger("main");
    request.set_min_position(Head());
    return Call(*engine_, &Engine::Summarize, request)->tickets();
  }

  // Gives an order of a duty officer to the only ticket.
  void Order(v1::Command command) {
    v1::ListTicketsRequest list;
    list.set_ledger("main");
    list.set_min_position(Head());
    const auto page = Call(*engine_, &Engine::ListTickets, list);
    ASSERT_EQ(page->tickets_size(), 1);
    command.set_request_id(absl::StrCat("order-", ++orders_));
    command.set_ticket(page->tickets(0).ticket());
    command.mutable_actor()->set_principal("guan");
    command.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
    command.mutable_actor()->add_roles(v1::ROLE_DUTY_OFFICER);
    v1::ExecuteRequest request;
    request.set_ledger("main");
    *request.mutable_command() = command;
    const auto response = Call(*engine_, &Engine::Execute, request);
    ASSERT_TRUE(response.ok()) << response.status();
  }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::AlarmService::Stub> stub_;
  int orders_ = 0;
};

std::vector<v1::ReportAlarmsRequest> Storm(int messages) {
  std::vector<v1::ReportAlarmsRequest> storm;
  int count = 0;
  for (int i = 0; i < messages; ++i) {
    std::vector<v1::AlarmSignal> signals;
    for (int j = 0; j < 250; ++j, ++count) {
      signals.push_back(Signal(absl::StrCat("s-", count),
                               absl::StrCat("d-", count % 200),
                               absl::StrCat("east/b", count % 50)));
    }
    storm.push_back(Message(signals));
  }
  return storm;
}

TEST_F(AlarmTest, StormOnFiftyKeysOpensFiftyIncidentsAndLosesNothing) {
  const std::vector<v1::ReportAlarmsRequest> storm = Storm(400);
  const absl::Time start = absl::Now();
  const auto first = Report(storm);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_LT(absl::Now() - start, absl::Seconds(60));
  EXPECT_EQ(first->signals(), 100'000u);
  EXPECT_EQ(first->opened(), 50u);
  EXPECT_EQ(first->correlated(), 99'950u);
  EXPECT_EQ(first->repeated_signals(), 0u);
  // The ledger's creation, each signal, each incident.
  EXPECT_EQ(Head(), 1u + 100'000u + 50u);
  EXPECT_EQ(first->last_position(), Head());
  EXPECT_EQ(Tickets(), 50u);

  const auto again = Report(storm);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->repeated_signals(), 100'000u);
  EXPECT_EQ(again->opened(), 0u);
  EXPECT_EQ(Head(), 1u + 100'000u + 50u);

  uint64_t signals = 0;
  uint64_t incidents = 0;
  v1::ListAlarmPrecisionRequest asked;
  asked.set_page_size(90);
  int pages = 0;
  do {
    const v1::ListAlarmPrecisionResponse page = Precision(asked);
    for (const v1::AlarmPrecision& row : page.rows()) {
      EXPECT_EQ(row.signals(), 500u) << row.device();
      signals += row.signals();
      incidents += row.incidents();
    }
    asked.set_page_token(page.next_page_token());
    ++pages;
  } while (!asked.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(signals, 100'000u);
  EXPECT_EQ(incidents, 50u);
}

TEST_F(AlarmTest, SignalsOfOneStreamAreKeptInTheirOrder) {
  constexpr int kMessages = 500;
  std::vector<v1::ReportAlarmsRequest> messages;
  for (int i = 0; i < kMessages; ++i) {
    messages.push_back(
        Message({Signal(absl::StrCat("s-", i), "d-1", "east/b1")}));
  }
  ASSERT_TRUE(Report(messages).ok());
  int next = 0;
  for (uint64_t from = 1; from <= Head();) {
    v1::ReadEventsRequest request;
    request.set_ledger("main");
    request.set_from_position(from);
    request.set_page_size(100);
    const auto page = Call(*engine_, &Engine::ReadEvents, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::StoredRecord& stored : page->records()) {
      v1::Record record;
      v1::Event event;
      ASSERT_TRUE(record.ParseFromString(stored.record()));
      ASSERT_TRUE(event.ParseFromString(record.payload()));
      if (!event.has_signal_recorded()) continue;
      ASSERT_EQ(event.signal_recorded().signal().signal(),
                absl::StrCat("s-", next));
      ++next;
    }
    from = page->next_position();
  }
  EXPECT_EQ(next, kMessages);
}

TEST_F(AlarmTest, CallersThatRaceOnOneKeyOpenOneIncident) {
  constexpr int kCallers = 8;
  std::vector<std::thread> callers;
  std::vector<absl::StatusOr<v1::ReportAlarmsResponse>> answers(kCallers);
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([this, i, &answers] {
      answers[static_cast<size_t>(i)] =
          Report({Message({Signal("s-1", absl::StrCat("d-", i), "east/b1")})});
    });
  }
  for (std::thread& caller : callers) caller.join();
  uint64_t opened = 0;
  uint64_t correlated = 0;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    opened += answer->opened();
    correlated += answer->correlated();
  }
  EXPECT_EQ(opened, 1u);
  EXPECT_EQ(correlated, kCallers - 1u);
  EXPECT_EQ(Tickets(), 1u);
}

TEST_F(AlarmTest, KnownSignalsInAnotherMessageAreCounted) {
  ASSERT_TRUE(Report({Message({Signal("s-1", "d-1", "b1")})}).ok());
  const auto again = Report(
      {Message({Signal("s-1", "d-1", "b1"), Signal("s-2", "d-1", "b1")})});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->signals(), 2u);
  EXPECT_EQ(again->repeated_signals(), 1u);
  EXPECT_EQ(again->correlated(), 1u);
  const auto nothing = Report({});
  ASSERT_TRUE(nothing.ok());
  EXPECT_EQ(nothing->signals(), 0u);
}

TEST_F(AlarmTest, PrecisionCountsAnIncidentByWhatItIsAtPresent) {
  v1::AlarmSignal signal = Signal("s-1", "cam-1", "b1");
  signal.set_algorithm("loiter-3");
  ASSERT_TRUE(Report({Message({signal})}).ok());
  v1::Command verify;
  verify.mutable_verify()->set_method(v1::VERIFY_METHOD_VIDEO);
  Order(verify);
  v1::Command dismiss;
  dismiss.mutable_dismiss_false()->set_cause(v1::FALSE_ALARM_CAUSE_ALGORITHM);
  dismiss.mutable_dismiss_false()->set_reason("a cat");
  Order(dismiss);
  EXPECT_EQ(Precision({}).rows(0).dismissed(), 1u);

  // It comes again, and this time it is true.
  signal.set_signal("s-2");
  ASSERT_TRUE(Report({Message({signal})}).ok());
  Order(verify);
  v1::Command confirm;
  confirm.mutable_confirm()->set_incident_class("intrusion");
  confirm.mutable_confirm()->set_level(v1::INCIDENT_LEVEL_III);
  Order(confirm);
  for (const bool by_algorithm : {false, true}) {
    v1::ListAlarmPrecisionRequest asked;
    asked.set_by_algorithm(by_algorithm);
    const v1::ListAlarmPrecisionResponse response = Precision(asked);
    ASSERT_EQ(response.rows_size(), 1);
    const v1::AlarmPrecision& row = response.rows(0);
    EXPECT_EQ(row.device(), by_algorithm ? "" : "cam-1");
    EXPECT_EQ(row.algorithm(), by_algorithm ? "loiter-3" : "");
    EXPECT_EQ(row.signals(), 2u);
    EXPECT_EQ(row.incidents(), 1u);
    EXPECT_EQ(row.confirmed(), 1u);
    EXPECT_EQ(row.dismissed(), 0u);
    EXPECT_EQ(row.correlated(), 1u);
    EXPECT_EQ(row.suppressed(), 0u);
  }
}

TEST_F(AlarmTest, RefusesWhatIsWrongWithAMessage) {
  const v1::ReportAlarmsRequest good = Message({Signal("s-1", "d-1", "b1")});
  v1::ReportAlarmsRequest bad = good;
  bad.set_ledger("other");
  ExpectRefused({bad}, v1::ERROR_REASON_LEDGER_NOT_FOUND, "ledger");
  ExpectRefused({good, bad}, v1::ERROR_REASON_FIELD_INVALID, "ledger");
  bad = good;
  bad.clear_actor();
  ExpectRefused({bad}, v1::ERROR_REASON_FIELD_REQUIRED,
                "command.actor.principal");
  bad = good;
  bad.mutable_actor()->set_principal("somebody");
  ExpectRefused({good, bad}, v1::ERROR_REASON_FIELD_INVALID, "actor");
  bad = good;
  bad.mutable_signals(0)->clear_device();
  ExpectRefused({bad}, v1::ERROR_REASON_FIELD_REQUIRED,
                "command.record_signals.signals[0].device");
  bad = good;
  bad.clear_signals();
  ExpectRefused({bad}, v1::ERROR_REASON_FIELD_REQUIRED,
                "command.record_signals.signals");
  bad = good;
  for (size_t i = 0; i < kSignalsMax; ++i) {
    *bad.add_signals() = Signal(absl::StrCat("x-", i), "d-1", "b1");
  }
  ExpectRefused({bad}, v1::ERROR_REASON_TOO_MANY_ITEMS,
                "command.record_signals.signals");
}

TEST_F(AlarmTest, RefusesAPageTokenOfAnotherList) {
  ASSERT_TRUE(Report({Message({Signal("s-1", "d-1", "b1"),
                               Signal("s-2", "d-2", "b1")})})
                  .ok());
  v1::ListAlarmPrecisionRequest asked;
  asked.set_page_size(1);
  asked.set_page_token(Precision(asked).next_page_token());
  ASSERT_FALSE(asked.page_token().empty());
  EXPECT_EQ(Precision(asked).rows(0).device(), "d-2");
  asked.set_by_algorithm(true);
  asked.set_ledger("main");
  grpc::ClientContext context;
  v1::ListAlarmPrecisionResponse response;
  EXPECT_EQ(ReasonOf(ToAbslStatus(
                stub_->ListAlarmPrecision(&context, asked, &response))),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(AlarmTest, StopsWhileAGatewayIsConnected) {
  grpc::ClientContext context;
  v1::ReportAlarmsResponse response;
  const auto writer = stub_->ReportAlarms(&context, &response);
  ASSERT_TRUE(writer->Write(Message({Signal("s-1", "d-1", "b1")})));
  const absl::Time start = absl::Now();
  server_->Stop(absl::Seconds(30));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  EXPECT_FALSE(writer->Finish().ok());
}

}  // namespace
}  // namespace workledger
