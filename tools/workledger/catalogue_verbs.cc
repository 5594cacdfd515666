#include "tools/workledger/catalogue_verbs.h"

#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/catalogue/catalogue_file.h"
#include "tools/workledger/catalogue/catalogue_plan.h"
#include "tools/workledger/catalogue/holiday_file.h"
#include "tools/workledger/catalogue/what_if.h"
#include "tools/workledger/client.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/json.h"
#include "tools/workledger/local_file.h"
#include "tools/workledger/table.h"
#include "workledger/error.h"
#include "workledger/limits.h"
#include "workledger/v1/catalogue_service.pb.h"

namespace workledger {
namespace {

absl::StatusOr<std::string> ReadFile(const std::string& file) {
  WL_RETURN_IF_ERROR(CheckReadable(file));
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (in.bad()) return FileError(absl::StrCat(file, ": cannot be read"));
  return text.str();
}

// Calls `take` with every entry that is asked for.
template <typename Take>
absl::Status ForEachEntry(v1::ListCatalogueRequest request, Client& client,
                          Take take) {
  request.set_page_size(kPageSizeMax);
  do {
    WL_ASSIGN_OR_RETURN(
        v1::ListCatalogueResponse page,
        client.Call(&v1::CatalogueService::Stub::ListCatalogue, request));
    for (v1::CatalogueEntry& entry : *page.mutable_entries()) {
      take(std::move(entry));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// The catalogue with everything that is durable now.
absl::StatusOr<CatalogueEntries> FetchCatalogue(const std::string& ledger,
                                                Client& client) {
  v1::GetLedgerRequest get;
  get.set_ledger(ledger);
  WL_ASSIGN_OR_RETURN(const v1::GetLedgerResponse now,
                      client.Call(&v1::LedgerService::Stub::GetLedger, get));
  v1::ListCatalogueRequest request;
  request.set_ledger(ledger);
  request.set_retired(true);
  request.set_min_position(now.ledger().head_position());
  CatalogueEntries entries;
  WL_RETURN_IF_ERROR(
      ForEachEntry(request, client, [&entries](v1::CatalogueEntry entry) {
        const ItemKey key = KeyOfItem(entry.item());
        entries[key] = std::move(entry);
      }));
  return entries;
}

// Whether to go on; an error where nobody can be asked.
absl::StatusOr<bool> MayGoOn(const CatalogueChangeFlags& flags) {
  if (flags.yes) return true;
  if (flags.confirm == nullptr) {
    return UsageError("--yes: want it where nobody can be asked");
  }
  return flags.confirm("Apply these changes?");
}

absl::Status Send(const CataloguePlan& plan, const v1::Command& envelope,
                  const std::string& ledger, Client& client) {
  const std::vector<v1::Command> commands = MakeCommands(plan, envelope);
  if (commands.size() == 1) {
    v1::ExecuteRequest request;
    request.set_ledger(ledger);
    *request.mutable_command() = commands.front();
    const auto answer =
        client.Call(&v1::CommandService::Stub::Execute, request);
    return WithPlace(answer.status(), plan, commands);
  }
  v1::BatchExecuteRequest request;
  request.set_ledger(ledger);
  request.set_atomic(true);
  for (const v1::Command& command : commands) {
    *request.add_commands() = command;
  }
  if (const size_t bytes = request.ByteSizeLong();
      bytes > kBatchExecuteBytesMax) {
    return MakeError(
        absl::StatusCode::kResourceExhausted,
        v1::ERROR_REASON_MESSAGE_TOO_LARGE,
        absl::StrCat("changes: got ", bytes, " bytes, want at most ",
                     kBatchExecuteBytesMax, "; apply the file in parts"));
  }
  const auto answer =
      client.Call(&v1::CommandService::Stub::BatchExecute, request);
  return WithPlace(answer.status(), plan, commands);
}

absl::Status Apply(CatalogueFile file, const CatalogueEntries& entries,
                   const CatalogueChangeFlags& flags, const Session& session,
                   const std::string& ledger, Client& client) {
  CataloguePlan plan = MakePlan(std::move(file), entries);
  PrintPlan(plan, session.out);
  WL_RETURN_IF_ERROR(AskWhatIf(plan, ledger, client, session.out));
  if (flags.dry_run || plan.changes.empty()) return absl::OkStatus();
  WL_ASSIGN_OR_RETURN(const bool go_on, MayGoOn(flags));
  if (!go_on) {
    session.out << "nothing applied\n";
    return absl::OkStatus();
  }
  WL_ASSIGN_OR_RETURN(const v1::Command envelope,
                      MakeCommand(flags.command, session));
  WL_RETURN_IF_ERROR(Send(plan, envelope, ledger, client));
  session.out << "applied\n";
  return absl::OkStatus();
}

std::string NameOf(const v1::CatalogueItem& item) {
  const auto& reflection = *item.GetReflection();
  const auto* const field = reflection.GetOneofFieldDescriptor(
      item, item.GetDescriptor()->oneof_decl(0));
  if (field == nullptr) return "";
  const auto& body = reflection.GetMessage(item, field);
  return body.GetReflection()->GetString(
      body, body.GetDescriptor()->FindFieldByName("name"));
}

void AddEntry(const v1::CatalogueEntry& entry, Table& table) {
  const auto [kind, code] = KeyOfItem(entry.item());
  table.AddRow({ShortName(kind), code, NameOf(entry.item()),
                absl::StrCat(entry.revision()), absl::StrCat(entry.position()),
                entry.document(), entry.retired() ? "retired" : "in use"});
}

}  // namespace

Confirm CatalogueChangeFlags::ConfirmAtTerminal() {
  if (isatty(STDIN_FILENO) != 1) return nullptr;
  return [](const std::string& question) {
    std::cerr << question << " [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "yes";
  };
}

absl::Status RunCatalogueApply(const CatalogueApplyFlags& flags,
                               const Session& session) {
  WL_ASSIGN_OR_RETURN(const std::string text, ReadFile(flags.file));
  WL_ASSIGN_OR_RETURN(
      CatalogueFile file,
      ParseCatalogueFile(text, flags.file, session.zone, ReadFile));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(const std::string ledger, ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(const CatalogueEntries entries,
                      FetchCatalogue(ledger, client));
  return Apply(std::move(file), entries, flags.change, session, ledger, client);
}

absl::Status RunCatalogueHolidays(const CatalogueHolidaysFlags& flags,
                                  const Session& session) {
  std::vector<HolidayFile> years;
  for (const std::string& name : flags.files) {
    WL_ASSIGN_OR_RETURN(const std::string text, ReadFile(name));
    WL_ASSIGN_OR_RETURN(HolidayFile year, ParseHolidayFile(text, name));
    years.push_back(std::move(year));
  }
  WL_RETURN_IF_ERROR(CheckYears(years));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(const std::string ledger, ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(const CatalogueEntries entries,
                      FetchCatalogue(ledger, client));
  const auto entry =
      entries.find({v1::CATALOGUE_KIND_CALENDAR, flags.calendar});
  if (entry == entries.end() || entry->second.retired()) {
    return FlagError({.flag = "--calendar", .text = flags.calendar},
                     "a calendar of the catalogue");
  }
  CatalogueFile file;
  v1::Calendar& calendar =
      *file.changes.emplace_back().change.mutable_put()->mutable_calendar();
  calendar = entry->second.item().calendar();
  calendar.clear_transitions();
  WL_RETURN_IF_ERROR(CheckFollows(years, calendar));
  AddHolidays(std::move(years), calendar);
  return Apply(std::move(file), entries, flags.change, session, ledger, client);
}

absl::Status RunCatalogueShow(const CatalogueShowFlags& flags,
                              const Session& session) {
  v1::ListCatalogueRequest request;
  if (!flags.kind.empty()) {
    WL_ASSIGN_OR_RETURN(
        const auto kind,
        ParseEnum<v1::CatalogueKind>({.flag = "KIND", .text = flags.kind}));
    request.set_kind(kind);
  }
  request.set_code(flags.code);
  request.set_retired(flags.retired);
  request.set_min_position(flags.as_of.min_position);
  WL_ASSIGN_OR_RETURN(*request.mutable_as_of(),
                      ParseAsOf(flags.as_of, session.zone));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  Table table({{"KIND"},
               {"CODE"},
               {.title = "NAME", .width_max = 40},
               {.title = "REVISION", .right = true},
               {.title = "POSITION", .right = true},
               {.title = "DOCUMENT", .width_max = 40},
               {"STATE"}});
  WL_RETURN_IF_ERROR(
      ForEachEntry(request, client, [&](const v1::CatalogueEntry& entry) {
        if (session.output == OutputFormat::kJson) {
          session.out << ToJson(entry) << '\n';
        } else {
          AddEntry(entry, table);
        }
      }));
  if (session.output == OutputFormat::kTable) table.Print(session.out);
  return absl::OkStatus();
}

}  // namespace workledger
