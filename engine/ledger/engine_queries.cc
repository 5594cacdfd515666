// The engine's queries: each waits for the views and goes on in a pool.

#include <utility>

#include "absl/time/clock.h"
#include "engine/ledger/catalogue_query.h"
#include "engine/ledger/clock_queries.h"
#include "engine/ledger/engine_impl.h"
#include "engine/ledger/inspection_queries.h"
#include "engine/ledger/ledger_queries.h"
#include "engine/ledger/metric_queries.h"
#include "engine/ledger/migration_preview.h"
#include "engine/ledger/note_queries.h"
#include "engine/ledger/penalty_queries.h"
#include "engine/ledger/plan_queries.h"
#include "engine/ledger/proof_queries.h"
#include "engine/ledger/report_queries.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status DeadlineError() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_PASSED,
                   "deadline passed before the call was answered");
}

// Views that are not kept as of earlier need no more than is asked for.
template <typename Request>
uint64_t NeededFor(const Ledger& ledger, const Request& request) {
  if constexpr (requires { request.as_of(); }) {
    return NeededPosition(ledger, request.min_position(), request.as_of());
  } else if constexpr (requires { NeededPosition(ledger, request); }) {
    return NeededPosition(ledger, request);
  } else {
    return request.min_position();
  }
}

}  // namespace

template <typename Request, typename Response>
void EngineImpl::Query(
    Executor& executor, Request request, const CallOptions& options,
    Callback<Response> done,
    std::function<absl::StatusOr<Response>(const Ledger&, const Request&)>
        answer) {
  const absl::StatusOr<Ledger*> found = Find(request.ledger());
  if (!found.ok()) return done(found.status());
  Ledger& ledger = **found;
  const uint64_t needed = NeededFor(ledger, request);
  ledger.WhenViewReaches(
      needed, options.deadline,
      [this, &ledger, &executor, options, request = std::move(request),
       done = std::move(done),
       answer = std::move(answer)](const absl::Status& reached) {
        executor.Post([this, &ledger, &executor, options, request, done, answer,
                       reached] {
          if (!reached.ok()) return done(reached);
          if (options.deadline < absl::Now()) return done(DeadlineError());
          absl::StatusOr<Response> response = answer(ledger, request);
          // It met a damaged row: the log still knows the answer.
          if (!response.ok() && ledger.view().Rebuilding()) {
            return Query(executor, request, options, done, answer);
          }
          done(std::move(response));
        });
      });
}

void EngineImpl::GetTicket(v1::GetTicketRequest request, CallOptions options,
                           Callback<v1::GetTicketResponse> done) {
  Query<v1::GetTicketRequest, v1::GetTicketResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::GetTicket);
}

void EngineImpl::ListTickets(v1::ListTicketsRequest request,
                             CallOptions options,
                             Callback<v1::ListTicketsResponse> done) {
  Query<v1::ListTicketsRequest, v1::ListTicketsResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::ListTickets);
}

void EngineImpl::Summarize(v1::SummarizeRequest request, CallOptions options,
                           Callback<v1::SummarizeResponse> done) {
  Executor& executor =
      IsEarlier(request.as_of()) ? long_executor_ : query_executor_;
  Query<v1::SummarizeRequest, v1::SummarizeResponse>(
      executor, std::move(request), options, std::move(done),
      [deadline = options.deadline](const Ledger& ledger,
                                    const v1::SummarizeRequest& asked) {
        return workledger::Summarize(ledger, asked, deadline);
      });
}

void EngineImpl::ListCatalogue(v1::ListCatalogueRequest request,
                               CallOptions options,
                               Callback<v1::ListCatalogueResponse> done) {
  Query<v1::ListCatalogueRequest, v1::ListCatalogueResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::ListCatalogue);
}

void EngineImpl::ListAlarmPrecision(
    v1::ListAlarmPrecisionRequest request, CallOptions options,
    Callback<v1::ListAlarmPrecisionResponse> done) {
  Query<v1::ListAlarmPrecisionRequest, v1::ListAlarmPrecisionResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::ListAlarmPrecision);
}

void EngineImpl::CountTickets(v1::CountTicketsRequest request,
                              CallOptions options,
                              Callback<v1::CountTicketsResponse> done) {
  // Looks at many rows, which pages shall not wait for.
  Query<v1::CountTicketsRequest, v1::CountTicketsResponse>(
      long_executor_, std::move(request), options, std::move(done),
      [deadline = options.deadline](const Ledger& ledger,
                                    const v1::CountTicketsRequest& asked) {
        return workledger::CountTickets(ledger, asked, deadline);
      });
}

void EngineImpl::ListNotes(v1::ListNotesRequest request, CallOptions options,
                           Callback<v1::ListNotesResponse> done) {
  Query<v1::ListNotesRequest, v1::ListNotesResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::ListNotes);
}

void EngineImpl::ReportWork(v1::ReportWorkRequest request, CallOptions options,
                            Callback<v1::ReportWorkResponse> done) {
  Query<v1::ReportWorkRequest, v1::ReportWorkResponse>(
      long_executor_, std::move(request), options, std::move(done),
      [deadline = options.deadline](const Ledger& ledger,
                                    const v1::ReportWorkRequest& asked) {
        return workledger::ReportWork(ledger, asked, deadline);
      });
}

