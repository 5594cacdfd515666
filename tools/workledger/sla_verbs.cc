#include "tools/workledger/sla_verbs.h"

#include <cstdlib>
#include <ostream>
#include <string_view>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/json.h"
#include "tools/workledger/table.h"
#include "tools/workledger/time_text.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Fewer than this say little of a share, so the table says how little.
constexpr uint64_t kFew = 10;

absl::StatusOr<v1::TimeBasis> ParseBasis(const std::string& text) {
  if (text == "calendar") return v1::TIME_BASIS_CALENDAR_TIME;
  if (text == "working") return v1::TIME_BASIS_WORKING_TIME;
  return FlagError({.flag = "--basis", .text = text}, "calendar or working");
}

absl::Status ParseTimes(const SlaFlags& flags, absl::TimeZone zone,
                        v1::QueryMetricsRequest& request) {
  WL_ASSIGN_OR_RETURN(
      const absl::Time begin,
      ParseTime({.flag = "--from", .text = flags.start_time}, zone));
  WL_ASSIGN_OR_RETURN(
      const absl::Time end,
      ParseTime({.flag = "--to", .text = flags.end_time}, zone));
  *request.mutable_start_time() = ToTimestamp(begin);
  *request.mutable_end_time() = ToTimestamp(end);
  WL_ASSIGN_OR_RETURN(*request.mutable_as_of(), ParseAsOf(flags.as_of, zone));
  request.set_min_position(flags.as_of.min_position);
  return absl::OkStatus();
}

bool IsMoney(v1::MetricFigure figure) {
  return figure == v1::METRIC_FIGURE_COST ||
         figure == v1::METRIC_FIGURE_PENALTY;
}

std::string SumText(const v1::FigureValue& value) {
  if (value.sum() == 0) return "";
  if (!IsMoney(value.figure())) return absl::StrCat(value.sum());
  return absl::StrFormat("%s%d.%02d", value.sum() < 0 ? "-" : "",
                         std::abs(value.sum() / 100),
                         std::abs(value.sum() % 100));
}

std::string ThousandthsText(uint64_t thousandths) {
  return absl::StrFormat("%d.%d%%", thousandths / 10, thousandths % 10);
}

// Money for each square metre, rounded down to a fen.
std::string PerAreaText(const v1::FigureValue& value) {
  const auto area = static_cast<int64_t>(value.area_milli_square_metre());
  const auto fen =
      static_cast<int64_t>(absl::int128(value.sum()) * 1000 / area);
  return absl::StrFormat("%d.%02d/m2", fen / 100, fen % 100);
}

// The share, if it is one, and what it may be where it is of few.
std::string ShareText(const v1::FigureValue& value) {
  const std::string_view provisional = value.provisional() ? "provisional" : "";
  if (value.area_milli_square_metre() > 0) return PerAreaText(value);
  if (value.total() == 0 || value.count() > value.total()) {
    return std::string(provisional);
  }
  std::string text = ThousandthsText(value.count() * 1000 / value.total());
  if (value.has_low_milli() && value.total() < kFew) {
    absl::StrAppend(&text, " (", ThousandthsText(value.low_milli()), " to ",
                    ThousandthsText(value.high_milli()), ")");
  }
  if (value.provisional()) absl::StrAppend(&text, " ", ToAbsl(provisional));
  return text;
}

std::string SpanText(const v1::FigureValue& value, int64_t millis) {
  const bool timed = value.mean_millis() != 0 || value.median_millis() != 0 ||
                     value.p90_millis() != 0;
  return timed ? AgeText(absl::Milliseconds(millis)) : "";
}

// The longest, and how long it may be where that is bounded.
std::string MostText(const v1::FigureValue& value) {
  std::string text = SpanText(value, value.max_millis());
  if (value.has_allowed_millis()) {
    absl::StrAppend(&text, " of ",
                    AgeText(absl::Milliseconds(value.allowed_millis())));
  }
  return text;
}

void AddRow(const v1::MetricRow& row, size_t dimensions, Table& table) {
  for (const v1::FigureValue& value : row.figures()) {
    std::vector<std::string> cells(row.values().begin(), row.values().end());
    // The total has no values.
    cells.resize(dimensions, "*");
    cells.push_back(ShortName(value.figure()));
    cells.push_back(value.bucket());
    cells.push_back(absl::StrCat(value.count()));
    cells.push_back(value.total() == 0 ? "" : absl::StrCat(value.total()));
    cells.push_back(ShareText(value));
    cells.push_back(SpanText(value, value.mean_millis()));
    cells.push_back(SpanText(value, value.median_millis()));
    cells.push_back(SpanText(value, value.p90_millis()));
    cells.push_back(MostText(value));
    cells.push_back(SumText(value));
    table.AddRow(cells);
  }
}

