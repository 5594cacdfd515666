#include "engine/replay/as_of.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"
#include "engine/view/page_cursor.h"
#include "engine/view/row.h"
#include "engine/view/tally.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr size_t kPositionBytes = 8;

// Whether `record` and all after it were not known yet.
bool IsUnknown(const v1::Record& record, const v1::AsOf& as_of) {
  return as_of.has_known_time() &&
         CompareTimestamps(record.record_time(), as_of.known_time()) > 0;
}

bool HadOccurred(const v1::Record& record, const v1::AsOf& as_of) {
  return !as_of.has_valid_time() ||
         CompareTimestamps(record.occur_time(), as_of.valid_time()) <= 0;
}

absl::Status VisitEvents(const EventLog& log, const StreamId& stream,
                         const v1::AsOf& as_of, EventVisitor visit) {
  absl::Status visited;
  WL_RETURN_IF_ERROR(log.ReadStream(stream, 1, [&](const RecordView& view) {
    if (as_of.has_position() && view.position > as_of.position()) return false;
    ToldEvent told;
    visited = ParseRecord(view.bytes, told.record);
    if (!visited.ok() || IsUnknown(told.record, as_of)) return false;
    if (!HadOccurred(told.record, as_of)) return true;
    visited = Upcast(told.record, told.event);
    if (visited.ok()) visited = visit(std::move(told));
    return visited.ok();
  }));
  return visited;
}

// Returns the stream's events as of then, in the order they are folded in.
absl::StatusOr<std::vector<ToldEvent>> EventsAsOf(const EventLog& log,
                                                  const StreamId& stream,
                                                  const v1::AsOf& as_of) {
  std::vector<ToldEvent> events;
  WL_RETURN_IF_ERROR(VisitEvents(log, stream, as_of, [&](ToldEvent told) {
    events.push_back(std::move(told));
    return absl::OkStatus();
  }));
  if (as_of.has_valid_time()) {
    std::ranges::stable_sort(
        events, [](const ToldEvent& a, const ToldEvent& b) {
          return CompareTimestamps(a.record.occur_time(),
                                   b.record.occur_time()) < 0;
        });
  }
  return events;
}

StreamId TicketStream(std::string_view ticket) {
  return {.kind = v1::STREAM_KIND_TICKET, .key = std::string(ticket)};
}

StreamId IdOf(const StreamName& stream) {
  return {.kind = static_cast<uint8_t>(stream.first), .key = stream.second};
}

// Returns the fold without a version that counts events which are left out or
// out of order.
v1::Fold FoldOf(const std::vector<ToldEvent>& events) {
  v1::Fold fold;
  for (const ToldEvent& told : events) {
    EvolveFold(fold, told.record, told.event);
  }
  if (fold.has_ticket()) fold.mutable_ticket()->set_version(events.size());
  if (fold.has_inspection()) {
    fold.mutable_inspection()->set_version(events.size());
  }
  if (fold.has_penalty_month()) {
    fold.mutable_penalty_month()->set_version(events.size());
  }
  return fold;
}

v1::Ticket TicketOf(const std::vector<ToldEvent>& events) {
  v1::Ticket ticket;
  for (const ToldEvent& told : events) {
    EvolveTicket(ticket, told.record, told.event);
  }
  // Events that are left out or out of order must not show in it.
  ticket.set_version(events.size());
  return ticket;
}

absl::Status CheckDeadline(absl::Time deadline) {
  if (absl::Now() <= deadline) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_PASSED,
                   "as_of: got no answer in time");
}

// A place in a list as of then: the position of its first page, then the last
// id that was looked at.
std::string Place(uint64_t position, std::string_view ticket) {
  std::string place;
  AppendBigEndian(place, position, kPositionBytes);
  return place.append(ticket);
}

}  // namespace

absl::StatusOr<v1::Ticket> TicketAsOf(const EventLog& log,
                                      std::string_view ticket,
                                      const v1::AsOf& as_of) {
  WL_ASSIGN_OR_RETURN(const std::vector<ToldEvent> events,
                      EventsAsOf(log, TicketStream(ticket), as_of));
  return TicketOf(events);
}

absl::StatusOr<std::vector<ToldEvent>> TicketEventsAsOf(const EventLog& log,
                                                        std::string_view ticket,
                                                        const v1::AsOf& as_of) {
  return EventsAsOf(log, TicketStream(ticket), as_of);
}

absl::StatusOr<std::vector<ToldEvent>> StreamEventsAsOf(
    const EventLog& log, const StreamName& stream, const v1::AsOf& as_of) {
  return EventsAsOf(log, IdOf(stream), as_of);
}

absl::Status VisitEventsAsOf(const EventLog& log, const StreamName& stream,
                             const v1::AsOf& as_of, absl::Time deadline,
                             EventVisitor visit) {
  return VisitEvents(log, IdOf(stream), as_of, [&](ToldEvent told) {
    WL_RETURN_IF_ERROR(CheckDeadline(deadline));
    return visit(std::move(told));
  });
}

absl::StatusOr<v1::Fold> FoldAsOf(const EventLog& log, const StreamName& stream,
                                  const v1::AsOf& as_of) {
  WL_ASSIGN_OR_RETURN(const std::vector<ToldEvent> events,
                      StreamEventsAsOf(log, stream, as_of));
  return FoldOf(events);
}

