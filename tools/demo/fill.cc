#include "tools/demo/fill.h"

#include <algorithm>
#include <span>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/demo/month.h"
#include "tools/workledger/client.h"
#include "tools/workledger/progress_bar.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Returns the ledger, made now if it was missing.
absl::StatusOr<v1::Ledger> OpenLedger(const Session& session, Client& client) {
  v1::GetLedgerRequest request;
  request.set_ledger(session.ledger);
  const auto found = client.Call(&v1::LedgerService::Stub::GetLedger, request);
  if (found.ok()) return found->ledger();
  if (!absl::IsNotFound(found.status())) return found.status();
  v1::CreateLedgerRequest create;
  create.set_ledger(session.ledger);
  create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
  *create.mutable_start_time() = ToTimestamp(MonthStart());
  WL_ASSIGN_OR_RETURN(
      const v1::CreateLedgerResponse created,
      client.Call(&v1::LedgerService::Stub::CreateLedger, create));
  return created.ledger();
}

// Whether the ledger has tickets that are not the demo's.
absl::StatusOr<bool> HasOtherTickets(const v1::Ledger& ledger, Client& client) {
  v1::ListTicketsRequest list;
  list.set_ledger(ledger.ledger());
  list.set_page_size(1);
  list.set_min_position(ledger.head_position());
  WL_ASSIGN_OR_RETURN(const v1::ListTicketsResponse page,
                      client.Call(&v1::TicketService::Stub::ListTickets, list));
  return !page.tickets().empty() && page.tickets(0).ticket() != FirstTicket();
}

absl::Status SendBatch(const std::string& ledger,
                       std::span<const v1::Command> commands, Client& client) {
  v1::BatchExecuteRequest request;
  request.set_ledger(ledger);
  request.mutable_commands()->Add(commands.begin(), commands.end());
  WL_ASSIGN_OR_RETURN(
      const v1::BatchExecuteResponse response,
      client.Call(&v1::CommandService::Stub::BatchExecute, request));
  for (const v1::CommandOutcome& outcome : response.outcomes()) {
    if (outcome.has_error()) return StatusOf(outcome.error());
  }
  return absl::OkStatus();
}

absl::Status SendMonth(uint64_t seed, const Session& session, Client& client) {
  const std::vector<v1::Command> commands = MakeMonth(seed);
  const std::span<const v1::Command> all(commands);
  ProgressBar bar(session, "commands");
  for (size_t sent = 0; sent < all.size();) {
    const size_t count = std::min(kBatchCommandsMax, all.size() - sent);
    WL_RETURN_IF_ERROR(
        SendBatch(session.ledger, all.subspan(sent, count), client));
    sent += count;
    bar.Update(sent, all.size());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FillLedger(uint64_t seed, const Session& session) {
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(const v1::Ledger ledger, OpenLedger(session, client));
  if (ledger.clock() != v1::LEDGER_CLOCK_DRIVEN) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_CLOCK_NOT_DRIVEN,
                     absl::StrCat("ledger ", session.ledger,
                                  ": got a wall clock, want one "
                                  "that is driven"));
  }
  WL_ASSIGN_OR_RETURN(const bool others, HasOtherTickets(ledger, client));
  if (others || FromTimestamp(ledger.now_time()) >= MonthEnd()) {
    session.out << "ledger " << session.ledger
                << " has its tickets; nothing done\n";
    return absl::OkStatus();
  }
  WL_RETURN_IF_ERROR(SendMonth(seed, session, client));
  session.out << "ledger " << session.ledger << " holds a month of repairs\n";
  return absl::OkStatus();
}

}  // namespace workledger
