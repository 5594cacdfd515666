#include "tools/workledger/report_line.h"

#include <string>

#include "tools/workledger/flag_sets.h"
#include "tools/workledger/holder_verbs.h"
#include "tools/workledger/order_flags.h"

namespace workledger {
namespace {

// What period, which rows, which tickets and as of when.
void AddPeriodFlags(CLI::App& verb, SlaFlags& flags) {
  verb.add_option("--from", flags.start_time, "at TIME or later")->required();
  verb.add_option("--to", flags.end_time, "before TIME")->required();
  verb.add_option("--by", flags.by, "rows by " + DimensionForm())
      ->delimiter(',');
  verb.add_flag("--imported", flags.imported, "imported tickets, too");
  verb.add_flag("--current", flags.current, "rows by what tickets are now");
  AddFilterFlags(verb, flags.filter);
  AddAsOfFlags(verb, flags.as_of);
}

CLI::Option* AddListFlags(CLI::App& verb, SlaFlags& flags,
                          const std::string& what) {
  CLI::Option* const list = verb.add_option(
      "--list", flags.list, "the tickets behind this " + what + " instead");
  verb.add_option("--row", flags.row, "of this row only: a value for each --by")
      ->delimiter(',')
      ->needs(list);
  return list;
}

void AddSlaVerb(CLI::App& noun, SlaFlags& flags, Run& chosen) {
  CLI::App& sla = AddVerb(noun, {"sla", "figures of a period"}, chosen,
                          [&flags](const Session& session) {
                            return RunReportSla(flags, session);
                          });
  AddPeriodFlags(sla, flags);
  sla.add_option("--figure", flags.figures, "only " + FigureForm())
      ->delimiter(',');
  sla.add_option("--basis", flags.basis, "times: calendar or working")
      ->capture_default_str();
  sla.add_option("--metric", flags.metric,
                 "clocks of this metric only; else all count together");
  sla.add_option("--clock-party", flags.clock_party,
                 "clocks of this party only: sla, ola or contractor; else all "
                 "count together");
  CLI::Option* const list = AddListFlags(sla, flags, "figure");
  sla.add_option("--part", flags.part, "of this part of it")->needs(list);
  sla.add_flag("--of-total", flags.of_total, "all that it is a share of")
      ->needs(list);
}

void AddHoldersVerb(CLI::App& noun, SlaFlags& flags, Run& chosen) {
  CLI::App& holders =
      AddVerb(noun, {"holders", "who held open tickets for how long"}, chosen,
              [&flags](const Session& session) {
                return RunReportHolders(flags, session);
              });
  AddPeriodFlags(holders, flags);
  AddListFlags(holders, flags, "holder (desk, contractor:wuye-1, ...)");
}

void AddSummaryVerb(CLI::App& noun, SummaryFlags& flags, Run& chosen) {
  CLI::App& summary = AddVerb(
      noun, {"summary", "count tickets, or tell the work that was done"},
      chosen, [&flags](const Session& session) {
        return flags.by.empty() ? RunReportSummary(flags.as_of, session)
                                : RunReportWork(flags, session);
      });
  CLI::Option* const by = summary.add_option(
      "--by", flags.by, "category: the work, rolled up along the tree");
  summary.add_option("--under", flags.under, "this category only")->needs(by);
  summary.add_option("--kind", flags.kind, "tickets of this kind only")
      ->needs(by);
  summary
      .add_option("--from", flags.start_time,
                  "leave out what ended before TIME")
      ->needs(by);
  summary.add_option("--to", flags.end_time, "as it stood before TIME")
      ->needs(by);
  AddAsOfFlags(summary, flags.as_of);
}

void AddTallyReportVerb(CLI::App& noun, TallyReportFlags& flags, Run& chosen) {
  CLI::App& tally = AddVerb(noun, {"tally", "sum up tallies"}, chosen,
                            [&flags](const Session& session) {
                              return RunReportTally(flags, session);
                            });
  tally.add_option("--period", flags.period, "day, week, month or year")
      ->capture_default_str();
  tally.add_option("--item", flags.item, "of this item");
  tally.add_option("--location", flags.location, "at this location or in it");
  tally.add_option("--party", flags.party, "of this party");
  tally.add_flag("--by-location", flags.by_location, "a row for each location");
  tally.add_flag("--by-party", flags.by_party, "a row for each party");
  tally.add_option("--from", flags.start_time,
                   "counted on TIME's day or later");
  tally.add_option("--to,--before", flags.end_time, "counted before TIME");
  AddAsOfFlags(tally, flags.as_of);
}

}  // namespace

void AddReportVerbs(CLI::App& app, ReportLine& line, Run& chosen) {
  CLI::App& noun = *app.add_subcommand("report", "figures from the log");
  noun.require_subcommand(1);
  AddSummaryVerb(noun, line.summary, chosen);
  AddTallyReportVerb(noun, line.tally, chosen);
  AddSlaVerb(noun, line.sla, chosen);
  AddHoldersVerb(noun, line.holders, chosen);
}

void AddTallyVerbs(CLI::App& app, ReportLine& line, Run& chosen) {
  CLI::App& noun = *app.add_subcommand("tally", "many small things at once");
  noun.require_subcommand(1);
  const OrderVerb order = TallyOrderVerb();
  OrderArguments& arguments = line.order;
  CLI::App& verb = AddVerb(noun, {order.name, "order: RecordTally"}, chosen,
                           [&arguments](const Session& session) {
                             return RunTallyOrder(arguments, session);
                           });
  AddOrderFlags(verb, *order.field->message_type(), arguments);
}

}  // namespace workledger
