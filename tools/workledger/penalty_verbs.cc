#include "tools/workledger/penalty_verbs.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/execute.h"
#include "tools/workledger/exit_code.h"
#include "tools/workledger/json.h"
#include "tools/workledger/time_text.h"
#include "workledger/v1/clock_service.grpc.pb.h"

namespace workledger {
namespace {

constexpr int64_t kFenOfYuan = 100;

std::string MonthText(uint32_t month) {
  return absl::StrFormat("%04d-%02d", month / 100, month % 100);
}

bool IsDecided(const v1::Penalty& penalty) {
  return penalty.state() != v1::PENALTY_STATE_PROPOSED &&
         penalty.state() != v1::PENALTY_STATE_CONTESTED;
}

// For example "resolution 1/2": the metric, the cycle and the dispatch.
std::string GroundText(const v1::Penalty& penalty) {
  if (!penalty.has_clock()) return "score";
  return absl::StrCat(ShortName(penalty.clock().metric()), " ",
                      penalty.clock().cycle(), "/", penalty.clock().segment());
}

template <typename Order>
void SetPenalty(const PenaltyOrderFlags& flags, const v1::ContractMonth& month,
                Order& order) {
  *order.mutable_month() = month;
  order.set_penalty(flags.penalty);
  order.set_reason(flags.reason);
}

}  // namespace

absl::StatusOr<v1::ContractMonth> ParseMonth(const MonthArguments& arguments) {
  const std::string digits = absl::StrReplaceAll(arguments.month, {{"-", ""}});
  uint32_t number = 0;
  const bool whole = digits.size() == 6 && absl::SimpleAtoi(digits, &number);
  if (!whole || number % 100 < 1 || number % 100 > 12) {
    return UsageError(absl::StrCat("MONTH: got ", arguments.month,
                                   ", want one such as 2026-03"));
  }
  v1::ContractMonth month;
  month.set_contract(arguments.contract);
  month.set_month(number);
  return month;
}

std::string YuanText(int64_t fen) {
  const std::string_view sign = fen < 0 ? "-" : "";
  const int64_t yuan = std::abs(fen / kFenOfYuan);
  return absl::StrFormat("%s%d.%02d", std::string(sign), yuan,
                         std::abs(fen % kFenOfYuan));
}

absl::StatusOr<v1::Command> MakePenaltyOrder(PenaltyVerb verb,
                                             const PenaltyOrderFlags& flags,
                                             const Session& session) {
  WL_ASSIGN_OR_RETURN(v1::ContractMonth month, ParseMonth(flags.month));
  WL_ASSIGN_OR_RETURN(v1::Command command, MakeCommand(flags.command, session));
  switch (verb) {
    case PenaltyVerb::kContest:
      SetPenalty(flags, month, *command.mutable_contest_penalty());
      break;
    case PenaltyVerb::kConfirm:
      SetPenalty(flags, month, *command.mutable_confirm_penalty());
      break;
    case PenaltyVerb::kReduce:
      SetPenalty(flags, month, *command.mutable_reduce_penalty());
      command.mutable_reduce_penalty()->set_amount_fen(flags.amount_fen);
      break;
    case PenaltyVerb::kWaive:
      SetPenalty(flags, month, *command.mutable_waive_penalty());
      break;
    case PenaltyVerb::kSettle:
      *command.mutable_settle_month()->mutable_month() = std::move(month);
      command.mutable_settle_month()->set_document(flags.document);
      break;
  }
  return command;
}

Table PenaltyMonthTable() {
  return Table({{"CONTRACT"},
                {"MONTH"},
                {"PENALTIES", 0, true},
                {"OPEN", 0, true},
                {"STATE"},
                {"SCORE", 0, true},
                {"PAID", 0, true}});
}

void AddMonth(const v1::PenaltyMonth& month, Table& table) {
  const auto open = std::ranges::count_if(
      month.penalties(),
      [](const v1::Penalty& penalty) { return !IsDecided(penalty); });
  const v1::Settlement& settlement = month.settlement();
  table.AddRow({month.contract(), MonthText(month.month()),
                absl::StrCat(month.penalties_size()), absl::StrCat(open),
                month.settled() ? "settled" : "open",
                month.settled() ? absl::StrCat(settlement.score()) : "",
                month.settled() ? YuanText(settlement.paid_fen()) : ""});
}

Table PenaltyTable(const v1::PenaltyMonth& month, absl::TimeZone zone) {
  Table table({{"PENALTY"},
               {"CLAUSE"},
               {"TICKET"},
               {"GROUND"},
               {"STATE"},
               {"PROPOSED", 0, true},
               {"AMOUNT", 0, true},
               {"POINTS", 0, true},
               {"CONTEST UNTIL"},
               {"APPROVER"}});
  for (const v1::Penalty& penalty : month.penalties()) {
    table.AddRow({penalty.penalty(), penalty.clause(), penalty.ticket(),
                  GroundText(penalty), ShortName(penalty.state()),
                  YuanText(penalty.proposed_fen()),
                  IsDecided(penalty) ? YuanText(penalty.amount_fen()) : "",
                  absl::StrCat(penalty.points()),
                  TimeText(FromTimestamp(penalty.contest_end_time()), zone),
                  penalty.approver()});
  }
  return table;
}

Table SettlementTable(const v1::Settlement& settlement, bool settled) {
  Table table({{"ACCOUNT"}, {settled ? "SETTLED" : "NOT SETTLED"}});
  table.AddRow({"fee", YuanText(settlement.fee_fen())});
  table.AddRow({"score", absl::StrCat(settlement.score())});
  table.AddRow({"paid percent", absl::StrCat(settlement.pay_percent())});
  table.AddRow({"penalties", YuanText(settlement.penalty_fen())});
  table.AddRow({"taken off", YuanText(settlement.capped_fen())});
  table.AddRow({"to pay", YuanText(settlement.paid_fen())});
  table.AddRow(
      {"contract revision", absl::StrCat(settlement.contract_revision())});
  return table;
}

absl::Status RunPenaltyShow(const PenaltyShowFlags& flags,
                            const Session& session) {
  v1::GetPenaltyMonthRequest request;
  WL_ASSIGN_OR_RETURN(*request.mutable_month(), ParseMonth(flags.month));
  WL_RETURN_IF_ERROR(SetAsOf(flags.as_of, session.zone, request));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(
      const v1::GetPenaltyMonthResponse response,
      client.Call(&v1::ClockService::Stub::GetPenaltyMonth, request));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response) << '\n';
    return absl::OkStatus();
  }
  PenaltyTable(response.month(), session.zone).Print(session.out);
  SettlementTable(response.settlement(), response.month().settled())
      .Print(session.out);
  return absl::OkStatus();
}

