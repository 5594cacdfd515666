#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_STATE_MAP_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_STATE_MAP_H_

// Reads [state.map]: what each state of the source means.

#include "absl/status/statusor.h"
#include "tools/workledger/import/mapping.h"
#include "tools/workledger/import/toml_table.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Whether nothing but a reopen or an appeal leads out of `state`.
bool Terminal(v1::TicketState state);

// Returns the moves that the entries of `state`'s map stand for. CLOSED and
// REJECTED need a closure code, in the entry or, if `closure_column`, in the
// row.
// Errors are those of ParseMapping.
absl::StatusOr<ValueMap<v1::RecordHistory>> ParseStateMap(
    const TomlTable& state, bool closure_column);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_STATE_MAP_H_
