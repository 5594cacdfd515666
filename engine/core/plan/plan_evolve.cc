#include "engine/core/plan/plan_evolve.h"

#include <algorithm>

#include "absl/time/time.h"
#include "engine/base/time.h"

namespace workledger {
namespace {

void ClearNext(v1::PlanProgress& progress) {
  progress.clear_next_key();
  progress.clear_next_start_time();
  progress.clear_next_end_time();
  progress.clear_timer();
}

void Apply(v1::PlanProgress& progress, const v1::Record& record,
           const v1::OccurrenceScheduled& event) {
  progress.set_next_key(event.key());
  *progress.mutable_next_start_time() = event.window_start_time();
  *progress.mutable_next_end_time() = event.window_end_time();
  progress.set_plan_revision(event.plan_revision());
  progress.set_rule_key(event.rule_key());
  v1::Timer& timer = *progress.mutable_timer();
  timer.set_kind(v1::TIMER_KIND_OCCURRENCE);
  *timer.mutable_due_time() = event.plan_time();
  timer.set_position(record.position());
}

void Apply(v1::PlanProgress& progress, const v1::Record& record,
           const v1::OccurrenceMade& event) {
  *progress.mutable_last_start_time() = event.brought_forward()
                                            ? record.record_time()
                                            : progress.next_start_time();
  progress.set_last_key(event.key());
  progress.set_last_ticket(event.ticket());
  progress.set_last_inspection(event.inspection());
  progress.set_made(progress.made() + 1);
  ClearNext(progress);
}

void ApplyDone(v1::PlanProgress& progress, const v1::OccurrenceEnded& event) {
  progress.set_done(progress.done() + 1);
  const absl::Time done = FromTimestamp(event.done_time());
  if (progress.has_last_done_time()) {
    // An older occurrence may be done after a later one.
    const absl::Time last = FromTimestamp(progress.last_done_time());
    const int64_t gap = absl::ToInt64Milliseconds(done - last);
    progress.set_gap_max_millis(std::max(progress.gap_max_millis(), gap));
    if (done < last) return;
  }
  *progress.mutable_last_done_time() = event.done_time();
}

void Apply(v1::PlanProgress& progress, const v1::OccurrenceEnded& event) {
  if (!event.done()) {
    progress.set_missed(progress.missed() + 1);
    return;
  }
  ApplyDone(progress, event);
  if (event.key() == progress.last_key()) progress.clear_last_start_time();
}

}  // namespace

void EvolvePlan(v1::PlanProgress& progress, const v1::Record& record,
                const v1::Event& event) {
  progress.set_plan(record.stream().key());
  progress.set_version(record.version());
  if (event.has_occurrence_scheduled()) {
    Apply(progress, record, event.occurrence_scheduled());
  } else if (event.has_occurrence_made()) {
    Apply(progress, record, event.occurrence_made());
  } else if (event.has_occurrence_ended()) {
    Apply(progress, event.occurrence_ended());
  } else if (event.has_plan_ended()) {
    ClearNext(progress);
    progress.set_plan_revision(event.plan_ended().plan_revision());
  }
}

}  // namespace workledger
