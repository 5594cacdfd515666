// The command line of `workledger`. CLI11 is slow to compile and throws, so it
// is only here, in flag_sets and in what is called *_line.

#include <grpc/support/log.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "google/protobuf/stubs/logging.h"
#include "tools/workledger/alarm_line.h"
#include "tools/workledger/catalogue_line.h"
#include "tools/workledger/clock_line.h"
#include "tools/workledger/exit_code.h"
#include "tools/workledger/flag_sets.h"
#include "tools/workledger/import_verb.h"
#include "tools/workledger/inspection_line.h"
#include "tools/workledger/ledger_verbs.h"
#include "tools/workledger/log_export.h"
#include "tools/workledger/log_verbs.h"
#include "tools/workledger/note_verbs.h"
#include "tools/workledger/order_line.h"
#include "tools/workledger/penalty_line.h"
#include "tools/workledger/plan_line.h"
#include "tools/workledger/proof_line.h"
#include "tools/workledger/report_line.h"
#include "tools/workledger/session.h"
#include "tools/workledger/simulate/simulate.h"
#include "tools/workledger/ticket_verbs.h"
#include "tools/workledger/time_text.h"
#include "tools/workledger/typed_word.h"
#include "tools/workledger/verb_line.h"
#include "tools/workledger/verify_verb.h"

namespace workledger {
namespace {

// Everything that can be typed, and what is to be done with it.
struct CommandLine {
  std::string server = "127.0.0.1:7400";
  std::string ledger;
  std::string zone = "UTC";
  std::string output = "table";

  CreateLedgerFlags create;
  std::string shown_ledger;
  AdvanceFlags advance;
  // By verb; CLI11 keeps references into it.
  std::map<std::string, OrderArguments> orders;
  std::string shown_ticket;
  ListFlags list;
  CountFlags count;
  InspectionLine inspection;
  PenaltyLine penalty;
  ClockLine clock;
  AsOfFlags as_of;      // of `ticket show`
  CommandFlags reader;  // of `ticket show`
  NoteFlags notes;
  CatalogueLine catalogue;
  ReportLine report;
  LogReadFlags read;
  LogTailFlags tail;
  LogExportFlags log_export;
  VerifyFlags verify;
  ImportFlags import;
  AlarmArguments alarm;
  PlanLine plan;
  SimulateFlags simulate;

  Run run;
};

void RefuseNegativeNumbers(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_type_name() == "UINT") option->check(CheckNotNegative);
  }
  for (CLI::App* verb : app.get_subcommands({})) RefuseNegativeNumbers(*verb);
}

CLI::App& AddVerb(CLI::App& parent, const std::string& name,
                  const std::string& help, CommandLine& line, Run run) {
  return workledger::AddVerb(parent, {name, help}, line.run, std::move(run));
}

void AddGlobalFlags(CLI::App& app, CommandLine& line) {
  app.add_option("--server", line.server, "HOST:PORT of the server")
      ->check(CheckNotEmpty)
      ->envname("WORKLEDGER_SERVER")
      ->capture_default_str();
  app.add_option("--ledger", line.ledger,
                 "the ledger; may be left out where there is only one")
      ->envname("WORKLEDGER_LEDGER");
  app.add_option("--zone", line.zone,
                 "time zone of local times, read and shown (IANA)")
      ->capture_default_str();
  app.add_option("--output", line.output, "table or json")
      ->capture_default_str();
}

void AddLedgerVerbs(CLI::App& app, CommandLine& line) {
  CLI::App& noun = *app.add_subcommand("ledger", "ledgers and their clocks");
  noun.require_subcommand(1);
  CLI::App& create = AddVerb(noun, "create", "make a ledger", line,
                             [&line](const Session& session) {
                               return RunLedgerCreate(line.create, session);
                             });
  create.add_option("NAME", line.create.name, "[a-z0-9-], at most 63")
      ->required();
  create
      .add_option("--clock", line.create.clock,
                  "wall, or driven (moves by `ledger advance` only)")
      ->capture_default_str();
  create.add_option("--start-time", line.create.start_time,
                    "where a driven clock starts");
  AddVerb(noun, "list", "list all ledgers", line, &RunLedgerList);
  AddVerb(noun, "show", "show one ledger", line,
          [&line](const Session& session) {
            return RunLedgerShow(line.shown_ledger, session);
          })
      .add_option("NAME", line.shown_ledger, "the ledger")
      ->required();
  CLI::App& advance = AddVerb(noun, "advance", "move a driven clock forward",
                              line, [&line](const Session& session) {
                                return RunLedgerAdvance(line.advance, session);
                              });
  advance.add_option("--to", line.advance.to_time, "TIME to move to");
  advance.add_option("--by", line.advance.by, "span, for example 90m or 2d");
  AddCommandFlags(advance, line.advance.command);
}

