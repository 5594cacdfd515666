#include "engine/core/metric/metric_facts.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/path.h"
#include "engine/core/metric/metric_clocks.h"
#include "engine/core/metric/metric_flows.h"
#include "engine/core/metric/metric_holders.h"
#include "engine/core/metric/metric_outcomes.h"
#include "engine/core/metric/metric_timeline.h"
#include "engine/core/metric/metric_work.h"

namespace workledger {
namespace {

// Returns an instant that lies in the contract's month in every time zone.
int64_t MiddleOf(const v1::PenaltyMonth& month) {
  const absl::CivilDay day(month.month() / 100, month.month() % 100, 15);
  return absl::ToUnixMillis(absl::FromCivil(day, absl::UTCTimeZone()));
}

// What the round's facts have in common.
v1::MetricFact RoundFact(v1::MetricFactKind kind, const v1::Inspection& round) {
  v1::MetricFact fact;
  fact.set_kind(kind);
  fact.set_stream_kind(v1::STREAM_KIND_INSPECTION);
  fact.set_version(round.version());
  fact.set_location(PlaceOf(round.locations()));
  fact.set_party(round.party());
  return fact;
}

v1::MetricFact PlannedFact(const v1::Inspection& round) {
  v1::MetricFact fact = RoundFact(v1::METRIC_FACT_KIND_PLANNED, round);
  const int64_t due = UnixMillis(round.window_end_time());
  const int64_t closed = UnixMillis(round.close_time());
  fact.set_good(round.has_close_time() && closed <= due);
  fact.set_time_millis(fact.good() ? closed : due);
  return fact;
}

}  // namespace

std::string PlaceOf(
    const google::protobuf::RepeatedPtrField<std::string>& locations) {
  std::string place = locations.empty() ? "" : locations[0];
  for (const std::string& location : locations) {
    while (!place.empty() && !LiesIn(location, place)) {
      place = std::string(ParentPath(place));
    }
  }
  return place;
}

std::vector<v1::MetricFact> MetricFactsOf(const v1::Ticket& ticket,
                                          const Catalogue& catalogue) {
  std::vector<v1::MetricFact> facts;
  if (ticket.drill()) return facts;
  const std::vector<TicketPoint> points = PointsOf(ticket);
  if (points.empty()) return facts;
  AppendFlows(ticket, points, facts);
  // What a duplicate came to is its master's.
  if (ticket.state() == v1::TICKET_STATE_DUPLICATE) return facts;
  AppendHolders(ticket, facts);
  const std::vector<JudgedClock> clocks = JudgeClocks(ticket, catalogue);
  AppendDispatches(ticket, points, clocks, facts);
  AppendReturns(ticket, points, facts);
  AppendCompletions(ticket, points, clocks, facts);
  AppendAnswers(ticket, points, facts);
  AppendTasks(ticket, points, facts);
  AppendIncident(ticket, points, facts);
  AppendClocks(ticket, points, clocks, facts);
  AppendResponse(ticket, points, clocks, catalogue, facts);
  AppendFirstOwned(ticket, points, clocks, facts);
  return facts;
}

std::vector<v1::MetricFact> MetricFactsOf(const v1::PenaltyMonth& month) {
  std::vector<v1::MetricFact> facts;
  int64_t points = 0;
  for (const v1::Penalty& penalty : month.penalties()) {
    v1::MetricFact fact;
    fact.set_kind(v1::METRIC_FACT_KIND_PENALTY);
    fact.set_time_millis(MiddleOf(month));
    fact.set_contract(month.contract());
    fact.set_stream_kind(v1::STREAM_KIND_PENALTY);
    fact.set_bucket(penalty.state());
    fact.set_amount_total(penalty.proposed_fen());
    const bool stands = penalty.state() == v1::PENALTY_STATE_CONFIRMED ||
                        penalty.state() == v1::PENALTY_STATE_REDUCED;
    fact.set_good(stands);
    fact.set_contested(penalty.contested());
    if (stands) {
      fact.set_amount(penalty.amount_fen());
      points += penalty.points();
    }
    // Tells penalties apart that were proposed together.
    fact.set_match(penalty.penalty());
    facts.push_back(std::move(fact));
  }
  if (facts.empty()) return facts;
  v1::MetricFact score;
  score.set_kind(v1::METRIC_FACT_KIND_CONTRACT_MONTH);
  score.set_time_millis(MiddleOf(month));
  score.set_contract(month.contract());
  score.set_stream_kind(v1::STREAM_KIND_PENALTY);
  score.set_amount(points);
  score.set_good(month.settled());
  facts.push_back(std::move(score));
  return facts;
}

std::vector<v1::MetricFact> MetricFactsOf(const v1::Inspection& round) {
  std::vector<v1::MetricFact> facts;
  if (round.has_occurrence()) facts.push_back(PlannedFact(round));
  if (!round.has_close_time()) return facts;
  v1::MetricFact& fact =
      facts.emplace_back(RoundFact(v1::METRIC_FACT_KIND_ROUND, round));
  fact.set_time_millis(UnixMillis(round.close_time()));
  fact.set_amount(round.score());
  fact.set_amount_total(round.full_score());
  fact.set_good(round.passed());
  fact.set_first(round.unannounced());
  // A score that is in dispute may still change.
  if (round.state() == v1::INSPECTION_STATE_CONTESTED) {
    fact.set_until_millis(INT64_MAX);
  }
  return facts;
}

bool Lasts(const v1::MetricFact& fact) {
  return fact.kind() == v1::METRIC_FACT_KIND_OPEN ||
         fact.kind() == v1::METRIC_FACT_KIND_OVERDUE ||
         fact.kind() == v1::METRIC_FACT_KIND_HELD;
}

}  // namespace workledger
