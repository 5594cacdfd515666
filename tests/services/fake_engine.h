#ifndef WORKLEDGER_TESTS_SERVICES_FAKE_ENGINE_H_
#define WORKLEDGER_TESTS_SERVICES_FAKE_ENGINE_H_

// An engine without ledgers, for tests of the services: it answers by
// functions that a test sets, and streams frames that a test adds.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/executor.h"
#include "tests/services/fake_feed.h"
#include "workledger/engine.h"

namespace workledger {

// Thread-safe; its functions are set before it is used.
class FakeEngine final : public Engine {
 public:
  template <typename Request, typename Response>
  using Answer = std::function<absl::StatusOr<Response>(const Request&,
                                                        const CallOptions&)>;

  // Each answers with an empty message unless a test sets it. They run on the
  // engine's threads and may block.
  Answer<v1::CreateLedgerRequest, v1::CreateLedgerResponse> create_ledger;
  Answer<v1::GetLedgerRequest, v1::GetLedgerResponse> get_ledger;
  Answer<v1::ListLedgersRequest, v1::ListLedgersResponse> list_ledgers;
  Answer<v1::ExecuteRequest, v1::ExecuteResponse> execute;
  Answer<v1::BatchExecuteRequest, v1::BatchExecuteResponse> batch_execute;
  Answer<v1::GetTicketRequest, v1::GetTicketResponse> get_ticket;
  Answer<v1::ListTicketsRequest, v1::ListTicketsResponse> list_tickets;
  Answer<v1::SummarizeRequest, v1::SummarizeResponse> summarize;
  Answer<v1::ListCatalogueRequest, v1::ListCatalogueResponse> list_catalogue;
  Answer<v1::ListAlarmPrecisionRequest, v1::ListAlarmPrecisionResponse>
      list_alarm_precision;
  Answer<v1::CountTicketsRequest, v1::CountTicketsResponse> count_tickets;
  Answer<v1::ListNotesRequest, v1::ListNotesResponse> list_notes;
  Answer<v1::ReportWorkRequest, v1::ReportWorkResponse> report_work;
  Answer<v1::ReportTalliesRequest, v1::ReportTalliesResponse> report_tallies;
  Answer<v1::QueryMetricsRequest, v1::QueryMetricsResponse> query_metrics;
  Answer<v1::ListMetricTicketsRequest, v1::ListMetricTicketsResponse>
      list_metric_tickets;
  Answer<v1::ExplainClocksRequest, v1::ExplainClocksResponse> explain_clocks;
  Answer<v1::PreviewMigrationRequest, v1::PreviewMigrationResponse>
      preview_migration;
  Answer<v1::GetInspectionRequest, v1::GetInspectionResponse> get_inspection;
  Answer<v1::ListInspectionsRequest, v1::ListInspectionsResponse>
      list_inspections;
  Answer<v1::GetPenaltyMonthRequest, v1::GetPenaltyMonthResponse>
      get_penalty_month;
  Answer<v1::ListPenaltyMonthsRequest, v1::ListPenaltyMonthsResponse>
      list_penalty_months;
  Answer<v1::ReadEventsRequest, v1::ReadEventsResponse> read_events;
  Answer<v1::ListPlansRequest, v1::ListPlansResponse> list_plans;
  Answer<v1::GetCheckpointRequest, v1::GetCheckpointResponse> get_checkpoint;
  Answer<v1::GetInclusionProofRequest, v1::GetInclusionProofResponse>
      get_inclusion_proof;
  Answer<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>
      get_consistency_proof;
  Answer<v1::GetRangeProofRequest, v1::GetRangeProofResponse> get_range_proof;
  std::function<absl::StatusOr<v1::VerifyLedgerResponse>(
      const std::function<bool(const v1::VerifyLedgerResponse&)>&)>
      verify_ledger;
  // What Subscribe reads. If `subscribe_error` is set it answers that.
  FakeFeed feed{threads_};
  absl::Status subscribe_error;
  std::vector<LedgerStatus> status;

