#include "engine/core/metric/metric_timeline.h"

#include <algorithm>

#include "absl/time/time.h"
#include "engine/base/time.h"

namespace workledger {
namespace {

// A fact without a time.
v1::MetricFact FactLike(v1::MetricFactKind kind, const v1::Ticket& ticket,
                        const v1::TicketSpan& span,
                        const v1::TicketFacets& facets) {
  v1::MetricFact fact;
  fact.set_kind(kind);
  fact.set_location(facets.location());
  fact.set_category(facets.category());
  fact.set_party(span.party());
  fact.set_priority(facets.priority());
  fact.set_ticket_kind(ticket.kind());
  fact.set_imported(ticket.imported());
  fact.set_department(ticket.department());
  return fact;
}

}  // namespace

int64_t UnixMillis(const google::protobuf::Timestamp& time) {
  return absl::ToUnixMillis(FromTimestamp(time));
}

std::vector<TicketPoint> PointsOf(const v1::Ticket& ticket) {
  std::vector<TicketPoint> points;
  int64_t latest = INT64_MIN;
  const auto add = [&](const google::protobuf::Timestamp& time,
                       uint64_t version, int span, int facets) {
    latest = std::max(latest, UnixMillis(time));
    points.push_back(
        {latest, version, &ticket.spans(span), &ticket.facets(facets)});
  };
  const int facets_count = ticket.facets_size();
  if (facets_count == 0) return points;
  int next = 0;  // of the facets
  for (int span = 0; span < ticket.spans_size(); ++span) {
    // Facets that came while the span before lasted.
    for (; next < facets_count &&
           static_cast<int>(ticket.facets(next).spans()) == span &&
           ticket.facets(next).version() != ticket.spans(span).version();
         ++next) {
      if (span == 0) continue;
      const v1::TicketFacets& facets = ticket.facets(next);
      add(facets.start_time(), facets.version(), span - 1, next);
    }
    // Those of the event that began it.
    if (next < facets_count &&
        ticket.facets(next).version() == ticket.spans(span).version()) {
      ++next;
    }
    add(ticket.spans(span).start_time(), ticket.spans(span).version(), span,
        std::max(0, next - 1));
  }
  for (; next < facets_count; ++next) {
    const v1::TicketFacets& facets = ticket.facets(next);
    add(facets.start_time(), facets.version(), ticket.spans_size() - 1, next);
  }
  return points;
}

v1::MetricFact FactAt(v1::MetricFactKind kind, const v1::Ticket& ticket,
                      const TicketPoint& point) {
  v1::MetricFact fact = FactLike(kind, ticket, *point.span, *point.facets);
  fact.set_time_millis(point.millis);
  fact.set_version(point.version);
  return fact;
}

v1::MetricFact FactOf(v1::MetricFactKind kind, const v1::Ticket& ticket,
                      const v1::TicketMark& mark) {
  v1::MetricFact fact =
      FactLike(kind, ticket, ticket.spans(static_cast<int>(mark.span())),
               ticket.facets(static_cast<int>(mark.facet())));
  fact.set_time_millis(UnixMillis(mark.mark_time()));
  fact.set_version(mark.version());
  return fact;
}

v1::MetricFact FactAtTime(v1::MetricFactKind kind, const v1::Ticket& ticket,
                          const std::vector<TicketPoint>& points,
                          int64_t millis) {
  auto point =
      std::ranges::upper_bound(points, millis, {}, &TicketPoint::millis);
  if (point != points.begin()) --point;
  v1::MetricFact fact = FactAt(kind, ticket, *point);
  fact.set_time_millis(millis);
  return fact;
}

}  // namespace workledger
