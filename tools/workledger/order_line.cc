#include "tools/workledger/order_line.h"

#include "tools/workledger/flag_sets.h"

namespace workledger {

void AddOrderVerb(CLI::App& noun, const OrderVerb& order,
                  OrderArguments& arguments, Run& chosen) {
  const auto& message = *order.field->message_type();
  CLI::App& verb = AddVerb(noun, {order.name, "order: " + message.name()},
                           chosen, [order, &arguments](const Session& session) {
                             return RunOrder(order, arguments, session);
                           });
  if (IsInspectionOrder(order)) {
    verb.add_option("ROUND", arguments.ticket, "id of the round");
  } else {
    verb.add_option("TICKET", arguments.ticket,
                    "id of the ticket; `report` may leave it out");
  }
  AddOrderFlags(verb, message, arguments);
}

}  // namespace workledger
