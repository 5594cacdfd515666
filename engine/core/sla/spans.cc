#include "engine/core/sla/spans.h"

#include <algorithm>

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
  if (event.has_hold_expired()) return event.hold_expired().until_time();
  if (event.ticket_reported().has_report_time()) {
    return event.ticket_reported().report_time();
  }
  return record.occur_time();
}

}  // namespace

void KeepSpans(const v1::Record& record, const v1::Event& event,
               v1::Ticket& ticket) {
  auto& spans = *ticket.mutable_spans();
  if (event.has_timeline_corrected()) {
    const v1::TimelineCorrected& corrected = event.timeline_corrected();
    const auto span = std::ranges::find_if(spans, [&](const auto& s) {
      return s.version() == corrected.corrected_version();
    });
    if (span != spans.end()) {
      *span->mutable_start_time() = corrected.correct_time();
    }
    return;
  }
  v1::TicketSpan span = SpanOf(ticket);
  if (!spans.empty() && Same(spans[spans.size() - 1], span)) return;
  *span.mutable_start_time() = StartOf(record, event);
  span.set_version(record.version());
  spans.Add(std::move(span));
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
