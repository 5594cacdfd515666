#include "engine/core/sla/explain.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/sla/holder.h"
#include "engine/core/sla/policy_match.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status TooMuch() {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "at_time",
                    absl::StrCat("got clocks of more than ", kExplainedPartsMax,
                                 " parts until then, want an earlier time"));
}

// Puts intervals together, each where the one before it ends.
class IntervalLine {
 public:
  IntervalLine(absl::Time start, size_t& parts_left)
      : end_(start), parts_left_(parts_left) {}

  // Adds [end of the line, `end`). What says the same as the interval before it
  // goes on with it.
  absl::Status Add(absl::Time end, v1::ClockInterval what) {
    if (end <= end_) return absl::OkStatus();
    if (parts_left_ == 0) return TooMuch();
    --parts_left_;
    *what.mutable_start_time() = ToTimestamp(end_);
    *what.mutable_end_time() = ToTimestamp(end);
    end_ = end;
    if (!intervals_.empty() && Same(intervals_.back(), what)) {
      *intervals_.back().mutable_end_time() = what.end_time();
    } else {
      intervals_.push_back(std::move(what));
    }
    return absl::OkStatus();
  }

  absl::Time end() const { return end_; }
  std::vector<v1::ClockInterval> Take() && { return std::move(intervals_); }

 private:
  static bool Same(const v1::ClockInterval& a, const v1::ClockInterval& b) {
    return a.activity() == b.activity() && a.hold_reason() == b.hold_reason() &&
           a.day_class() == b.day_class() && a.document() == b.document();
  }

  absl::Time end_;
  size_t& parts_left_;
  std::vector<v1::ClockInterval> intervals_;
};

v1::ClockInterval Running() {
  v1::ClockInterval interval;
  interval.set_activity(v1::CLOCK_ACTIVITY_RUN);
  return interval;
}

v1::ClockInterval Paused(v1::HoldReason reason) {
  v1::ClockInterval interval;
  interval.set_activity(v1::CLOCK_ACTIVITY_PAUSE);
  interval.set_hold_reason(reason);
  return interval;
}

v1::ClockInterval Closed(const DayInfo& day) {
  v1::ClockInterval interval;
  interval.set_activity(v1::CLOCK_ACTIVITY_CLOSED);
  interval.set_day_class(day.day_class);
  interval.set_document(std::string(day.document));
  return interval;
}

// Adds closed time up to `end`, day by day.
absl::Status AddClosed(const WorkingCalendar& calendar, absl::Time end,
                       IntervalLine& line) {
  while (line.end() < end) {
    const absl::Time midnight = calendar.AddNaturalDays(line.end(), 0);
    WL_RETURN_IF_ERROR(line.Add(std::min(midnight, end),
                                Closed(calendar.Describe(line.end()))));
  }
  return absl::OkStatus();
}

// Adds open time up to `end`, of which `pauses` stop the clock.
absl::Status AddOpen(const std::vector<Pause>& pauses, absl::Time end,
                     IntervalLine& line) {
  // The first that is not over yet.
  auto pause =
      std::ranges::upper_bound(pauses, line.end(), std::less<>(), &Pause::end);
  for (; pause != pauses.end() && pause->start < end; ++pause) {
    WL_RETURN_IF_ERROR(line.Add(pause->start, Running()));
    WL_RETURN_IF_ERROR(
        line.Add(std::min(pause->end, end), Paused(pause->reason)));
  }
  return line.Add(end, Running());
}

// Returns the end of the open time from `start` on, which is open, at most
// `end`. Days that are open around the clock are not gone through one by one
// where there is nothing else.
absl::Time OpenUntil(const WorkingCalendar& calendar, const OpenInterval& open,
                     absl::Time end) {
  if (calendar.Elapsed(open.open, end) == end - open.open) return end;
  return std::min(open.close, end);
}

// What the events of a clock say of it, beside what its fold keeps.
struct ClockStory {
  std::vector<v1::ClockMove> moves;
  std::vector<v1::RuleTrial> trials;
};

struct Stories {
  // By the bytes of the key.
  std::map<std::string, ClockStory> clocks;
  std::vector<v1::PolicyTrial> policies;
};

ClockStory& StoryOf(const v1::ClockKey& key, Stories& stories) {
  return stories.clocks[key.SerializeAsString()];
}

v1::ClockMove MoveOf(const v1::Record& record, v1::ClockCause cause) {
  v1::ClockMove move;
  *move.mutable_record_time() = record.record_time();
  move.set_cause(cause);
  move.set_position(record.position());
  return move;
}

// Tries the rules of the policy that the terms name, on the ticket as it is.
// What moved a clock without matching it anew, as a correction moves one that
// has ended, may find another rule, which says nothing of how this one came.
void Try(const v1::ClockTerms& terms, const v1::Ticket& ticket,
         const Catalogue& catalogue, ClockStory& story) {
  const v1::Policy* const policy =
      catalogue.FindPolicy(terms.policy(), terms.policy_revision());
  if (policy == nullptr) return;
  std::vector<v1::RuleTrial> trials;
  MatchRule(*policy, terms.clock().metric(), terms.clock().party(), ticket,
            &trials);
  if (!trials.empty() && trials.back().rule() == terms.rule()) {
    story.trials = std::move(trials);
  }
}

