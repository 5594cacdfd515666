#include "tools/workledger/inspection_verbs.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/json.h"
#include "tools/workledger/time_text.h"
#include "workledger/v1/inspection_service.grpc.pb.h"

namespace workledger {
namespace {

constexpr size_t kTitleWidthMax = 32;

// For example "8 of 10, passed"; empty before the round is closed.
std::string ScoreText(const v1::Inspection& round) {
  if (!round.has_close_time()) return "";
  const std::string points =
      round.full_score() == 0
          ? ""
          : absl::StrCat(round.score(), " of ", round.full_score(), ", ");
  return absl::StrCat(points, round.passed() ? "passed" : "failed");
}

std::string VisitText(const v1::Inspection& round) {
  return absl::StrCat(round.visited_size(), " of ", round.locations_size());
}

std::string OptionalTime(const google::protobuf::Timestamp& time,
                         absl::TimeZone zone) {
  if (time.ByteSizeLong() == 0) return "";
  return TimeText(FromTimestamp(time), zone);
}

std::string FindingText(const v1::InspectionFinding& finding) {
  std::string text = absl::StrCat(finding.ticket(), " at ", finding.location());
  if (!finding.rubric_item().empty()) {
    absl::StrAppend(&text, ": ", finding.rubric_item());
  }
  if (finding.points() > 0) {
    absl::StrAppend(&text, ", ", finding.points(), " points");
  }
  return text;
}

}  // namespace

Table InspectionTable() {
  return Table({{"ROUND"},
                {"STATE"},
                {"TITLE", kTitleWidthMax},
                {"PARTY"},
                {"VISITED"},
                {"FINDINGS", 0, true},
                {"SCORE"},
                {"OPENED"}});
}

void AddInspection(const v1::Inspection& round, absl::TimeZone zone,
                   Table& table) {
  table.AddRow({round.inspection(), ShortName(round.state()), round.title(),
                round.party(), VisitText(round),
                absl::StrCat(round.findings_size()), ScoreText(round),
                OptionalTime(round.open_time(), zone)});
}

Table InspectionDetails(const v1::Inspection& round, absl::TimeZone zone) {
  Table table({{"FIELD"}, {"VALUE"}});
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) table.AddRow({std::string(name), value});
  };
  add("round", round.inspection());
  add("state", ShortName(round.state()));
  add("version", absl::StrCat(round.version()));
  add("title", round.title());
  add("party", round.party());
  add("inspector", round.inspector().principal());
  add("unannounced", round.unannounced() ? "yes" : "");
  add("rubric", round.rubric());
  add("contested", round.contested() ? "yes" : "");
  add("score", ScoreText(round));
  add("locations", absl::StrJoin(round.locations(), ", "));
  add("visited", absl::StrJoin(round.visited(), ", "));
  for (const v1::InspectionFinding& finding : round.findings()) {
    add("finding", FindingText(finding));
  }
  add("opened", OptionalTime(round.open_time(), zone));
  add("closed", OptionalTime(round.close_time(), zone));
  return table;
}

absl::Status RunInspectionShow(const std::string& inspection,
                               const AsOfFlags& as_of, const Session& session) {
  v1::GetInspectionRequest request;
  request.set_inspection(inspection);
  WL_RETURN_IF_ERROR(SetAsOf(as_of, session.zone, request));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(
      const v1::GetInspectionResponse response,
      client.Call(&v1::InspectionService::Stub::GetInspection, request));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response.inspection()) << '\n';
  } else {
    InspectionDetails(response.inspection(), session.zone).Print(session.out);
  }
  return absl::OkStatus();
}

absl::Status RunInspectionList(const InspectionListFlags& flags,
                               const Session& session) {
  if (flags.page_size < 1 || flags.page_size > kPageSizeMax) {
    return FlagError(
        {.flag = "--page-size", .text = absl::StrCat(flags.page_size)},
        absl::StrCat("1 to ", kPageSizeMax));
  }
  v1::ListInspectionsRequest request;
  request.set_page_token(flags.page_token);
  WL_RETURN_IF_ERROR(SetAsOf(flags.as_of, session.zone, request));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  Table table = InspectionTable();
  int left = flags.all ? kPageSizeMax : flags.page_size;
  // The server's pages may be short before the last one.
  do {
    request.set_page_size(left);
    WL_ASSIGN_OR_RETURN(
        const v1::ListInspectionsResponse page,
        client.Call(&v1::InspectionService::Stub::ListInspections, request));
    for (const v1::Inspection& round : page.inspections()) {
      if (session.output == OutputFormat::kJson) {
        session.out << ToJson(round) << '\n';
      } else {
        AddInspection(round, session.zone, table);
      }
    }
    if (!flags.all) left -= page.inspections_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && left > 0);
  if (session.output == OutputFormat::kTable) table.Print(session.out);
  if (!request.page_token().empty()) {
    session.err << "next-page-token: " << request.page_token() << '\n';
  }
  return absl::OkStatus();
}

}  // namespace workledger
