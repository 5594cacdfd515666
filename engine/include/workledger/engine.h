#ifndef WORKLEDGER_ENGINE_H_
#define WORKLEDGER_ENGINE_H_

// workledger in process: start here. An engine keeps ledgers of events in one
// directory, decides commands, and answers queries from views. The gRPC server
// is one user of this header.
//
//   auto engine = Engine::Open({.directory = "/var/lib/bureau"});
//   v1::ExecuteRequest request = ...;
//   absl::StatusOr<v1::ExecuteResponse> response =
//       Call(**engine, &Engine::Execute, request);
//
// Requests and responses are the messages of the schema; what each call means,
// its errors and its limits are described there, in *_service.proto.

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "workledger/clock.h"
#include "workledger/observer.h"
#include "workledger/subscription.h"
#include "workledger/v1/alarm_service.pb.h"
#include "workledger/v1/catalogue_service.pb.h"
#include "workledger/v1/clock_service.pb.h"
#include "workledger/v1/command_service.pb.h"
#include "workledger/v1/inspection_service.pb.h"
#include "workledger/v1/ledger_service.pb.h"
#include "workledger/v1/log_service.pb.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/plan_service.pb.h"
#include "workledger/v1/proof_service.pb.h"
#include "workledger/v1/report_service.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

struct EngineOptions {
  // Holds the log ("log") and the views ("views"); created if missing, but for
  // its parent. Empty keeps everything in memory but the views, which then live
  // in a temporary folder.
  std::string directory;
  // A second copy of the log's tail: what a damaged disk takes from the first
  // is brought back from it when the engine opens. Without it such damage is
  // found and refused, and not repaired. It costs another sync beside each one.
  bool mirror = true;
  // Where it is, best on another disk; its parent must exist. "mirror" in
  // `directory` if empty.
  std::string mirror_directory;
  // The key that heads of ledgers are signed with (docs/proofs.md); made if it
  // is missing and `directory` was never signed for. "signing_key.pem" in
  // `directory` if empty, and in memory where that is empty, too.
  std::string signing_key_file;
  // Commands are refused (DISK_FULL) while less than this is free.
  uint64_t disk_reserve_bytes = uint64_t{640} << 20;
  // Not owned; outlives the engine. The machine's clock if null.
  const Clock* clock = nullptr;
  // Not owned; outlives the engine. Nobody if null.
  EngineObserver* observer = nullptr;
};

// What a call brings along beside its request.
struct CallOptions {
  // After it the call may answer DEADLINE_EXCEEDED.
  absl::Time deadline = absl::InfiniteFuture();
  // W3C trace context, kept in the events; at most kTraceParentBytesMax bytes,
  // a longer one is dropped.
  std::string trace_parent;
};

// Takes the answer of a call, once: on a thread of the engine, or in the call
// itself where nothing has to be waited for. It must not block, and must not
// destroy the engine.
template <typename Response>
using Callback = std::function<void(absl::StatusOr<Response>)>;

