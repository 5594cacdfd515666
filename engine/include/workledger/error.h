#ifndef WORKLEDGER_ERROR_H_
#define WORKLEDGER_ERROR_H_

// What a failed call says beside its code: a reason that programs match on and
// the field at fault. docs/errors.md lists all reasons.
//
//   absl::Status status = ...;
//   if (ReasonOf(status) == v1::ERROR_REASON_VERSION_CONFLICT) Reload();

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/error.pb.h"

namespace workledger {

// Returns a status of `code` that carries `reason` and, if not empty, `field`.
// `code` is not OK.
absl::Status MakeError(absl::StatusCode code, v1::ErrorReason reason,
                       std::string_view message, std::string_view field = "");

// INVALID_ARGUMENT about `field`; the message becomes "field: message".
absl::Status FieldError(v1::ErrorReason reason, std::string_view field,
                        std::string_view message);

// Returns the reason that `status` carries, or ERROR_REASON_UNSPECIFIED.
v1::ErrorReason ReasonOf(const absl::Status& status);

// Returns all that `status` says, as the message that batch outcomes carry.
// `status` is not OK.
v1::Error ErrorOf(const absl::Status& status);

// The reverse of ErrorOf.
absl::Status StatusOf(const v1::Error& error);

// Returns the reason's name without its prefix, for example "QUEUE_FULL".
std::string ReasonName(v1::ErrorReason reason);

}  // namespace workledger

#endif  // WORKLEDGER_ERROR_H_
