#include "tools/workledger/ticket_verbs.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/due_text.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/execute.h"
#include "tools/workledger/json.h"
#include "tools/workledger/ticket_text.h"
#include "tools/workledger/time_text.h"

namespace workledger {
namespace {

// What ages are counted to: the time that is read as of, or the ledger's now.
absl::StatusOr<absl::Time> AgeEnd(const v1::AsOf& as_of,
                                  const std::string& ledger, Client& client) {
  if (as_of.has_valid_time()) return FromTimestamp(as_of.valid_time());
  if (as_of.has_known_time()) return FromTimestamp(as_of.known_time());
  v1::GetLedgerRequest request;
  request.set_ledger(ledger);
  WL_ASSIGN_OR_RETURN(
      const v1::GetLedgerResponse response,
      client.Call(&v1::LedgerService::Stub::GetLedger, request));
  return FromTimestamp(response.ledger().now_time());
}

absl::StatusOr<v1::ListTicketsRequest> MakeListRequest(const ListFlags& flags,
                                                       const Session& session,
                                                       Client& client) {
  if (flags.page_size < 1 || flags.page_size > kPageSizeMax) {
    return FlagError(
        {.flag = "--page-size", .text = absl::StrCat(flags.page_size)},
        absl::StrCat("1 to ", kPageSizeMax));
  }
  v1::ListTicketsRequest request;
  WL_ASSIGN_OR_RETURN(*request.mutable_filter(),
                      ParseFilter(flags, session.zone));
  WL_ASSIGN_OR_RETURN(
      const auto order,
      ParseEnum<v1::TicketOrder>(
          {.flag = "--order", .text = ListOrderOf(flags, session)}));
  request.set_order(order);
  WL_RETURN_IF_ERROR(SetAsOf(flags.as_of, session.zone, request));
  request.set_page_size(flags.all ? kPageSizeMax : flags.page_size);
  request.set_page_token(flags.page_token);
  WL_RETURN_IF_ERROR(SetReader(flags.reader, request));
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  return request;
}

// A list as it is printed: a table, or a line of JSON for each ticket. One that
// asks for deadlines shows clocks.
class ListPrinter {
 public:
  ListPrinter(const Session& session, bool due, absl::Time now)
      : session_(session),
        due_(due),
        moment_{.now = now, .zone = session.zone},
        table_(due ? DueTable() : TicketTable()) {}

  void Add(const v1::ListTicketsResponse& page) {
    // Clocks come in the order of the tickets, of which some have none.
    auto clock = page.clocks().begin();
    for (const v1::Ticket& ticket : page.tickets()) {
      const bool timed =
          clock != page.clocks().end() && clock->ticket() == ticket.ticket();
      Add(ticket, timed ? &clock->clock() : nullptr);
      if (timed) ++clock;
    }
  }

  void End() const {
    if (session_.output == OutputFormat::kTable) table_.Print(session_.out);
  }

 private:
  void Add(const v1::Ticket& ticket, const v1::ClockValue* clock) {
    if (session_.output == OutputFormat::kJson) {
      session_.out << (due_ ? DueJson(ticket, clock) : ToJson(ticket)) << '\n';
    } else if (due_) {
      AddDueTicket(ticket, clock, moment_, table_);
    } else {
      AddTicket(ticket, moment_.now, table_);
    }
  }