absl::StatusOr<Catalogue> CatalogueAsOf(const EventLog& log,
                                        const v1::AsOf& as_of) {
  WL_ASSIGN_OR_RETURN(
      const std::vector<ToldEvent> events,
      EventsAsOf(log, {.kind = v1::STREAM_KIND_CATALOGUE, .key = ""}, as_of));
  Catalogue catalogue;
  for (const ToldEvent& told : events) {
    catalogue.Evolve(told.record, told.event);
  }
  return catalogue;
}

v1::AsOf BoundAsOf(const v1::AsOf& as_of, uint64_t position) {
  v1::AsOf bounded = as_of;
  bounded.set_position(
      as_of.has_position() ? std::min(as_of.position(), position) : position);
  return bounded;
}

absl::StatusOr<TicketPage> ListTicketsAsOf(const EventLog& log,
                                           const LedgerView& view,
                                           const v1::TicketFilter& filter,
                                           const v1::AsOf& as_of, int page_size,
                                           std::string_view cursor) {
  const PageScope scope(log.Uid(), filter, as_of);
  WL_ASSIGN_OR_RETURN(std::string place, scope.Unseal(cursor));
  if (place.empty()) place = Place(view.Position(), "");
  const v1::AsOf bounded =
      BoundAsOf(as_of, ParseBigEndian(place.substr(0, kPositionBytes)));
  TicketPage page;
  page.position = bounded.position();
  // One more than may be looked at shows whether the page is the last.
  WL_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      view.TicketIds(place.substr(kPositionBytes), kPageReplaysMax + 1));
  size_t replays = 0;
  size_t bytes = 0;
  for (const std::string& id : ids) {
    if (std::ssize(page.tickets) == page_size || replays == kPageReplaysMax ||
        bytes >= kPageBytesMax) {
      page.next_cursor = scope.Seal(place);
      break;
    }
    WL_ASSIGN_OR_RETURN(v1::Ticket ticket, TicketAsOf(log, id, bounded));
    ++replays;
    place = Place(bounded.position(), id);
    if (ticket.version() == 0 || !Matches(filter, ticket)) continue;
    bytes += ticket.ByteSizeLong();
    page.tickets.push_back(std::move(ticket));
  }
  return page;
}

absl::Status VisitTicketsAsOf(const EventLog& log, const LedgerView& view,
                              const v1::AsOf& as_of, absl::Time deadline,
                              TicketVisitor visit) {
  constexpr int kIdsPerRead = 1000;
  std::vector<std::string> ids;
  do {
    WL_ASSIGN_OR_RETURN(
        ids, view.TicketIds(ids.empty() ? "" : ids.back(), kIdsPerRead));
    for (const std::string& id : ids) {
      WL_RETURN_IF_ERROR(CheckDeadline(deadline));
      WL_ASSIGN_OR_RETURN(const std::vector<ToldEvent> events,
                          EventsAsOf(log, TicketStream(id), as_of));
      if (!events.empty()) visit(TicketOf(events), events);
    }
  } while (!ids.empty());
  return absl::OkStatus();
}

absl::StatusOr<FoldPage> ListFoldsAsOf(const EventLog& log,
                                       const LedgerView& view,
                                       const v1::AsOf& as_of,
                                       v1::StreamKind kind, int page_size,
                                       std::string_view from,
                                       absl::Time deadline) {
  FoldPage page;
  std::string begin(from);
  size_t replays_left = kPageReplaysMax;
  do {
    const int count = std::min(page_size, static_cast<int>(replays_left));
    WL_ASSIGN_OR_RETURN(const FoldPage present,
                        view.ListFolds(kind, count, begin));
    for (const auto& [key, unused] : present.folds) {
      WL_RETURN_IF_ERROR(CheckDeadline(deadline));
      WL_ASSIGN_OR_RETURN(v1::Fold fold, FoldAsOf(log, {kind, key}, as_of));
      if (fold.fold_case() == v1::Fold::FOLD_NOT_SET) continue;
      page.folds.emplace_back(key, std::move(fold));
    }
    replays_left -= present.folds.size();
    page.last = present.last;
    page.more = present.more;
    // The smallest key after it.
    begin = page.last + '\0';
  } while (page.folds.empty() && page.more && replays_left > 0);
  page.position = as_of.position();
  return page;
}

absl::StatusOr<v1::SummarizeResponse> SummarizeAsOf(const EventLog& log,
                                                    const LedgerView& view,
                                                    const v1::AsOf& as_of,
                                                    absl::Time deadline) {
  const v1::AsOf bounded = BoundAsOf(as_of, view.Position());
  Tally tally;
  WL_RETURN_IF_ERROR(VisitTicketsAsOf(
      log, view, bounded, deadline,
      [&tally](const v1::Ticket& ticket, const std::vector<ToldEvent>& events) {
        tally.Add(ticket);
        for (const ToldEvent& told : events) tally.AddFinding(told.event);
      }));
  v1::SummarizeResponse summary = tally.Render();
  summary.set_position(bounded.position());
  return summary;
}

}  // namespace workledger
