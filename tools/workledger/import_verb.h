#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_VERB_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_VERB_H_

// `workledger import FILE --mapping MAPPING`.

#include <string>

#include "absl/status/status.h"
#include "tools/workledger/session.h"

namespace workledger {

struct ImportFlags {
  std::string file;
  std::string mapping;
};

absl::Status RunImport(const ImportFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_VERB_H_
