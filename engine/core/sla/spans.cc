#include "engine/core/sla/spans.h"

#include <algorithm>
#include <utility>

#include "engine/base/time.h"

namespace workledger {
namespace {

bool HoldApproved(const v1::Ticket& ticket) {
  return std::ranges::any_of(ticket.approvals(), [](const v1::Approval& a) {
    return a.subject() == v1::APPROVAL_SUBJECT_HOLD &&
           a.state() == v1::APPROVAL_STATE_GRANTED;
  });
}

v1::TicketSpan SpanOf(const v1::Ticket& ticket) {
  v1::TicketSpan span;
  span.set_state(ticket.state());
  if (ticket.has_hold()) {
    span.set_hold_reason(ticket.hold().reason());
    span.set_hold_approved(HoldApproved(ticket));
  }
  span.set_party(ticket.assignee().party());
  span.set_segment(ticket.tallies().segments());
  span.set_cycle(ticket.cycle());
  return span;
}

bool Same(const v1::TicketSpan& a, const v1::TicketSpan& b) {
  return a.state() == b.state() && a.hold_reason() == b.hold_reason() &&
         a.hold_approved() == b.hold_approved() && a.party() == b.party() &&
         a.segment() == b.segment() && a.cycle() == b.cycle();
}

// When what the event says began.
const google::protobuf::Timestamp& StartOf(const v1::Record& record,
                                           const v1::Event& event) {
  return event.ticket_reported().has_report_time()
             ? event.ticket_reported().report_time()
             : HappenTime(record, event);
}

// Moves the start of the last span that began with the version.
void Correct(const v1::TimelineCorrected& corrected, v1::Ticket& ticket) {
  auto& spans = *ticket.mutable_spans();
  for (int i = spans.size() - 1; i >= 0; --i) {
    if (spans[i].version() != corrected.corrected_version()) continue;
    *spans[i].mutable_start_time() = corrected.correct_time();
    return;
  }
}

// Ends a hold that was over by itself before `span` began: what came after it
// is a span of its own, unless that is `span`.
void EndHold(const Standing& before, v1::TicketSpan& span, v1::Ticket& ticket) {
  const absl::Time until = absl::FromUnixMillis(before.hold_until);
  if (!before.held || before.hold_until == 0 ||
      until >= FromTimestamp(span.start_time()) || ticket.spans().empty()) {
    return;
  }
  v1::TicketSpan after = *ticket.spans().rbegin();
  after.clear_hold_reason();
  after.clear_hold_approved();
  *after.mutable_start_time() = ToTimestamp(until);
  after.set_version(span.version());
  if (Same(after, span)) {
    *span.mutable_start_time() = after.start_time();
  } else {
    *ticket.add_spans() = std::move(after);
  }
}

}  // namespace

void KeepSpans(const Standing& before, const v1::Record& record,
               const v1::Event& event, v1::Ticket& ticket) {
  if (event.has_timeline_corrected()) {
    return Correct(event.timeline_corrected(), ticket);
  }
  v1::TicketSpan span = SpanOf(ticket);
  const auto& spans = ticket.spans();
  if (!spans.empty() && Same(*spans.rbegin(), span)) return;
  *span.mutable_start_time() = StartOf(record, event);
  span.set_version(record.version());
  span.set_by_person(IsOfAPerson(record));
  EndHold(before, span, ticket);
  *ticket.add_spans() = std::move(span);
}

bool IsOfAPerson(const v1::Record& record) {
  return record.actor().kind() == v1::ACTOR_KIND_HUMAN ||
         record.has_provenance();
}

std::vector<SpanPart> PartsOf(const v1::Ticket& ticket) {
  std::vector<SpanPart> parts;
  absl::Time end = absl::InfiniteFuture();
  for (int i = ticket.spans_size() - 1; i >= 0; --i) {
    const absl::Time start = FromTimestamp(ticket.spans(i).start_time());
    if (start >= end) continue;
    parts.push_back({.start = start, .end = end, .span = &ticket.spans(i)});
    end = start;
  }
  std::ranges::reverse(parts);
  return parts;
}

}  // namespace workledger
