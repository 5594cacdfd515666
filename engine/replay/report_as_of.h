#ifndef WORKLEDGER_REPLAY_REPORT_AS_OF_H_
#define WORKLEDGER_REPLAY_REPORT_AS_OF_H_

// Counts and reports as they were: the sums of the views, made of the part of
// the log that `as_of` names. Each takes time in proportion to the log. `as_of`
// is valid, and `view` has reached it.
//
//   DEADLINE_EXCEEDED  `deadline` passed.

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "engine/view/tally_days.h"
#include "engine/view/ticket_count.h"
#include "workledger/v1/report_service.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Which tickets are counted, and by what; not UNSPECIFIED. The filter has no
// `due_before_time`: what was due then is not kept.
struct CountQuestion {
  v1::TicketFilter filter;
  v1::CountBy by;
  AgeOf age_of = nullptr;  // for AGE only
};

// Counts all tickets that match, however many: the answer is complete.
absl::StatusOr<v1::CountTicketsResponse> CountTicketsAsOf(
    const EventLog& log, const LedgerView& view, const CountQuestion& question,
    const v1::AsOf& as_of, absl::Time deadline);

// Which work is told.
struct WorkQuestion {
  // All if empty, if unspecified.
  std::string category;
  v1::TicketKind kind = v1::TICKET_KIND_UNSPECIFIED;
  // Tickets that ended before are left out.
  std::optional<absl::Time> start_time;
};

//   INVALID_ARGUMENT  FIELD_INVALID on "category": more than kWorkRowsMax rows.
absl::StatusOr<v1::ReportWorkResponse> ReportWorkAsOf(
    const EventLog& log, const LedgerView& view, const WorkQuestion& question,
    const v1::AsOf& as_of, absl::Time deadline);

//   INVALID_ARGUMENT  FIELD_INVALID on "period": more than kTallyRowsMax rows.
absl::StatusOr<v1::ReportTalliesResponse> ReportTalliesAsOf(
    const EventLog& log, const LedgerView& view, const TallyQuery& query,
    const v1::AsOf& as_of, absl::Time deadline);

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_REPORT_AS_OF_H_
