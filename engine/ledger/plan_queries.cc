#include "engine/ledger/plan_queries.h"

#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/validate.h"
#include "engine/ledger/catalogue_query.h"
#include "engine/ledger/fold_queries.h"
#include "engine/ledger/ledger_queries.h"

namespace workledger {

absl::StatusOr<v1::ListPlansResponse> ListPlans(
    const Ledger& ledger, const v1::ListPlansRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  // Plans are items of the catalogue; how far they are is in their streams.
  v1::ListCatalogueRequest items;
  items.set_ledger(request.ledger());
  items.set_kind(v1::CATALOGUE_KIND_PLAN);
  items.set_page_size(request.page_size());
  items.set_page_token(request.page_token());
  *items.mutable_as_of() = request.as_of();
  WL_ASSIGN_OR_RETURN(v1::ListCatalogueResponse page,
                      ListCatalogue(ledger, items));
  v1::ListPlansResponse response;
  response.set_position(page.position());
  response.set_next_page_token(page.next_page_token());
  // Of the same prefix as the items.
  v1::AsOf as_of = request.as_of();
  if (IsEarlier(as_of)) as_of.set_position(page.position());
  for (v1::CatalogueEntry& entry : *page.mutable_entries()) {
    v1::PlanRow& row = *response.add_plans();
    row.set_revision(entry.revision());
    *row.mutable_plan() = std::move(*entry.mutable_item()->mutable_plan());
    WL_ASSIGN_OR_RETURN(
        FoundFold found,
        FindFold(ledger, {v1::STREAM_KIND_PLAN, row.plan().code()}, as_of));
    if (found.fold)
      *row.mutable_progress() = std::move(*found.fold->mutable_plan());
  }
  return response;
}

}  // namespace workledger
