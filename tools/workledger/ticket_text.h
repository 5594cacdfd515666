#ifndef WORKLEDGER_TOOLS_WORKLEDGER_TICKET_TEXT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_TICKET_TEXT_H_

// Tickets and their counts as tables.

#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "tools/workledger/table.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// For example "on-site 已到场, held: await-parts 待料".
std::string StateText(const v1::Ticket& ticket);

// For example "huadian/chen".
std::string AssigneeText(const v1::Assignee& assignee);

// A dispatcher's queue: AddTicket for each ticket, then Print.
Table TicketTable();

// `now` is what ages are counted to.
void AddTicket(const v1::Ticket& ticket, absl::Time now, Table& table);

// One ticket as rows of name and value; what is not set is left out.
Table TicketDetails(const v1::Ticket& ticket, absl::TimeZone zone);

// Prints the counts, a table for each kind of them.
void PrintSummary(const v1::SummarizeResponse& summary, std::ostream& out);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_TICKET_TEXT_H_
