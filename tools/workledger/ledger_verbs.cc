#include "tools/workledger/ledger_verbs.h"

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/execute.h"
#include "tools/workledger/json.h"
#include "tools/workledger/table.h"
#include "tools/workledger/time_text.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

std::string TimeCell(const google::protobuf::Timestamp& time,
                     const Session& session) {
  return TimeText(FromTimestamp(time), session.zone);
}

void PrintLedger(const v1::Ledger& ledger, const Session& session) {
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(ledger) << '\n';
    return;
  }
  Table table({{"LEDGER"}, {ledger.ledger()}});
  table.AddRow({"uid", ToHex(ledger.uid())});
  table.AddRow({"clock", ShortName(ledger.clock())});
  table.AddRow({"created", TimeCell(ledger.create_time(), session)});
  table.AddRow({"now", TimeCell(ledger.now_time(), session)});
  table.AddRow({"head", absl::StrCat(ledger.head_position())});
  table.AddRow({"chain", ToHex(ledger.head_chain())});
  table.AddRow({"views at", absl::StrCat(ledger.view_position())});
  table.Print(session.out);
}

absl::StatusOr<v1::AdvanceTime> ParseTarget(const AdvanceFlags& flags,
                                            absl::TimeZone zone) {
  if (flags.to_time.empty() == flags.by.empty()) {
    return UsageError("--to, --by: want exactly one of them");
  }
  v1::AdvanceTime order;
  if (!flags.to_time.empty()) {
    WL_ASSIGN_OR_RETURN(
        const absl::Time time,
        ParseTime({.flag = "--to", .text = flags.to_time}, zone));
    *order.mutable_now_time() = ToTimestamp(time);
    return order;
  }
  WL_ASSIGN_OR_RETURN(const absl::Duration span,
                      ParseSpan({.flag = "--by", .text = flags.by}));
  const int64_t millis = absl::ToInt64Milliseconds(span);
  order.mutable_step()->set_seconds(millis / 1000);
  order.mutable_step()->set_nanos(static_cast<int32_t>(millis % 1000) *
                                  1'000'000);
  return order;
}

}  // namespace

absl::Status RunLedgerCreate(const CreateLedgerFlags& flags,
                             const Session& session) {
  v1::CreateLedgerRequest request;
  request.set_ledger(flags.name);
  WL_ASSIGN_OR_RETURN(
      const auto clock,
      ParseEnum<v1::LedgerClock>({.flag = "--clock", .text = flags.clock}));
  request.set_clock(clock);
  if (clock == v1::LEDGER_CLOCK_DRIVEN && flags.start_time.empty()) {
    return UsageError(
        "--start-time: got none, want the time where the driven clock starts");
  }
  if (!flags.start_time.empty()) {
    WL_ASSIGN_OR_RETURN(
        const absl::Time time,
        ParseTime({.flag = "--start-time", .text = flags.start_time},
                  session.zone));
    *request.mutable_start_time() = ToTimestamp(time);
  }
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(
      const v1::CreateLedgerResponse response,
      client.Call(&v1::LedgerService::Stub::CreateLedger, request));
  PrintLedger(response.ledger(), session);
  return absl::OkStatus();
}

absl::Status RunLedgerList(const Session& session) {
  Client client(session.server);
  Table table({{"LEDGER"},
               {"CLOCK"},
               {"NOW"},
               {.title = "HEAD", .right = true},
               {.title = "VIEWS AT", .right = true}});
  v1::ListLedgersRequest request;
  request.set_page_size(kPageSizeMax);
  do {
    WL_ASSIGN_OR_RETURN(
        const v1::ListLedgersResponse page,
        client.Call(&v1::LedgerService::Stub::ListLedgers, request));
    for (const v1::Ledger& ledger : page.ledgers()) {
      if (session.output == OutputFormat::kJson) PrintLedger(ledger, session);
      table.AddRow({ledger.ledger(), ShortName(ledger.clock()),
                    TimeCell(ledger.now_time(), session),
                    absl::StrCat(ledger.head_position()),
                    absl::StrCat(ledger.view_position())});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (session.output == OutputFormat::kTable) table.Print(session.out);
  return absl::OkStatus();
}

absl::Status RunLedgerShow(const std::string& name, const Session& session) {
  Client client(session.server);
  v1::GetLedgerRequest request;
  request.set_ledger(name);
  WL_ASSIGN_OR_RETURN(
      const v1::GetLedgerResponse response,
      client.Call(&v1::LedgerService::Stub::GetLedger, request));
  PrintLedger(response.ledger(), session);
  return absl::OkStatus();
}

absl::Status RunLedgerAdvance(const AdvanceFlags& flags,
                              const Session& session) {
  WL_ASSIGN_OR_RETURN(const v1::AdvanceTime order,
                      ParseTarget(flags, session.zone));
  WL_ASSIGN_OR_RETURN(v1::Command command, MakeCommand(flags.command, session));
  *command.mutable_advance_time() = order;
  return ExecuteAndPrint(command, session);
}

}  // namespace workledger
