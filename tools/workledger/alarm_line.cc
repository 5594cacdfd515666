#include "tools/workledger/alarm_line.h"

#include <CLI/CLI.hpp>

namespace workledger {
namespace {

void AddActorFlags(CLI::App& verb, CommandFlags& flags) {
  verb.add_option("--actor", flags.actor, "who reports (required)")
      ->envname("WORKLEDGER_ACTOR");
  verb.add_option("--actor-party", flags.actor_party,
                  "the team or contractor of the actor")
      ->envname("WORKLEDGER_PARTY");
  verb.add_option("--role", flags.roles, RoleForm())
      ->envname("WORKLEDGER_ROLE");
  verb.add_option("--actor-kind", flags.actor_kind, "human, system or device")
      ->capture_default_str();
}

}  // namespace

void AddAlarmVerbs(CLI::App& app, AlarmArguments& arguments,
                   std::function<absl::Status(const Session&)>& run) {
  CLI::App& noun = *app.add_subcommand("alarm", "signals of devices");
  noun.require_subcommand(1);
  CLI::App& report =
      *noun.add_subcommand("report", "send signals, one a line as JSON");
  report
      .add_option("FILE", arguments.report.file,
                  "a signal a line, as docs/events.md has it; - for stdin")
      ->required();
  AddActorFlags(report, arguments.report.command);
  report.callback([&arguments, &run] {
    run = [&arguments](const Session& session) {
      return RunAlarmReport(arguments.report, session);
    };
  });
  CLI::App& precision = *noun.add_subcommand(
      "precision", "how often each device's alarms were right");
  precision.add_flag("--by-algorithm", arguments.precision.by_algorithm,
                     "of algorithms, not devices");
  precision.add_option("--min-position", arguments.precision.min_position,
                       "wait until the views have reached N");
  precision.callback([&arguments, &run] {
    run = [&arguments](const Session& session) {
      return RunAlarmPrecision(arguments.precision, session);
    };
  });
}

}  // namespace workledger
