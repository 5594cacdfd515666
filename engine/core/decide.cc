#include "engine/core/decide.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/history_decide.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Hexadecimal digits of a derived ticket id: 128 bits meet nobody's by chance.
constexpr size_t kDerivedIdDigits = 32;

// Opens a ticket, so that it may be new.
bool MayBeNew(const v1::Command& command) {
  return command.has_report() || command.has_record_history();
}

absl::Status CheckExists(const v1::Command& command, const v1::Ticket& ticket,
                         std::string_view id) {
  if (ticket.version() == 0 && !MayBeNew(command)) {
    return MakeError(
        absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
        absl::StrCat("ticket: got ", ToAbsl(id), ", want one of the ledger"),
        "ticket");
  }
  if (ticket.version() > 0 && command.has_report()) {
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

absl::Status CheckTime(const Context& context) {
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

absl::StatusOr<absl::Time> TargetOf(const v1::AdvanceTime& order,
                                    absl::Time now) {
  if (order.has_now_time()) return FromTimestamp(FloorMillis(order.now_time()));
  const absl::Time target =
      FloorMillis(now + absl::Seconds(order.step().seconds()) +
                  absl::Nanoseconds(order.step().nanos()));
  if (TimestampValid(ToTimestamp(target))) return target;
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "advance_time.step",
                    "got a step out of the years 1 to 9999, want one inside");
}

absl::StatusOr<Events> DecideAdvanceTime(const v1::AdvanceTime& order,
                                         const v1::LedgerState& ledger,
                                         const Context& context) {
  if (ledger.clock() != v1::LEDGER_CLOCK_DRIVEN) {
    return Forbid(v1::ERROR_REASON_CLOCK_NOT_DRIVEN,
                  "clock: got WALL, want DRIVEN");
  }
  WL_ASSIGN_OR_RETURN(const absl::Time target, TargetOf(order, context.now));
  if (target < context.now) {
    return Forbid(v1::ERROR_REASON_TIME_WENT_BACK,
                  "got a time before the ledger's now, want a later one",
                  "advance_time");
  }
  Events events;
  if (target > context.now) {
    *events.emplace_back().mutable_time_advanced()->mutable_now_time() =
        ToTimestamp(target);
  }
  return events;
}

absl::StatusOr<Events> DecideTicket(const RepairCase& repair,
                                    const Context& context) {
  if (repair.command.has_report()) {
    return Events{ReportedEvent(repair.command, repair.command.report(),
                                *repair.folds.ledger)};
  }
  if (repair.command.has_record_history()) {
    return DecideHistory(repair, context);
  }
  return DecideRepair(repair);
}

std::vector<StreamEvents> InStream(v1::StreamKind kind, std::string_view key,
                                   Events events) {
  std::vector<StreamEvents> streams;
  if (events.empty()) return streams;
  StreamEvents& stream = streams.emplace_back();
  stream.stream.set_kind(kind);
  stream.stream.set_key(key.data(), key.size());
  stream.events = std::move(events);
  return streams;
}

}  // namespace

std::string TicketIdOf(const v1::Command& command) {
  if (!command.ticket().empty() || !command.has_report()) {
    return command.ticket();
  }
  return ToHex(AsBytes(Sha256({command.request_id()})))
      .substr(0, kDerivedIdDigits);
}

std::vector<std::string> Reads(const v1::Command& command, const Folds& known) {
  std::vector<std::string> ids;
  const auto read = [&](const std::string& id) {
    if (!id.empty() && !known.tickets.contains(id) &&
        (ids.empty() || ids[0] != id)) {
      ids.push_back(id);
    }
  };
  read(TicketIdOf(command));
  if (command.has_link_duplicate()) read(command.link_duplicate().master());
  return ids;
}

absl::StatusOr<std::vector<StreamEvents>> Decide(const v1::Command& command,
                                                 const Folds& folds,
                                                 const Context& context) {
  if (command.has_advance_time()) {
    WL_RETURN_IF_ERROR(CheckTime(context));
    WL_ASSIGN_OR_RETURN(
        Events events,
        DecideAdvanceTime(command.advance_time(), *folds.ledger, context));
    return InStream(v1::STREAM_KIND_LEDGER, "", std::move(events));
  }
  const std::string id = TicketIdOf(command);
  const v1::Ticket& ticket = FoldOf(folds, id);
  WL_RETURN_IF_ERROR(CheckExists(command, ticket, id));
  WL_RETURN_IF_ERROR(CheckVersion(command, ticket));
  WL_RETURN_IF_ERROR(CheckTime(context));
  WL_ASSIGN_OR_RETURN(
      Events events,
      DecideTicket({.command = command, .ticket = ticket, .folds = folds},
                   context));
  return InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
}

}  // namespace workledger
