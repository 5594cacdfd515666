#include "engine/ledger/plan_queries.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/validate.h"
#include "engine/ledger/tokens.h"
#include "workledger/limits.h"

namespace workledger {

absl::StatusOr<v1::ListPlansResponse> ListPlans(
    const Ledger& ledger, const v1::ListPlansRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const std::string scope = ledger.log().Uid() + "plans";
  std::string after;
  if (!request.page_token().empty()) {
    WL_ASSIGN_OR_RETURN(after, DecodePageToken(scope, request.page_token()));
  }
  const int page_size = request.page_size() == 0
                            ? kPageSizeDefault
                            : std::clamp(request.page_size(), 1, kPageSizeMax);
  v1::ListPlansResponse response;
  // Before the rows, which are at least as far.
  response.set_position(ledger.view().Position());
  WL_ASSIGN_OR_RETURN(const Catalogue catalogue,
                      ledger.view().GetPresentCatalogue());
  const auto& entries = catalogue.entries();
  for (auto it = entries.upper_bound({v1::CATALOGUE_KIND_PLAN, after});
       it != entries.end() && it->first.first == v1::CATALOGUE_KIND_PLAN;
       ++it) {
    if (it->second.retired()) continue;
    if (response.plans_size() == page_size) {
      response.set_next_page_token(
          EncodePageToken(scope, response.plans(page_size - 1).plan().code()));
      break;
    }
    v1::PlanRow& row = *response.add_plans();
    *row.mutable_plan() = it->second.item().plan();
    row.set_revision(it->second.revision());
    WL_ASSIGN_OR_RETURN(
        std::optional<v1::Fold> fold,
        ledger.view().GetFold({v1::STREAM_KIND_PLAN, it->first.second}));
    if (fold) *row.mutable_progress() = std::move(*fold->mutable_plan());
  }
  return response;
}

}  // namespace workledger
