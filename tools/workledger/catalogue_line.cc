#include "tools/workledger/catalogue_line.h"

namespace workledger {
namespace {

void AddChangeFlags(CLI::App& verb, CatalogueChangeFlags& flags) {
  verb.add_flag("--dry-run", flags.dry_run, "show what would change, no more");
  verb.add_flag("--yes", flags.yes, "do not ask");
  AddCommandFlags(verb, flags.command);
}

}  // namespace

void AddCatalogueVerbs(CLI::App& app, CatalogueLine& line, Run& chosen) {
  CLI::App& noun = *app.add_subcommand("catalogue", "what tickets refer to");
  noun.require_subcommand(1);
  CLI::App& apply =
      AddVerb(noun, {"apply", "make the catalogue as a file says"}, chosen,
              [&line](const Session& session) {
                return RunCatalogueApply(line.apply, session);
              });
  apply.add_option("FILE", line.apply.file, "TOML, see docs/catalogue.md")
      ->required();
  AddChangeFlags(apply, line.apply.change);
  CLI::App& holidays = AddVerb(
      noun, {"holidays", "set the days of a calendar that notices declare"},
      chosen, [&line](const Session& session) {
        return RunCatalogueHolidays(line.holidays, session);
      });
  holidays.add_option("FILE", line.holidays.files, "JSON, one for each year")
      ->required();
  holidays
      .add_option("--calendar", line.holidays.calendar, "code of the calendar")
      ->required();
  AddChangeFlags(holidays, line.holidays.change);
  CLI::App& show = AddVerb(noun, {"show", "list items"}, chosen,
                           [&line](const Session& session) {
                             return RunCatalogueShow(line.show, session);
                           });
  show.add_option("KIND", line.show.kind,
                  "for example location or alarm-rule; all if left out");
  show.add_option("CODE", line.show.code,
                  "this item; of a path, all below it, too");
  show.add_flag("--retired", line.show.retired, "also what is no longer used");
  AddAsOfFlags(show, line.show.as_of);
}

}  // namespace workledger
