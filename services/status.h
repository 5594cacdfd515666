#ifndef WORKLEDGER_SERVICES_STATUS_H_
#define WORKLEDGER_SERVICES_STATUS_H_

// The one map between absl::Status and what travels over gRPC: a
// google.rpc.Status with one ErrorInfo, and a BadRequest where a field is at
// fault (docs/errors.md).

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace workledger {

// The domain of every ErrorInfo.
inline constexpr char kErrorDomain[] = "workledger";

// Keeps code, reason, field and message; a message over kErrorMessageBytesMax
// is cut. A status without a reason gets no details.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The reverse, for clients: ReasonOf and ErrorOf work on what it returns. A
// reason that this build does not know is ERROR_REASON_UNSPECIFIED.
absl::Status ToAbslStatus(const grpc::Status& status);

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_STATUS_H_