// A policy that somebody chose was not tried against others.
v1::PolicyTrial Migrated(const v1::PolicyMigrated& event,
                         const Catalogue& catalogue) {
  v1::PolicyTrial trial;
  trial.set_policy(event.policy());
  trial.set_policy_revision(event.policy_revision());
  const v1::Policy* const policy =
      catalogue.FindPolicy(event.policy(), event.policy_revision());
  if (policy != nullptr) trial.set_rank(policy->rank());
  trial.set_fits(true);
  return trial;
}

// Keeps what an event, which is folded into `ticket` already, says of clocks.
void Tell(const ToldEvent& told, const v1::Ticket& ticket,
          const Catalogue& catalogue, Stories& stories) {
  if (told.event.has_clocks_started()) {
    const v1::ClocksStarted& started = told.event.clocks_started();
    if (!started.policy().empty()) {
      stories.policies = TryPolicies(catalogue, told.record.position(), ticket);
    }
    for (const v1::StartedClock& clock : started.clocks()) {
      ClockStory& story = StoryOf(clock.terms().clock(), stories);
      v1::ClockMove& move =
          story.moves.emplace_back(MoveOf(told.record, started.cause()));
      if (clock.has_due_time()) *move.mutable_due_time() = clock.due_time();
      Try(clock.terms(), ticket, catalogue, story);
    }
  } else if (told.event.has_deadline_moved()) {
    const v1::DeadlineMoved& moved = told.event.deadline_moved();
    ClockStory& story = StoryOf(moved.terms().clock(), stories);
    v1::ClockMove& move =
        story.moves.emplace_back(MoveOf(told.record, moved.cause()));
    if (moved.has_previous_due_time()) {
      *move.mutable_previous_due_time() = moved.previous_due_time();
    }
    if (moved.has_due_time()) *move.mutable_due_time() = moved.due_time();
    move.set_document(moved.document());
    Try(moved.terms(), ticket, catalogue, story);
  } else if (told.event.has_policy_migrated()) {
    stories.policies = {Migrated(told.event.policy_migrated(), catalogue)};
  }
}

void AddStory(const ClockStory& story, v1::ClockExplanation& explanation) {
  explanation.mutable_trials()->Add(story.trials.begin(), story.trials.end());
  explanation.mutable_moves()->Add(story.moves.begin(), story.moves.end());
}

void AddHolders(const v1::Ticket& ticket, absl::Time now,
                v1::ExplainClocksResponse& response) {
  for (const HolderPart& part : HolderParts(ticket, now)) {
    v1::HolderInterval& interval = *response.add_holders();
    *interval.mutable_start_time() = ToTimestamp(part.start);
    *interval.mutable_end_time() = ToTimestamp(part.end);
    interval.set_holder(part.holder);
    interval.set_party(part.party);
    interval.set_state(part.state);
    interval.set_hold_reason(part.hold_reason);
  }
}

}  // namespace

absl::StatusOr<std::vector<v1::ClockInterval>> IntervalsOf(
    const v1::Clock& clock, const v1::Ticket& ticket,
    const WorkingCalendar& calendar, absl::Time now, size_t& parts_left) {
  const absl::Time end = EndOf(clock).value_or(now);
  const std::vector<Pause> pauses = PausesOf(clock, ticket, calendar, now);
  IntervalLine line(FromTimestamp(clock.terms().start_time()), parts_left);
  while (line.end() < end) {
    const std::optional<OpenInterval> open = calendar.NextInterval(line.end());
    const absl::Time closed_until =
        open ? std::clamp(open->open, line.end(), end) : end;
    WL_RETURN_IF_ERROR(AddClosed(calendar, closed_until, line));
    if (line.end() >= end) break;
    WL_RETURN_IF_ERROR(AddOpen(pauses, OpenUntil(calendar, *open, end), line));
  }
  return std::move(line).Take();
}

absl::StatusOr<v1::ExplainClocksResponse> Explain(
    std::span<const ToldEvent> events, const Catalogue& catalogue,
    absl::Time now) {
  v1::Ticket ticket;
  Stories stories;
  for (const ToldEvent& told : events) {
    EvolveTicket(ticket, told.record, told.event);
    Tell(told, ticket, catalogue, stories);
  }
  v1::ExplainClocksResponse response;
  response.set_ticket(ticket.ticket());
  *response.mutable_at_time() = ToTimestamp(now);
  size_t parts_left = kExplainedPartsMax;
  for (const v1::Clock& clock : ticket.clocks()) {
    v1::ClockExplanation& explanation = *response.add_clocks();
    *explanation.mutable_raised() = clock.raised();
    AddStory(StoryOf(clock.terms().clock(), stories), explanation);
    const WorkingCalendar* const calendar =
        CalendarOf(clock.terms(), catalogue);
    if (calendar == nullptr) {
      *explanation.mutable_value()->mutable_terms() = clock.terms();
      continue;
    }
    *explanation.mutable_value() = EvaluateClock(
        clock, ticket, *calendar, now, OriginalCalendarOf(clock, catalogue));
    WL_ASSIGN_OR_RETURN(const std::vector<v1::ClockInterval> intervals,
                        IntervalsOf(clock, ticket, *calendar, now, parts_left));
    explanation.mutable_intervals()->Add(intervals.begin(), intervals.end());
  }
  response.mutable_policies()->Add(stories.policies.begin(),
                                   stories.policies.end());
  AddHolders(ticket, now, response);
  return response;
}

}  // namespace workledger
