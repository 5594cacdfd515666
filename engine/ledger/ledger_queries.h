#ifndef WORKLEDGER_LEDGER_LEDGER_QUERIES_H_
#define WORKLEDGER_LEDGER_LEDGER_QUERIES_H_

// Answers of one ledger to queries, from its views, or from its log where they
// ask as of an earlier state. Each checks its request; none waits.

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/alarm_service.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

absl::StatusOr<v1::GetTicketResponse> GetTicket(
    const Ledger& ledger, const v1::GetTicketRequest& request);

absl::StatusOr<v1::ListTicketsResponse> ListTickets(
    const Ledger& ledger, const v1::ListTicketsRequest& request);

absl::StatusOr<v1::SummarizeResponse> Summarize(
    const Ledger& ledger, const v1::SummarizeRequest& request,
    absl::Time deadline);

absl::StatusOr<v1::ListAlarmPrecisionResponse> ListAlarmPrecision(
    const Ledger& ledger, const v1::ListAlarmPrecisionRequest& request);
absl::StatusOr<v1::CountTicketsResponse> CountTickets(
    const Ledger& ledger, const v1::CountTicketsRequest& request,
    absl::Time deadline);

// Whether `as_of` asks for an earlier state; with no field set it asks for now.
bool IsEarlier(const v1::AsOf& as_of);

// Refuses a position beyond the head: OUT_OF_RANGE, POSITION_AHEAD.
absl::Status ValidateAsOf(const v1::AsOf& as_of, const EventLog& log);

// Returns the position that the views must have reached for the query to be
// answered: its `min_position`, and everything durable now for an earlier
// state, since the views name the tickets to fold.
uint64_t NeededPosition(const Ledger& ledger, uint64_t min_position,
                        const v1::AsOf& as_of);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_LEDGER_QUERIES_H_
