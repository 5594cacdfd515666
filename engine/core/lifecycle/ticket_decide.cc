#include "engine/core/lifecycle/ticket_decide.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/allowed_orders.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/lifecycle/cleaning_decide.h"
#include "engine/core/lifecycle/family.h"
#include "engine/core/lifecycle/history_decide.h"
#include "engine/core/lifecycle/incident_alarms.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/raised_ticket.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/security_decide.h"
#include "engine/core/plan/plan_decide.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Hexadecimal digits of a derived ticket id: 128 bits meet nobody's by chance.
constexpr size_t kDerivedIdDigits = 32;

// Opens a ticket, so that it may be new.
bool MayBeNew(const v1::Command& command) {
  return command.has_report() || command.has_record_history() ||
         command.has_plan_task();
}

absl::Status CheckExists(const v1::Command& command, const v1::Ticket& ticket,
                         std::string_view id) {
  if (ticket.version() == 0 && !MayBeNew(command)) {
    return MakeError(
        absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
        absl::StrCat("ticket: got ", ToAbsl(id), ", want one of the ledger"),
        "ticket");
  }
  if (ticket.version() > 0 &&
      (command.has_report() || command.has_plan_task())) {
    return MakeError(
        absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_TICKET_EXISTS,
        absl::StrCat("ticket: got ", ToAbsl(id), ", want one that is new"),
        "ticket");
  }
  return absl::OkStatus();
}

absl::Status CheckVersion(const v1::Command& command,
                          const v1::Ticket& ticket) {
  if (!command.has_expected_version() ||
      command.expected_version() == ticket.version()) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_VERSION_CONFLICT,
                absl::StrCat("got ", command.expected_version(),
                             ", want the ticket's ", ticket.version()),
                "expected_version");
}

bool HoldsRole(const v1::Actor& actor, RoleSet roles) {
  // A system acts for the desk, for example a timer or an alarm centre.
  if (actor.kind() == v1::ACTOR_KIND_SYSTEM && roles.Contains(v1::ROLE_DESK)) {
    return true;
  }
  return std::any_of(actor.roles().begin(), actor.roles().end(), [&](int role) {
    return roles.Contains(static_cast<v1::Role>(role));
  });
}

absl::Status CheckRole(const Move& move, const v1::Actor& actor) {
  if (move.by_party || move.roles.empty() || HoldsRole(actor, move.roles)) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
      "actor.roles: got none that may give this order", "actor.roles");
}

// After the state: without a dispatch there is no party to belong to.
absl::Status CheckParty(const Move& move, const TicketCase& ticket_case) {
  const v1::Actor& actor = ticket_case.command.actor();
  const std::string& party = ticket_case.ticket.assignee().party();
  if (!move.by_party || HoldsRole(actor, move.roles) ||
      (!party.empty() && actor.party() == party)) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_PARTY_REQUIRED,
      "actor.party: got another, want the assigned one", "actor.party");
}

absl::Status CheckState(const Move& move, const v1::Ticket& ticket) {
  if (!move.from.Contains(ticket.state())) {
    return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                  absl::StrCat("state: got ", StateName(ticket.state()),
                               ", want ", StateNames(move.from)));
  }
  if (ticket.has_hold() && !move.while_held) {
    return Forbid(v1::ERROR_REASON_TICKET_HELD,
                  "hold: got one, want it lifted before");
  }
  return absl::OkStatus();
}

absl::StatusOr<Events> DecideOwnMove(const TicketCase& ticket_case) {
  const Move* const move =
      FindMove(ticket_case.ticket.kind(), ticket_case.command.order_case());
  if (move == nullptr) {
    return Forbid(v1::ERROR_REASON_KIND_FORBIDS,
                  absl::StrCat("order: got one that tickets of kind ",
                               v1::TicketKind_Name(ticket_case.ticket.kind()),
                               " do not take"));
  }
  WL_RETURN_IF_ERROR(CheckRole(*move, ticket_case.command.actor()));
  WL_RETURN_IF_ERROR(CheckState(*move, ticket_case.ticket));
  WL_RETURN_IF_ERROR(CheckParty(*move, ticket_case));
  return move->decide(ticket_case);
}

// What the ticket forbids is refused with what it allows instead.
absl::StatusOr<Events> DecideMove(const TicketCase& ticket_case) {
  absl::StatusOr<Events> events = DecideOwnMove(ticket_case);
  if (!absl::IsFailedPrecondition(events.status())) return events;
  return WithAllowedOrders(events.status(), AllowedOrders(ticket_case.ticket));
}

absl::StatusOr<Events> DecideEvents(const TicketCase& ticket_case) {
  const v1::Command& command = ticket_case.command;
  if (command.has_report()) {
    WL_ASSIGN_OR_RETURN(Events events, DecideReport(ticket_case));
    if (command.report().kind() == v1::TICKET_KIND_SECURITY) {
      ApplyAlarmRule(*ticket_case.folds.catalogue, ticket_case.context,
                     *events[0].mutable_ticket_reported());
    }
    return events;
  }
  if (command.has_record_history()) return DecideHistory(ticket_case);
  if (command.has_plan_task()) return DecidePlanTask(ticket_case);
  return DecideMove(ticket_case);
}

}  // namespace

