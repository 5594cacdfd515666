#ifndef WORKLEDGER_TOOLS_WORKLEDGER_VERB_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_VERB_LINE_H_

// What the verbs of the command line share. CLI11 is slow to compile and
// throws, so only main.cc and the files called *_line include it.

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/session.h"

namespace workledger {

// What a verb does.
using Run = std::function<absl::Status(const Session&)>;

struct VerbText {
  std::string name;
  std::string help;
};

// Adds a verb that makes `chosen` be `run` when it is typed.
CLI::App& AddVerb(CLI::App& parent, const VerbText& text, Run& chosen, Run run);

// The flags that every order has, and those of verbs that read.
void AddCommandFlags(CLI::App& verb, CommandFlags& flags);
// Who reads, for what is confidential or not for everybody.
void AddReaderFlags(CLI::App& verb, CommandFlags& flags);
void AddAsOfFlags(CLI::App& verb, AsOfFlags& flags);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_VERB_LINE_H_
