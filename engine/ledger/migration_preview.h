#ifndef WORKLEDGER_LEDGER_MIGRATION_PREVIEW_H_
#define WORKLEDGER_LEDGER_MIGRATION_PREVIEW_H_

// What a policy's migration would do to the tickets of a ledger, before anybody
// orders it. Checks its request; does not wait.

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/clock_service.pb.h"

namespace workledger {

// Looks at each ticket that the policy would take over, one after the other, as
// the views have it; the position is that at which it began.
//
//   INVALID_ARGUMENT    FIELD_REQUIRED, FIELD_INVALID, TOO_MANY_ITEMS, and what
//                       ValidateMessage says; FIELD_INVALID also for more than
//                       kMigrationTicketsMax tickets.
//   FAILED_PRECONDITION what CheckMigration says.
//   DEADLINE_EXCEEDED   DEADLINE_PASSED.
absl::StatusOr<v1::PreviewMigrationResponse> PreviewMigration(
    const Ledger& ledger, const v1::PreviewMigrationRequest& request,
    absl::Time deadline);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_MIGRATION_PREVIEW_H_
