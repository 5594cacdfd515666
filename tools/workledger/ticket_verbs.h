#ifndef WORKLEDGER_TOOLS_WORKLEDGER_TICKET_VERBS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_TICKET_VERBS_H_

// `workledger ticket VERB`, `ticket show`, `ticket list` and `report summary`.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/workledger/as_of_flags.h"
#include "tools/workledger/command_flags.h"
#include "tools/workledger/order_flags.h"
#include "tools/workledger/session.h"
#include "workledger/limits.h"

namespace workledger {

struct OrderArguments {
  // The round, for an order to one. May be empty for `report` only.
  std::string ticket;
  CommandFlags command;
  // The order's own flags.
  FlagTexts texts;
  // The whole order as JSON; flags given beside it override its fields.
  std::string json;
};

struct ListFlags {
  std::vector<std::string> kinds;
  std::vector<std::string> states;
  std::vector<std::string> hold_reasons;
  std::string party;
  std::string person;
  std::string location;
  std::string category;
  std::vector<std::string> priorities;
  std::optional<bool> terminal;
  std::optional<bool> held;
  std::string report_start_time;
  std::string report_end_time;
  std::string close_start_time;
  std::string close_end_time;
  std::string title;
  std::string number_prefix;
  std::string due_before_time;
  // "report" or "due"; of the dispatcher's queue, a table of open tickets, the
  // latter if empty, else the former.
  std::string order;
  int page_size = kPageSizeDefault;
  std::string page_token;
  // Every page, instead of one.
  bool all = false;
  AsOfFlags as_of;
  CommandFlags reader;
};

// Returns how a list is sorted: as it says; or else by "due" where somebody
// looks through the open tickets of now, who wants the most urgent first. Rows
// for programs stay by "report", and so does what cannot be sorted by "due".
std::string ListOrderOf(const ListFlags& flags, const Session& session);

// Returns the command that the arguments describe.
absl::StatusOr<v1::Command> MakeOrder(const OrderVerb& verb,
                                      const OrderArguments& arguments,
                                      const Session& session);

absl::StatusOr<v1::TicketFilter> ParseFilter(const ListFlags& flags,
                                             absl::TimeZone zone);

absl::Status RunOrder(const OrderVerb& verb, const OrderArguments& arguments,
                      const Session& session);
absl::Status RunTicketShow(const std::string& ticket, const AsOfFlags& flags,
                           const Session& session,
                           const CommandFlags& reader = {});
absl::Status RunTicketList(const ListFlags& flags, const Session& session);
absl::Status RunReportSummary(const AsOfFlags& flags, const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_TICKET_VERBS_H_
