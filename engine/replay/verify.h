#ifndef WORKLEDGER_REPLAY_VERIFY_H_
#define WORKLEDGER_REPLAY_VERIFY_H_

// Checks a ledger from its first record on: that positions and versions are
// dense, that every record is of this ledger and says its own place, that the
// chain holds and ends at the head, that every payload is an event this program
// knows, that every request id is found again, that every penalty is what its
// clause and evidence come to, that every row of the views is what a fresh fold
// of the log gives, byte for byte, and that whoever held a ticket held it for
// all of its open time.

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/log/event_log.h"
#include "engine/log/table_check.h"
#include "engine/view/ledger_view.h"
#include "workledger/v1/ledger_service.pb.h"

namespace workledger {

// Checks the table files of the store that has the log.
using FileCheck = std::function<absl::Status(const TableCheckObserver&)>;

// Violations are results, not errors. `view_store` holds `log`'s views; a fresh
// fold is built in `scratch_directory`, which is created and removed. Calls
// `progress` now and then; returns CANCELLED when it returns false. With
// `check_log_files` the table files of the log and of the views are compared
// with their checksums first; if one is damaged nothing else is read, for that
// would make the store fail.
absl::StatusOr<v1::VerifyLedgerResponse> VerifyLedger(
    const EventLog& log, ViewStore& view_store,
    const std::string& scratch_directory,
    const std::function<bool(const v1::VerifyLedgerResponse&)>& progress,
    const FileCheck& check_log_files = nullptr);

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_VERIFY_H_