void AddTicketVerbs(CLI::App& app, CommandLine& line) {
  CLI::App& noun = *app.add_subcommand("ticket", "tickets and their orders");
  noun.require_subcommand(1);
  CLI::App& show = AddVerb(noun, "show", "show one ticket", line,
                           [&line](const Session& session) {
                             return RunTicketShow(line.shown_ticket, line.as_of,
                                                  session, line.reader);
                           });
  show.add_option("TICKET", line.shown_ticket, "id of the ticket")->required();
  AddAsOfFlags(show, line.as_of);
  AddReaderFlags(show, line.reader);
  CLI::App& notes = AddVerb(noun, "notes", "show the notes of a ticket", line,
                            [&line](const Session& session) {
                              return RunTicketNotes(line.notes, session);
                            });
  notes.add_option("TICKET", line.notes.ticket, "id of the ticket")->required();
  AddReaderFlags(notes, line.notes.reader);
  CLI::App& list = AddVerb(noun, "list", "list tickets, oldest report first",
                           line, [&line](const Session& session) {
                             return RunTicketList(line.list, session);
                           });
  AddListFlags(list, line.list);
  AddReaderFlags(list, line.list.reader);
  CLI::App& count = AddVerb(noun, "count", "count tickets by what they are",
                            line, [&line](const Session& session) {
                              return RunTicketCount(line.count, session);
                            });
  count.add_option("--by", line.count.by, TicketCountForm())->required();
  AddFilterFlags(count, line.count.filter);
  AddAsOfFlags(count, line.count.filter.as_of);
  for (const OrderVerb& order : TicketOrderVerbs()) {
    AddOrderVerb(noun, order, line.orders[order.name], line.run);
  }
}

void AddRecordFlags(CLI::App& verb, FilterFlags& flags) {
  verb.add_option("--ticket", flags.ticket, "records of this ticket");
  verb.add_option("--event", flags.event_types,
                  "records of this event, for example work-held; may be "
                  "repeated");
}

void AddLogVerbs(CLI::App& app, CommandLine& line) {
  CLI::App& noun = *app.add_subcommand("log", "the log of a ledger");
  noun.require_subcommand(1);
  CLI::App& read = AddVerb(noun, "read", "print records", line,
                           [&line](const Session& session) {
                             return RunLogRead(line.read, session);
                           });
  read.add_option("--from", line.read.from_position, "first position")
      ->capture_default_str();
  read.add_option("--limit", line.read.limit, "records at most; 0 for all")
      ->capture_default_str();
  AddRecordFlags(read, line.read.filter);
  CLI::App& tail =
      AddVerb(noun, "tail", "print records as they come, until Ctrl-C", line,
              [&line](const Session& session) {
                return RunLogTail(line.tail, session);
              });
  tail.add_option("--from", line.tail.from_position,
                  "first position; only new records if left out");
  tail.add_option("--resume-token", line.tail.resume_token,
                  "go on where an earlier tail stopped");
  AddRecordFlags(tail, line.tail.filter);
  CLI::App& log_export =
      AddVerb(noun, "export", "write the log to a file", line,
              [&line](const Session& session) {
                return RunLogExport(line.log_export, session);
              });
  log_export.add_option("FILE", line.log_export.file, "the file")->required();
  log_export
      .add_option("--from", line.log_export.from_position, "first position")
      ->capture_default_str();
  log_export
      .add_option("--format", line.log_export.format,
                  "frames (proves itself) or json (lines)")
      ->capture_default_str();
}

