#ifndef WORKLEDGER_TOOLS_WORKLEDGER_FLAG_SETS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_FLAG_SETS_H_

// Sets of flags that several verbs of the command line share. Only the program
// includes it: CLI11 is slow to compile and throws.

#include <CLI/CLI.hpp>

#include "google/protobuf/descriptor.h"
#include "tools/workledger/ticket_verbs.h"

namespace workledger {

// Each adds its flags to `verb`; what they are read into outlives it.

// One flag for each field of `order`, its JSON form, and who gives it.
void AddOrderFlags(CLI::App& verb, const google::protobuf::Descriptor& order,
                   OrderArguments& arguments);

// Which tickets are meant.
void AddFilterFlags(CLI::App& verb, ListFlags& flags);

// The same, and how they are listed.
void AddListFlags(CLI::App& verb, ListFlags& flags);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_FLAG_SETS_H_
