#include "tools/workledger/plan_line.h"

#include <CLI/CLI.hpp>

namespace workledger {

void AddPlanVerbs(CLI::App& app, PlanLine& line,
                  std::function<absl::Status(const Session&)>& chosen,
                  void (*add_command_flags)(CLI::App&, CommandFlags&)) {
  CLI::App& noun = *app.add_subcommand("plan", "preventive plans");
  noun.require_subcommand(1);
  CLI::App& list =
      *noun.add_subcommand("list", "list plans and how far they are");
  list.callback([&line, &chosen] {
    chosen = [&line](const Session& session) {
      return RunPlanList(line.min_position, session);
    };
  });
  list.add_option("--min-position", line.min_position,
                  "wait until the views have reached N");
  CLI::App& bring_forward = *noun.add_subcommand(
      "bring-forward", "make a plan's next occurrence a ticket now");
  bring_forward.callback([&line, &chosen] {
    chosen = [&line](const Session& session) {
      return RunPlanBringForward(line.bring_forward, session);
    };
  });
  bring_forward.add_option("CODE", line.bring_forward.plan, "code of the plan")
      ->required();
  bring_forward.add_option("--reason", line.bring_forward.reason, "why");
  add_command_flags(bring_forward, line.bring_forward.command);
}

}  // namespace workledger