void AddAnalystVerbs(CLI::App& app, CommandLine& line) {
  AddVerifyVerb(app, line.verify, line.run);
  AddProofVerbs(app, line.run);
  CLI::App& import = AddVerb(app, "import", "import another system's history",
                             line, [&line](const Session& session) {
                               return RunImport(line.import, session);
                             });
  import.add_option("FILE", line.import.file, "CSV, may be gzip")->required();
  import.add_option("--mapping", line.import.mapping, "docs/import.md")
      ->required();
}

void AddSimulateVerb(CLI::App& app, CommandLine& line) {
  SimulateFlags& flags = line.simulate;
  CLI::App& verb = AddVerb(
      app, "simulate", "fill a new ledger with a story", line,
      [&flags](const Session& session) { return RunSimulate(flags, session); });
  verb.add_option("--profile", flags.profile, "bureau-year")->required();
  verb.add_option("--seed", flags.seed, "the same story for the same seed")
      ->capture_default_str();
  verb.add_option("--scale", flags.scale, "so many times the year's figures")
      ->capture_default_str();
}

absl::StatusOr<OutputFormat> ParseOutput(FlagValue value) {
  if (value.text == "table") return OutputFormat::kTable;
  if (value.text == "json") return OutputFormat::kJson;
  return FlagError(value, "one of table, json");
}

absl::Status RunCommandLine(const CommandLine& line) {
  const auto zone = ParseZone({.flag = "--zone", .text = line.zone});
  if (!zone.ok()) return zone.status();
  const auto output = ParseOutput({.flag = "--output", .text = line.output});
  if (!output.ok()) return output.status();
  const Session session = {.server = line.server,
                           .ledger = line.ledger,
                           .zone = *zone,
                           .output = *output,
                           .out = std::cout,
                           .err = std::cerr,
                           .draws_progress = isatty(STDERR_FILENO) == 1};
  return line.run(session);
}

int Fail(const absl::Status& status) {
  std::cerr << FailureText(status) << std::endl;
  return static_cast<int>(ExitCodeOf(status));
}

// CLI11 says only that a verb is missing where it met a word that is none, and
// tells words that nobody expects from the last to the first.
absl::Status ParseFailure(const CLI::App& app, const CLI::ParseError& error) {
  const std::string words = absl::StrJoin(app.remaining(true), " ");
  std::string text = error.what();
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    text = "not expected: " + words;
  }
  if (error.get_name() == "RequiredError" && !words.empty()) {
    text += "; got " + words;
  }
  return UsageError(text + "; see --help");
}

// What fails is told once, in our own sentence; a closed pipe is an error like
// any other and not the end of the process.
void SilenceLibraries() {
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function([](gpr_log_func_args*) {});
  std::signal(SIGPIPE, SIG_IGN);
}

int Main(int argc, char** argv) {
  SilenceLibraries();
  CLI::App app("workledger: tickets, reports and the log over gRPC",
               "workledger");
  CommandLine line;
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(kExitCodeHelp);
  AddGlobalFlags(app, line);
  AddLedgerVerbs(app, line);
  AddTicketVerbs(app, line);
  AddCatalogueVerbs(app, line.catalogue, line.run);
  AddPlanVerbs(app, line.plan, line.run);
  AddInspectionVerbs(app, line.inspection, line.run);
  AddPenaltyVerbs(app, line.penalty, line.run);
  AddClockVerbs(app, line.clock, line.run);
  AddLogVerbs(app, line);
  AddReportVerbs(app, line.report, line.run);
  AddTallyVerbs(app, line.report, line.run);
  AddAnalystVerbs(app, line);
  AddAlarmVerbs(app, line.alarm, line.run);
  AddSimulateVerb(app, line);
  RefuseNegativeNumbers(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help comes this way too.
    if (error.get_exit_code() == 0) return app.exit(error);
    return Fail(ParseFailure(app, error));
  }
  const absl::Status status = RunCommandLine(line);
  std::cout.flush();
  if (!status.ok()) return Fail(status);
  if (!std::cout) return Fail(FileError("standard output: cannot be written"));
  return 0;
}

}  // namespace
}  // namespace workledger

int main(int argc, char** argv) { return workledger::Main(argc, argv); }
