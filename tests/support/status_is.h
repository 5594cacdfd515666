#ifndef WORKLEDGER_TESTS_SUPPORT_STATUS_IS_H_
#define WORKLEDGER_TESTS_SUPPORT_STATUS_IS_H_

// Matchers for absl::Status and absl::StatusOr.
//
//   EXPECT_THAT(log.Append(stale, batch),
//               FailsWith(absl::StatusCode::kAborted,
//                         v1::ERROR_REASON_HEAD_MOVED));

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "workledger/error.h"

namespace workledger {

inline const absl::Status& GetStatus(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& GetStatus(const absl::StatusOr<T>& result) {
  return result.status();
}

MATCHER(IsOk, "is OK") {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).ok();
}

MATCHER_P2(FailsWith, code, reason,
           absl::StatusCodeToString(code) + " " + ReasonName(reason)) {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).code() == code && ReasonOf(GetStatus(arg)) == reason;
}

// Also names the field at fault.
MATCHER_P2(FailsAtField, reason, field,
           ReasonName(reason) + " at " + std::string(field)) {
  *result_listener << GetStatus(arg).ToString();
  return GetStatus(arg).code() == absl::StatusCode::kInvalidArgument &&
         ReasonOf(GetStatus(arg)) == reason &&
         ErrorOf(GetStatus(arg)).field() == field;
}

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SUPPORT_STATUS_IS_H_
