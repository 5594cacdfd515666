#include "engine/ledger/inspection_queries.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/validate.h"
#include "engine/ledger/fold_queries.h"
#include "engine/ledger/ledger_queries.h"
#include "workledger/error.h"

namespace workledger {

absl::StatusOr<v1::GetInspectionResponse> GetInspection(
    const Ledger& ledger, const v1::GetInspectionRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  if (request.inspection().empty()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "inspection",
                      "got none, want a round's id");
  }
  WL_ASSIGN_OR_RETURN(
      FoundFold found,
      FindFold(ledger, {v1::STREAM_KIND_INSPECTION, request.inspection()},
               request.as_of()));
  if (!found.fold.has_value()) {
    return MakeError(
        absl::StatusCode::kNotFound, v1::ERROR_REASON_INSPECTION_NOT_FOUND,
        absl::StrCat("inspection: ", request.inspection(),
                     IsEarlier(request.as_of()) ? " was not known as of then"
                                                : " is not known"),
        "inspection");
  }
  v1::GetInspectionResponse response;
  *response.mutable_inspection() = std::move(*found.fold->mutable_inspection());
  response.set_position(found.position);
  return response;
}

absl::StatusOr<v1::ListInspectionsResponse> ListInspections(
    const Ledger& ledger, const v1::ListInspectionsRequest& request,
    absl::Time deadline) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_ASSIGN_OR_RETURN(FoldList list,
                      ListFolds(ledger, {.kind = v1::STREAM_KIND_INSPECTION,
                                         .prefix = "",
                                         .page_size = request.page_size(),
                                         .page_token = request.page_token(),
                                         .as_of = request.as_of(),
                                         .deadline = deadline}));
  v1::ListInspectionsResponse response;
  for (auto& [key, fold] : list.folds) {
    *response.add_inspections() = std::move(*fold.mutable_inspection());
  }
  response.set_next_page_token(list.next_page_token);
  response.set_position(list.position);
  return response;
}

}  // namespace workledger
