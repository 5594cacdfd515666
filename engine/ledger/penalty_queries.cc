#include "engine/ledger/penalty_queries.h"

#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/penalty/penalty_amount.h"
#include "engine/core/penalty/penalty_form.h"
#include "engine/core/penalty/penalty_month.h"
#include "engine/core/validate.h"
#include "engine/ledger/fold_queries.h"
#include "engine/ledger/ledger_queries.h"
#include "engine/replay/as_of.h"

namespace workledger {

absl::StatusOr<v1::GetPenaltyMonthResponse> GetPenaltyMonth(
    const Ledger& ledger, const v1::GetPenaltyMonthRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(CheckContractMonth(request.month(), ""));
  WL_ASSIGN_OR_RETURN(
      FoundFold found,
      FindFold(ledger, {v1::STREAM_KIND_PENALTY, PenaltyKey(request.month())},
               request.as_of()));
  v1::GetPenaltyMonthResponse response;
  v1::PenaltyMonth& month = *response.mutable_month();
  if (found.fold.has_value()) {
    month = std::move(*found.fold->mutable_penalty_month());
  }
  month.set_contract(request.month().contract());
  month.set_month(request.month().month());
  response.set_position(found.position);
  if (month.settled()) {
    *response.mutable_settlement() = month.settlement();
    return response;
  }
  WL_ASSIGN_OR_RETURN(
      const Catalogue catalogue,
      IsEarlier(request.as_of())
          ? CatalogueAsOf(ledger.log(),
                          BoundAsOf(request.as_of(), response.position()))
          : ledger.view().GetCatalogue());
  const v1::CatalogueEntry* const contract = ContractOfMonth(
      catalogue, month.contract(), MonthOfNumber(month.month()));
  if (contract == nullptr) return response;
  *response.mutable_settlement() =
      SettlementOf(month, contract->item().contract());
  response.mutable_settlement()->set_contract_revision(contract->revision());
  return response;
}

absl::StatusOr<v1::ListPenaltyMonthsResponse> ListPenaltyMonths(
    const Ledger& ledger, const v1::ListPenaltyMonthsRequest& request,
    absl::Time deadline) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_ASSIGN_OR_RETURN(
      FoldList list,
      ListFolds(
          ledger,
          {.kind = v1::STREAM_KIND_PENALTY,
           .prefix = request.contract().empty() ? "" : request.contract() + '|',
           .page_size = request.page_size(),
           .page_token = request.page_token(),
           .as_of = request.as_of(),
           .deadline = deadline}));
  v1::ListPenaltyMonthsResponse response;
  for (auto& [key, fold] : list.folds) {
    *response.add_months() = std::move(*fold.mutable_penalty_month());
  }
  response.set_next_page_token(list.next_page_token);
  response.set_position(list.position);
  return response;
}

}  // namespace workledger
