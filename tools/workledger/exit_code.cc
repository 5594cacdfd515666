#include "tools/workledger/exit_code.h"

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// Marks the tool's own errors; statuses of the server never carry it.
constexpr char kLocalPayload[] = "workledger.tool.local";
constexpr char kUsage[] = "USAGE";
constexpr char kFile[] = "FILE";

absl::Status LocalError(std::string_view kind, std::string_view message) {
  absl::Status status = absl::InvalidArgumentError(ToAbsl(message));
  status.SetPayload(kLocalPayload, absl::Cord(ToAbsl(kind)));
  return status;
}

// What stands in the brackets: the reason, or else the kind of failure.
std::string ReasonText(const absl::Status& status, v1::ErrorReason reason) {
  if (const auto kind = status.GetPayload(kLocalPayload)) {
    return std::string(*kind);
  }
  if (reason != v1::ERROR_REASON_UNSPECIFIED) return ReasonName(reason);
  return absl::StatusCodeToString(status.code());
}

}  // namespace

absl::Status UsageError(std::string_view message) {
  return LocalError(kUsage, message);
}

absl::Status FileError(std::string_view message) {
  return LocalError(kFile, message);
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return ExitCode::kOk;
  if (const auto kind = status.GetPayload(kLocalPayload)) {
    return *kind == kUsage ? ExitCode::kUsage : ExitCode::kFile;
  }
  const bool unreachable =
      absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  return unreachable ? ExitCode::kUnreachable : ExitCode::kRefused;
}

std::string FailureText(const absl::Status& status) {
  const v1::Error error = ErrorOf(status);
  std::string text = absl::StrCat("workledger: ", error.message());
  if (!absl::StrContains(error.message(), error.field())) {
    absl::StrAppend(&text, ", field ", error.field());
  }
  absl::StrAppend(&text, " (", ReasonText(status, error.reason()), ")");
  if (!error.allowed_orders().empty()) {
    absl::StrAppend(&text, "; it takes ",
                    absl::StrJoin(error.allowed_orders(), ", "));
  }
  return absl::StrReplaceAll(text, {{"\n", " "}});
}

}  // namespace workledger
