#include "tools/workledger/inspection_line.h"

#include "tools/workledger/order_line.h"

namespace workledger {

void AddInspectionVerbs(CLI::App& app, InspectionLine& line, Run& chosen) {
  CLI::App& noun =
      *app.add_subcommand("inspection", "inspection rounds and their orders");
  noun.require_subcommand(1);
  CLI::App& show =
      AddVerb(noun, {"show", "show one round"}, chosen,
              [&line](const Session& session) {
                return RunInspectionShow(line.shown, line.as_of, session);
              });
  show.add_option("ROUND", line.shown, "id of the round")->required();
  AddAsOfFlags(show, line.as_of);
  CLI::App& list = AddVerb(noun, {"list", "list rounds by id"}, chosen,
                           [&line](const Session& session) {
                             return RunInspectionList(line.list, session);
                           });
  list.add_option("--page-size", line.list.page_size, "at most 1000")
      ->capture_default_str();
  list.add_option("--page-token", line.list.page_token, "from the page before");
  list.add_flag("--all", line.list.all, "all pages");
  AddAsOfFlags(list, line.list.as_of);
  for (const OrderVerb& order : InspectionOrderVerbs()) {
    AddOrderVerb(noun, order, line.orders[order.name], chosen);
  }
}

}  // namespace workledger
