#include "engine/core/lifecycle/repair_decide.h"

namespace workledger {

v1::Event ReportedEvent(const v1::Command& command, const v1::Report& report,
                        const v1::LedgerState& ledger) {
  v1::Event event;
  v1::TicketReported& reported = *event.mutable_ticket_reported();
  reported.set_kind(v1::TICKET_KIND_REPAIR);
  reported.set_number(ledger.last_number() + 1);
  reported.set_channel(report.channel());
  if (report.has_requester())
    *reported.mutable_requester() = report.requester();
  if (report.has_reporter()) *reported.mutable_reporter() = report.reporter();
  reported.set_first_owner(report.first_owner().empty()
                               ? command.actor().principal()
                               : report.first_owner());
  reported.set_location(report.location());
  reported.set_category(report.category());
  reported.set_asset(report.asset());
  reported.set_priority(report.priority());
  if (report.has_text()) *reported.mutable_text() = report.text();
  *reported.mutable_attachments() = report.attachments();
  return event;
}

}  // namespace workledger
