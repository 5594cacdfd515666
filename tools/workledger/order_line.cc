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
    verb.add_option("ROUND", arguments.ticket, "id of the round (required)");
  } else if (order.field->number() == v1::Command::kReportFieldNumber) {
    verb.add_option("TICKET", arguments.ticket,
                    "id of the ticket; made from the request id if left out");
  } else {
    verb.add_option("TICKET", arguments.ticket, "id of the ticket (required)");
  }
  AddOrderFlags(verb, message, arguments);
}

}  // namespace workledger
