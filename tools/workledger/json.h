#ifndef WORKLEDGER_TOOLS_WORKLEDGER_JSON_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_JSON_H_

// Messages as JSON: names as in the schema, one object on one line.

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "tools/workledger/flag_value.h"

namespace workledger {

// Every scalar field is there, also where it is zero, so that scripts need no
// defaults; messages and optional fields are there where they are set.
std::string ToJson(const google::protobuf::Message& message);

// Only the fields that are set, as the canonical JSON form has it.
std::string ToSparseJson(const google::protobuf::Message& message);

// Reads JSON into `message`, whose fields it replaces; unknown names are
// refused.
absl::Status ParseJson(FlagValue value, google::protobuf::Message& message);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_JSON_H_
