#include "tools/workledger/order_line.h"

#include <string>
#include <vector>

namespace workledger {
namespace {

void AddOrderFlag(CLI::App& verb, const OrderFlag& flag, FlagTexts& texts) {
  std::vector<std::string>& values = texts[flag.name];
  if (flag.boolean) {
    verb.add_flag_callback(flag.name, [&values] { values = {"true"}; });
    return;
  }
  CLI::Option& option = *verb.add_option(flag.name, values);
  option.option_text(flag.repeated ? flag.form + " ..." : flag.form);
  // One value for each time that the flag is given.
  option.expected(1);
  if (flag.repeated) {
    option.multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

}  // namespace

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
  for (const OrderFlag& flag : OrderFlags(message)) {
    AddOrderFlag(verb, flag, arguments.texts);
  }
  verb.add_option("--json", arguments.json,
                  "the whole order as JSON; other flags override it");
  AddCommandFlags(verb, arguments.command);
}

}  // namespace workledger