// Thread-safe. No call blocks but Open, Subscribe, WaitFailed and the
// destructor, which waits for the calls under way and answers them.
class Engine {
 public:
  // Opens the engine on `options.directory`, or creates it. Every ledger is
  // checked at its end and its views catch up in the background.
  //
  //   UNAVAILABLE  STORE_LOCKED: another process has the directory.
  //   DATA_LOSS    what is stored is damaged; the message says where.
  //   FAILED_PRECONDITION  SIGNING_KEY_UNUSABLE: the signing key cannot be
  //                        read or is none, or others may read it.
  //                        SIGNING_KEY_FOREIGN: it is not the one that the
  //                        directory's heads were signed with so far.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(
      const EngineOptions& options);

  virtual ~Engine() = default;

  virtual void CreateLedger(v1::CreateLedgerRequest request,
                            CallOptions options,
                            Callback<v1::CreateLedgerResponse> done) = 0;
  virtual void GetLedger(v1::GetLedgerRequest request, CallOptions options,
                         Callback<v1::GetLedgerResponse> done) = 0;
  virtual void ListLedgers(v1::ListLedgersRequest request, CallOptions options,
                           Callback<v1::ListLedgersResponse> done) = 0;

  virtual void Execute(v1::ExecuteRequest request, CallOptions options,
                       Callback<v1::ExecuteResponse> done) = 0;
  virtual void BatchExecute(v1::BatchExecuteRequest request,
                            CallOptions options,
                            Callback<v1::BatchExecuteResponse> done) = 0;

  virtual void GetTicket(v1::GetTicketRequest request, CallOptions options,
                         Callback<v1::GetTicketResponse> done) = 0;
  virtual void ListTickets(v1::ListTicketsRequest request, CallOptions options,
                           Callback<v1::ListTicketsResponse> done) = 0;
  virtual void Summarize(v1::SummarizeRequest request, CallOptions options,
                         Callback<v1::SummarizeResponse> done) = 0;
  virtual void ListCatalogue(v1::ListCatalogueRequest request,
                             CallOptions options,
                             Callback<v1::ListCatalogueResponse> done) = 0;
  virtual void ListAlarmPrecision(
      v1::ListAlarmPrecisionRequest request, CallOptions options,
      Callback<v1::ListAlarmPrecisionResponse> done) = 0;
  virtual void CountTickets(v1::CountTicketsRequest request,
                            CallOptions options,
                            Callback<v1::CountTicketsResponse> done) = 0;
  virtual void ListNotes(v1::ListNotesRequest request, CallOptions options,
                         Callback<v1::ListNotesResponse> done) = 0;
  virtual void ReportWork(v1::ReportWorkRequest request, CallOptions options,
                          Callback<v1::ReportWorkResponse> done) = 0;
  virtual void ReportTallies(v1::ReportTalliesRequest request,
                             CallOptions options,
                             Callback<v1::ReportTalliesResponse> done) = 0;
  virtual void QueryMetrics(v1::QueryMetricsRequest request,
                            CallOptions options,
                            Callback<v1::QueryMetricsResponse> done) = 0;
  virtual void ListMetricTickets(
      v1::ListMetricTicketsRequest request, CallOptions options,
      Callback<v1::ListMetricTicketsResponse> done) = 0;
  virtual void ExplainClocks(v1::ExplainClocksRequest request,
                             CallOptions options,
                             Callback<v1::ExplainClocksResponse> done) = 0;
  virtual void PreviewMigration(
      v1::PreviewMigrationRequest request, CallOptions options,
      Callback<v1::PreviewMigrationResponse> done) = 0;
  virtual void GetInspection(v1::GetInspectionRequest request,
                             CallOptions options,
                             Callback<v1::GetInspectionResponse> done) = 0;
  virtual void ListInspections(v1::ListInspectionsRequest request,
                               CallOptions options,
                               Callback<v1::ListInspectionsResponse> done) = 0;
  virtual void GetPenaltyMonth(v1::GetPenaltyMonthRequest request,
                               CallOptions options,
                               Callback<v1::GetPenaltyMonthResponse> done) = 0;
  virtual void ListPenaltyMonths(
      v1::ListPenaltyMonthsRequest request, CallOptions options,
      Callback<v1::ListPenaltyMonthsResponse> done) = 0;
  virtual void ReadEvents(v1::ReadEventsRequest request, CallOptions options,
                          Callback<v1::ReadEventsResponse> done) = 0;

  virtual void ListPlans(v1::ListPlansRequest request, CallOptions options,
                         Callback<v1::ListPlansResponse> done) = 0;

  virtual void GetCheckpoint(v1::GetCheckpointRequest request,
                             CallOptions options,
                             Callback<v1::GetCheckpointResponse> done) = 0;
  virtual void GetInclusionProof(
      v1::GetInclusionProofRequest request, CallOptions options,
      Callback<v1::GetInclusionProofResponse> done) = 0;
  virtual void GetConsistencyProof(
      v1::GetConsistencyProofRequest request, CallOptions options,
      Callback<v1::GetConsistencyProofResponse> done) = 0;
  virtual void GetRangeProof(v1::GetRangeProofRequest request,
                             CallOptions options,
                             Callback<v1::GetRangeProofResponse> done) = 0;

  // Calls `progress` with running counts, and `done` with the result. The check
  // stops early, with CANCELLED, when `progress` returns false.
  virtual void VerifyLedger(
      v1::VerifyLedgerRequest request,
      std::function<bool(const v1::VerifyLedgerResponse&)> progress,
      Callback<v1::VerifyLedgerResponse> done) = 0;

  // Opens a cursor on a ledger. It must not outlive the engine.
  virtual absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const v1::SubscribeRequest& request) = 0;

  // Ends every subscription with a closing frame and refuses new work with
  // SHUTTING_DOWN; calls under way are answered. Can be called again.
  virtual void BeginShutdown() = 0;

  // Waits until a write has failed, at most `timeout`, and returns why; OK if
  // none has. A failed engine serves what is durable and takes no more
  // commands; open another to go on.
  virtual absl::Status WaitFailed(absl::Duration timeout) = 0;

  // Says where every ledger stands, by name.
  virtual std::vector<LedgerStatus> ListStatus() const = 0;
};

// Makes a call and waits for its answer.
template <typename Request, typename Response>
absl::StatusOr<Response> Call(Engine& engine,
                              void (Engine::*method)(Request, CallOptions,
                                                     Callback<Response>),
                              Request request, CallOptions options = {}) {
  std::promise<absl::StatusOr<Response>> answer;
  (engine.*method)(std::move(request), std::move(options),
                   [&answer](absl::StatusOr<Response> response) {
                     answer.set_value(std::move(response));
                   });
  return answer.get_future().get();
}

}  // namespace workledger

#endif  // WORKLEDGER_ENGINE_H_
