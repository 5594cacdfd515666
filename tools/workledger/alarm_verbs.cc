#include "tools/workledger/alarm_verbs.h"

#include <fstream>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/json.h"
#include "tools/workledger/local_file.h"
#include "tools/workledger/table.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using Writer = grpc::ClientWriter<v1::ReportAlarmsRequest>;

absl::Status ParseSignal(const std::string& line, const std::string& place,
                         v1::AlarmSignal& signal) {
  absl::Status parsed = ParseJson({.flag = place, .text = line}, signal);
  if (parsed.ok()) return parsed;
  return absl::InvalidArgumentError(
      absl::StrCat(place, ": ", parsed.message()));
}

// Sends what `lines` hold, a full message at a time. Ends early, and well, when
// the server takes no more: its status says why.
absl::Status SendLines(std::istream& lines, const std::string& name,
                       v1::ReportAlarmsRequest& message, Writer& writer) {
  std::string line;
  for (uint64_t number = 1; std::getline(lines, line); ++number) {
    if (line.empty()) continue;
    WL_RETURN_IF_ERROR(ParseSignal(line, absl::StrCat(name, ":", number),
                                   *message.add_signals()));
    if (static_cast<size_t>(message.signals_size()) < kSignalsMax) continue;
    if (!writer.Write(message)) return absl::OkStatus();
    message.clear_signals();
  }
  if (lines.bad()) return FileError(name + ": cannot be read");
  if (message.signals_size() > 0) writer.Write(message);
  return absl::OkStatus();
}

void PrintCounts(const v1::ReportAlarmsResponse& response,
                 const Session& session) {
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response) << '\n';
    return;
  }
  Table table({{"SIGNALS"}, {.title = "COUNT", .right = true}});
  table.AddRow({"sent", absl::StrCat(response.signals())});
  table.AddRow({"known already", absl::StrCat(response.repeated_signals())});
  table.AddRow({"opened an incident", absl::StrCat(response.opened())});
  table.AddRow({"correlated", absl::StrCat(response.correlated())});
  table.AddRow({"suppressed", absl::StrCat(response.suppressed())});
  table.AddRow({"waiting", absl::StrCat(response.waiting())});
  table.AddRow({"all-clear", absl::StrCat(response.cleared())});
  table.Print(session.out);
}

std::vector<std::string> CellsOf(const v1::AlarmPrecision& row) {
  const uint64_t judged = row.confirmed() + row.dismissed();
  return {row.device().empty() ? row.algorithm() : row.device(),
          absl::StrCat(row.signals()),
          absl::StrCat(row.incidents()),
          absl::StrCat(row.confirmed()),
          absl::StrCat(row.dismissed()),
          judged == 0 ? std::string()
                      : absl::StrCat(row.confirmed() * 100 / judged, " %"),
          absl::StrCat(row.correlated()),
          absl::StrCat(row.suppressed())};
}

Table PrecisionTable(bool by_algorithm) {
  return Table({{by_algorithm ? "ALGORITHM" : "DEVICE"},
                {.title = "SIGNALS", .right = true},
                {.title = "INCIDENTS", .right = true},
                {.title = "CONFIRMED", .right = true},
                {.title = "FALSE", .right = true},
                {.title = "RIGHT", .right = true},
                {.title = "CORRELATED", .right = true},
                {.title = "SUPPRESSED", .right = true}});
}

}  // namespace

absl::Status RunAlarmReport(const ReportAlarmsFlags& flags,
                            const Session& session) {
  if (flags.file == "-") {
    return ReportAlarms(std::cin, "standard input", flags, session);
  }
  WL_RETURN_IF_ERROR(CheckReadable(flags.file));
  std::ifstream file(flags.file);
  return ReportAlarms(file, flags.file, flags, session);
}

absl::Status ReportAlarms(std::istream& lines, const std::string& name,
                          const ReportAlarmsFlags& flags,
                          const Session& session) {
  Client client(session.server);
  v1::ReportAlarmsRequest message;
  WL_ASSIGN_OR_RETURN(*message.mutable_actor(), MakeActor(flags.command));
  WL_ASSIGN_OR_RETURN(*message.mutable_ledger(), ChooseLedger(session, client));
  grpc::ClientContext context;
  v1::ReportAlarmsResponse response;
  const std::unique_ptr<Writer> writer =
      client.stub<v1::AlarmService::Stub>().ReportAlarms(&context, &response);
  const absl::Status sent = SendLines(lines, name, message, *writer);
  writer->WritesDone();
  const absl::Status status = client.ToStatus(writer->Finish());
  WL_RETURN_IF_ERROR(sent);
  WL_RETURN_IF_ERROR(status);
  PrintCounts(response, session);
  return absl::OkStatus();
}

absl::Status RunAlarmPrecision(const PrecisionFlags& flags,
                               const Session& session) {
  Client client(session.server);
  v1::ListAlarmPrecisionRequest request;
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  request.set_by_algorithm(flags.by_algorithm);
  request.set_min_position(flags.min_position);
  request.set_page_size(kPageSizeMax);
  Table table = PrecisionTable(flags.by_algorithm);
  do {
    WL_ASSIGN_OR_RETURN(
        const v1::ListAlarmPrecisionResponse page,
        client.Call(&v1::AlarmService::Stub::ListAlarmPrecision, request));
    for (const v1::AlarmPrecision& row : page.rows()) {
      if (session.output == OutputFormat::kJson) {
        session.out << ToJson(row) << '\n';
      } else {
        table.AddRow(CellsOf(row));
      }
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (session.output == OutputFormat::kTable) table.Print(session.out);
  return absl::OkStatus();
}

}  // namespace workledger
