#include "engine/core/inspection/round_end.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// The ticket that answers for a finding: its own, or the one that this repeats.
const v1::Ticket& AnsweringTicket(const v1::InspectionFinding& finding,
                                  const Folds& folds) {
  const v1::Ticket* ticket = &TicketOf(folds, finding.ticket());
  while (!ticket->master().empty()) {
    ticket = &TicketOf(folds, ticket->master());
  }
  return *ticket;
}

// Whether the work was done and somebody looked at it again: a repair passed
// its re-check, cleaning its inspection or the last of its rounds.
bool IsPutRight(const v1::Ticket& ticket) {
  if (ticket.state() != v1::TICKET_STATE_CLOSED ||
      ticket.closure_code() == v1::CLOSURE_CODE_DEFERRED_TO_PROJECT) {
    return false;
  }
  if (ticket.kind() == v1::TICKET_KIND_REPAIR) return ticket.rechecked();
  return ticket.scoring().passed() || ticket.scoring().rounds() > 0;
}

}  // namespace

std::vector<StreamName> ReadsFindings(const v1::Inspection& round,
                                      const Folds& known) {
  std::set<std::string> tickets;
  for (const v1::InspectionFinding& finding : round.findings()) {
    std::string ticket = finding.ticket();
    while (!ticket.empty() && Known(known, v1::STREAM_KIND_TICKET, ticket)) {
      ticket = TicketOf(known, ticket).master();
    }
    if (!ticket.empty()) tickets.insert(std::move(ticket));
  }
  std::vector<StreamName> names;
  for (const std::string& ticket : tickets) {
    names.emplace_back(v1::STREAM_KIND_TICKET, ticket);
  }
  return names;
}

absl::Status CheckPutRight(const v1::Inspection& round, const Folds& folds) {
  const auto& findings = round.findings();
  const auto open = [&](const v1::InspectionFinding& finding) {
    return !IsPutRight(AnsweringTicket(finding, folds));
  };
  const auto first = std::ranges::find_if(findings, open);
  if (first == findings.end()) return absl::OkStatus();
  const v1::Ticket& ticket = AnsweringTicket(*first, folds);
  return Forbid(
      v1::ERROR_REASON_FINDINGS_OPEN,
      absl::StrCat("findings: got ", std::ranges::count_if(findings, open),
                   " of ", findings.size(), " not put right, ", first->ticket(),
                   " first, whose ticket ", ticket.ticket(), " is ",
                   StateName(ticket.state()),
                   ", want all of them closed and looked at again"));
}

}  // namespace workledger
