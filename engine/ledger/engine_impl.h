#ifndef WORKLEDGER_LEDGER_ENGINE_IMPL_H_
#define WORKLEDGER_LEDGER_ENGINE_IMPL_H_

// The engine: a registry of open ledgers on one log store and one view store,
// and the executors they run on. It routes; what it routes to does the work.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/ed25519.h"
#include "engine/base/executor.h"
#include "engine/ledger/ledger.h"
#include "engine/ledger/temporary_directory.h"
#include "engine/log/event_log.h"
#include "engine/log/rocksdb.h"
#include "engine/view/view_store.h"
#include "workledger/engine.h"

namespace workledger {

class EngineImpl final : public Engine {
 public:
  // The stores an engine runs on.
  struct Stores {
    // Holds the views when the log is in memory; goes after them.
    std::optional<TemporaryDirectory> temporary;
    std::unique_ptr<LogStore> log;
    // The same where it has files; null where it is in memory.
    const RocksdbLogStore* log_files = nullptr;
    std::unique_ptr<ViewStore> view;
    // Where rebuilt views are compared; exists.
    std::string scratch_directory;
    // Signs the heads of the ledgers.
    SigningKey signing_key = SigningKey::Generate();
  };

  // `clock` and `observer`, which may be null, outlive the engine.
  EngineImpl(Stores stores, const Clock& clock,
             EngineObserver* observer = nullptr);
  ~EngineImpl() override;

  // Opens every ledger of the store.
  absl::Status OpenLedgers();

  void CreateLedger(v1::CreateLedgerRequest request, CallOptions options,
                    Callback<v1::CreateLedgerResponse> done) override;
  void GetLedger(v1::GetLedgerRequest request, CallOptions options,
                 Callback<v1::GetLedgerResponse> done) override;
  void ListLedgers(v1::ListLedgersRequest request, CallOptions options,
                   Callback<v1::ListLedgersResponse> done) override;
  void Execute(v1::ExecuteRequest request, CallOptions options,
               Callback<v1::ExecuteResponse> done) override;
  void BatchExecute(v1::BatchExecuteRequest request, CallOptions options,
                    Callback<v1::BatchExecuteResponse> done) override;
  void GetTicket(v1::GetTicketRequest request, CallOptions options,
                 Callback<v1::GetTicketResponse> done) override;
  void ListTickets(v1::ListTicketsRequest request, CallOptions options,
                   Callback<v1::ListTicketsResponse> done) override;
  void Summarize(v1::SummarizeRequest request, CallOptions options,
                 Callback<v1::SummarizeResponse> done) override;
  void ListCatalogue(v1::ListCatalogueRequest request, CallOptions options,
                     Callback<v1::ListCatalogueResponse> done) override;
  void ListAlarmPrecision(
      v1::ListAlarmPrecisionRequest request, CallOptions options,
      Callback<v1::ListAlarmPrecisionResponse> done) override;
  void CountTickets(v1::CountTicketsRequest request, CallOptions options,
                    Callback<v1::CountTicketsResponse> done) override;
  void ListNotes(v1::ListNotesRequest request, CallOptions options,
                 Callback<v1::ListNotesResponse> done) override;
  void ReportWork(v1::ReportWorkRequest request, CallOptions options,
                  Callback<v1::ReportWorkResponse> done) override;
  void ReportTallies(v1::ReportTalliesRequest request, CallOptions options,
                     Callback<v1::ReportTalliesResponse> done) override;
  void QueryMetrics(v1::QueryMetricsRequest request, CallOptions options,
                    Callback<v1::QueryMetricsResponse> done) override;
  void ListMetricTickets(v1::ListMetricTicketsRequest request,
                         CallOptions options,
                         Callback<v1::ListMetricTicketsResponse> done) override;
  void PreviewMigration(v1::PreviewMigrationRequest request,
                        CallOptions options,
                        Callback<v1::PreviewMigrationResponse> done) override;
  void ExplainClocks(v1::ExplainClocksRequest request, CallOptions options,
                     Callback<v1::ExplainClocksResponse> done) override;
  void GetInspection(v1::GetInspectionRequest request, CallOptions options,
                     Callback<v1::GetInspectionResponse> done) override;
  void ListInspections(v1::ListInspectionsRequest request, CallOptions options,
                       Callback<v1::ListInspectionsResponse> done) override;
  void GetPenaltyMonth(v1::GetPenaltyMonthRequest request, CallOptions options,
                       Callback<v1::GetPenaltyMonthResponse> done) override;
  void ListPenaltyMonths(v1::ListPenaltyMonthsRequest request,
                         CallOptions options,
                         Callback<v1::ListPenaltyMonthsResponse> done) override;
  void ReadEvents(v1::ReadEventsRequest request, CallOptions options,
                  Callback<v1::ReadEventsResponse> done) override;
  void ListPlans(v1::ListPlansRequest request, CallOptions options,
                 Callback<v1::ListPlansResponse> done) override;
  void GetCheckpoint(v1::GetCheckpointRequest request, CallOptions options,
                     Callback<v1::GetCheckpointResponse> done) override;
  void GetInclusionProof(v1::GetInclusionProofRequest request,
                         CallOptions options,
                         Callback<v1::GetInclusionProofResponse> done) override;
  void GetConsistencyProof(
      v1::GetConsistencyProofRequest request, CallOptions options,
      Callback<v1::GetConsistencyProofResponse> done) override;
  void GetRangeProof(v1::GetRangeProofRequest request, CallOptions options,
                     Callback<v1::GetRangeProofResponse> done) override;
  void VerifyLedger(
      v1::VerifyLedgerRequest request,
      std::function<bool(const v1::VerifyLedgerResponse&)> progress,
      Callback<v1::VerifyLedgerResponse> done) override;
  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const v1::SubscribeRequest& request) override;
  void BeginShutdown() override;
  absl::Status WaitFailed(absl::Duration timeout) override;
  std::vector<LedgerStatus> ListStatus() const override;

