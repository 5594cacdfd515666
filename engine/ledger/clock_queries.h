#ifndef WORKLEDGER_LEDGER_CLOCK_QUERIES_H_
#define WORKLEDGER_LEDGER_CLOCK_QUERIES_H_

// How the clocks of a ticket came by their values (docs/clocks.md). Checks its
// request; does not wait.

#include "absl/status/statusor.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/clock_service.pb.h"

namespace workledger {

// Reads one ticket's stream, as of then, and explains what it leaves.
//
//   INVALID_ARGUMENT  FIELD_REQUIRED, FIELD_INVALID, and what ValidateMessage
//                     says; FIELD_INVALID also for more than
//                     kExplainedPartsMax.
//   OUT_OF_RANGE      POSITION_AHEAD: `as_of` is.
//   NOT_FOUND         TICKET_NOT_FOUND.
absl::StatusOr<v1::ExplainClocksResponse> ExplainClocks(
    const Ledger& ledger, const v1::ExplainClocksRequest& request);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_CLOCK_QUERIES_H_