  const Session& session_;
  const bool due_;
  const DueMoment moment_;
  Table table_;
};

bool AsksForDeadlines(const v1::ListTicketsRequest& request) {
  return request.order() == v1::TICKET_ORDER_DUE ||
         request.filter().has_due_before_time();
}

}  // namespace

std::string ListOrderOf(const ListFlags& flags, const Session& session) {
  if (!flags.order.empty()) return flags.order;
  const bool queue =
      flags.terminal == std::optional(false) &&
      session.output == OutputFormat::kTable && flags.number_prefix.empty() &&
      flags.close_start_time.empty() && flags.close_end_time.empty() &&
      flags.as_of.known_time.empty() && flags.as_of.valid_time.empty() &&
      !flags.as_of.position;
  return queue ? "due" : "report";
}

absl::StatusOr<v1::Command> MakeOrder(const OrderVerb& verb,
                                      const OrderArguments& arguments,
                                      const Session& session) {
  const bool opens = verb.field->number() == v1::Command::kReportFieldNumber;
  if (arguments.ticket.empty() && !opens) {
    return UsageError(IsInspectionOrder(verb)
                          ? "ROUND: got none, want the round's id"
                          : "TICKET: got none, want the ticket's id");
  }
  v1::Command command;
  google::protobuf::Message& order = MutableOrder(verb, command);
  if (!arguments.json.empty()) {
    WL_RETURN_IF_ERROR(
        ParseJson({.flag = "--json", .text = arguments.json}, order));
  }
  WL_RETURN_IF_ERROR(FillOrder(arguments.texts, session.zone, order));
  if (IsInspectionOrder(verb)) {
    command.set_inspection(arguments.ticket);
  } else {
    command.set_ticket(arguments.ticket);
  }
  WL_ASSIGN_OR_RETURN(const v1::Command envelope,
                      MakeCommand(arguments.command, session));
  command.MergeFrom(envelope);
  return command;
}

absl::StatusOr<v1::TicketFilter> ParseFilter(const ListFlags& flags,
                                             absl::TimeZone zone) {
  v1::TicketFilter filter;
  for (const std::string& text : flags.states) {
    WL_ASSIGN_OR_RETURN(
        const auto state,
        ParseEnum<v1::TicketState>({.flag = "--state", .text = text}));
    filter.add_states(state);
  }
  for (const std::string& text : flags.hold_reasons) {
    WL_ASSIGN_OR_RETURN(
        const auto reason,
        ParseEnum<v1::HoldReason>({.flag = "--hold-reason", .text = text}));
    filter.add_hold_reasons(reason);
  }
  for (const std::string& text : flags.priorities) {
    WL_ASSIGN_OR_RETURN(
        const auto priority,
        ParseEnum<v1::Priority>({.flag = "--priority", .text = text}));
    filter.add_priorities(priority);
  }
  for (const std::string& text : flags.kinds) {
    WL_ASSIGN_OR_RETURN(const auto kind, ParseEnum<v1::TicketKind>(
                                             {.flag = "--kind", .text = text}));
    filter.add_kinds(kind);
  }
  filter.set_title(flags.title);
  filter.set_number_prefix(flags.number_prefix);
  filter.set_assignee_party(flags.party);
  filter.set_assignee_person(flags.person);
  filter.set_location(flags.location);
  filter.set_category(flags.category);
  if (flags.terminal.has_value()) filter.set_terminal(*flags.terminal);
  if (flags.held.has_value()) filter.set_held(*flags.held);
  const struct {
    std::string_view flag;
    const std::string& text;
    google::protobuf::Timestamp* (v1::TicketFilter::*field)();
  } times[] = {
      {"--reported-from", flags.report_start_time,
       &v1::TicketFilter::mutable_report_start_time},
      {"--reported-before", flags.report_end_time,
       &v1::TicketFilter::mutable_report_end_time},
      {"--closed-from", flags.close_start_time,
       &v1::TicketFilter::mutable_close_start_time},
      {"--closed-before", flags.close_end_time,
       &v1::TicketFilter::mutable_close_end_time},
      {"--due-before", flags.due_before_time,
       &v1::TicketFilter::mutable_due_before_time},
  };
  for (const auto& [flag, text, field] : times) {
    if (text.empty()) continue;
    WL_ASSIGN_OR_RETURN(const absl::Time time,
                        ParseTime({.flag = flag, .text = text}, zone));
    *(filter.*field)() = ToTimestamp(time);
  }
  return filter;
}

absl::Status RunOrder(const OrderVerb& verb, const OrderArguments& arguments,
                      const Session& session) {
  WL_ASSIGN_OR_RETURN(const v1::Command command,
                      MakeOrder(verb, arguments, session));
  return ExecuteAndPrint(command, session);
}

absl::Status RunTicketShow(const std::string& ticket, const AsOfFlags& flags,
                           const Session& session, const CommandFlags& reader) {
  v1::GetTicketRequest request;
  WL_RETURN_IF_ERROR(SetReader(reader, request));
  request.set_ticket(ticket);
  WL_RETURN_IF_ERROR(SetAsOf(flags, session.zone, request));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(
      const v1::GetTicketResponse response,
      client.Call(&v1::TicketService::Stub::GetTicket, request));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response.ticket()) << '\n';
  } else {
    TicketDetails(response.ticket(), session.zone).Print(session.out);
  }
  return absl::OkStatus();
}

absl::Status RunTicketList(const ListFlags& flags, const Session& session) {
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(v1::ListTicketsRequest request,
                      MakeListRequest(flags, session, client));
  WL_ASSIGN_OR_RETURN(const absl::Time now,
                      AgeEnd(request.as_of(), request.ledger(), client));
  ListPrinter printer(session, AsksForDeadlines(request), now);
  int left = request.page_size();
  // The server's pages may be short, or empty, before the last one.
  do {
    if (!flags.all) request.set_page_size(left);
    WL_ASSIGN_OR_RETURN(
        const v1::ListTicketsResponse page,
        client.Call(&v1::TicketService::Stub::ListTickets, request));
    printer.Add(page);
    left -= page.tickets_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && (flags.all || left > 0));
  printer.End();
  if (!request.page_token().empty()) {
    session.err << "next-page-token: " << request.page_token() << '\n';
  }
  return absl::OkStatus();
}

absl::Status RunReportSummary(const AsOfFlags& flags, const Session& session) {
  v1::SummarizeRequest request;
  WL_RETURN_IF_ERROR(SetAsOf(flags, session.zone, request));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(
      const v1::SummarizeResponse response,
      client.Call(&v1::TicketService::Stub::Summarize, request));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response) << '\n';
  } else {
    PrintSummary(response, session.out);
  }
  return absl::OkStatus();
}

}  // namespace workledger
