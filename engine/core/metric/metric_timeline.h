#ifndef WORKLEDGER_CORE_METRIC_METRIC_TIMELINE_H_
#define WORKLEDGER_CORE_METRIC_METRIC_TIMELINE_H_

// A ticket's time line as figures read it: its spans and its facets merged, in
// the order of its events.

#include <cstdint>
#include <vector>

#include "google/protobuf/timestamp.pb.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// From here on the ticket was so. Points at the ticket, which outlives it.
struct TicketPoint {
  // Never before that of the point before it, though history may say so: what
  // lies between two points is then nothing, not less.
  int64_t millis;
  uint64_t version;
  const v1::TicketSpan* span;
  const v1::TicketFacets* facets;
};

// Returns the points; none for a ticket of version 0.
std::vector<TicketPoint> PointsOf(const v1::Ticket& ticket);

int64_t UnixMillis(const google::protobuf::Timestamp& time);

// Returns a fact of the ticket, with what it was like then.
v1::MetricFact FactAt(v1::MetricFactKind kind, const v1::Ticket& ticket,
                      const TicketPoint& point);

// The same for what a mark tells.
v1::MetricFact FactOf(v1::MetricFactKind kind, const v1::Ticket& ticket,
                      const v1::TicketMark& mark);

// The same for an instant: as it was by the last event at or before it.
v1::MetricFact FactAtTime(v1::MetricFactKind kind, const v1::Ticket& ticket,
                          const std::vector<TicketPoint>& points,
                          int64_t millis);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_TIMELINE_H_
