#include "engine/core/sla/clock_evolve.h"

#include <algorithm>

#include "engine/base/time.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

bool Same(const v1::ClockKey& a, const v1::ClockKey& b) {
  return a.metric() == b.metric() && a.party() == b.party() &&
         a.cycle() == b.cycle() && a.segment() == b.segment();
}

// What was promised first, while a clock goes on by `terms` from now on. A
// start that was said wrongly was promised rightly, and a notice of a calendar
// tells what days a promise counts.
void KeepOriginal(const v1::ClockTerms& terms, v1::ClockCause cause,
                  v1::Clock& clock) {
  const v1::ClockTerms& before = clock.terms();
  const bool first = !clock.has_original_terms();
  if (cause == v1::CLOCK_CAUSE_CALENDAR) {
    if (!first && clock.original_terms().calendar() == terms.calendar()) {
      clock.mutable_original_terms()->set_calendar_revision(
          terms.calendar_revision());
    }
    return;
  }
  v1::ClockTerms& original = *clock.mutable_original_terms();
  if (first) {
    original = before;
    original.clear_levels();
  }
  if (cause == v1::CLOCK_CAUSE_CORRECTION &&
      original.start_time().SerializeAsString() ==
          before.start_time().SerializeAsString()) {
    *original.mutable_start_time() = terms.start_time();
  }
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::ClocksStarted& event) {
  if (!event.policy().empty()) {
    ticket.set_policy(event.policy());
    ticket.set_policy_revision(event.policy_revision());
    ticket.set_policy_position(record.position());
  }
  for (const v1::StartedClock& started : event.clocks()) {
    v1::Clock* const known = FindClock(ticket, started.terms().clock());
    v1::Clock& clock = known == nullptr ? *ticket.add_clocks() : *known;
    if (known != nullptr) {
      KeepOriginal(started.terms(), event.cause(), clock);
    }
    *clock.mutable_terms() = started.terms();
    clock.set_silent(IsSilent(record));
    clock.clear_cancel_time();
    clock.clear_cancel_version();
    clock.clear_due_time();
    if (started.has_due_time()) *clock.mutable_due_time() = started.due_time();
    clock.set_deadline_revision(clock.deadline_revision() + 1);
    // A clock that comes back was promised before.
    if (known != nullptr) continue;
    *clock.mutable_original_target() = started.terms().target();
    if (started.has_due_time()) {
      *clock.mutable_original_due_time() = started.due_time();
    }
    clock.set_start_version(record.version());
  }
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::DeadlineMoved& event) {
  v1::Clock* const clock = FindClock(ticket, event.terms().clock());
  if (clock == nullptr) return;
  KeepOriginal(event.terms(), event.cause(), *clock);
  // Neither a notice nor a duplicate's start changes who is told.
  if (!IsSilent(record) && event.cause() != v1::CLOCK_CAUSE_CALENDAR &&
      event.cause() != v1::CLOCK_CAUSE_DUPLICATE) {
    clock->set_silent(false);
  }
  *clock->mutable_terms() = event.terms();
  clock->clear_due_time();
  if (event.has_due_time()) *clock->mutable_due_time() = event.due_time();
  clock->set_deadline_revision(clock->deadline_revision() + 1);
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::ClocksCancelled& event) {
  for (const v1::ClockKey& key : event.clocks()) {
    v1::Clock* const clock = FindClock(ticket, key);
    if (clock == nullptr) continue;
    *clock->mutable_cancel_time() = record.occur_time();
    clock->set_cancel_version(record.version());
  }
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::SlaBreached& event) {
  v1::Clock* const clock = FindClock(ticket, event.clock());
  if (clock == nullptr) return;
  v1::Breach& breach = *clock->mutable_breach();
  breach.Clear();
  *breach.mutable_due_time() = event.due_time();
  *breach.mutable_detect_time() = event.detect_time();
  breach.set_position(record.position());
  breach.set_state(v1::BREACH_STATE_STANDING);
  breach.set_holder(event.holder());
  breach.set_holder_party(event.holder_party());
}

void Apply(v1::Ticket& ticket, const v1::EscalationRaised& event) {
  v1::Clock* const clock = FindClock(ticket, event.clock());
  if (clock == nullptr) return;
  auto& raised = *clock->mutable_raised();
  auto place = std::ranges::find_if(raised, [&](const v1::RaisedLevel& level) {
    return level.level() == event.level();
  });
  v1::RaisedLevel& level = place == raised.end() ? *raised.Add() : *place;
  level.set_level(event.level());
  level.set_deadline_revision(event.deadline_revision());
  level.set_repeats(event.repeat());
  *level.mutable_raise_time() = event.due_time();
}

void SetBreachState(v1::Ticket& ticket, const v1::ClockKey& key,
                    v1::BreachState state) {
  v1::Clock* const clock = FindClock(ticket, key);
  if (clock != nullptr && clock->has_breach()) {
    clock->mutable_breach()->set_state(state);
  }
}

void Apply(v1::Ticket& ticket, const v1::Record& record,
           const v1::PolicyMigrated& event) {
  ticket.set_policy(event.policy());
  ticket.set_policy_revision(event.policy_revision());
  ticket.set_policy_position(record.position());
}

}  // namespace

void EvolveClocks(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event) {
  if (event.has_clocks_started()) {
    Apply(ticket, record, event.clocks_started());
  } else if (event.has_deadline_moved()) {
    Apply(ticket, record, event.deadline_moved());
  } else if (event.has_clocks_cancelled()) {
    Apply(ticket, record, event.clocks_cancelled());
  } else if (event.has_sla_breached()) {
    Apply(ticket, record, event.sla_breached());
  } else if (event.has_escalation_raised()) {
    Apply(ticket, event.escalation_raised());
  } else if (event.has_breach_excused()) {
    SetBreachState(ticket, event.breach_excused().clock(),
                   v1::BREACH_STATE_EXCUSED);
  } else if (event.has_breach_voided()) {
    SetBreachState(ticket, event.breach_voided().clock(),
                   v1::BREACH_STATE_VOIDED);
  } else if (event.has_breach_rescinded()) {
    SetBreachState(ticket, event.breach_rescinded().clock(),
                   v1::BREACH_STATE_RESCINDED);
  } else if (event.has_policy_migrated()) {
    Apply(ticket, record, event.policy_migrated());
  }
}

v1::Clock* FindClock(v1::Ticket& ticket, const v1::ClockKey& key) {
  return const_cast<v1::Clock*>(
      FindClock(static_cast<const v1::Ticket&>(ticket), key));
}

const v1::Clock* FindClock(const v1::Ticket& ticket, const v1::ClockKey& key) {
  const auto clock = std::ranges::find_if(
      ticket.clocks(),
      [&](const v1::Clock& c) { return Same(c.terms().clock(), key); });
  return clock == ticket.clocks().end() ? nullptr : &*clock;
}

bool IsSilent(const v1::Record& record) {
  return record.has_provenance() &&
         FromTimestamp(record.occur_time()) + kOccurTimeAheadMax <
             FromTimestamp(record.record_time());
}

bool IsRunning(const v1::Clock& clock) {
  return !clock.has_stop_time() && !clock.has_cancel_time();
}

}  // namespace workledger
