#include "tools/workledger/holder_verbs.h"

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "tools/workledger/client.h"
#include "tools/workledger/json.h"
#include "tools/workledger/table.h"

namespace workledger {
namespace {

// The holder's name and, of contractors, whose: "CONTRACTOR:wuye-1" is
// {"contractor", "wuye-1"}.
std::pair<std::string, std::string> ParseHolder(std::string_view part) {
  const size_t end = part.find(':');
  std::string name = absl::AsciiStrToLower(ToAbsl(part.substr(0, end)));
  return {absl::StrReplaceAll(name, {{"_", "-"}}),
          std::string(end == part.npos ? "" : part.substr(end + 1))};
}

// The other way round.
std::string PartOf(std::string_view holder) {
  const size_t end = holder.find(':');
  std::string name = absl::AsciiStrToUpper(ToAbsl(holder.substr(0, end)));
  name = absl::StrReplaceAll(name, {{"-", "_"}});
  return name.append(end == holder.npos ? "" : holder.substr(end));
}

// Hours, minutes and seconds, cut to seconds.
std::string TimeCell(uint64_t millis) {
  const uint64_t seconds = millis / 1000;
  return absl::StrFormat("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
                         seconds % 60);
}

std::string ShareCell(uint64_t millis, uint64_t all) {
  const uint64_t milli = all == 0 ? 0 : millis * 1000 / all;
  return absl::StrFormat("%d.%d%%", milli / 10, milli % 10);
}

void AddRows(const v1::MetricRow& row, size_t dimensions, Table& table) {
  uint64_t open = 0;
  for (const v1::FigureValue& value : row.figures()) open += value.total();
  for (const v1::FigureValue& value : row.figures()) {
    std::vector<std::string> cells(row.values().begin(), row.values().end());
    // The total has no values.
    cells.resize(dimensions, "*");
    const auto [holder, party] = ParseHolder(value.bucket());
    cells.push_back(value.bucket().empty() ? "(all)" : holder);
    cells.push_back(party);
    cells.push_back(TimeCell(value.count()));
    cells.push_back(absl::StrCat(value.count() / 60'000));
    cells.push_back(ShareCell(value.count(), open));
    cells.push_back(value.bucket().empty() ? "" : absl::StrCat(value.sum()));
    table.AddRow(cells);
  }
}

void PrintHolders(const v1::QueryMetricsResponse& response,
                  const SlaFlags& flags, std::ostream& out) {
  std::vector<Column> columns;
  for (const std::string& dimension : flags.by) {
    columns.push_back({.title = absl::AsciiStrToUpper(dimension)});
  }
  columns.push_back({.title = "HOLDER"});
  columns.push_back({.title = "HELD BY"});
  for (const char* const title : {"TIME", "MINUTES", "SHARE", "STAYS"}) {
    columns.push_back({.title = title, .right = true});
  }
  Table table(std::move(columns));
  if (!flags.by.empty()) {
    for (const v1::MetricRow& row : response.rows()) {
      AddRows(row, flags.by.size(), table);
    }
  }
  AddRows(response.total(), flags.by.size(), table);
  table.Print(out);
}

absl::Status SumError(std::string_view row, std::string_view what, uint64_t got,
                      uint64_t want) {
  return absl::DataLossError(absl::StrCat(ToAbsl(row), ": got ", got, " ms of ",
                                          ToAbsl(what), ", want ", want));
}

// The times of a row by part; the whole row's is that of "".
std::map<std::string, uint64_t> TimesOf(const v1::MetricRow& row) {
  std::map<std::string, uint64_t> times;
  for (const v1::FigureValue& value : row.figures()) {
    times[value.bucket()] += value.count();
  }
  return times;
}

absl::Status CheckRow(std::string_view name,
                      const std::map<std::string, uint64_t>& times) {
  uint64_t held = 0;
  for (const auto& [part, millis] : times) {
    if (!part.empty()) held += millis;
  }
  const auto open = times.find("");
  const uint64_t want = open == times.end() ? 0 : open->second;
  if (held == want) return absl::OkStatus();
  return SumError(name, "all holders", held, want);
}

}  // namespace

absl::Status CheckHolderSums(const v1::QueryMetricsResponse& response) {
  std::map<std::string, uint64_t> sums;
  for (const v1::MetricRow& row : response.rows()) {
    const std::map<std::string, uint64_t> times = TimesOf(row);
    const std::string name =
        absl::StrCat("row ", absl::StrJoin(row.values(), ","));
    WL_RETURN_IF_ERROR(CheckRow(name, times));
    for (const auto& [part, millis] : times) sums[part] += millis;
  }
  const std::map<std::string, uint64_t> total = TimesOf(response.total());
  WL_RETURN_IF_ERROR(CheckRow("total", total));
  for (const auto& [part, millis] : total) {
    if (sums[part] == millis) continue;
    return SumError("total", part.empty() ? "open time" : part, millis,
                    sums[part]);
  }
  return absl::OkStatus();
}

absl::Status RunReportHolders(const SlaFlags& flags, const Session& session) {
  SlaFlags asked = flags;
  asked.figures = {"holders"};
  if (!flags.list.empty()) {
    asked.list = "holders";
    asked.part = PartOf(flags.list);
  }
  WL_ASSIGN_OR_RETURN(v1::QueryMetricsRequest request,
                      MakeMetricQuery(asked, session.zone));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  if (!asked.list.empty()) return ListBehind(asked, request, client, session);
  WL_ASSIGN_OR_RETURN(
      const v1::QueryMetricsResponse response,
      client.Call(&v1::MetricService::Stub::QueryMetrics, request));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response) << '\n';
  } else {
    PrintHolders(response, flags, session.out);
  }
  return CheckHolderSums(response);
}

}  // namespace workledger
