#ifndef WORKLEDGER_BASE_STATUS_MACROS_H_
#define WORKLEDGER_BASE_STATUS_MACROS_H_

// Early return on errors.
//
//   WL_RETURN_IF_ERROR(Write(row));
//   WL_ASSIGN_OR_RETURN(const Head head, log.Append(expected, batch));

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define WL_RETURN_IF_ERROR(expression)                              \
  do {                                                              \
    if (::absl::Status wl_status = (expression); !wl_status.ok()) { \
      return wl_status;                                             \
    }                                                               \
  } while (false)

#define WL_MACRO_CONCAT_INNER(a, b) a##b
#define WL_MACRO_CONCAT(a, b) WL_MACRO_CONCAT_INNER(a, b)

#define WL_ASSIGN_OR_RETURN(declaration, expression)                \
  WL_ASSIGN_OR_RETURN_IMPL(WL_MACRO_CONCAT(wl_statusor_, __LINE__), \
                           declaration, expression)

#define WL_ASSIGN_OR_RETURN_IMPL(statusor, declaration, expression) \
  auto statusor = (expression);                                     \
  if (!statusor.ok()) return std::move(statusor).status();          \
  declaration = *std::move(statusor)

#endif  // WORKLEDGER_BASE_STATUS_MACROS_H_
