#ifndef WORKLEDGER_LEDGER_LOG_SUBSCRIPTION_H_
#define WORKLEDGER_LEDGER_LOG_SUBSCRIPTION_H_

// A subscription on one ledger's log, and what it shares with paged reads.

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/executor.h"
#include "engine/ledger/ledger.h"
#include "workledger/subscription.h"
#include "workledger/v1/log_service.pb.h"

namespace workledger {

// Opens a cursor where `request` says. `ledger` and `executor` outlive it;
// `executor` runs the notifications.
//
//   INVALID_ARGUMENT  FIELD_INVALID or TOO_MANY_ITEMS in the filter,
//                     RESUME_TOKEN_INVALID.
//   OUT_OF_RANGE      POSITION_AHEAD or TOKEN_AHEAD: beyond the head.
absl::StatusOr<std::unique_ptr<Subscription>> OpenSubscription(
    Ledger& ledger, Executor& executor, const v1::SubscribeRequest& request);

// Reads a page of records. `request.ledger` is this one.
//
//   INVALID_ARGUMENT, OUT_OF_RANGE  as above.
absl::StatusOr<v1::ReadEventsResponse> ReadPage(
    const Ledger& ledger, const v1::ReadEventsRequest& request);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_LOG_SUBSCRIPTION_H_