absl::Status RunPenaltyList(const PenaltyListFlags& flags,
                            const Session& session) {
  if (flags.page_size < 1 || flags.page_size > kPageSizeMax) {
    return FlagError(
        {.flag = "--page-size", .text = absl::StrCat(flags.page_size)},
        absl::StrCat("1 to ", kPageSizeMax));
  }
  v1::ListPenaltyMonthsRequest request;
  request.set_contract(flags.contract);
  request.set_page_token(flags.page_token);
  WL_RETURN_IF_ERROR(SetAsOf(flags.as_of, session.zone, request));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  Table table = PenaltyMonthTable();
  int left = flags.all ? kPageSizeMax : flags.page_size;
  // The server's pages may be short before the last one.
  do {
    request.set_page_size(left);
    WL_ASSIGN_OR_RETURN(
        const v1::ListPenaltyMonthsResponse page,
        client.Call(&v1::ClockService::Stub::ListPenaltyMonths, request));
    for (const v1::PenaltyMonth& month : page.months()) {
      if (session.output == OutputFormat::kJson) {
        session.out << ToJson(month) << '\n';
      } else {
        AddMonth(month, table);
      }
    }
    if (!flags.all) left -= page.months_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && left > 0);
  if (session.output == OutputFormat::kTable) table.Print(session.out);
  if (!request.page_token().empty()) {
    session.err << "next-page-token: " << request.page_token() << '\n';
  }
  return absl::OkStatus();
}

absl::Status RunPenaltyOrder(PenaltyVerb verb, const PenaltyOrderFlags& flags,
                             const Session& session) {
  WL_ASSIGN_OR_RETURN(const v1::Command command,
                      MakePenaltyOrder(verb, flags, session));
  return ExecuteAndPrint(command, session);
}

}  // namespace workledger
