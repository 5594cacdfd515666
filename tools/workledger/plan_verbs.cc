#include "tools/workledger/plan_verbs.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/execute.h"
#include "tools/workledger/json.h"
#include "tools/workledger/table.h"
#include "tools/workledger/time_text.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr int64_t kMillisPerDay = int64_t{24} * 60 * 60 * 1000;

// For example "16.0"; nothing before the second completion.
std::string DaysText(int64_t millis) {
  if (millis == 0) return "";
  const int64_t tenths = millis * 10 / kMillisPerDay;
  return absl::StrCat(tenths / 10, ".", tenths % 10);
}

void AddRow(const v1::PlanRow& row, const Session& session, Table& table) {
  const v1::PlanProgress& progress = row.progress();
  table.AddRow(
      {row.plan().code(), row.plan().title(), row.plan().recurrence(),
       progress.has_next_start_time()
           ? TimeText(FromTimestamp(progress.next_start_time()), session.zone)
           : "",
       progress.last_ticket(), absl::StrCat(progress.made()),
       absl::StrCat(progress.done()), absl::StrCat(progress.missed()),
       DaysText(progress.gap_max_millis())});
}

}  // namespace

absl::Status RunPlanList(const AsOfFlags& as_of, const Session& session) {
  Client client(session.server);
  v1::ListPlansRequest request;
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  request.set_page_size(kPageSizeMax);
  WL_RETURN_IF_ERROR(SetAsOf(as_of, session.zone, request));
  Table table({{"PLAN"},
               {.title = "TITLE", .width_max = 40},
               {"RULE"},
               {"NEXT"},
               {"LAST TICKET"},
               {.title = "MADE", .right = true},
               {.title = "DONE", .right = true},
               {.title = "MISSED", .right = true},
               {.title = "LONGEST GAP (DAYS)", .right = true}});
  do {
    WL_ASSIGN_OR_RETURN(
        const v1::ListPlansResponse page,
        client.Call(&v1::PlanService::Stub::ListPlans, request));
    for (const v1::PlanRow& row : page.plans()) {
      if (session.output == OutputFormat::kJson) {
        session.out << ToJson(row) << '\n';
      } else {
        AddRow(row, session, table);
      }
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (session.output == OutputFormat::kTable) table.Print(session.out);
  return absl::OkStatus();
}

absl::Status RunPlanBringForward(const BringForwardFlags& flags,
                                 const Session& session) {
  WL_ASSIGN_OR_RETURN(v1::Command command, MakeCommand(flags.command, session));
  command.mutable_bring_forward()->set_plan(flags.plan);
  command.mutable_bring_forward()->set_reason(flags.reason);
  return ExecuteAndPrint(command, session);
}

}  // namespace workledger
