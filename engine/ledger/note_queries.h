#ifndef WORKLEDGER_LEDGER_NOTE_QUERIES_H_
#define WORKLEDGER_LEDGER_NOTE_QUERIES_H_

// The notes of a ticket, from its stream: no view keeps them. Checks its
// request; does not wait.

#include "absl/status/statusor.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

absl::StatusOr<v1::ListNotesResponse> ListNotes(
    const Ledger& ledger, const v1::ListNotesRequest& request);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_NOTE_QUERIES_H_
