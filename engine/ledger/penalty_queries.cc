#include "engine/ledger/penalty_queries.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/penalty/penalty_amount.h"
#include "engine/core/penalty/penalty_form.h"
#include "engine/core/penalty/penalty_month.h"
#include "engine/core/validate.h"
#include "engine/ledger/tokens.h"
#include "engine/view/fold_list.h"
#include "workledger/limits.h"

namespace workledger {

absl::StatusOr<v1::GetPenaltyMonthResponse> GetPenaltyMonth(
    const Ledger& ledger, const v1::GetPenaltyMonthRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(CheckContractMonth(request.month(), ""));
  const std::string key = PenaltyKey(request.month());
  WL_ASSIGN_OR_RETURN(FoldPage page,
                      ledger.view().ListFolds(v1::STREAM_KIND_PENALTY, 1, key));
  v1::GetPenaltyMonthResponse response;
  v1::PenaltyMonth& month = *response.mutable_month();
  if (!page.folds.empty() && page.folds[0].first == key) {
    month = std::move(*page.folds[0].second.mutable_penalty_month());
  }
  month.set_contract(request.month().contract());
  month.set_month(request.month().month());
  response.set_position(page.position);
  if (month.settled()) {
    *response.mutable_settlement() = month.settlement();
    return response;
  }
  WL_ASSIGN_OR_RETURN(const Catalogue catalogue, ledger.view().GetCatalogue());
  const v1::CatalogueEntry* const contract = ContractOfMonth(
      catalogue, month.contract(), MonthOfNumber(month.month()));
  if (contract == nullptr) return response;
  *response.mutable_settlement() =
      SettlementOf(month, contract->item().contract());
  response.mutable_settlement()->set_contract_revision(contract->revision());
  return response;
}

absl::StatusOr<v1::ListPenaltyMonthsResponse> ListPenaltyMonths(
    const Ledger& ledger, const v1::ListPenaltyMonthsRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const std::string prefix =
      request.contract().empty() ? "" : absl::StrCat(request.contract(), "|");
  // A token belongs to the list that it came with.
  const std::string scope =
      absl::StrCat(ledger.log().Uid(), "penalties", prefix);
  std::string from = prefix;
  if (!request.page_token().empty()) {
    WL_ASSIGN_OR_RETURN(from, DecodePageToken(scope, request.page_token()));
    // The smallest key after the one before.
    from.push_back('\0');
  }
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  WL_ASSIGN_OR_RETURN(
      FoldPage page,
      ledger.view().ListFolds(v1::STREAM_KIND_PENALTY, page_size, from));
  v1::ListPenaltyMonthsResponse response;
  response.set_position(page.position);
  for (auto& [key, fold] : page.folds) {
    if (!key.starts_with(prefix)) return response;
    *response.add_months() = std::move(*fold.mutable_penalty_month());
  }
  if (page.more) {
    response.set_next_page_token(
        EncodePageToken(scope, page.folds.back().first));
  }
  return response;
}

}  // namespace workledger
