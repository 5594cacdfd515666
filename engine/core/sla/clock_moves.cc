#include "engine/core/sla/clock_moves.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/time.h"
#include "engine/core/sla/clock_allowance.h"
#include "engine/core/sla/clock_anchor.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/sla/policy_match.h"
#include "engine/core/sla/top_up.h"

namespace workledger {
namespace {

constexpr int64_t kLateMillisPerOne = 800;  // the last fifth of the target

TermsCase CaseOf(const ClockChange& change) {
  return {.ticket = change.ticket,
          .policy = change.policy,
          .catalogue = change.catalogue,
          .silent = change.silent};
}

// P1 is the highest, so that a greater number is a lower priority.
bool Lowered(const ClockChange& change) {
  return change.move_cause == v1::CLOCK_CAUSE_PRIORITY &&
         change.previous_priority != v1::PRIORITY_UNSPECIFIED &&
         change.ticket.priority() > change.previous_priority;
}

// The slot that the requester chose is when somebody is to arrive.
bool MeetsAppointment(const v1::ClockKey& key, const v1::Ticket& ticket,
                      absl::Time start) {
  return key.metric() == v1::METRIC_ARRIVAL && ticket.has_appointment_time() &&
         ticket.appointment_requested() &&
         FromTimestamp(ticket.appointment_time()) > start;
}

// Sets the fixed instant of a clock that starts at the slot itself, or that is
// to be met by it; or that a rectification's order names.
void SetFixedTime(const v1::PolicyRule& rule, const ClockChange& change,
                  v1::ClockTerms& terms) {
  const absl::Time start = FromTimestamp(terms.start_time());
  const v1::Scoring& scoring = change.ticket.scoring();
  if (terms.clock().metric() == v1::METRIC_RECTIFY) {
    if (scoring.has_rectify_due_time()) {
      *terms.mutable_agreed_time() = scoring.rectify_due_time();
    }
  } else if (StartOf(rule) == v1::CLOCK_START_APPOINTMENT) {
    const WorkingCalendar& calendar = *CalendarOf(terms, change.catalogue);
    v1::ClockTerms whole = terms;
    whole.clear_agreed_time();
    *terms.mutable_agreed_time() =
        ToTimestamp(CourseOf(whole, v1::Ticket(), calendar, start).due);
  } else if (MeetsAppointment(terms.clock(), change.ticket, start)) {
    *terms.mutable_agreed_time() = change.ticket.appointment_time();
  }
}

// Returns when the first of the duplicates that it takes over was reported.
absl::Time EarliestReport(const v1::Ticket& ticket) {
  absl::Time earliest = absl::InfiniteFuture();
  for (const v1::EarlierDuplicate& duplicate : ticket.earlier_duplicates()) {
    earliest = std::min(earliest, FromTimestamp(duplicate.report_time()));
  }
  return earliest;
}

// Whether the event that the clock started at happened at another time.
bool StartCorrected(const v1::Clock& clock, const ClockChange& change) {
  const auto& start = clock.terms().start_time();
  return change.event.has_timeline_corrected() &&
         (CompareTimestamps(change.event.timeline_corrected().previous_time(),
                            start) == 0 ||
          // It may be earlier than that of the duplicate now.
          FromTimestamp(start) == EarliestReport(change.ticket));
}

// Whether the rule's clocks start when the first duplicate was reported. A
// contractor is asked by a dispatch.
bool TakesEarliest(const v1::PolicyRule& rule, const ClockChange& change) {
  return change.policy.earliest_duplicate() &&
         rule.party() != v1::CLOCK_PARTY_CONTRACTOR &&
         StartOf(rule) == v1::CLOCK_START_REPORTED;
}

std::optional<Anchor> FindAnchor(const v1::PolicyRule& rule,
                                 const ClockChange& change) {
  std::optional<Anchor> anchor = AnchorOf(rule, change.ticket);
  if (anchor && TakesEarliest(rule, change) &&
      anchor->start ==
          FromTimestamp(change.ticket.milestones().report_time())) {
    anchor->start = std::min(anchor->start, EarliestReport(change.ticket));
  }
  return anchor;
}

absl::Time StartAfter(const v1::Clock& clock, const v1::PolicyRule& rule,
                      const ClockChange& change) {
  const absl::Time start = FromTimestamp(clock.terms().start_time());
  const std::optional<Anchor> anchor = FindAnchor(rule, change);
  if (!anchor) return start;
  const bool follows = change.move_cause == v1::CLOCK_CAUSE_POLICY ||
                       StartOf(rule) == v1::CLOCK_START_APPOINTMENT ||
                       StartCorrected(clock, change);
  return follows ? anchor->start : start;
}

std::optional<v1::ClockTerms> NewTerms(const v1::Clock& clock,
                                       const v1::PolicyRule& rule,
                                       const ClockChange& change) {
  const v1::ClockTerms& before = clock.terms();
  std::optional<v1::ClockTerms> terms =
      TermsOf(rule, {before.clock(), StartAfter(clock, rule, change)},
              CaseOf(change), &before);
  if (!terms) return terms;
  // What is left of another target is not what was left of the former.
  if (!SetUsed(change.ticket, change.policy.reopen_mode(), change.catalogue,
               *terms)) {
    terms->set_used_millis(before.used_millis());
  }
  if (change.silent) *terms->mutable_levels() = before.levels();
  CarryAllowance(clock, change, *terms);
  SetExtension(clock, change, *terms);
  // A new slot does not undo a breach.
  const bool slot =
      change.move_cause == v1::CLOCK_CAUSE_APPOINTMENT && !IsBreached(clock);
  if (slot ||
      (StartOf(rule) == v1::CLOCK_START_APPOINTMENT && !IsExtended(*terms))) {
    SetFixedTime(rule, change, *terms);
  }
  SetGrace(clock, change, *terms);
  return terms;
}

// Whether the clock is in the last fifth of its time, or past it.
bool IsLate(const v1::Clock& clock, const ClockChange& change) {
  const WorkingCalendar* const calendar =
      CalendarOf(clock.terms(), change.catalogue);
  if (calendar == nullptr) return false;
  const v1::ClockValue value =
      EvaluateClock(clock, change.ticket, *calendar, change.occur_time);
  const int64_t available = absl::ToInt64Milliseconds(
      CourseOf(clock.terms(), change.ticket, *calendar, change.occur_time)
          .available);
  return value.elapsed_millis() >=
         available / 1000 * kLateMillisPerOne +
             available % 1000 * kLateMillisPerOne / 1000;
}

bool IsOfCycle(const v1::Clock& clock, const v1::Ticket& ticket) {
  return clock.terms().clock().metric() == v1::METRIC_RECTIFY ||
         clock.terms().clock().cycle() == ticket.cycle();
}

// A correction reaches the clocks of this cycle that have stopped, too.
bool MayMove(const v1::Clock& clock, const ClockChange& change) {
  if (change.revived_since != nullptr) {
    return RunsAgain(clock, *change.revived_since);
  }
  if (IsRunning(clock)) return true;
  return change.move_cause == v1::CLOCK_CAUSE_CORRECTION &&
         clock.has_stop_time() && IsOfCycle(clock, change.ticket);
}

// Returns the rule that the clock runs by, of the policy as it was then.
const v1::PolicyRule* RuleOf(const v1::ClockTerms& terms,
                             const Catalogue& catalogue) {
  const v1::Policy* const policy =
      catalogue.FindPolicy(terms.policy(), terms.policy_revision());
  if (policy == nullptr) return nullptr;
  const auto rule =
      std::ranges::find(policy->rules(), terms.rule(), &v1::PolicyRule::code);
  return rule == policy->rules().end() ? nullptr : &*rule;
}

// Whether the change says that the clock started at another time.
bool MovesStart(const v1::Clock& clock, const v1::PolicyRule& rule,
                const ClockChange& change) {
  return change.move_cause == v1::CLOCK_CAUSE_DUPLICATE
             ? TakesEarliest(rule, change)
             : StartCorrected(clock, change);
}

// Moves the start alone; all else that it ran by stays. A clock that has
// stopped is not judged by what holds today.
void AddStartMove(const v1::Clock& clock, const ClockChange& change,
                  Events& moves) {
  v1::ClockTerms terms = clock.terms();
  const v1::PolicyRule* const rule = RuleOf(terms, change.catalogue);
  if (rule == nullptr || !MovesStart(clock, *rule, change)) return;
  const std::optional<Anchor> anchor = FindAnchor(*rule, change);
  if (!anchor || FindClock(change.ticket, anchor->key) != &clock ||
      anchor->start == FromTimestamp(terms.start_time())) {
    return;
  }
  *terms.mutable_start_time() = ToTimestamp(anchor->start);
  CarryAllowance(clock, change, terms);
  moves.push_back(MovedEvent(clock, change.ticket, terms, change.move_cause,
                             change.catalogue, change.occur_time));
}

void AddMove(const v1::Clock& clock, const v1::PolicyRule& rule,
             const ClockChange& change, Events& moves) {
  const std::optional<v1::ClockTerms> terms = NewTerms(clock, rule, change);
  if (!terms ||
      terms->SerializeAsString() == clock.terms().SerializeAsString()) {
    return;
  }
  moves.push_back(MovedEvent(clock, change.ticket, *terms, change.move_cause,
                             change.catalogue, change.occur_time));
  if (Lowered(change) && IsLate(clock, change)) {
    moves.back().mutable_deadline_moved()->set_late_downgrade(true);
  }
}

// Whether a clock with this key is there, or was there and something else than
// its rule going away ended it. A party's clock does not become another's.
bool IsThere(const v1::Ticket& ticket, const v1::ClockKey& key) {
  const v1::Clock* const clock = FindClock(ticket, key);
  if (clock == nullptr) return false;
  return !clock->has_cancel_time() || clock->has_stop_time() ||
         (key.party() == v1::CLOCK_PARTY_CONTRACTOR &&
          clock->terms().assignee() != ticket.assignee().party());
}

// Returns the terms of a clock that starts; nothing where none does.
std::optional<v1::ClockTerms> StartTerms(v1::Metric metric,
                                         v1::ClockParty party,
                                         const ClockChange& change) {
  const v1::PolicyRule* const rule =
      MatchRule(change.policy, metric, party, change.ticket);
  if (rule == nullptr || rule->exempt()) return std::nullopt;
  const std::optional<Anchor> anchor = FindAnchor(*rule, change);
  if (!anchor || IsThere(change.ticket, anchor->key)) return std::nullopt;
  std::optional<v1::ClockTerms> terms = TermsOf(*rule, *anchor, CaseOf(change));
  if (!terms) return terms;
  SetFixedTime(*rule, change, *terms);
  if (!SetUsed(change.ticket, change.policy.reopen_mode(), change.catalogue,
               *terms)) {
    return std::nullopt;
  }
  return terms;
}

}  // namespace

bool RunsAgain(const v1::Clock& clock, const v1::Ticket& before) {
  const v1::Clock* const former = FindClock(before, clock.terms().clock());
  return IsRunning(clock) && former != nullptr && !IsRunning(*former);
}

Events MovesOf(const ClockChange& change) {
  Events moves;
  v1::Event cancelled;
  v1::ClocksCancelled& keys = *cancelled.mutable_clocks_cancelled();
  keys.set_cause(change.move_cause);
  for (const v1::Clock& clock : change.ticket.clocks()) {
    if (!MayMove(clock, change)) continue;
    if (!IsRunning(clock) || change.move_cause == v1::CLOCK_CAUSE_DUPLICATE) {
      AddStartMove(clock, change, moves);
      continue;
    }
    const v1::ClockKey& key = clock.terms().clock();
    const v1::PolicyRule* const rule =
        MatchRule(change.policy, key.metric(), key.party(), change.ticket);
    if (rule != nullptr && !rule->exempt()) {
      AddMove(clock, *rule, change, moves);
    } else {
      *keys.add_clocks() = key;
    }
  }
  if (!keys.clocks().empty()) moves.insert(moves.begin(), std::move(cancelled));
  return moves;
}

Events StartsOf(const ClockChange& change) {
  v1::Event event;
  v1::ClocksStarted& started = *event.mutable_clocks_started();
  started.set_cause(change.start_cause);
  if (change.start_cause == v1::CLOCK_CAUSE_REPORTED) {
    started.set_policy(change.ticket.policy());
    started.set_policy_revision(change.ticket.policy_revision());
  }
  std::vector<std::pair<v1::Metric, v1::ClockParty>> seen;
  for (const v1::PolicyRule& rule : change.policy.rules()) {
    const std::pair pair(rule.metric(), rule.party());
    if (std::ranges::find(seen, pair) != seen.end()) continue;
    seen.push_back(pair);
    std::optional<v1::ClockTerms> terms =
        StartTerms(rule.metric(), rule.party(), change);
    if (!terms) continue;
    const absl::Time due =
        DueOf(*terms, change.ticket, change.catalogue, change.occur_time);
    v1::StartedClock& clock = *started.add_clocks();
    *clock.mutable_terms() = *std::move(terms);
    if (due != absl::InfiniteFuture()) {
      *clock.mutable_due_time() = ToTimestamp(due);
    }
  }
  if (started.clocks().empty() && started.policy().empty()) return {};
  return {std::move(event)};
}

v1::Event MovedEvent(const v1::Clock& clock, const v1::Ticket& ticket,
                     const v1::ClockTerms& terms, v1::ClockCause cause,
                     const Catalogue& catalogue, absl::Time now) {
  v1::Event event;
  v1::DeadlineMoved& moved = *event.mutable_deadline_moved();
  *moved.mutable_terms() = terms;
  moved.set_cause(cause);
  const absl::Time at = EndOf(clock).value_or(now);
  const absl::Time previous = DueOf(clock.terms(), ticket, catalogue, at);
  const absl::Time due = DueOf(terms, ticket, catalogue, at);
  if (previous != absl::InfiniteFuture()) {
    *moved.mutable_previous_due_time() = ToTimestamp(previous);
  }
  if (due != absl::InfiniteFuture()) {
    *moved.mutable_due_time() = ToTimestamp(due);
  }
  return event;
}

}  // namespace workledger
