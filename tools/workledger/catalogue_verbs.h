#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_VERBS_H_

// `workledger catalogue apply`, `catalogue holidays` and `catalogue show`.

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/session.h"

namespace workledger {

// Asks the person at the terminal; returns whether the answer is yes. Null
// where nobody is there.
using Confirm = std::function<bool(const std::string& question)>;

// What the verbs that change the catalogue have in common.
struct CatalogueChangeFlags {
  bool dry_run = false;
  bool yes = false;
  CommandFlags command;
  // The terminal's, unless a test sets another.
  Confirm confirm = ConfirmAtTerminal();

  // Asks on standard error and reads standard input, if that is a terminal.
  static Confirm ConfirmAtTerminal();
};

struct CatalogueApplyFlags {
  std::string file;
  CatalogueChangeFlags change;
};

struct CatalogueHolidaysFlags {
  std::vector<std::string> files;
  std::string calendar;
  CatalogueChangeFlags change;
};

struct CatalogueShowFlags {
  // Empty means all.
  std::string kind;
  std::string code;
  bool retired = false;
  AsOfFlags as_of;
};

// Shows what differs, asks, and sends it: all of it or nothing.
absl::Status RunCatalogueApply(const CatalogueApplyFlags& flags,
                               const Session& session);
absl::Status RunCatalogueHolidays(const CatalogueHolidaysFlags& flags,
                                  const Session& session);
absl::Status RunCatalogueShow(const CatalogueShowFlags& flags,
                              const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_VERBS_H_
