#ifndef WORKLEDGER_TOOLS_WORKLEDGER_LEDGER_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_LEDGER_VERBS_H_

// `workledger ledger create|list|show|advance`.

#include <string>

#include "absl/status/status.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/session.h"

namespace workledger {

struct CreateLedgerFlags {
  std::string name;
  std::string clock = "wall";
  // Required for a driven clock.
  std::string start_time;
};

struct AdvanceFlags {
  CommandFlags command;
  // One of the two.
  std::string to_time;
  std::string by;
};

absl::Status RunLedgerCreate(const CreateLedgerFlags& flags,
                             const Session& session);
absl::Status RunLedgerList(const Session& session);
absl::Status RunLedgerShow(const std::string& name, const Session& session);
absl::Status RunLedgerAdvance(const AdvanceFlags& flags,
                              const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_LEDGER_VERBS_H_
