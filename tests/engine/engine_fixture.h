#ifndef WORKLEDGER_TESTS_ENGINE_ENGINE_FIXTURE_H_
#define WORKLEDGER_TESTS_ENGINE_ENGINE_FIXTURE_H_

// An engine on a temporary folder or in memory, with one ledger "main", and
// short ways to build requests.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/temp_dir.h"
#include "workledger/engine.h"
#include "workledger/error.h"

namespace workledger {

inline v1::Actor Desk() {
  v1::Actor actor;
  actor.set_principal("desk-1");
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(v1::ROLE_DESK);
  return actor;
}

inline v1::ExecuteRequest MakeRequest(const std::string& request_id,
                                      const std::string& ticket) {
  v1::ExecuteRequest request;
  request.set_ledger("main");
  v1::Command& command = *request.mutable_command();
  command.set_request_id(request_id);
  command.set_ticket(ticket);
  *command.mutable_actor() = Desk();
  return request;
}

inline v1::ExecuteRequest ReportRequest(const std::string& request_id,
                                        const std::string& ticket) {
  v1::ExecuteRequest request = MakeRequest(request_id, ticket);
  v1::Report& report = *request.mutable_command()->mutable_report();
  report.set_channel(v1::CHANNEL_HOTLINE);
  report.set_location("east/1/101");
  report.set_category("electrical/lighting");
  report.set_priority(v1::PRIORITY_P3);
  report.mutable_text()->set_clear("the lamp flickers");
  return request;
}

inline v1::ExecuteRequest AcceptRequest(const std::string& request_id,
                                        const std::string& ticket) {
  v1::ExecuteRequest request = MakeRequest(request_id, ticket);
  request.mutable_command()->mutable_accept();
  return request;
}

// Parameter: whether the log is on disk.
class EngineTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    Open();
    v1::CreateLedgerRequest request;
    request.set_ledger("main");
    request.set_clock(v1::LEDGER_CLOCK_WALL);
    ASSERT_TRUE(Call(*engine_, &Engine::CreateLedger, request).ok());
  }

  // Opens the engine, anew if it is open already.
  void Open() {
    engine_.reset();
    EngineOptions options;
    if (GetParam()) options.directory = (directory_.path() / "data").string();
    options.disk_reserve_bytes = 0;
    options.clock = clock_;
    absl::StatusOr<std::unique_ptr<Engine>> engine = Engine::Open(options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }

  absl::StatusOr<v1::ExecuteResponse> Execute(v1::ExecuteRequest request) {
    return Call(*engine_, &Engine::Execute, std::move(request));
  }

  // The ticket once the views have caught up with everything durable.
  absl::StatusOr<v1::Ticket> GetTicket(const std::string& ticket) {
    v1::GetTicketRequest request;
    request.set_ledger("main");
    request.set_ticket(ticket);
    request.set_min_position(HeadPosition());
    absl::StatusOr<v1::GetTicketResponse> response =
        Call(*engine_, &Engine::GetTicket, request);
    if (!response.ok()) return response.status();
    return response->ticket();
  }

  uint64_t HeadPosition() {
    v1::GetLedgerRequest request;
    request.set_ledger("main");
    return Call(*engine_, &Engine::GetLedger, request)
        ->ledger()
        .head_position();
  }

  TempDir directory_;
  const Clock* clock_ = nullptr;
  std::unique_ptr<Engine> engine_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_ENGINE_ENGINE_FIXTURE_H_
