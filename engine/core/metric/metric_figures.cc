#include "engine/core/metric/metric_figures.h"

#include <algorithm>
#include <string>

#include "engine/core/enum_set.h"

namespace workledger {
namespace {

using Contributions = std::vector<Contribution>;

constexpr int64_t kGoodScore = 4;  // of 5
constexpr int64_t kFullMonth = 100;

// Returns the name of a value of an enum without the enum's own.
std::string_view Bare(const std::string& name, std::string_view prefix) {
  const std::string_view view = name;
  return view.starts_with(prefix) ? view.substr(prefix.size()) : view;
}

std::string_view NameOf(v1::ClosureCode code) {
  return Bare(v1::ClosureCode_Name(code), "CLOSURE_CODE_");
}
std::string_view NameOf(v1::HoldReason reason) {
  return Bare(v1::HoldReason_Name(reason), "HOLD_REASON_");
}
std::string_view NameOf(v1::RatingSource source) {
  return Bare(v1::RatingSource_Name(source), "RATING_SOURCE_");
}
std::string_view NameOf(v1::IncidentLevel level) {
  return Bare(v1::IncidentLevel_Name(level), "INCIDENT_LEVEL_");
}
std::string_view NameOf(v1::BreachState state) {
  return Bare(v1::BreachState_Name(state), "BREACH_STATE_");
}

// A share of one.
Contribution Share(v1::MetricFigure figure, bool counts,
                   std::string_view bucket = {}) {
  return {.figure = figure, .bucket = bucket, .count = counts, .total = 1};
}

Contribution Count(v1::MetricFigure figure, std::string_view bucket = {}) {
  return {.figure = figure, .bucket = bucket, .count = 1};
}

// Adds a time, if it is known on this basis.
void AddTime(v1::MetricFigure figure, const v1::MetricFact& fact,
             const FigureBasis& basis, Contributions& out,
             std::string_view bucket = {}) {
  const bool known = basis.working_time ? fact.has_working_millis()
                                        : fact.has_calendar_millis();
  if (!known) return;
  Contribution& added = out.emplace_back(Count(figure, bucket));
  added.millis =
      basis.working_time ? fact.working_millis() : fact.calendar_millis();
  added.provisional = fact.until_millis() > basis.now_millis;
}

void AddHolds(const v1::MetricFact& fact, Contributions& out) {
  const int64_t total = fact.calendar_millis();
  int64_t held = 0;
  for (const v1::HoldTime& hold : fact.holds()) {
    held += hold.hold_millis();
    out.push_back({.figure = v1::METRIC_FIGURE_HOLD_SHARE,
                   .bucket = NameOf(hold.reason()),
                   .count = hold.hold_millis()});
  }
  out.push_back(
      {.figure = v1::METRIC_FIGURE_HOLD_SHARE, .count = held, .total = total});
}

void AddCompleted(const v1::MetricFact& fact, const FigureBasis& basis,
                  Contributions& out) {
  if (fact.first()) {
    AddTime(v1::METRIC_FIGURE_RESOLUTION_TIME_FIRST, fact, basis, out);
  }
  if (fact.last()) {
    AddTime(v1::METRIC_FIGURE_RESOLUTION_TIME_FINAL, fact, basis, out);
    AddHolds(fact, out);
  }
  if (fact.has_repair_millis() && !basis.working_time) {
    out.push_back(Count(v1::METRIC_FIGURE_REPAIR_TIME));
    out.back().millis = fact.repair_millis();
  }
  out.push_back(
      {.figure = v1::METRIC_FIGURE_COST, .count = 1, .sum = fact.amount()});
  if (fact.amount_total() > 0) {
    out.push_back({.figure = v1::METRIC_FIGURE_COST,
                   .bucket = "estimate",
                   .count = 1,
                   .sum = fact.amount_total()});
  }
  out.push_back(Share(v1::METRIC_FIGURE_EVIDENCE, fact.good()));
}

void AddClosed(const v1::MetricFact& fact, const FigureBasis& basis,
               bool repeated, Contributions& out) {
  out.push_back(Share(v1::METRIC_FIGURE_REOPEN_RATE, fact.amount() > 0));
  out.back().sum = fact.amount();
  if (fact.ticket_kind() != v1::TICKET_KIND_REPAIR ||
      fact.bucket() != v1::CLOSURE_CODE_FIXED) {
    return;
  }
  out.push_back(
      Share(v1::METRIC_FIGURE_FIRST_TIME_FIX, fact.good() && !repeated));
  out.back().provisional = fact.until_millis() > basis.now_millis;
}

void AddClock(const v1::MetricFact& fact, const FigureBasis& basis,
              Contributions& out) {
  if (!ClockAsked(fact, basis)) return;
  out.push_back(Share(v1::METRIC_FIGURE_COMPLIANCE, fact.good()));
  out.push_back(
      Share(v1::METRIC_FIGURE_COMPLIANCE, fact.original_good(), "original"));
  if (fact.good()) return;
  const bool relieved = fact.relief() != v1::BREACH_STATE_UNSPECIFIED;
  out.push_back(Share(v1::METRIC_FIGURE_RELIEVED, relieved));
  if (relieved) {
    out.push_back(Count(v1::METRIC_FIGURE_RELIEVED, NameOf(fact.relief())));
  }
}

void AddPenalty(const v1::MetricFact& fact, Contributions& out) {
  Contribution penalty = Share(v1::METRIC_FIGURE_PENALTY, fact.good());
  penalty.sum = fact.amount();
  out.push_back(penalty);
  const auto add = [&](std::string_view bucket) {
    out.push_back({.figure = v1::METRIC_FIGURE_PENALTY,
                   .bucket = bucket,
                   .count = 1,
                   .sum = fact.amount_total()});
  };
  add("proposed");
  if (fact.contested()) add("contested");
  if (fact.bucket() == v1::PENALTY_STATE_WAIVED) add("waived");
}

void AddRated(const v1::MetricFact& fact, Contributions& out) {
  const bool satisfied = fact.amount() >= kGoodScore;
  const auto source = static_cast<v1::RatingSource>(fact.bucket());
  for (const std::string_view bucket : {std::string_view(), NameOf(source)}) {
    out.push_back(Share(v1::METRIC_FIGURE_SATISFACTION, satisfied, bucket));
    out.back().sum = fact.amount();
  }
}

void AddCallback(const v1::MetricFact& fact, Contributions& out) {
  const auto result = static_cast<v1::CallbackResult>(fact.bucket());
  if (result == v1::CALLBACK_RESULT_NOT_REACHED) return;
  out.push_back(Share(v1::METRIC_FIGURE_CALLBACK_RATE,
                      result == v1::CALLBACK_RESULT_SOLVED, "solved"));
}

void AddReported(const v1::MetricFact& fact, bool repeated,
                 Contributions& out) {
  out.push_back(Share(v1::METRIC_FIGURE_VOLUME, !fact.duplicate()));
  if (fact.duplicate()) return;
  out.push_back({.figure = v1::METRIC_FIGURE_EXTENSION_RATE, .total = 1});
  out.push_back(Share(v1::METRIC_FIGURE_RECURRENCE, repeated));
}

void AddDispatched(const v1::MetricFact& fact, Contributions& out) {
  out.push_back({.figure = v1::METRIC_FIGURE_RETURN_RATE, .total = 1});
  out.push_back(
      Share(v1::METRIC_FIGURE_RETURN_RATE, fact.bucket() <= 1, "first"));
}

void AddReturned(const v1::MetricFact& fact, Contributions& out) {
  out.push_back(Count(v1::METRIC_FIGURE_RETURN_RATE));
  if (fact.has_calendar_millis()) out.back().millis = fact.calendar_millis();
}

void AddVerified(const v1::MetricFact& fact, Contributions& out) {
  out.push_back(Share(v1::METRIC_FIGURE_CALLBACK_RATE, fact.good()));
  out.push_back(
      Share(v1::METRIC_FIGURE_SATISFACTION, fact.amount() > 0, "answered"));
}

void AddContractMonth(const v1::MetricFact& fact, Contributions& out) {
  const int64_t score = std::max<int64_t>(0, kFullMonth - fact.amount());
  out.push_back({.figure = v1::METRIC_FIGURE_CONTRACTOR_SCORE,
                 .count = 1,
                 .sum = score * 1000,
                 .provisional = !fact.good()});
}

void AddContained(const v1::MetricFact& fact, const FigureBasis& basis,
                  Contributions& out) {
  const auto level = static_cast<v1::IncidentLevel>(fact.bucket());
  AddTime(v1::METRIC_FIGURE_CONTAIN_TIME, fact, basis, out);
  AddTime(v1::METRIC_FIGURE_CONTAIN_TIME, fact, basis, out, NameOf(level));
}

// A visit of a plan without a bound is in time.
void AddVisited(const v1::MetricFact& fact, Contributions& out) {
  const bool bound = fact.amount_total() > 0;
  const bool in_time = !bound || fact.calendar_millis() <= fact.amount_total();
  for (const std::string_view bucket :
       {std::string_view(), std::string_view(fact.plan())}) {
    out.push_back(Share(v1::METRIC_FIGURE_VISIT_GAP, in_time, bucket));
    out.back().millis = fact.calendar_millis();
    if (bound && !bucket.empty()) {
      out.back().allowed_millis = fact.amount_total();
    }
  }
}

void AddRound(const v1::MetricFact& fact, const FigureBasis& basis,
              Contributions& out) {
  const std::string_view how = fact.first() ? "UNANNOUNCED" : "SCHEDULED";
  for (const std::string_view bucket : {std::string_view(), how}) {
    out.push_back({.figure = v1::METRIC_FIGURE_ROUND_SCORE,
                   .bucket = bucket,
                   .count = fact.amount(),
                   .total = fact.amount_total(),
                   .sum = 1,
                   .provisional = fact.until_millis() > basis.now_millis});
  }
  out.push_back(Share(v1::METRIC_FIGURE_ROUND_SCORE, fact.good(), "passed"));
}

// One row a kind, so longer than a function should be.
// NOLINTNEXTLINE(readability-function-size)
void AddAll(const v1::MetricFact& fact, const FigureBasis& basis, bool repeated,
            Contributions& out) {
  const bool due = fact.time_millis() <= basis.now_millis;
  switch (fact.kind()) {
    case v1::METRIC_FACT_KIND_REPORTED:
      return AddReported(fact, repeated, out);
    case v1::METRIC_FACT_KIND_REOPENED:
      return out.push_back(Count(v1::METRIC_FIGURE_REOPENED));
    case v1::METRIC_FACT_KIND_ENDED:
      out.push_back(Count(v1::METRIC_FIGURE_ENDED));
      return out.push_back(
          Count(v1::METRIC_FIGURE_ENDED,
                NameOf(static_cast<v1::ClosureCode>(fact.bucket()))));
    case v1::METRIC_FACT_KIND_DISPATCHED:
      return AddDispatched(fact, out);
    case v1::METRIC_FACT_KIND_ACKNOWLEDGED:
      return AddTime(v1::METRIC_FIGURE_TIME_TO_ACKNOWLEDGE, fact, basis, out);
    case v1::METRIC_FACT_KIND_ARRIVED:
      return AddTime(v1::METRIC_FIGURE_TIME_TO_ARRIVAL, fact, basis, out);
    case v1::METRIC_FACT_KIND_RESPONDED:
      return AddTime(v1::METRIC_FIGURE_TIME_TO_RESPONSE, fact, basis, out);
    case v1::METRIC_FACT_KIND_RETURNED:
      return AddReturned(fact, out);
    case v1::METRIC_FACT_KIND_EXTENDED:
      return out.push_back(Count(v1::METRIC_FIGURE_EXTENSION_RATE));
    case v1::METRIC_FACT_KIND_COMPLETED:
      return AddCompleted(fact, basis, out);
    case v1::METRIC_FACT_KIND_CLOSED:
      return AddClosed(fact, basis, repeated, out);
    case v1::METRIC_FACT_KIND_VERIFIED:
      return AddVerified(fact, out);
    case v1::METRIC_FACT_KIND_RATED:
      return AddRated(fact, out);
    case v1::METRIC_FACT_KIND_CALLED_BACK:
      return AddCallback(fact, out);
    case v1::METRIC_FACT_KIND_PLANNED:
      if (due) {
        out.push_back(Share(v1::METRIC_FIGURE_PLAN_COMPLIANCE, fact.good()));
      }
      return;
    case v1::METRIC_FACT_KIND_SCORED:
      return out.push_back({.figure = v1::METRIC_FIGURE_INSPECTION_SCORE,
                            .count = fact.amount(),
                            .total = fact.amount_total(),
                            .sum = 1});
    case v1::METRIC_FACT_KIND_RECTIFIED:
      if (!due) return;
      out.push_back(Share(v1::METRIC_FIGURE_RECTIFIED, fact.good()));
      out.back().sum = fact.bucket() <= 1;
      return;
    case v1::METRIC_FACT_KIND_ALARM:
      out.push_back(Share(v1::METRIC_FIGURE_ALARM_PRECISION, fact.good()));
      return AddTime(v1::METRIC_FIGURE_VERIFY_TIME, fact, basis, out);
    case v1::METRIC_FACT_KIND_CONTAINED:
      return AddContained(fact, basis, out);
    case v1::METRIC_FACT_KIND_CLOCK:
      return AddClock(fact, basis, out);
    case v1::METRIC_FACT_KIND_PENALTY:
      return AddPenalty(fact, out);
    case v1::METRIC_FACT_KIND_CONTRACT_MONTH:
      return AddContractMonth(fact, out);
    case v1::METRIC_FACT_KIND_FIRST_OWNED:
      return out.push_back(Share(v1::METRIC_FIGURE_FIRST_OWNER, fact.good()));
    case v1::METRIC_FACT_KIND_INTAKEN:
      if (basis.working_time) return;
      return AddTime(v1::METRIC_FIGURE_INTAKE_DELAY, fact, basis, out);
    case v1::METRIC_FACT_KIND_SIGNALLED:
      return out.push_back({.figure = v1::METRIC_FIGURE_NUISANCE,
                            .count = fact.amount(),
                            .total = fact.amount_total()});
    case v1::METRIC_FACT_KIND_VISITED:
      return AddVisited(fact, out);
    case v1::METRIC_FACT_KIND_ROUND:
      return AddRound(fact, basis, out);
    case v1::METRIC_FACT_KIND_UNSPECIFIED:
    case v1::METRIC_FACT_KIND_HELD:
    case v1::METRIC_FACT_KIND_OPEN:
    case v1::METRIC_FACT_KIND_OVERDUE:
    case v1::MetricFactKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::MetricFactKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
}

}  // namespace

std::vector<Contribution> ContributionsOf(const v1::MetricFact& fact,
                                          const FigureBasis& basis,
                                          bool repeated) {
  Contributions out;
  AddAll(fact, basis, repeated, out);
  return out;
}

bool ClockAsked(const v1::MetricFact& fact, const FigureBasis& basis) {
  return (basis.metric == v1::METRIC_UNSPECIFIED ||
          basis.metric == fact.clock().metric()) &&
         (basis.party == v1::CLOCK_PARTY_UNSPECIFIED ||
          basis.party == fact.clock().party());
}

bool IsShare(v1::MetricFigure figure) {
  constexpr EnumSet<v1::MetricFigure> kShares = {
      v1::METRIC_FIGURE_COMPLIANCE,     v1::METRIC_FIGURE_RETURN_RATE,
      v1::METRIC_FIGURE_FIRST_TIME_FIX, v1::METRIC_FIGURE_REOPEN_RATE,
      v1::METRIC_FIGURE_RECURRENCE,     v1::METRIC_FIGURE_PLAN_COMPLIANCE,
      v1::METRIC_FIGURE_RECTIFIED,      v1::METRIC_FIGURE_ALARM_PRECISION,
      v1::METRIC_FIGURE_SATISFACTION,   v1::METRIC_FIGURE_CALLBACK_RATE,
      v1::METRIC_FIGURE_RELIEVED,       v1::METRIC_FIGURE_EVIDENCE,
      v1::METRIC_FIGURE_FIRST_OWNER,    v1::METRIC_FIGURE_NUISANCE,
      v1::METRIC_FIGURE_VISIT_GAP};
  return kShares.Contains(figure);
}

std::string_view AgeBucket(int64_t working_days) {
  if (working_days <= 1) return "0-1";
  if (working_days <= 3) return "2-3";
  if (working_days <= 7) return "4-7";
  if (working_days <= 15) return "8-15";
  if (working_days <= 30) return "16-30";
  return ">30";
}

}  // namespace workledger
