#ifndef WORKLEDGER_TOOLS_WORKLEDGER_PENALTY_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_PENALTY_VERBS_H_

// `workledger penalty`: the accounts of contracts by month, and the orders to
// them.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/session.h"
#include "tools/workledger/table.h"
#include "workledger/limits.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/penalty.pb.h"

namespace workledger {

// A contract's month as it is typed: "2026-03", or as the schema has it,
// "202603".
struct MonthArguments {
  std::string contract;
  std::string month;
};

struct PenaltyShowFlags {
  MonthArguments month;
  AsOfFlags as_of;
};

struct PenaltyListFlags {
  // All if empty.
  std::string contract;
  int page_size = kPageSizeDefault;
  std::string page_token;
  // Every page, instead of one.
  bool all = false;
  AsOfFlags as_of;
};

enum class PenaltyVerb { kContest, kConfirm, kReduce, kWaive, kSettle };

struct PenaltyOrderFlags {
  MonthArguments month;
  // Not of kSettle.
  std::string penalty;
  std::string reason;
  // Of kReduce.
  int64_t amount_fen = 0;
  // Of kSettle.
  std::string document;
  CommandFlags command;
};

// Returns the month that is meant, or a usage error.
absl::StatusOr<v1::ContractMonth> ParseMonth(const MonthArguments& arguments);

// Returns the amount in yuan with two digits, for example "-1.05".
std::string YuanText(int64_t fen);

// Returns the command that the flags describe.
absl::StatusOr<v1::Command> MakePenaltyOrder(PenaltyVerb verb,
                                             const PenaltyOrderFlags& flags,
                                             const Session& session);

// A list of months: AddMonth for each, then Print.
Table PenaltyMonthTable();
void AddMonth(const v1::PenaltyMonth& month, Table& table);

// The penalties of a month, and its account as rows of name and value.
Table PenaltyTable(const v1::PenaltyMonth& month, absl::TimeZone zone);
Table SettlementTable(const v1::Settlement& settlement, bool settled);

absl::Status RunPenaltyShow(const PenaltyShowFlags& flags,
                            const Session& session);
absl::Status RunPenaltyList(const PenaltyListFlags& flags,
                            const Session& session);
absl::Status RunPenaltyOrder(PenaltyVerb verb, const PenaltyOrderFlags& flags,
                             const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_PENALTY_VERBS_H_
