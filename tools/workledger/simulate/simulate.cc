#include "tools/workledger/simulate/simulate.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/flag_value.h"
#include "tools/workledger/progress_bar.h"
#include "tools/workledger/simulate/accounts.h"
#include "tools/workledger/simulate/alarms.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/repair_work.h"
#include "tools/workledger/simulate/year.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr uint64_t kScaleMax = 1000;
constexpr int kChangesOfOrder = 4000;
constexpr char kProfile[] = "bureau-year";

absl::Status CreateYear(const std::string& ledger, Client& client) {
  v1::CreateLedgerRequest request;
  request.set_ledger(ledger);
  request.set_clock(v1::LEDGER_CLOCK_DRIVEN);
  *request.mutable_start_time() = ToTimestamp(YearStart());
  WL_ASSIGN_OR_RETURN(
      const v1::CreateLedgerResponse response,
      client.Call(&v1::LedgerService::Stub::CreateLedger, request));
  if (response.ledger().head_position() == 1) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_LEDGER_EXISTS,
      absl::StrCat("ledger ", ledger, ": got one with events, want a new one"));
}

// Follows the visits that the lifts' plan brings: each is a ticket that nobody
// has reported, found in the list of its category.
class LiftVisits {
 public:
  LiftVisits(Client& client, std::string ledger, uint64_t seed)
      : client_(client), ledger_(std::move(ledger)), draw_(seed) {}

  absl::StatusOr<Steps> Look(absl::Time morning, uint64_t position) {
    v1::ListTicketsRequest request;
    request.set_ledger(ledger_);
    request.mutable_filter()->set_category("maintenance/lift");
    request.mutable_filter()->set_terminal(false);
    request.set_min_position(position);
    request.set_page_size(kPageSizeMax);
    Steps steps;
    do {
      WL_ASSIGN_OR_RETURN(
          const v1::ListTicketsResponse page,
          client_.Call(&v1::TicketService::Stub::ListTickets, request));
      for (const v1::Ticket& ticket : page.tickets()) {
        TellVisit(ticket, morning, steps);
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return steps;
  }

 private:
  void TellVisit(const v1::Ticket& ticket, absl::Time morning, Steps& steps) {
    if (!known_.insert(ticket.ticket()).second) return;
    TicketStory story(ticket.ticket(), morning, kShiftPace, steps);
    const auto& quantities = ticket.ordered_quantities();
    TellRepairWork({.location = ticket.location(),
                    .priority = ticket.priority(),
                    .party = kLiftService,
                    .quantities = {quantities.begin(), quantities.end()}},
                   draw_, story);
  }

  Client& client_;
  const std::string ledger_;
  Draw draw_;
  std::set<std::string> known_;
};

// In orders that are small enough, one after the other.
absl::Status SendCatalogue(const v1::ChangeCatalogue& catalogue,
                           Player& player) {
  for (int sent = 0; sent < catalogue.changes_size();) {
    v1::Command command;
    *command.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
    v1::ChangeCatalogue& part = *command.mutable_change_catalogue();
    part.set_document(catalogue.document());
    const int end = std::min(catalogue.changes_size(), sent + kChangesOfOrder);
    while (sent < end) *part.add_changes() = catalogue.changes(sent++);
    WL_RETURN_IF_ERROR(player.Send(std::move(command)));
  }
  return absl::OkStatus();
}

absl::Status CheckFlags(const SimulateFlags& flags) {
  if (flags.profile != kProfile) {
    return FlagError({.flag = "--profile", .text = flags.profile}, kProfile);
  }
  if (flags.scale == 0 || flags.scale > kScaleMax) {
    return FlagError({.flag = "--scale", .text = absl::StrCat(flags.scale)},
                     absl::StrCat("1 to ", kScaleMax));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunSimulate(const SimulateFlags& flags, const Session& session) {
  WL_RETURN_IF_ERROR(CheckFlags(flags));
  const std::string ledger = session.ledger.empty() ? kProfile : session.ledger;
  Client client(session.server);
  WL_RETURN_IF_ERROR(CreateYear(ledger, client));
  Player player(client, ledger, flags.seed);
  WL_RETURN_IF_ERROR(SendCatalogue(MakeCatalogue(flags.scale), player));
  LiftVisits visits(client, ledger, flags.seed);
  Accounts accounts(client, ledger, flags.seed);
  AlarmDesk alarms(client, ledger);
  ProgressBar bar(session, "orders");
  WL_RETURN_IF_ERROR(player.Play(
      TellYear(flags.seed, flags.scale),
      [&](absl::Time morning, uint64_t position) -> absl::StatusOr<Steps> {
        WL_ASSIGN_OR_RETURN(Steps steps, visits.Look(morning, position));
        WL_ASSIGN_OR_RETURN(Steps more, accounts.Look(morning, position));
        std::ranges::move(more, std::back_inserter(steps));
        WL_ASSIGN_OR_RETURN(Steps seen, alarms.Look(morning, position));
        std::ranges::move(seen, std::back_inserter(steps));
        return steps;
      },
      [&](size_t played, size_t known) { bar.Update(played, known); }));
  session.out << "ledger " << ledger << " holds a year of a bureau's work\n";
  return absl::OkStatus();
}

}  // namespace workledger
