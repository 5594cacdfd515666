#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CLIENT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CLIENT_H_

// The tool's end of the connection to a server.
//
//   Client client(session.server);
//   WL_ASSIGN_OR_RETURN(const auto response,
//                       client.Call(&v1::TicketService::Stub::GetTicket,
//                                   request));

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <tuple>

#include "absl/status/statusor.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/session.h"
#include "workledger/v1/alarm_service.grpc.pb.h"
#include "workledger/v1/catalogue_service.grpc.pb.h"
#include "workledger/v1/clock_service.grpc.pb.h"
#include "workledger/v1/command_service.grpc.pb.h"
#include "workledger/v1/inspection_service.grpc.pb.h"
#include "workledger/v1/ledger_service.grpc.pb.h"
#include "workledger/v1/log_service.grpc.pb.h"
#include "workledger/v1/metric_service.grpc.pb.h"
#include "workledger/v1/plan_service.grpc.pb.h"
#include "workledger/v1/proof_service.grpc.pb.h"
#include "workledger/v1/report_service.grpc.pb.h"
#include "workledger/v1/ticket_service.grpc.pb.h"

namespace workledger {

// Thread-safe.
class Client {
 public:
  // Connects when the first call is made.
  explicit Client(std::string server);

  // Makes a unary call, with a deadline of kDeadlineMax.
  //
  //   UNAVAILABLE        without a reason: the server cannot be reached, or
  //                      went away before it answered.
  //   DEADLINE_EXCEEDED  no answer in time.
  //   else               what the server says.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) {
    grpc::ClientContext context;
    SetDeadline(context);
    Response response;
    WL_RETURN_IF_ERROR(
        ToStatus((stub<Stub>().*method)(&context, request, &response)));
    return response;
  }

  // For streams; such calls have no deadline.
  template <typename Stub>
  Stub& stub() {
    return *std::get<std::unique_ptr<Stub>>(stubs_);
  }

  // What a call's end means, with the server's address where there was no
  // answer. A call that was cancelled counts as one that the server left: who
  // cancels calls himself has to know that he did.
  absl::Status ToStatus(const grpc::Status& status) const;

 private:
  static void SetDeadline(grpc::ClientContext& context);

  const std::string server_;
  const std::tuple<std::unique_ptr<v1::AlarmService::Stub>,
                   std::unique_ptr<v1::CatalogueService::Stub>,
                   std::unique_ptr<v1::ClockService::Stub>,
                   std::unique_ptr<v1::CommandService::Stub>,
                   std::unique_ptr<v1::InspectionService::Stub>,
                   std::unique_ptr<v1::LedgerService::Stub>,
                   std::unique_ptr<v1::LogService::Stub>,
                   std::unique_ptr<v1::MetricService::Stub>,
                   std::unique_ptr<v1::PlanService::Stub>,
                   std::unique_ptr<v1::ProofService::Stub>,
                   std::unique_ptr<v1::ReportService::Stub>,
                   std::unique_ptr<v1::TicketService::Stub>>
      stubs_;
};

// Returns the ledger that `session` names, or else the only one on the server.
// A usage error lists them if there are several.
absl::StatusOr<std::string> ChooseLedger(const Session& session,
                                         Client& client);

// Returns the position of the last record that `ledger` has.
absl::StatusOr<uint64_t> GetHeadPosition(Client& client,
                                         const std::string& ledger);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CLIENT_H_
