#include "engine/core/metric/metric_marks.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/timeline.h"

namespace workledger {
namespace {

// A mark as far as the event alone tells it.
v1::TicketMark Mark(v1::TicketMarkKind kind, int64_t value = 0,
                    uint32_t count = 0) {
  v1::TicketMark mark;
  mark.set_kind(kind);
  mark.set_value(value);
  mark.set_count(count);
  return mark;
}

int64_t CostOf(const v1::WorkCompleted& event) {
  int64_t fen = 0;
  for (const v1::WorkLine& line : event.parts()) fen += line.cost_fen();
  for (const v1::WorkLine& line : event.labor()) fen += line.cost_fen();
  return fen;
}

v1::TicketMark CompletedMark(const v1::WorkCompleted& event) {
  v1::TicketMark mark = Mark(v1::TICKET_MARK_KIND_COMPLETED, CostOf(event),
                             static_cast<uint32_t>(event.evidence_size()));
  mark.set_code(event.cause_code());
  return mark;
}

// An answer that nobody gave, or that those gave who did the work, says nothing
// of how satisfied the requester is.
bool Answers(const v1::Record& record, const v1::Ticket& ticket) {
  const v1::Actor& actor = record.actor();
  if (actor.kind() != v1::ACTOR_KIND_HUMAN) return false;
  if (actor.principal() == ticket.performer().principal()) return false;
  return actor.party().empty() || actor.party() != ticket.assignee().party();
}

template <typename Round>
v1::TicketMark RoundMark(const Round& event) {
  return Mark(v1::TICKET_MARK_KIND_RECTIFICATION_ORDERED,
              absl::ToUnixMillis(FromTimestamp(event.due_time())),
              event.round());
}

std::optional<v1::TicketMark> WorkMarkOf(const v1::Event& event) {
  if (event.has_arrival_recorded()) {
    return Mark(v1::TICKET_MARK_KIND_ARRIVED,
                event.arrival_recorded().evidence_level());
  }
  if (event.has_scene_arrival()) {
    return Mark(v1::TICKET_MARK_KIND_ARRIVED,
                event.scene_arrival().evidence_level());
  }
  if (event.has_work_started() && event.work_started().estimate_fen() > 0) {
    return Mark(v1::TICKET_MARK_KIND_ESTIMATED,
                event.work_started().estimate_fen());
  }
  if (event.has_work_completed()) return CompletedMark(event.work_completed());
  if (event.has_task_finished()) {
    return Mark(v1::TICKET_MARK_KIND_COMPLETED, 0,
                static_cast<uint32_t>(event.task_finished().evidence_size()));
  }
  if (event.has_work_rejected()) return Mark(v1::TICKET_MARK_KIND_REWORKED);
  if (event.has_work_returned()) {
    v1::TicketMark mark = Mark(v1::TICKET_MARK_KIND_RETURNED);
    mark.set_code(event.work_returned().assignee().party());
    return mark;
  }
  return std::nullopt;
}

std::optional<v1::TicketMark> MarkOf(const v1::Record& record,
                                     const v1::Event& event,
                                     const v1::Ticket& ticket) {
  if (event.has_extension_granted()) {
    return Mark(v1::TICKET_MARK_KIND_EXTENDED);
  }
  if (event.has_service_rated() && Answers(record, ticket)) {
    return Mark(v1::TICKET_MARK_KIND_RATED, event.service_rated().score(),
                event.service_rated().source());
  }
  if (event.has_callback_recorded()) {
    return Mark(v1::TICKET_MARK_KIND_CALLED_BACK,
                event.callback_recorded().result());
  }
  if (event.has_inspection_scored()) {
    return Mark(v1::TICKET_MARK_KIND_SCORED, event.inspection_scored().score(),
                event.inspection_scored().full_score());
  }
  if (event.has_rectification_ordered()) {
    return RoundMark(event.rectification_ordered());
  }
  if (event.has_rectification_checked() &&
      !event.rectification_checked().passed()) {
    return RoundMark(event.rectification_checked());
  }
  if (event.has_rectification_submitted()) {
    return Mark(v1::TICKET_MARK_KIND_RECTIFICATION_SUBMITTED);
  }
  return WorkMarkOf(event);
}

void Add(v1::TicketMark mark, const v1::Record& record, const v1::Event& event,
         v1::Ticket& ticket) {
  *mark.mutable_mark_time() = HappenTime(record, event);
  mark.set_version(record.version());
  mark.set_span(static_cast<uint32_t>(ticket.spans_size() - 1));
  mark.set_facet(static_cast<uint32_t>(ticket.facets_size() - 1));
  *ticket.add_marks() = std::move(mark);
}

// Whether the event began the ticket's last span.
bool BeganSpan(const v1::Record& record, const v1::Ticket& ticket) {
  return ticket.spans(ticket.spans_size() - 1).version() == record.version();
}

void KeepFacets(const v1::Record& record, v1::Ticket& ticket) {
  const int count = ticket.facets_size();
  if (count > 0) {
    const v1::TicketFacets& last = ticket.facets(count - 1);
    if (last.category() == ticket.category() &&
        last.location() == ticket.location() &&
        last.priority() == ticket.priority()) {
      return;
    }
  }
  v1::TicketFacets& facets = *ticket.add_facets();
  *facets.mutable_start_time() = record.occur_time();
  facets.set_version(record.version());
  facets.set_category(ticket.category());
  facets.set_location(ticket.location());
  facets.set_priority(ticket.priority());
  facets.set_spans(static_cast<uint32_t>(ticket.spans_size()) -
                   (BeganSpan(record, ticket) ? 1 : 0));
}

void Correct(const v1::TimelineCorrected& event, v1::Ticket& ticket) {
  for (v1::TicketMark& mark : *ticket.mutable_marks()) {
    if (mark.version() == event.corrected_version()) {
      *mark.mutable_mark_time() = event.correct_time();
    }
  }
}

}  // namespace

void KeepMarks(const v1::Record& record, const v1::Event& event,
               v1::Ticket& ticket) {
  if (ticket.spans().empty()) return;
  if (event.has_timeline_corrected()) {
    return Correct(event.timeline_corrected(), ticket);
  }
  KeepFacets(record, ticket);
  std::optional<v1::TicketMark> mark = MarkOf(record, event, ticket);
  if (mark.has_value()) Add(*std::move(mark), record, event, ticket);
  if (BeganSpan(record, ticket) && kTerminalStates.Contains(ticket.state())) {
    Add(Mark(v1::TICKET_MARK_KIND_ENDED, ticket.closure_code()), record, event,
        ticket);
  }
}

}  // namespace workledger
