#ifndef WORKLEDGER_TESTS_TOOLS_USAGE_ERROR_H_
#define WORKLEDGER_TESTS_TOOLS_USAGE_ERROR_H_

// Matches a status or a StatusOr that ends the tool with the usage exit code
// and whose message holds `text`.

#include <string>

#include "gmock/gmock.h"
#include "tests/support/status_is.h"
#include "tools/workledger/exit_code.h"

namespace workledger {

MATCHER_P(IsUsageError, text, "is a usage error with " + std::string(text)) {
  const absl::Status& status = GetStatus(arg);
  *result_listener << status.ToString();
  return ExitCodeOf(status) == ExitCode::kUsage &&
         FailureText(status).find(text) != std::string::npos;
}

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_TOOLS_USAGE_ERROR_H_
