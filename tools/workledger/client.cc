#include "tools/workledger/client.h"

#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "services/status.h"
#include "tools/workledger/exit_code.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

std::shared_ptr<grpc::Channel> Connect(const std::string& server) {
  grpc::ChannelArguments arguments;
  // Answers hold pages of at most kPageBytesMax; a batch's outcomes may be
  // more.
  arguments.SetMaxReceiveMessageSize(static_cast<int>(kBatchExecuteBytesMax));
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(),
                                   arguments);
}

auto MakeStubs(const std::shared_ptr<grpc::Channel>& channel) {
  return std::make_tuple(
      v1::AlarmService::NewStub(channel),
      v1::CatalogueService::NewStub(channel),
      v1::ClockService::NewStub(channel), v1::CommandService::NewStub(channel),
      v1::InspectionService::NewStub(channel),
      v1::LedgerService::NewStub(channel), v1::LogService::NewStub(channel),
      v1::MetricService::NewStub(channel), v1::PlanService::NewStub(channel),
      v1::ProofService::NewStub(channel), v1::ReportService::NewStub(channel),
      v1::TicketService::NewStub(channel));
}

// Whether the call came to nothing before anything was sent. gRPC tells that
// from a connection that broke in mid-call by its text only; what it words in
// another way counts as broken, so that nobody takes an order for undone.
bool NeverConnected(const absl::Status& status) {
  return absl::StrContains(status.message(), "failed to connect") ||
         absl::StrContains(status.message(), "DNS resolution failed") ||
         absl::StrContains(status.message(), "empty address list");
}

}  // namespace

Client::Client(std::string server)
    : server_(std::move(server)), stubs_(MakeStubs(Connect(server_))) {}

void Client::SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(kDeadlineMax));
}

absl::Status Client::ToStatus(const grpc::Status& status) const {
  absl::Status converted = ToAbslStatus(status);
  if (converted.ok() || ReasonOf(converted) != v1::ERROR_REASON_UNSPECIFIED) {
    return converted;
  }
  if (absl::IsUnavailable(converted) && NeverConnected(converted)) {
    return absl::UnavailableError(
        absl::StrCat("server ", server_, ": cannot be reached"));
  }
  // A server that goes away cancels what it was asked.
  if (absl::IsUnavailable(converted) || absl::IsCancelled(converted)) {
    return absl::UnavailableError(
        absl::StrCat("server ", server_,
                     ": the server stopped before it answered; an order may "
                     "have been done"));
  }
  if (absl::IsDeadlineExceeded(converted)) {
    return absl::DeadlineExceededError(
        absl::StrCat("server ", server_, ": gave no answer within ",
                     absl::FormatDuration(kDeadlineMax)));
  }
  return converted;
}

absl::StatusOr<std::string> ChooseLedger(const Session& session,
                                         Client& client) {
  if (!session.ledger.empty()) return session.ledger;
  v1::ListLedgersRequest request;
  WL_ASSIGN_OR_RETURN(
      const v1::ListLedgersResponse response,
      client.Call(&v1::LedgerService::Stub::ListLedgers, request));
  if (response.ledgers().empty()) {
    return UsageError(
        "--ledger: the server has no ledger yet; make one with `workledger "
        "ledger create NAME`");
  }
  if (response.ledgers_size() == 1) return response.ledgers(0).ledger();
  const auto name = [](std::string* text, const v1::Ledger& ledger) {
    text->append(ledger.ledger());
  };
  return UsageError(
      absl::StrCat("--ledger: got none, want one of ",
                   absl::StrJoin(response.ledgers(), ", ", name),
                   response.next_page_token().empty() ? "" : ", and more"));
}

absl::StatusOr<uint64_t> GetHeadPosition(Client& client,
                                         const std::string& ledger) {
  v1::GetLedgerRequest request;
  request.set_ledger(ledger);
  WL_ASSIGN_OR_RETURN(
      const v1::GetLedgerResponse response,
      client.Call(&v1::LedgerService::Stub::GetLedger, request));
  return response.ledger().head_position();
}

}  // namespace workledger
