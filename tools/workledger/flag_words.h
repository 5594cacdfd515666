#ifndef WORKLEDGER_TOOLS_WORKLEDGER_FLAG_WORDS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_FLAG_WORDS_H_

// What the flags of orders mean, for `--help`.

#include <string>

#include "google/protobuf/descriptor.h"

namespace workledger {

// Returns the words for a field of an order, with "(required)" behind them if
// an order without it is refused whatever else it says. `part` is the field of
// it that is meant, where it is a message with flags for its parts, else null.
// The tests see to it that no flag of an order is without words.
std::string FlagWords(const google::protobuf::FieldDescriptor& field,
                      const google::protobuf::FieldDescriptor* part);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_FLAG_WORDS_H_
