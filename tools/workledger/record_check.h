#ifndef WORKLEDGER_TOOLS_WORKLEDGER_RECORD_CHECK_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_RECORD_CHECK_H_

// `workledger verify --key`: reads the records of a ledger from a server and
// checks them here against what was signed, so that nothing is taken on the
// server's word.

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

struct RecordCheckFlags {
  // File with the ledger's verifier key.
  std::string key_file{};
  // The signed checkpoint to check against; the server's latest if empty.
  std::string checkpoint_file{};
  uint64_t from_position = 1;
  // To the end of the checkpoint if absent.
  std::optional<uint64_t> to_position;
};

// Prints what was checked.
//
//   DATA_LOSS  SIGNATURE_INVALID, PROOF_INVALID or CHAIN_BROKEN: the server
//              shows other records than were signed, or nothing signed.
absl::Status RunRecordCheck(const RecordCheckFlags& flags,
                            const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_RECORD_CHECK_H_
