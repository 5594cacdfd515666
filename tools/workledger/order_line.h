#ifndef WORKLEDGER_TOOLS_WORKLEDGER_ORDER_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_ORDER_LINE_H_

// Orders on the command line, as verbs of the noun that they are given to.

#include "tools/workledger/order_flags.h"
#include "tools/workledger/ticket_verbs.h"
#include "tools/workledger/verb_line.h"

namespace workledger {

// Adds the order to `noun`. What is typed goes into `arguments`, which outlive
// the command line, as `chosen` does.
void AddOrderVerb(CLI::App& noun, const OrderVerb& order,
                  OrderArguments& arguments, Run& chosen);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_ORDER_LINE_H_
