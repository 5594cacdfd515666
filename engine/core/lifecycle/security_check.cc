#include "engine/core/lifecycle/security_check.h"

#include "absl/strings/str_cat.h"
#include "engine/core/enum_set.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr EnumSet<v1::ClosureCode> kResults = {
    v1::CLOSURE_CODE_FIXED, v1::CLOSURE_CODE_NO_FAULT,
    v1::CLOSURE_CODE_NOT_OURS, v1::CLOSURE_CODE_UNRESOLVED};

}  // namespace

absl::Status CheckResolve(const v1::Command& command) {
  const v1::ClosureCode result = command.resolve().result();
  if (kResults.Contains(result)) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "resolve.result",
                    absl::StrCat("got ", v1::ClosureCode_Name(result),
                                 ", want one that this order gives"));
}

absl::Status CheckSubmitReport(const v1::Command& command) {
  const int64_t loss_fen = command.submit_report().loss_fen();
  if (loss_fen >= 0) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "submit_report.loss_fen",
                    absl::StrCat("got ", loss_fen, ", want 0 or more"));
}

}  // namespace workledger