void PrintFigures(const v1::QueryMetricsResponse& response,
                  const SlaFlags& flags, std::ostream& out) {
  std::vector<Column> columns;
  for (const std::string& dimension : flags.by) {
    columns.push_back({.title = absl::AsciiStrToUpper(dimension)});
  }
  columns.push_back({.title = "FIGURE"});
  columns.push_back({.title = "PART"});
  for (const char* const title :
       {"COUNT", "OF", "SHARE", "MEAN", "MEDIAN", "P90", "MAX", "SUM"}) {
    columns.push_back({.title = title, .right = true});
  }
  Table table(std::move(columns));
  if (!flags.by.empty()) {
    for (const v1::MetricRow& row : response.rows()) {
      AddRow(row, flags.by.size(), table);
    }
  }
  AddRow(response.total(), flags.by.size(), table);
  table.Print(out);
}

void PrintTickets(const v1::ListMetricTicketsResponse& response, Table& table,
                  absl::TimeZone zone) {
  for (const v1::MetricTicket& ticket : response.tickets()) {
    table.AddRow({ticket.ticket(), absl::StrCat(ticket.position()),
                  TimeText(FromTimestamp(ticket.event_time()), zone),
                  absl::StrCat(ticket.value())});
  }
}

}  // namespace

std::string DimensionForm() {
  return absl::StrJoin(ShortNames(*v1::MetricDimension_descriptor()), ", ");
}

std::string FigureForm() {
  return absl::StrJoin(ShortNames(*v1::MetricFigure_descriptor()), ", ");
}

absl::StatusOr<v1::QueryMetricsRequest> MakeMetricQuery(const SlaFlags& flags,
                                                        absl::TimeZone zone) {
  v1::QueryMetricsRequest request;
  WL_RETURN_IF_ERROR(ParseTimes(flags, zone, request));
  for (const std::string& text : flags.by) {
    WL_ASSIGN_OR_RETURN(
        const auto dimension,
        ParseEnum<v1::MetricDimension>({.flag = "--by", .text = text}));
    request.add_dimensions(dimension);
  }
  for (const std::string& text : flags.figures) {
    WL_ASSIGN_OR_RETURN(
        const auto figure,
        ParseEnum<v1::MetricFigure>({.flag = "--figure", .text = text}));
    request.add_figures(figure);
  }
  WL_ASSIGN_OR_RETURN(*request.mutable_filter(),
                      ParseFilter(flags.filter, zone));
  WL_ASSIGN_OR_RETURN(const v1::TimeBasis basis, ParseBasis(flags.basis));
  request.set_basis(basis);
  request.set_imported(flags.imported);
  request.set_current(flags.current);
  if (!flags.metric.empty()) {
    WL_ASSIGN_OR_RETURN(
        const auto metric,
        ParseEnum<v1::Metric>({.flag = "--metric", .text = flags.metric}));
    request.set_metric(metric);
  }
  if (!flags.clock_party.empty()) {
    WL_ASSIGN_OR_RETURN(const auto party,
                        ParseEnum<v1::ClockParty>({.flag = "--clock-party",
                                                   .text = flags.clock_party}));
    request.set_party(party);
  }
  return request;
}

absl::Status ListBehind(const SlaFlags& flags,
                        const v1::QueryMetricsRequest& query, Client& client,
                        const Session& session) {
  v1::ListMetricTicketsRequest request;
  *request.mutable_query() = query;
  WL_ASSIGN_OR_RETURN(
      const auto figure,
      ParseEnum<v1::MetricFigure>({.flag = "--list", .text = flags.list}));
  request.set_figure(figure);
  request.set_bucket(flags.part);
  request.set_total(flags.of_total);
  for (const std::string& value : flags.row) request.add_values(value);
  // The server adds the period up anew for each page.
  request.set_page_size(kPageSizeMax);
  Table table({{"TICKET"},
               {.title = "POSITION", .right = true},
               {"TIME"},
               {.title = "VALUE", .right = true}});
  do {
    WL_ASSIGN_OR_RETURN(
        const v1::ListMetricTicketsResponse response,
        client.Call(&v1::MetricService::Stub::ListMetricTickets, request));
    if (session.output == OutputFormat::kJson) {
      for (const v1::MetricTicket& ticket : response.tickets()) {
        session.out << ToJson(ticket) << '\n';
      }
    } else {
      PrintTickets(response, table, session.zone);
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  if (session.output == OutputFormat::kTable) table.Print(session.out);
  return absl::OkStatus();
}

absl::Status RunReportSla(const SlaFlags& flags, const Session& session) {
  WL_ASSIGN_OR_RETURN(v1::QueryMetricsRequest request,
                      MakeMetricQuery(flags, session.zone));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  if (!flags.list.empty()) {
    return ListBehind(flags, request, client, session);
  }
  WL_ASSIGN_OR_RETURN(
      const v1::QueryMetricsResponse response,
      client.Call(&v1::MetricService::Stub::QueryMetrics, request));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response) << '\n';
  } else {
    PrintFigures(response, flags, session.out);
  }
  return absl::OkStatus();
}

}  // namespace workledger
