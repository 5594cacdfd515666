#include "tools/workledger/report_verbs.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/execute.h"
#include "tools/workledger/json.h"
#include "tools/workledger/table.h"
#include "tools/workledger/time_text.h"

namespace workledger {
namespace {

struct Figure {
  std::string_view name;
  uint64_t (*of)(const v1::WorkRow&);
};

constexpr Figure kFigures[] = {
    {"tickets", [](const v1::WorkRow& row) { return row.tickets(); }},
    {"open", [](const v1::WorkRow& row) { return row.open(); }},
    {"done", [](const v1::WorkRow& row) { return row.done(); }},
    {"people", [](const v1::WorkRow& row) { return row.headcount(); }},
    {"drills", [](const v1::WorkRow& row) { return row.drills(); }},
    {"hazards", [](const v1::WorkRow& row) { return row.hazards(); }},
    {"hazards put right",
     [](const v1::WorkRow& row) { return row.hazards_done(); }},
};

std::string QuantityName(const v1::Quantity& quantity) {
  return absl::StrCat(quantity.item(), " (", quantity.unit(), ")");
}

// All figures of a row by name.
std::map<std::string, uint64_t> FiguresOf(const v1::WorkRow& row) {
  std::map<std::string, uint64_t> figures;
  for (const Figure& figure : kFigures) {
    figures[std::string(figure.name)] = figure.of(row);
  }
  for (const v1::Quantity& quantity : row.quantities()) {
    figures[QuantityName(quantity)] += quantity.quantity_milli();
  }
  return figures;
}

std::string_view ParentOf(std::string_view category) {
  const size_t end = category.rfind('/');
  return end == std::string_view::npos ? "" : category.substr(0, end);
}

absl::Status RollUpError(const v1::WorkRow& row, std::string_view figure,
                         uint64_t got, uint64_t want) {
  return absl::DataLossError(absl::StrCat(
      "category ", row.category().empty() ? "(all)" : row.category(), ": got ",
      got, " ", ToAbsl(figure), ", want ", want,
      ", the sum of its own tickets and of the rows below it"));
}

// Tickets add up exactly; of the other figures the rows do not say how much is
// a category's own, so there is none without tickets and never less than below.
absl::Status CheckRow(const v1::WorkRow& row,
                      const std::map<std::string, uint64_t>& below) {
  const auto figures = FiguresOf(row);
  const bool own = row.own_tickets() > 0 || row.drills() > 0;
  for (const auto& [name, sum] : below) {
    const auto figure = figures.find(name);
    const uint64_t got = figure == figures.end() ? 0 : figure->second;
    if (got < sum) return RollUpError(row, name, got, sum);
  }
  for (const auto& [name, got] : figures) {
    const auto part = below.find(name);
    const uint64_t sum = part == below.end() ? 0 : part->second;
    const uint64_t want = name == "tickets" ? sum + row.own_tickets() : sum;
    const bool exact = name == "tickets" || !own;
    if (exact && got != want) return RollUpError(row, name, got, want);
  }
  return absl::OkStatus();
}

// Thousandths, without zeros at the end.
std::string MilliText(uint64_t milli) {
  if (milli % 1000 == 0) return absl::StrCat(milli / 1000);
  std::string text = absl::StrFormat("%d.%03d", milli / 1000, milli % 1000);
  return text.erase(text.find_last_not_of('0') + 1);
}

std::string QuantitiesText(const v1::WorkRow& row) {
  return absl::StrJoin(row.quantities(), ", ",
                       [](std::string* text, const v1::Quantity& quantity) {
                         absl::StrAppend(
                             text, MilliText(quantity.quantity_milli()), " ",
                             quantity.unit(), " ", quantity.item());
                       });
}

// The last part of a path, as far to the right as it is deep below `top`.
std::string TreeCell(std::string_view category, std::string_view top) {
  if (category == top) {
    return category.empty() ? "(all)" : std::string(category);
  }
  const std::string_view below = category.substr(top.empty() ? 0 : top.size());
  const auto depth = std::ranges::count(below, '/') + (top.empty() ? 1 : 0);
  return std::string(2 * static_cast<size_t>(depth), ' ')
      .append(category.substr(category.rfind('/') + 1));
}

void PrintWork(const v1::ReportWorkResponse& report, std::string_view top,
               std::ostream& out) {
  std::vector<Column> columns = {{"CATEGORY"}};
  for (const char* const title : {"TICKETS", "OPEN", "DONE", "PEOPLE", "DRILLS",
                                  "HAZARDS", "PUT RIGHT"}) {
    columns.push_back({.title = title, .right = true});
  }
  columns.push_back({"QUANTITIES"});
  Table table(std::move(columns));
  for (const v1::WorkRow& row : report.rows()) {
    std::vector<std::string> cells = {TreeCell(row.category(), top)};
    for (const Figure& figure : kFigures) {
      cells.push_back(absl::StrCat(figure.of(row)));
    }
    cells.push_back(QuantitiesText(row));
    table.AddRow(cells);
  }
  table.Print(out);
}

std::string DayText(uint32_t day) {
  return absl::StrFormat("%04d-%02d-%02d", day / 10'000, day / 100 % 100,
                         day % 100);
}

void PrintTallies(const v1::ReportTalliesResponse& report,
                  const TallyReportFlags& flags, std::ostream& out) {
  std::vector<Column> columns = {{"ITEM"}, {"FROM"}};
  if (flags.by_location) columns.push_back({"LOCATION"});
  if (flags.by_party) columns.push_back({"PARTY"});
  columns.push_back({.title = "COUNT", .right = true});
  columns.push_back({.title = "TALLIES", .right = true});
  Table table(std::move(columns));
  for (const v1::TallyRow& row : report.rows()) {
    std::vector<std::string> cells = {row.item(), DayText(row.day())};
    if (flags.by_location) cells.push_back(row.location());
    if (flags.by_party) cells.push_back(row.party());
    cells.push_back(absl::StrCat(row.count()));
    cells.push_back(absl::StrCat(row.tallies()));
    table.AddRow(cells);
  }
  table.Print(out);
}

void PrintCounts(const v1::CountTicketsResponse& counts, std::string_view by,
                 std::ostream& out) {
  Table table({{absl::AsciiStrToUpper(ToAbsl(by))},
               {.title = "TICKETS", .right = true},
               {.title = "OPEN", .right = true}});
  for (const v1::ValueCount& count : counts.counts()) {
    table.AddRow({count.value(), absl::StrCat(count.tickets()),
                  absl::StrCat(count.open())});
  }
  if (counts.has_rest()) {
    table.AddRow({absl::StrCat(counts.rest().rows(), " more"),
                  absl::StrCat(counts.rest().tickets()),
                  absl::StrCat(counts.rest().open())});
  }
  table.Print(out);
}

// Sets the period, where one was typed.
template <typename Flags, typename Request>
absl::Status SetPeriod(const Flags& flags, absl::TimeZone zone,
                       Request& request) {
  if (!flags.start_time.empty()) {
    WL_ASSIGN_OR_RETURN(
        const absl::Time time,
        ParseTime({.flag = "--from", .text = flags.start_time}, zone));
    *request.mutable_start_time() = ToTimestamp(time);
  }
  if (!flags.end_time.empty()) {
    WL_ASSIGN_OR_RETURN(
        const absl::Time time,
        ParseTime({.flag = "--to", .text = flags.end_time}, zone));
    *request.mutable_end_time() = ToTimestamp(time);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ReportTalliesRequest> MakeTallyRequest(
    const TallyReportFlags& flags, absl::TimeZone zone) {
  v1::ReportTalliesRequest request;
  WL_ASSIGN_OR_RETURN(
      const auto period,
      ParseEnum<v1::TallyPeriod>({.flag = "--period", .text = flags.period}));
  request.set_period(period);
  request.set_item(flags.item);
  request.set_location(flags.location);
  request.set_party(flags.party);
  request.set_by_location(flags.by_location);
  request.set_by_party(flags.by_party);
  WL_RETURN_IF_ERROR(SetAsOf(flags.as_of, zone, request));
  WL_RETURN_IF_ERROR(SetPeriod(flags, zone, request));
  return request;
}

}  // namespace

std::string TicketCountForm() {
  return absl::StrJoin(ShortNames(*v1::CountBy_descriptor()), "|");
}

OrderVerb TallyOrderVerb() {
  return {.name = "record",
          .field = v1::Command::descriptor()->FindFieldByNumber(
              v1::Command::kRecordTallyFieldNumber)};
}

absl::Status CheckRollUp(const v1::ReportWorkResponse& report) {
  std::map<std::string, std::map<std::string, uint64_t>> below;
  for (const v1::WorkRow& row : report.rows()) {
    // The first row is the top; only the empty category is its own parent.
    if (&row == &report.rows(0)) continue;
    auto& sums = below[std::string(ParentOf(row.category()))];
    for (const auto& [name, figure] : FiguresOf(row)) sums[name] += figure;
  }
  for (const v1::WorkRow& row : report.rows()) {
    WL_RETURN_IF_ERROR(CheckRow(row, below[row.category()]));
    below.erase(row.category());
  }
  if (below.empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("category ", below.begin()->first,
                                          ": got no row, want one "
                                          "that sums up the rows below it"));
}

absl::Status RunTicketCount(const CountFlags& flags, const Session& session) {
  v1::CountTicketsRequest request;
  WL_ASSIGN_OR_RETURN(const auto by, ParseEnum<v1::CountBy>(
                                         {.flag = "--by", .text = flags.by}));
  request.set_by(by);
  WL_ASSIGN_OR_RETURN(*request.mutable_filter(),
                      ParseFilter(flags.filter, session.zone));
  WL_RETURN_IF_ERROR(SetAsOf(flags.filter.as_of, session.zone, request));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(
      const v1::CountTicketsResponse response,
      client.Call(&v1::TicketService::Stub::CountTickets, request));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response) << '\n';
  } else {
    PrintCounts(response, ShortName(by), session.out);
  }
  if (!response.complete()) {
    session.err << "not complete: there are more tickets to look at than one "
                   "count does; filter more\n";
  }
  return absl::OkStatus();
}

absl::Status RunReportWork(const SummaryFlags& flags, const Session& session) {
  if (flags.by != "category") {
    return FlagError({.flag = "--by", .text = flags.by}, "category");
  }
  v1::ReportWorkRequest request;
  request.set_category(flags.under);
  WL_RETURN_IF_ERROR(SetPeriod(flags, session.zone, request));
  WL_RETURN_IF_ERROR(SetAsOf(flags.as_of, session.zone, request));
  if (!flags.kind.empty()) {
    WL_ASSIGN_OR_RETURN(
        const auto kind,
        ParseEnum<v1::TicketKind>({.flag = "--kind", .text = flags.kind}));
    request.set_kind(kind);
  }
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(
      const v1::ReportWorkResponse response,
      client.Call(&v1::ReportService::Stub::ReportWork, request));
  if (session.output == OutputFormat::kJson) {
    for (const v1::WorkRow& row : response.rows()) {
      session.out << ToJson(row) << '\n';
    }
  } else {
    PrintWork(response, flags.under, session.out);
  }
  return CheckRollUp(response);
}

absl::Status RunReportTally(const TallyReportFlags& flags,
                            const Session& session) {
  WL_ASSIGN_OR_RETURN(v1::ReportTalliesRequest request,
                      MakeTallyRequest(flags, session.zone));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(
      const v1::ReportTalliesResponse response,
      client.Call(&v1::ReportService::Stub::ReportTallies, request));
  if (session.output == OutputFormat::kTable) {
    PrintTallies(response, flags, session.out);
    return absl::OkStatus();
  }
  for (const v1::TallyRow& row : response.rows()) {
    session.out << ToJson(row) << '\n';
  }
  return absl::OkStatus();
}

absl::Status RunTallyOrder(const OrderArguments& arguments,
                           const Session& session) {
  v1::Command command;
  google::protobuf::Message& order = MutableOrder(TallyOrderVerb(), command);
  if (!arguments.json.empty()) {
    WL_RETURN_IF_ERROR(
        ParseJson({.flag = "--json", .text = arguments.json}, order));
  }
  WL_RETURN_IF_ERROR(FillOrder(arguments.texts, session.zone, order));
  WL_ASSIGN_OR_RETURN(const v1::Command envelope,
                      MakeCommand(arguments.command, session));
  command.MergeFrom(envelope);
  return ExecuteAndPrint(command, session);
}

}  // namespace workledger
