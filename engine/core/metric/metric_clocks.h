#ifndef WORKLEDGER_CORE_METRIC_METRIC_CLOCKS_H_
#define WORKLEDGER_CORE_METRIC_METRIC_CLOCKS_H_

// What became of a ticket's clocks, as figures count it.

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/core/catalogue/catalogue.h"
#include "engine/core/metric/metric_timeline.h"
#include "workledger/v1/metric_service.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// A clock with what is known of it for good. Points at the ticket.
struct JudgedClock {
  const v1::Clock* clock;
  // Once at most: when it stopped if that was in time, else when it fell due.
  // Nothing before that, and for one that has no deadline.
  std::optional<int64_t> judge_millis;
  bool met = false;
  // By the deadline that was promised first.
  bool original_met = false;
  int64_t due_millis = 0;
  // Open time up to the stop, without pauses; nothing before it.
  std::optional<int64_t> elapsed_millis;
};

// Judges the clocks, in their order. A clock that still runs is overdue once
// SlaBreached says so: a fold knows no present.
std::vector<JudgedClock> JudgeClocks(const v1::Ticket& ticket,
                                     const Catalogue& catalogue);

// Returns the clock, or null.
const JudgedClock* FindJudged(const std::vector<JudgedClock>& clocks,
                              v1::Metric metric, v1::ClockParty party,
                              uint32_t cycle, uint32_t segment);

// Appends CLOCK and OVERDUE facts.
void AppendClocks(const v1::Ticket& ticket,
                  const std::vector<TicketPoint>& points,
                  const std::vector<JudgedClock>& clocks,
                  std::vector<v1::MetricFact>& facts);

// Appends RESPONDED once a person of a provider has answered the requester: a
// fact of the ticket, promised or not. Its working time is that of the promise
// if there was one, or else on the calendar of the resolution's. None for what
// a plan made, which nobody waits for, nor where later work implied an answer.
void AppendResponse(const v1::Ticket& ticket,
                    const std::vector<TicketPoint>& points,
                    const std::vector<JudgedClock>& clocks,
                    const Catalogue& catalogue,
                    std::vector<v1::MetricFact>& facts);

// Appends FIRST_OWNED of a ticket that somebody was asked for first 首问负责,
// once it is known: it was handed on or answered when the first of the clocks
// for accepting it and answering it that was met stopped; it was not where all
// that it had were missed, and counts when the last of them fell due. Where
// neither was promised, it was once somebody did. None for what a plan made.
void AppendFirstOwned(const v1::Ticket& ticket,
                      const std::vector<TicketPoint>& points,
                      const std::vector<JudgedClock>& clocks,
                      std::vector<v1::MetricFact>& facts);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_METRIC_METRIC_CLOCKS_H_
