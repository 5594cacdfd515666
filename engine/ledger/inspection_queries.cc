#include "engine/ledger/inspection_queries.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/validate.h"
#include "engine/ledger/tokens.h"
#include "engine/view/fold_list.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {

absl::StatusOr<v1::GetInspectionResponse> GetInspection(
    const Ledger& ledger, const v1::GetInspectionRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  if (request.inspection().empty()) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "inspection",
                      "got none, want a round's id");
  }
  WL_ASSIGN_OR_RETURN(FoldPage page,
                      ledger.view().ListFolds(v1::STREAM_KIND_INSPECTION, 1,
                                              request.inspection()));
  if (page.folds.empty() || page.folds[0].first != request.inspection()) {
    return MakeError(
        absl::StatusCode::kNotFound, v1::ERROR_REASON_INSPECTION_NOT_FOUND,
        absl::StrCat("inspection: ", request.inspection(), " is not known"),
        "inspection");
  }
  v1::GetInspectionResponse response;
  *response.mutable_inspection() =
      std::move(*page.folds[0].second.mutable_inspection());
  response.set_position(page.position);
  return response;
}

absl::StatusOr<v1::ListInspectionsResponse> ListInspections(
    const Ledger& ledger, const v1::ListInspectionsRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const std::string scope = absl::StrCat(ledger.log().Uid(), "inspections");
  std::string from;
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
      ledger.view().ListFolds(v1::STREAM_KIND_INSPECTION, page_size, from));
  v1::ListInspectionsResponse response;
  for (auto& [key, fold] : page.folds) {
    *response.add_inspections() = std::move(*fold.mutable_inspection());
  }
  if (page.more) {
    response.set_next_page_token(
        EncodePageToken(scope, page.folds.back().first));
  }
  response.set_position(page.position);
  return response;
}

}  // namespace workledger
