#include "engine/core/evolve.h"

#include <algorithm>
#include <cstdint>

#include "engine/base/time.h"
#include "engine/core/alarm/alarm_evolve.h"
#include "engine/core/inspection/inspection_evolve.h"
#include "engine/core/lifecycle/cleaning_evolve.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/progress.h"
#include "engine/core/lifecycle/repair_evolve.h"
#include "engine/core/lifecycle/security_evolve.h"
#include "engine/core/lifecycle/shared_evolve.h"
#include "engine/core/lifecycle/timeline.h"
#include "engine/core/metric/metric_marks.h"
#include "engine/core/penalty/penalty_evolve.h"
#include "engine/core/plan/plan_evolve.h"
#include "engine/core/sla/clock_answers.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_stops.h"
#include "engine/core/sla/spans.h"

namespace workledger {
namespace {

// Whose events a ticket folds.
enum class Area { kRepair, kShared, kCleaning, kSecurity, kClock, kNone };

// One row an event, so longer than a function should be.
// NOLINTNEXTLINE(readability-function-size)
Area AreaOf(v1::Event::BodyCase body) {
  switch (body) {
    case v1::Event::kTicketReported:
    case v1::Event::kTicketAccepted:
    case v1::Event::kTicketRejected:
    case v1::Event::kTicketWithdrawn:
    case v1::Event::kDuplicateLinked:
    case v1::Event::kDuplicateUnlinked:
    case v1::Event::kTicketAppealed:
    case v1::Event::kWorkDispatched:
    case v1::Event::kWorkOffered:
    case v1::Event::kWorkReturned:
    case v1::Event::kWorkReassigned:
    case v1::Event::kDispatchAcknowledged:
    case v1::Event::kAppointmentMade:
    case v1::Event::kArrivalRecorded:
    case v1::Event::kWorkStarted:
    case v1::Event::kWorkHeld:
    case v1::Event::kWorkResumed:
    case v1::Event::kWorkCompleted:
    case v1::Event::kWorkAccepted:
    case v1::Event::kWorkRejected:
    case v1::Event::kFindingRechecked:
    case v1::Event::kCallbackRecorded:
    case v1::Event::kServiceRated:
    case v1::Event::kReopenProposed:
    case v1::Event::kTicketClosed:
    case v1::Event::kTicketReopened:
    case v1::Event::kLookBackScheduled:
    case v1::Event::kStateRecorded:
    case v1::Event::kAssigneeRecorded:
    case v1::Event::kDetailsRecorded:
    case v1::Event::kFactsRecorded:
    case v1::Event::kStopRestated:
    case v1::Event::kConformanceFound:
      return Area::kRepair;
    case v1::Event::kPrioritySet:
    case v1::Event::kNoteAdded:
    case v1::Event::kAttached:
    case v1::Event::kChildAdded:
    case v1::Event::kParentSet:
    case v1::Event::kTicketUrged:
    case v1::Event::kTicketSupervised:
    case v1::Event::kExtensionRequested:
    case v1::Event::kExtensionGranted:
    case v1::Event::kExtensionRefused:
    case v1::Event::kApprovalRequested:
    case v1::Event::kApprovalGranted:
    case v1::Event::kApprovalRefused:
    case v1::Event::kTimelineCorrected:
    case v1::Event::kLookBackDue:
    case v1::Event::kLookBackRecorded:
    case v1::Event::kStepRecorded:
    case v1::Event::kHoldExpired:
    case v1::Event::kWorkDeemedAccepted:
    case v1::Event::kWorkContained:
    case v1::Event::kProgressMissed:
      return Area::kShared;
    case v1::Event::kTaskPlanned:
    case v1::Event::kTaskReleased:
    case v1::Event::kTaskSkipped:
    case v1::Event::kTaskMissed:
    case v1::Event::kTaskFinished:
    case v1::Event::kInspectionScored:
    case v1::Event::kScoreContested:
    case v1::Event::kContestDecided:
    case v1::Event::kRectificationOrdered:
    case v1::Event::kRectificationSubmitted:
    case v1::Event::kRectificationChecked:
      return Area::kCleaning;
    case v1::Event::kIncidentOpened:
    case v1::Event::kVerificationStarted:
    case v1::Event::kIncidentConfirmed:
    case v1::Event::kDismissalProposed:
    case v1::Event::kIncidentDismissed:
    case v1::Event::kIncidentReclassified:
    case v1::Event::kGuardsDispatched:
    case v1::Event::kReinforcementRequested:
    case v1::Event::kSceneArrival:
    case v1::Event::kIncidentContained:
    case v1::Event::kIncidentHandedOver:
    case v1::Event::kIncidentResolved:
    case v1::Event::kIncidentReportedUp:
    case v1::Event::kReviewOpened:
    case v1::Event::kIncidentResumed:
    case v1::Event::kOnCallRaised:
    case v1::Event::kDuplicateJoined:
    case v1::Event::kDuplicateParted:
      return Area::kSecurity;
    case v1::Event::kClocksStarted:
    case v1::Event::kDeadlineMoved:
    case v1::Event::kClocksCancelled:
    case v1::Event::kSlaBreached:
    case v1::Event::kEscalationRaised:
    case v1::Event::kBreachExcused:
    case v1::Event::kBreachVoided:
    case v1::Event::kBreachRescinded:
    case v1::Event::kPolicyMigrated:
      return Area::kClock;
    case v1::Event::kLedgerCreated:
    case v1::Event::kTimeAdvanced:
    case v1::Event::kCatalogueItemPut:
    case v1::Event::kCatalogueItemRetired:
    case v1::Event::kRoundOpened:
    case v1::Event::kLocationVisited:
    case v1::Event::kFindingRaised:
    case v1::Event::kRoundClosed:
    case v1::Event::kRoundContested:
    case v1::Event::kRoundDecided:
    case v1::Event::kRoundEnded:
    case v1::Event::kSignalRecorded:
    case v1::Event::kGroupReleased:
    case v1::Event::kGroupSuppressed:
    case v1::Event::kOccurrenceScheduled:
    case v1::Event::kOccurrenceMade:
    case v1::Event::kOccurrenceEnded:
    case v1::Event::kPlanEnded:
    case v1::Event::kTallyRecorded:
    case v1::Event::kPenaltyProposed:
    case v1::Event::kPenaltyContested:
    case v1::Event::kPenaltyConfirmed:
    case v1::Event::kPenaltyReduced:
    case v1::Event::kPenaltyWaived:
    case v1::Event::kMonthSettled:
    case v1::Event::BODY_NOT_SET:
      return Area::kNone;
  }
  return Area::kNone;
}

void ApplyByArea(v1::Ticket& ticket, const v1::Record& record,
                 const v1::Event& event) {
  switch (AreaOf(event.body_case())) {
    case Area::kRepair:
      EvolveRepair(ticket, record, event);
      return AlignCleaning(ticket, record, event);
    case Area::kShared:
      return EvolveShared(ticket, record, event);
    case Area::kCleaning:
      return EvolveCleaning(ticket, record, event);
    case Area::kSecurity:
      return EvolveSecurity(ticket, record, event);
    case Area::kClock:
      return EvolveClocks(ticket, record, event);
    case Area::kNone:
      break;
  }
}

// Returns the display number that an event gives out; 0 if it gives none.
uint64_t NumberOf(const v1::Event& event) {
  if (event.has_ticket_reported()) return event.ticket_reported().number();
  if (event.has_task_planned()) return event.task_planned().number();
  if (event.has_incident_opened()) return event.incident_opened().number();
  return 0;
}

// What the engine finds by itself is no change of the ticket: what happened
// before it has not gone back. Nor does what is typed in late take the time
// back; history is told anew as its source has it.
void KeepChangeTime(v1::Ticket& ticket, const v1::Record& record,
                    const v1::Event& event) {
  if (AreaOf(event.body_case()) == Area::kClock ||
      event.has_progress_missed()) {
    return;
  }
  auto& time = *ticket.mutable_milestones()->mutable_change_time();
  if (record.has_provenance() ||
      CompareTimestamps(time, record.occur_time()) < 0) {
    time = record.occur_time();
  }
}

}  // namespace

void EvolveFold(v1::Fold& fold, const v1::Record& record,
                const v1::Event& event) {
  switch (record.stream().kind()) {
    case v1::STREAM_KIND_TICKET:
      return EvolveTicket(*fold.mutable_ticket(), record, event);
    case v1::STREAM_KIND_ALARM:
      return EvolveAlarm(*fold.mutable_alarm(), record, event);
    case v1::STREAM_KIND_INSPECTION:
      return EvolveInspection(*fold.mutable_inspection(), record, event);
    case v1::STREAM_KIND_PLAN:
      return EvolvePlan(*fold.mutable_plan(), record, event);
    case v1::STREAM_KIND_TALLY:
      return fold.mutable_tally()->set_version(record.version());
    case v1::STREAM_KIND_PENALTY:
      return EvolvePenaltyMonth(*fold.mutable_penalty_month(), record, event);
    // They have folds of their own: LedgerState and Catalogue.
    case v1::STREAM_KIND_LEDGER:
    case v1::STREAM_KIND_CATALOGUE:
    case v1::STREAM_KIND_UNSPECIFIED:
    case v1::StreamKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::StreamKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
}

void EvolveTicket(v1::Ticket& ticket, const v1::Record& record,
                  const v1::Event& event) {
  // The key is the same in all records of a stream; a copy for each would cost.
  if (ticket.ticket().empty()) ticket.set_ticket(record.stream().key());
  ticket.set_version(record.version());
  if (record.has_provenance()) {
    ticket.set_imported(true);
    if (record.version() == 1) ticket.set_source(record.provenance().source());
  }
  KeepChangeTime(ticket, record, event);
  const Standing before = StandingOf(ticket);
  ApplyByArea(ticket, record, event);
  KeepTimeline(before, record, event, ticket);
  KeepSpans(before, record, event, ticket);
  KeepAnswer(record, event, ticket);
  KeepMarks(record, event, ticket);
  StopClocks(record, event, ticket);
  KeepProgressTimer(record, ticket);
}

void EvolveLedger(v1::LedgerState& ledger, const v1::Record& record,
                  const v1::Event& event) {
  ledger.set_position(record.position());
  *ledger.mutable_now_time() = record.record_time();
  if (record.stream().kind() == v1::STREAM_KIND_LEDGER) {
    ledger.set_version(record.version());
  }
  if (record.stream().kind() == v1::STREAM_KIND_CATALOGUE) {
    ledger.set_catalogue_position(record.position());
  }
  const uint64_t number = NumberOf(event);
  if (number > 0) {
    ledger.set_last_number(std::max(ledger.last_number(), number));
  } else if (event.has_ledger_created()) {
    const v1::LedgerCreated& created = event.ledger_created();
    ledger.set_ledger(created.ledger());
    ledger.set_clock(created.clock());
    *ledger.mutable_create_time() = record.record_time();
    if (created.has_start_time()) {
      *ledger.mutable_now_time() = created.start_time();
    }
  } else if (event.has_time_advanced()) {
    *ledger.mutable_now_time() = event.time_advanced().now_time();
  }
}

bool IsTerminal(v1::TicketState state) {
  return kTerminalStates.Contains(state);
}

}  // namespace workledger