absl::Status CheckOccurTime(const Context& context) {
  if (context.occur_time <= context.now + kOccurTimeAheadMax) {
    return absl::OkStatus();
  }
  return FieldError(
      v1::ERROR_REASON_TIME_AHEAD, "occur_time",
      absl::StrCat("got ",
                   absl::FormatDuration(context.occur_time - context.now),
                   " ahead of the ledger's clock, want at most ",
                   absl::FormatDuration(kOccurTimeAheadMax)));
}

absl::Status CheckBackdate(const v1::Command& command, const Context& context) {
  const bool guarded = command.has_report() || command.has_raise_repair() ||
                       command.has_raise_finding() || command.has_hold() ||
                       command.has_report_no_access();
  if (!guarded || context.now - context.occur_time <= kBackdateMax ||
      command.actor().kind() == v1::ACTOR_KIND_SYSTEM ||
      HoldsRole(command.actor(), kSupervisor)) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
      absl::StrCat("got ",
                   absl::FormatDuration(context.now - context.occur_time),
                   " ago, want at most ", absl::FormatDuration(kBackdateMax),
                   " or a supervisor"),
      "occur_time");
}

std::string TicketIdOf(const v1::Command& command) {
  if (command.has_raise_finding()) return RaisedTicketId(command);
  if (!command.ticket().empty() || !command.has_report()) {
    return command.ticket();
  }
  return DerivedTicketId(command.request_id());
}

std::string DerivedTicketId(std::string_view request_id) {
  return ToHex(AsBytes(Sha256({request_id}))).substr(0, kDerivedIdDigits);
}

std::vector<StreamName> ReadsTicket(const v1::Command& command,
                                    const Folds& known) {
  std::vector<StreamName> names;
  const auto read = [&](v1::StreamKind kind, const std::string& key) {
    StreamName name(kind, key);
    if (key.empty() || known.streams.contains(name)) return;
    if (std::ranges::find(names, name) == names.end()) {
      names.push_back(std::move(name));
    }
  };
  read(v1::STREAM_KIND_TICKET, TicketIdOf(command));
  if (command.has_link_duplicate()) {
    read(v1::STREAM_KIND_TICKET, command.link_duplicate().master());
  }
  read(v1::STREAM_KIND_TICKET, command.plan_task().makes_up_for());
  read(v1::STREAM_KIND_TICKET, RaisedTicketId(command));
  read(v1::STREAM_KIND_TICKET, command.report().recurrence_of());
  for (const std::string& name :
       ReadsFamily(command, TicketIdOf(command), known)) {
    read(v1::STREAM_KIND_TICKET, name);
  }
  for (const auto& [kind, key] : ReadsIncident(command, known)) read(kind, key);
  if (const std::string id = TicketIdOf(command);
      Known(known, v1::STREAM_KIND_TICKET, id)) {
    read(v1::STREAM_KIND_PLAN, TicketOf(known, id).occurrence().plan());
    // It may part from the earlier start that it took over.
    if (command.has_unlink_duplicate() || command.has_appeal()) {
      read(v1::STREAM_KIND_TICKET, TicketOf(known, id).master());
    }
  }
  return names;
}

absl::StatusOr<std::vector<StreamEvents>> DecideTicket(
    const v1::Command& command, const Folds& folds, const Context& context) {
  const std::string id = TicketIdOf(command);
  const v1::Ticket& ticket = TicketOf(folds, id);
  WL_RETURN_IF_ERROR(CheckExists(command, ticket, id));
  WL_RETURN_IF_ERROR(CheckVersion(command, ticket));
  WL_RETURN_IF_ERROR(CheckOccurTime(context));
  WL_RETURN_IF_ERROR(CheckBackdate(command, context));
  WL_ASSIGN_OR_RETURN(Events events, DecideEvents({.command = command,
                                                   .ticket = ticket,
                                                   .folds = folds,
                                                   .context = context}));
  const Move* const move = FindMove(ticket.kind(), command.order_case());
  std::vector<StreamEvents> elsewhere;
  if (move != nullptr && move->elsewhere != nullptr) {
    elsewhere = move->elsewhere({.command = command,
                                 .ticket = ticket,
                                 .folds = folds,
                                 .context = context},
                                events);
  }
  std::vector<StreamEvents> plan =
      OccurrenceFollowUps(ticket, events, folds, context);
  std::vector<StreamEvents> streams =
      InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
  std::ranges::move(elsewhere, std::back_inserter(streams));
  std::ranges::move(plan, std::back_inserter(streams));
  return streams;
}

}  // namespace workledger
