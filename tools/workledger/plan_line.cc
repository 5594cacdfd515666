#include "tools/workledger/plan_line.h"

namespace workledger {

void AddPlanVerbs(CLI::App& app, PlanLine& line, Run& chosen) {
  CLI::App& noun = *app.add_subcommand("plan", "preventive plans");
  noun.require_subcommand(1);
  AddAsOfFlags(
      AddVerb(noun, {"list", "list plans and how far they are"}, chosen,
              [&line](const Session& session) {
                return RunPlanList(line.as_of, session);
              }),
      line.as_of);
  CLI::App& bring_forward = AddVerb(
      noun, {"bring-forward", "make a plan's next occurrence a ticket now"},
      chosen, [&line](const Session& session) {
        return RunPlanBringForward(line.bring_forward, session);
      });
  bring_forward.add_option("CODE", line.bring_forward.plan, "code of the plan")
      ->required();
  bring_forward.add_option("--reason", line.bring_forward.reason, "why");
  AddCommandFlags(bring_forward, line.bring_forward.command);
}

}  // namespace workledger