void EngineImpl::ReportTallies(v1::ReportTalliesRequest request,
                               CallOptions options,
                               Callback<v1::ReportTalliesResponse> done) {
  Query<v1::ReportTalliesRequest, v1::ReportTalliesResponse>(
      long_executor_, std::move(request), options, std::move(done),
      [deadline = options.deadline](const Ledger& ledger,
                                    const v1::ReportTalliesRequest& asked) {
        return workledger::ReportTallies(ledger, asked, deadline);
      });
}

void EngineImpl::QueryMetrics(v1::QueryMetricsRequest request,
                              CallOptions options,
                              Callback<v1::QueryMetricsResponse> done) {
  Query<v1::QueryMetricsRequest, v1::QueryMetricsResponse>(
      long_executor_, std::move(request), options, std::move(done),
      [deadline = options.deadline](const Ledger& ledger,
                                    const v1::QueryMetricsRequest& asked) {
        return workledger::QueryMetrics(ledger, asked, deadline);
      });
}

void EngineImpl::ListMetricTickets(
    v1::ListMetricTicketsRequest request, CallOptions options,
    Callback<v1::ListMetricTicketsResponse> done) {
  // It waits for what its query does.
  Query<v1::QueryMetricsRequest, v1::ListMetricTicketsResponse>(
      long_executor_, request.query(), options, std::move(done),
      [deadline = options.deadline, request](const Ledger& ledger,
                                             const v1::QueryMetricsRequest&) {
        return workledger::ListMetricTickets(ledger, request, deadline);
      });
}

void EngineImpl::ExplainClocks(v1::ExplainClocksRequest request,
                               CallOptions options,
                               Callback<v1::ExplainClocksResponse> done) {
  Query<v1::ExplainClocksRequest, v1::ExplainClocksResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::ExplainClocks);
}

void EngineImpl::PreviewMigration(v1::PreviewMigrationRequest request,
                                  CallOptions options,
                                  Callback<v1::PreviewMigrationResponse> done) {
  Query<v1::PreviewMigrationRequest, v1::PreviewMigrationResponse>(
      long_executor_, std::move(request), options, std::move(done),
      [deadline = options.deadline](const Ledger& ledger,
                                    const v1::PreviewMigrationRequest& asked) {
        return workledger::PreviewMigration(ledger, asked, deadline);
      });
}

void EngineImpl::GetInspection(v1::GetInspectionRequest request,
                               CallOptions options,
                               Callback<v1::GetInspectionResponse> done) {
  Query<v1::GetInspectionRequest, v1::GetInspectionResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::GetInspection);
}

void EngineImpl::ListInspections(v1::ListInspectionsRequest request,
                                 CallOptions options,
                                 Callback<v1::ListInspectionsResponse> done) {
  Executor& executor =
      IsEarlier(request.as_of()) ? long_executor_ : query_executor_;
  Query<v1::ListInspectionsRequest, v1::ListInspectionsResponse>(
      executor, std::move(request), options, std::move(done),
      [deadline = options.deadline](const Ledger& ledger,
                                    const v1::ListInspectionsRequest& asked) {
        return workledger::ListInspections(ledger, asked, deadline);
      });
}

void EngineImpl::GetPenaltyMonth(v1::GetPenaltyMonthRequest request,
                                 CallOptions options,
                                 Callback<v1::GetPenaltyMonthResponse> done) {
  Query<v1::GetPenaltyMonthRequest, v1::GetPenaltyMonthResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::GetPenaltyMonth);
}

void EngineImpl::ListPenaltyMonths(
    v1::ListPenaltyMonthsRequest request, CallOptions options,
    Callback<v1::ListPenaltyMonthsResponse> done) {
  Executor& executor =
      IsEarlier(request.as_of()) ? long_executor_ : query_executor_;
  Query<v1::ListPenaltyMonthsRequest, v1::ListPenaltyMonthsResponse>(
      executor, std::move(request), options, std::move(done),
      [deadline = options.deadline](const Ledger& ledger,
                                    const v1::ListPenaltyMonthsRequest& asked) {
        return workledger::ListPenaltyMonths(ledger, asked, deadline);
      });
}

void EngineImpl::ListPlans(v1::ListPlansRequest request, CallOptions options,
                           Callback<v1::ListPlansResponse> done) {
  Query<v1::ListPlansRequest, v1::ListPlansResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::ListPlans);
}

void EngineImpl::GetCheckpoint(v1::GetCheckpointRequest request,
                               CallOptions options,
                               Callback<v1::GetCheckpointResponse> done) {
  Query<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
      query_executor_, std::move(request), options, std::move(done),
      [this](const Ledger& ledger, const v1::GetCheckpointRequest& asked) {
        return workledger::GetCheckpoint(ledger, asked, stores_.signing_key);
      });
}

void EngineImpl::GetInclusionProof(
    v1::GetInclusionProofRequest request, CallOptions options,
    Callback<v1::GetInclusionProofResponse> done) {
  Query<v1::GetInclusionProofRequest, v1::GetInclusionProofResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::GetInclusionProof);
}

void EngineImpl::GetConsistencyProof(
    v1::GetConsistencyProofRequest request, CallOptions options,
    Callback<v1::GetConsistencyProofResponse> done) {
  Query<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::GetConsistencyProof);
}

void EngineImpl::GetRangeProof(v1::GetRangeProofRequest request,
                               CallOptions options,
                               Callback<v1::GetRangeProofResponse> done) {
  Query<v1::GetRangeProofRequest, v1::GetRangeProofResponse>(
      query_executor_, std::move(request), options, std::move(done),
      workledger::GetRangeProof);
}

}  // namespace workledger
