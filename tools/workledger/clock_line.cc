#include "tools/workledger/clock_line.h"

namespace workledger {

void AddClockVerbs(CLI::App& app, ClockLine& line, Run& chosen) {
  CLI::App& noun = *app.add_subcommand("clock", "promises and their proof");
  noun.require_subcommand(1);
  CLI::App& explain = AddVerb(
      noun, {"explain", "show how each clock of a ticket came by its value"},
      chosen, [&line](const Session& session) {
        return RunClockExplain(line.explain, session);
      });
  explain.add_option("TICKET", line.explain.ticket, "id of the ticket")
      ->required();
  explain.add_option("--at", line.explain.at_time,
                     "read running clocks at TIME; now if it is left out");
  AddAsOfFlags(explain, line.explain.as_of);
}

}  // namespace workledger
