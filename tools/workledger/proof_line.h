#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PROOF_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PROOF_LINE_H_

// The command line of `workledger verify` and `workledger proof`.

#include "tools/workledger/verb_line.h"
#include "tools/workledger/verify_verb.h"

namespace workledger {

// Each adds its verbs; the one that is typed becomes `chosen`. What is passed
// outlives `app`.
void AddVerifyVerb(CLI::App& app, VerifyFlags& flags, Run& chosen);
void AddProofVerbs(CLI::App& app, Run& chosen);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PROOF_LINE_H_
