#ifndef WORKLEDGER_TOOLS_WORKLEDGER_NOTE_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_NOTE_VERBS_H_

// `workledger ticket notes`.

#include <string>

#include "absl/status/status.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/session.h"

namespace workledger {

struct NoteFlags {
  std::string ticket;
  CommandFlags reader;
};

// Prints the notes that the reader may see, as a table or a line of JSON each.
absl::Status RunTicketNotes(const NoteFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_NOTE_VERBS_H_
