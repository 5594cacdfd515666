#include "engine/core/sla/clock_moves.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/time.h"
#include "engine/core/sla/clock_anchor.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/sla/policy_match.h"
#include "engine/core/sla/top_up.h"

namespace workledger {
namespace {

constexpr int64_t kGraceDivisor = 10;       // 10 % of the target
constexpr int64_t kLateMillisPerOne = 800;  // its last fifth

TermsCase CaseOf(const ClockChange& change) {
  return {.ticket = change.ticket,
          .policy = change.policy,
          .catalogue = change.catalogue,
          .silent = change.silent};
}

absl::Time DueOf(const v1::ClockTerms& terms, const v1::Ticket& ticket,
                 const Catalogue& catalogue, absl::Time now) {
  const WorkingCalendar* const calendar = CalendarOf(terms, catalogue);
  return calendar == nullptr ? absl::InfiniteFuture()
                             : CourseOf(terms, ticket, *calendar, now).due;
}

// P1 is the highest, so that a greater number is a lower priority.
bool Raised(const ClockChange& change) {
  return change.move_cause == v1::CLOCK_CAUSE_PRIORITY &&
         change.previous_priority != v1::PRIORITY_UNSPECIFIED &&
         change.ticket.priority() < change.previous_priority;
}

bool Lowered(const ClockChange& change) {
  return change.move_cause == v1::CLOCK_CAUSE_PRIORITY &&
         change.previous_priority != v1::PRIORITY_UNSPECIFIED &&
         change.ticket.priority() > change.previous_priority;
}

// Whether the time that was agreed on is that of an extension.
bool IsExtension(const v1::ClockTerms& terms, const v1::Ticket& ticket) {
  return terms.has_agreed_time() && ticket.extension().has_due_time() &&
         CompareTimestamps(terms.agreed_time(),
                           ticket.extension().due_time()) == 0;
}

// The slot that the requester chose is when somebody is to arrive.
bool MeetsAppointment(const v1::ClockKey& key, const v1::Ticket& ticket,
                      absl::Time start) {
  return key.metric() == v1::METRIC_ARRIVAL && ticket.has_appointment_time() &&
         ticket.appointment_requested() &&
         FromTimestamp(ticket.appointment_time()) > start;
}

// Sets the fixed instant of a clock that starts at the slot itself, or that is
// to be met by it.
void SetAppointment(const v1::PolicyRule& rule, const ClockChange& change,
                    v1::ClockTerms& terms) {
  const absl::Time start = FromTimestamp(terms.start_time());
  if (StartOf(rule) == v1::CLOCK_START_APPOINTMENT) {
    const WorkingCalendar& calendar = *CalendarOf(terms, change.catalogue);
    v1::ClockTerms whole = terms;
    whole.clear_agreed_time();
    *terms.mutable_agreed_time() =
        ToTimestamp(CourseOf(whole, v1::Ticket(), calendar, start).due);
  } else if (MeetsAppointment(terms.clock(), change.ticket, start)) {
    *terms.mutable_agreed_time() = change.ticket.appointment_time();
  }
}

// Whether the event that the clock started at happened at another time.
bool StartCorrected(const v1::Clock& clock, const ClockChange& change) {
  return change.event.has_timeline_corrected() &&
         CompareTimestamps(change.event.timeline_corrected().previous_time(),
                           clock.terms().start_time()) == 0;
}

absl::Time StartAfter(const v1::Clock& clock, const v1::PolicyRule& rule,
                      const ClockChange& change) {
  const absl::Time start = FromTimestamp(clock.terms().start_time());
  const std::optional<Anchor> anchor = AnchorOf(rule, change.ticket);
  if (!anchor) return start;
  const bool follows = change.move_cause == v1::CLOCK_CAUSE_POLICY ||
                       StartOf(rule) == v1::CLOCK_START_APPOINTMENT ||
                       StartCorrected(clock, change);
  return follows ? anchor->start : start;
}

// What was agreed on holds, but for an extension of a target that is no more:
// of a higher priority, or of one that gives more time anyway.
void CarryAgreed(const v1::Clock& clock, const ClockChange& change,
                 v1::ClockTerms& terms) {
  const v1::ClockTerms& before = clock.terms();
  if (!before.has_agreed_time()) return;
  if (IsExtension(before, change.ticket) &&
      (Raised(change) ||
       DueOf(terms, change.ticket, change.catalogue, change.occur_time) >
           FromTimestamp(before.agreed_time()))) {
    return;
  }
  *terms.mutable_agreed_time() = before.agreed_time();
}

// Whether the clock now has less time than it ran by. One that runs again may
// have missed that the priority was raised.
bool IsCurtailed(const v1::Clock& clock, const ClockChange& change) {
  return Raised(change) || (change.revived_since != nullptr &&
                            DueOf(clock.terms(), change.ticket,
                                  change.catalogue, change.now) >= change.now);
}

// A raised priority does not breach at once: a tenth of the target is left.
void SetGrace(const v1::Clock& clock, const ClockChange& change,
              v1::ClockTerms& terms) {
  if (!IsCurtailed(clock, change) || terms.has_agreed_time() ||
      IsBreached(clock)) {
    return;
  }
  const WorkingCalendar& calendar = *CalendarOf(terms, change.catalogue);
  if (DueOf(terms, change.ticket, change.catalogue, change.now) >= change.now) {
    return;
  }
  // Cut down to milliseconds.
  const absl::Duration grace = absl::Milliseconds(
      absl::ToInt64Milliseconds(TargetOf(terms, calendar)) / kGraceDivisor);
  *terms.mutable_grace_time() = ToTimestamp(calendar.Add(change.now, grace));
}

void SetExtension(const v1::Clock& clock, const ClockChange& change,
                  v1::ClockTerms& terms) {
  if (change.move_cause != v1::CLOCK_CAUSE_EXTENSION ||
      terms.clock().metric() != v1::METRIC_RESOLUTION) {
    return;
  }
  const auto& granted = change.ticket.extension().due_time();
  if (FromTimestamp(granted) > DueOf(clock.terms(), change.ticket,
                                     change.catalogue, change.occur_time)) {
    *terms.mutable_agreed_time() = granted;
  }
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
  if (change.move_cause != v1::CLOCK_CAUSE_PRIORITY &&
      before.has_grace_time()) {
    *terms->mutable_grace_time() = before.grace_time();
  }
  CarryAgreed(clock, change, *terms);
  SetExtension(clock, change, *terms);
  // A new slot does not undo a breach.
  const bool slot =
      change.move_cause == v1::CLOCK_CAUSE_APPOINTMENT && !IsBreached(clock);
  if (slot || StartOf(rule) == v1::CLOCK_START_APPOINTMENT) {
    SetAppointment(rule, change, *terms);
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

// A clock that has stopped is not judged by what holds today: only its start
// moves.
void AddCorrection(const v1::Clock& clock, const ClockChange& change,
                   Events& moves) {
  v1::ClockTerms terms = clock.terms();
  const v1::PolicyRule* const rule = RuleOf(terms, change.catalogue);
  if (rule == nullptr || !StartCorrected(clock, change)) return;
  const std::optional<Anchor> anchor = AnchorOf(*rule, change.ticket);
  if (!anchor || FindClock(change.ticket, anchor->key) != &clock ||
      anchor->start == FromTimestamp(terms.start_time())) {
    return;
  }
  *terms.mutable_start_time() = ToTimestamp(anchor->start);
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

// Whether a clock with this key is there, or was there and nothing but its rule
// going away ended it.
bool IsThere(const v1::Ticket& ticket, const v1::ClockKey& key) {
  const v1::Clock* const clock = FindClock(ticket, key);
  return clock != nullptr &&
         (!clock->has_cancel_time() || clock->has_stop_time());
}

// Returns the terms of a clock that starts; nothing where none does.
std::optional<v1::ClockTerms> StartTerms(v1::Metric metric,
                                         v1::ClockParty party,
                                         const ClockChange& change) {
  const v1::PolicyRule* const rule =
      MatchRule(change.policy, metric, party, change.ticket);
  if (rule == nullptr || rule->exempt()) return std::nullopt;
  const std::optional<Anchor> anchor = AnchorOf(*rule, change.ticket);
  if (!anchor || IsThere(change.ticket, anchor->key)) return std::nullopt;
  std::optional<v1::ClockTerms> terms = TermsOf(*rule, *anchor, CaseOf(change));
  if (!terms) return terms;
  SetAppointment(*rule, change, *terms);
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
    if (!IsRunning(clock)) {
      AddCorrection(clock, change, moves);
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

Events EarlierStarts(const v1::Ticket& master, absl::Time report_time,
                     const Catalogue& catalogue, absl::Time now) {
  Events moves;
  const v1::Policy* const policy =
      catalogue.FindPolicy(master.policy(), master.policy_revision());
  const absl::Time own = FromTimestamp(master.milestones().report_time());
  if (policy == nullptr || !policy->earliest_duplicate() ||
      report_time >= own) {
    return moves;
  }
  for (const v1::Clock& clock : master.clocks()) {
    const absl::Time start = FromTimestamp(clock.terms().start_time());
    const v1::ClockKey& key = clock.terms().clock();
    if (!IsRunning(clock) || key.party() == v1::CLOCK_PARTY_CONTRACTOR ||
        key.cycle() > 1 || start > own || start <= report_time) {
      continue;
    }
    v1::ClockTerms terms = clock.terms();
    *terms.mutable_start_time() = ToTimestamp(report_time);
    moves.push_back(MovedEvent(clock, master, terms, v1::CLOCK_CAUSE_DUPLICATE,
                               catalogue, now));
  }
  return moves;
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