  void CreateLedger(v1::CreateLedgerRequest request, CallOptions options,
                    Callback<v1::CreateLedgerResponse> done) override {
    Reply(create_ledger, std::move(request), options, std::move(done));
  }
  void GetLedger(v1::GetLedgerRequest request, CallOptions options,
                 Callback<v1::GetLedgerResponse> done) override {
    Reply(get_ledger, std::move(request), options, std::move(done));
  }
  void ListLedgers(v1::ListLedgersRequest request, CallOptions options,
                   Callback<v1::ListLedgersResponse> done) override {
    Reply(list_ledgers, std::move(request), options, std::move(done));
  }
  void Execute(v1::ExecuteRequest request, CallOptions options,
               Callback<v1::ExecuteResponse> done) override {
    Reply(execute, std::move(request), options, std::move(done));
  }
  void BatchExecute(v1::BatchExecuteRequest request, CallOptions options,
                    Callback<v1::BatchExecuteResponse> done) override {
    Reply(batch_execute, std::move(request), options, std::move(done));
  }
  void GetTicket(v1::GetTicketRequest request, CallOptions options,
                 Callback<v1::GetTicketResponse> done) override {
    Reply(get_ticket, std::move(request), options, std::move(done));
  }
  void ListTickets(v1::ListTicketsRequest request, CallOptions options,
                   Callback<v1::ListTicketsResponse> done) override {
    Reply(list_tickets, std::move(request), options, std::move(done));
  }
  void Summarize(v1::SummarizeRequest request, CallOptions options,
                 Callback<v1::SummarizeResponse> done) override {
    Reply(summarize, std::move(request), options, std::move(done));
  }
  void ListCatalogue(v1::ListCatalogueRequest request, CallOptions options,
                     Callback<v1::ListCatalogueResponse> done) override {
    Reply(list_catalogue, std::move(request), options, std::move(done));
  }
  void ListAlarmPrecision(
      v1::ListAlarmPrecisionRequest request, CallOptions options,
      Callback<v1::ListAlarmPrecisionResponse> done) override {
    Reply(list_alarm_precision, std::move(request), options, std::move(done));
  }
  void CountTickets(v1::CountTicketsRequest request, CallOptions options,
                    Callback<v1::CountTicketsResponse> done) override {
    Reply(count_tickets, std::move(request), options, std::move(done));
  }
  void ListNotes(v1::ListNotesRequest request, CallOptions options,
                 Callback<v1::ListNotesResponse> done) override {
    Reply(list_notes, std::move(request), options, std::move(done));
  }
  void ReportWork(v1::ReportWorkRequest request, CallOptions options,
                  Callback<v1::ReportWorkResponse> done) override {
    Reply(report_work, std::move(request), options, std::move(done));
  }
  void ReportTallies(v1::ReportTalliesRequest request, CallOptions options,
                     Callback<v1::ReportTalliesResponse> done) override {
    Reply(report_tallies, std::move(request), options, std::move(done));
  }
  void QueryMetrics(v1::QueryMetricsRequest request, CallOptions options,
                    Callback<v1::QueryMetricsResponse> done) override {
    Reply(query_metrics, std::move(request), options, std::move(done));
  }
  void ListMetricTickets(
      v1::ListMetricTicketsRequest request, CallOptions options,
      Callback<v1::ListMetricTicketsResponse> done) override {
    Reply(list_metric_tickets, std::move(request), options, std::move(done));
  }
  void ExplainClocks(v1::ExplainClocksRequest request, CallOptions options,
                     Callback<v1::ExplainClocksResponse> done) override {
    Reply(explain_clocks, std::move(request), options, std::move(done));
  }
  void PreviewMigration(v1::PreviewMigrationRequest request,
                        CallOptions options,
                        Callback<v1::PreviewMigrationResponse> done) override {
    Reply(preview_migration, std::move(request), options, std::move(done));
  }
  void GetInspection(v1::GetInspectionRequest request, CallOptions options,
                     Callback<v1::GetInspectionResponse> done) override {
    Reply(get_inspection, std::move(request), options, std::move(done));
  }
  void ListInspections(v1::ListInspectionsRequest request, CallOptions options,
                       Callback<v1::ListInspectionsResponse> done) override {
    Reply(list_inspections, std::move(request), options, std::move(done));
  }
  void GetPenaltyMonth(v1::GetPenaltyMonthRequest request, CallOptions options,
                       Callback<v1::GetPenaltyMonthResponse> done) override {
    Reply(get_penalty_month, std::move(request), options, std::move(done));
  }
  void ListPenaltyMonths(
      v1::ListPenaltyMonthsRequest request, CallOptions options,
      Callback<v1::ListPenaltyMonthsResponse> done) override {
    Reply(list_penalty_months, std::move(request), options, std::move(done));
  }
  void ReadEvents(v1::ReadEventsRequest request, CallOptions options,
                  Callback<v1::ReadEventsResponse> done) override {
    Reply(read_events, std::move(request), options, std::move(done));
  }
  void ListPlans(v1::ListPlansRequest request, CallOptions options,
                 Callback<v1::ListPlansResponse> done) override {
    Reply(list_plans, std::move(request), options, std::move(done));
  }
  void GetCheckpoint(v1::GetCheckpointRequest request, CallOptions options,
                     Callback<v1::GetCheckpointResponse> done) override {
    Reply(get_checkpoint, std::move(request), options, std::move(done));
  }
  void GetInclusionProof(
      v1::GetInclusionProofRequest request, CallOptions options,
      Callback<v1::GetInclusionProofResponse> done) override {
    Reply(get_inclusion_proof, std::move(request), options, std::move(done));
  }
  void GetConsistencyProof(
      v1::GetConsistencyProofRequest request, CallOptions options,
      Callback<v1::GetConsistencyProofResponse> done) override {
    Reply(get_consistency_proof, std::move(request), options, std::move(done));
  }
  void GetRangeProof(v1::GetRangeProofRequest request, CallOptions options,
                     Callback<v1::GetRangeProofResponse> done) override {
    Reply(get_range_proof, std::move(request), options, std::move(done));
  }
  void VerifyLedger(
      v1::VerifyLedgerRequest /*request*/,
      std::function<bool(const v1::VerifyLedgerResponse&)> progress,
      Callback<v1::VerifyLedgerResponse> done) override {
    threads_.Post([this, progress = std::move(progress),
                   done = std::move(done)] { done(verify_ledger(progress)); });
  }
  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const v1::SubscribeRequest& /*request*/) override {
    if (!subscribe_error.ok()) return subscribe_error;
    return feed.Open();
  }
  void BeginShutdown() override { feed.Close(); }
  absl::Status WaitFailed(absl::Duration /*timeout*/) override {
    return absl::OkStatus();
  }
  std::vector<LedgerStatus> ListStatus() const override { return status; }

 private:
  template <typename Request, typename Response>
  void Reply(const Answer<Request, Response>& answer, Request request,
             const CallOptions& options, Callback<Response> done) {
    threads_.Post([&answer, request = std::move(request), options,
                   done = std::move(done)] {
      done(answer ? answer(request, options) : Response());
    });
  }

  // Destroyed first, so that what was posted still finds the functions.
  ThreadPool threads_{2};
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SERVICES_FAKE_ENGINE_H_
