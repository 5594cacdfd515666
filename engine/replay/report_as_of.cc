#include "engine/replay/report_as_of.h"

#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/replay/as_of.h"
#include "engine/view/work.h"

namespace workledger {
namespace {

bool EndedBefore(const v1::Ticket& ticket, std::optional<absl::Time> time) {
  return time.has_value() && IsTerminal(ticket.state()) &&
         FromTimestamp(ticket.milestones().close_time()) < *time;
}

}  // namespace

absl::StatusOr<v1::CountTicketsResponse> CountTicketsAsOf(
    const EventLog& log, const LedgerView& view, const CountQuestion& question,
    const v1::AsOf& as_of, absl::Time deadline) {
  const v1::AsOf bounded = BoundAsOf(as_of, view.Position());
  TicketCount count(question.by, question.age_of);
  WL_RETURN_IF_ERROR(VisitTicketsAsOf(
      log, view, bounded, deadline,
      [&](const v1::Ticket& ticket, const std::vector<ToldEvent>&) {
        if (Counts(question.filter, ticket)) count.Add(ticket);
      }));
  v1::CountTicketsResponse response = count.Render();
  response.set_complete(true);
  response.set_position(bounded.position());
  return response;
}

absl::StatusOr<v1::ReportWorkResponse> ReportWorkAsOf(
    const EventLog& log, const LedgerView& view, const WorkQuestion& question,
    const v1::AsOf& as_of, absl::Time deadline) {
  const v1::AsOf bounded = BoundAsOf(as_of, view.Position());
  WorkTotals totals;
  WL_RETURN_IF_ERROR(VisitTicketsAsOf(
      log, view, bounded, deadline,
      [&](const v1::Ticket& ticket, const std::vector<ToldEvent>&) {
        if (!EndedBefore(ticket, question.start_time)) totals.Add(ticket);
      }));
  WL_ASSIGN_OR_RETURN(std::vector<v1::WorkRow> rows,
                      RowsOf(totals, question.category, question.kind));
  v1::ReportWorkResponse response;
  for (v1::WorkRow& row : rows) *response.add_rows() = std::move(row);
  response.set_position(bounded.position());
  return response;
}

absl::StatusOr<v1::ReportTalliesResponse> ReportTalliesAsOf(
    const EventLog& log, const LedgerView& view, const TallyQuery& query,
    const v1::AsOf& as_of, absl::Time deadline) {
  const v1::AsOf bounded = BoundAsOf(as_of, view.Position());
  TallySums sums(query);
  WL_RETURN_IF_ERROR(VisitEventsAsOf(
      log, {v1::STREAM_KIND_TALLY, ""}, bounded, deadline,
      [&sums](const ToldEvent& told) { return sums.Add(told.event); }));
  v1::ReportTalliesResponse response;
  for (v1::TallyRow& row : sums.Render()) {
    *response.add_rows() = std::move(row);
  }
  response.set_position(bounded.position());
  return response;
}

}  // namespace workledger
