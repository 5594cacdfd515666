#ifndef WORKLEDGER_REPLAY_AS_OF_H_
#define WORKLEDGER_REPLAY_AS_OF_H_

// Tickets as they were: folds of the part of the log that `as_of` names.
// Reads one ticket's stream at a time, so memory does not grow with the log.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "engine/core/sla/explain.h"
#include "engine/log/event_log.h"
#include "engine/view/ledger_view.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Returns the ticket's fold as of then, or a ticket of version 0 if it was not
// known. Events are folded by position; with a valid time by `occur_time`, ties
// by position. `as_of` is valid.
absl::StatusOr<v1::Ticket> TicketAsOf(const EventLog& log,
                                      std::string_view ticket,
                                      const v1::AsOf& as_of);

// Returns the events that TicketAsOf folds, in that order; none if it was not
// known.
absl::StatusOr<std::vector<ToldEvent>> TicketEventsAsOf(const EventLog& log,
                                                        std::string_view ticket,
                                                        const v1::AsOf& as_of);

// The same for a stream of any kind.
absl::StatusOr<std::vector<ToldEvent>> StreamEventsAsOf(
    const EventLog& log, const StreamName& stream, const v1::AsOf& as_of);

// Takes an event; an error ends the visit.
using EventVisitor = absl::FunctionRef<absl::Status(ToldEvent)>;

// Gives `visit` the same events, always by position, and keeps none.
//
//   DEADLINE_EXCEEDED  `deadline` passed.
absl::Status VisitEventsAsOf(const EventLog& log, const StreamName& stream,
                             const v1::AsOf& as_of, absl::Time deadline,
                             EventVisitor visit);

// Returns the fold of a stream of any kind that has one, as of then; an empty
// one if it was not known.
absl::StatusOr<v1::Fold> FoldAsOf(const EventLog& log, const StreamName& stream,
                                  const v1::AsOf& as_of);

// Returns the catalogue as of then; an item that was retired before it was
// known, as a valid time can have it, has no item.
absl::StatusOr<Catalogue> CatalogueAsOf(const EventLog& log,
                                        const v1::AsOf& as_of);

// Returns `as_of` within what the view knows, so that all that is read of it is
// of the same prefix, whatever is appended meanwhile.
v1::AsOf BoundAsOf(const v1::AsOf& as_of, uint64_t position);

// Returns up to `page_size` matching tickets by id, from `cursor` on. `view`
// names the tickets and must have reached `as_of`. Looks at a bounded number of
// tickets a page.
absl::StatusOr<TicketPage> ListTicketsAsOf(const EventLog& log,
                                           const LedgerView& view,
                                           const v1::TicketFilter& filter,
                                           const v1::AsOf& as_of, int page_size,
                                           std::string_view cursor);

// Takes a ticket, and the events that it was folded of.
using TicketVisitor =
    absl::FunctionRef<void(const v1::Ticket&, const std::vector<ToldEvent>&)>;

// Gives `visit` every ticket that was known as of then, by id. `as_of` is
// within what the view knows. Takes time in proportion to the log.
//
//   DEADLINE_EXCEEDED  `deadline` passed.
absl::Status VisitTicketsAsOf(const EventLog& log, const LedgerView& view,
                              const v1::AsOf& as_of, absl::Time deadline,
                              TicketVisitor visit);

// Returns up to `page_size` folds of a kind of stream, that of tickets
// excepted, that were known as of then, by key from `from` on; fewer where many
// were not, and none where none of a page's kPageReplaysMax was. `as_of` is
// within what the view knows, which names the streams.
//
//   DEADLINE_EXCEEDED  `deadline` passed.
absl::StatusOr<FoldPage> ListFoldsAsOf(const EventLog& log,
                                       const LedgerView& view,
                                       const v1::AsOf& as_of,
                                       v1::StreamKind kind, int page_size,
                                       std::string_view from,
                                       absl::Time deadline);

// Counts all tickets as of then. Takes time in proportion to the log.
//
//   DEADLINE_EXCEEDED  `deadline` passed.
absl::StatusOr<v1::SummarizeResponse> SummarizeAsOf(const EventLog& log,
                                                    const LedgerView& view,
                                                    const v1::AsOf& as_of,
                                                    absl::Time deadline);

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_AS_OF_H_
