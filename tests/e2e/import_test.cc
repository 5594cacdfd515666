// The real history through the real tool into the real server, checked against
// what the history says itself.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/time.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/e2e/holder_sums.h"
#include "tests/e2e/source_history.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"
#include "workledger/v1/ticket_service.grpc.pb.h"

namespace workledger {
namespace {

using google::protobuf::util::JsonStringToMessage;
using Json = google::protobuf::Struct;

const std::string kCsv =
    WORKLEDGER_TEST_DATA "/uci-servicenow-incidents/incident_event_log.csv.gz";

double Number(const Json& json, const std::vector<std::string>& path) {
  const Json* at = &json;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const auto found = at->fields().find(path[i]);
    if (found == at->fields().end()) return -1;
    at = &found->second.struct_value();
  }
  const auto found = at->fields().find(path.back());
  return found == at->fields().end() ? -1 : found->second.number_value();
}

// What the source says; read once.
const std::map<std::string, SourceTicket>& Source() {
  static const absl::StatusOr<std::map<std::string, SourceTicket>> source =
      ReadSourceHistory(kCsv);
  EXPECT_TRUE(source.ok()) << source.status();
  return *source;
}

// The history's events and the one that made the ledger. However an import
// came to its end, there are as many.
constexpr uint64_t kHeadPosition = 253'494;
// More than a quarter of it.
constexpr uint64_t kPartPosition = 70'000;

class ImportTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kCsv)) {
      GTEST_SKIP() << kCsv << " is not there (WORKLEDGER_TEST_DATA)";
    }
    Start();
    ASSERT_EQ(Tool({"ledger", "create", "uci"}).exit_code, 0);
  }

  void Start(const std::string& listen = "127.0.0.1:0") {
    auto server =
        StartServer(WORKLEDGERD, (directory_.path() / "data").string(), listen);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = std::make_unique<RunningServer>(*std::move(server));
  }

  std::vector<std::string> ToolArguments(
      const std::vector<std::string>& arguments) const {
    std::vector<std::string> all = {WORKLEDGER, "--server", server_->address,
                                    "--ledger", "uci",      "--output",
                                    "json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }

  Finished Tool(const std::vector<std::string>& arguments) const {
    auto finished = RunToEnd(ToolArguments(arguments));
    EXPECT_TRUE(finished.ok()) << finished.status();
    return *std::move(finished);
  }

  Json Import() const {
    const Finished finished = Tool({"import", kCsv, "--mapping", MAPPING});
    EXPECT_EQ(finished.exit_code, 0);
    Json summary;
    EXPECT_TRUE(JsonStringToMessage(finished.output, &summary).ok())
        << finished.output;
    return summary;
  }

  v1::SummarizeResponse Summarize(
      const std::vector<std::string>& flags = {}) const {
    std::vector<std::string> arguments = {"report", "summary"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const Finished finished = Tool(arguments);
    EXPECT_EQ(finished.exit_code, 0);
    v1::SummarizeResponse summary;
    EXPECT_TRUE(JsonStringToMessage(finished.output, &summary).ok())
        << finished.output;
    return summary;
  }

  // Waits until the server's views have reached `position`.
  void WaitForPosition(uint64_t position) const {
    const auto stub = v1::TicketService::NewStub(grpc::CreateChannel(
        server_->address, grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(30));
    v1::SummarizeRequest request;
    request.set_ledger("uci");
    request.set_min_position(position);
    v1::SummarizeResponse response;
    const grpc::Status status = stub->Summarize(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  // Every ticket that the server knows, compared with the source's own word.
  void CheckTickets() const {
    const Finished finished = Tool({"ticket", "list", "--all"});
    ASSERT_EQ(finished.exit_code, 0);
    std::map<uint32_t, int> by_reopens;
    std::map<v1::Priority, std::pair<int, int>> met_by_priority;
    int tickets = 0;
    int reassignments_equal = 0;
    int resolved = 0;
    uint32_t reassignments = 0;
    for (absl::string_view line :
         absl::StrSplit(finished.output, '\n', absl::SkipEmpty())) {
      v1::Ticket ticket;
      ASSERT_TRUE(JsonStringToMessage(std::string(line), &ticket).ok()) << line;
      ASSERT_TRUE(Source().contains(ticket.ticket())) << line;
      ExpectHoldersAddUp(ticket,
                         FromTimestamp(ticket.milestones().change_time()));
      const SourceTicket& source = Source().at(ticket.ticket());
      ++tickets;
      reassignments += source.reassignments;
      EXPECT_EQ(ticket.state(), v1::TICKET_STATE_CLOSED) << line;
      EXPECT_EQ(ticket.tallies().reopens(), source.reopens) << line;
      ++by_reopens[ticket.tallies().reopens()];
      EXPECT_EQ(FromTimestamp(ticket.milestones().close_time()),
                source.close_time)
          << line;
      if (source.resolve_time) {
        ++resolved;
        EXPECT_EQ(FromTimestamp(ticket.milestones().complete_time()),
                  *source.resolve_time)
            << line;
      }
      if (ticket.tallies().reassignments() == source.reassignments) {
        ++reassignments_equal;
      }
      CountVerdict(ticket, source, met_by_priority);
    }
    EXPECT_EQ(tickets, 24918);
    EXPECT_EQ(resolved, 23362);
    EXPECT_EQ(reassignments, 23414);
    EXPECT_EQ(reassignments_equal, 24827);
    EXPECT_THAT(by_reopens, testing::ElementsAre(
                                testing::Pair(0, 24643), testing::Pair(1, 245),
                                testing::Pair(2, 19), testing::Pair(3, 4),
                                testing::Pair(4, 4), testing::Pair(6, 2),
                                testing::Pair(8, 1)));
    using Verdicts = std::pair<int, int>;  // met, all
    EXPECT_EQ(met_by_priority[v1::PRIORITY_P1], Verdicts(5, 270));
    EXPECT_EQ(met_by_priority[v1::PRIORITY_P2], Verdicts(2, 408));
    EXPECT_EQ(met_by_priority[v1::PRIORITY_P3], Verdicts(15145, 23466));
    EXPECT_EQ(met_by_priority[v1::PRIORITY_P4], Verdicts(651, 774));
  }

  static void CountVerdict(
      const v1::Ticket& ticket, const SourceTicket& source,
      std::map<v1::Priority, std::pair<int, int>>& met_by_priority) {
    for (const v1::Fact& fact : ticket.facts()) {
      if (fact.name() != "made_sla") continue;
      EXPECT_EQ(fact.value() == "true", source.sla_met) << ticket.ticket();
      auto& [met, all] = met_by_priority[ticket.priority()];
      if (fact.value() == "true") ++met;
      ++all;
    }
  }

  void CheckAsOf() const {
    const v1::SummarizeResponse then =
        Summarize({"--as-of-valid", "2016-05-18T09:30:00Z"});
    EXPECT_EQ(then.tickets(), 21880);
    EXPECT_EQ(then.open(), 2631);
    std::map<v1::TicketState, uint64_t> free;  // not held
    for (const v1::StateCount& count : then.states()) {
      free[count.state()] = count.tickets() - count.held();
    }
    EXPECT_EQ(free[v1::TICKET_STATE_COMPLETED], 1359);
    EXPECT_EQ(free[v1::TICKET_STATE_IN_PROGRESS], 510);
    EXPECT_EQ(free[v1::TICKET_STATE_REPORTED], 405);
    std::map<std::string, uint64_t> held;
    for (const v1::HoldCount& count : then.holds()) {
      held[v1::HoldReason_Name(count.reason()) + ":" + count.label()] =
          count.tickets();
    }
    EXPECT_EQ(held["HOLD_REASON_AWAIT_REQUESTER:"], 314);
    EXPECT_EQ(held["HOLD_REASON_OTHER:Awaiting Problem"], 25);
    EXPECT_EQ(held["HOLD_REASON_THIRD_PARTY:"], 18);
  }

  static void CheckSummary(const Json& summary) {
    EXPECT_EQ(Number(summary, {"rows"}), 141712);
    EXPECT_EQ(Number(summary, {"tickets"}), 24918);
    EXPECT_EQ(Number(summary, {"findings", "UNKNOWN_STATE"}), 5);
    EXPECT_EQ(Number(summary, {"checks", "reopens", "equal"}), 24918);
    EXPECT_EQ(Number(summary, {"checks", "close_time", "equal"}), 24918);
    EXPECT_EQ(Number(summary, {"checks", "complete_time", "equal"}), 23362);
    EXPECT_EQ(Number(summary, {"checks", "complete_time", "different"}), 0);
    EXPECT_EQ(Number(summary, {"checks", "reassignments", "equal"}), 24827);
  }

  TempDir directory_;
  std::unique_ptr<RunningServer> server_;
};

TEST_F(ImportTest, AgreesWithWhatTheHistorySaysItself) {
  const Json first = Import();
  CheckSummary(first);
  EXPECT_EQ(Number(first, {"events"}), kHeadPosition - 1);
  CheckTickets();
  CheckAsOf();
  const v1::SummarizeResponse now = Summarize();
  EXPECT_EQ(now.tickets(), 24918);
  EXPECT_EQ(now.open(), 0);
  EXPECT_EQ(now.position(), kHeadPosition);

  const Json second = Import();
  EXPECT_EQ(Number(second, {"events"}), 0);
  EXPECT_EQ(Number(second, {"unchanged_rows"}),
            Number(first, {"unchanged_rows"}));
  EXPECT_EQ(Tool({"verify"}).exit_code, 0);
}

TEST_F(ImportTest, GivesTheSameFiguresAfterAKillInTheMiddle) {
  auto import = ChildProcess::Start(
      ToolArguments({"import", kCsv, "--mapping", MAPPING}));
  ASSERT_TRUE(import.ok()) << import.status();
  WaitForPosition(kPartPosition);
  server_->process.Signal(SIGKILL);
  EXPECT_EQ(server_->process.Wait(), 128 + SIGKILL);
  import->Signal(SIGKILL);
  EXPECT_EQ(import->Wait(), 128 + SIGKILL);
  Start();
  const uint64_t kept = Summarize().position();
  EXPECT_GE(kept, kPartPosition);
  EXPECT_LT(kept, kHeadPosition);

  CheckSummary(Import());
  CheckTickets();
  CheckAsOf();
  EXPECT_EQ(Number(Import(), {"events"}), 0);
  EXPECT_EQ(Summarize().position(), kHeadPosition);
  EXPECT_EQ(Tool({"verify"}).exit_code, 0);
}

TEST_F(ImportTest, GoesOnByItselfWhenTheServerIsKilledAndStartedAgain) {
  auto import = ChildProcess::Start(
      ToolArguments({"import", kCsv, "--mapping", MAPPING}));
  ASSERT_TRUE(import.ok()) << import.status();
  WaitForPosition(kPartPosition);
  const std::string address = server_->address;
  server_->process.Signal(SIGKILL);
  EXPECT_EQ(server_->process.Wait(), 128 + SIGKILL);
  Start(address);
  Json summary;
  const std::string output = import->ReadAll();
  ASSERT_EQ(import->Wait(), 0);
  ASSERT_TRUE(JsonStringToMessage(output, &summary).ok()) << output;
  CheckSummary(summary);
  EXPECT_EQ(Summarize().position(), kHeadPosition);
}

}  // namespace
}  // namespace workledger