 private:
  LedgerDeps Deps();
  absl::StatusOr<Ledger*> Find(const std::string& name) const;
  // OK, or why no new work is taken.
  absl::Status Accepting() const;
  absl::Status Submit(const std::string& ledger, Submission submission);
  // Tells the observer of a command that was refused, if it was.
  void Observe(const absl::Status& outcome);
  absl::StatusOr<v1::CreateLedgerResponse> CreateNow(
      const v1::CreateLedgerRequest& request);
  absl::StatusOr<Ledger*> OpenLedger(const std::string& name, EventLog& log);
  // Answers a query on `executor` once the ledger's views are far enough.
  template <typename Request, typename Response>
  void Query(
      Executor& executor, Request request, const CallOptions& options,
      Callback<Response> done,
      std::function<absl::StatusOr<Response>(const Ledger&, const Request&)>
          answer);
  void Fail(const absl::Status& status);
  void CloseAll(const absl::Status& status);

  const Clock& clock_;
  EngineObserver* const observer_;
  Stores stores_;

  mutable std::mutex mutex_;
  std::condition_variable failed_;
  // Guarded by mutex_.
  std::map<std::string, std::unique_ptr<Ledger>, std::less<>> ledgers_;
  std::map<std::string, uint64_t> verified_records_;  // by ledger
  absl::Status closing_;
  absl::Status failure_;

  std::mutex create_mutex_;  // one creation at a time
  std::atomic<size_t> ledger_count_ = 0;
  std::atomic<uint64_t> verify_count_ = 0;

  // Last, so that their threads end before what they use goes.
  ThreadPool query_executor_;
  ThreadPool long_executor_;
  ThreadPool verify_executor_;
  ThreadPool commit_executor_;
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_ENGINE_IMPL_H_
