#include "engine/core/inspection/inspection_evolve.h"

namespace workledger {
namespace {

void Apply(v1::Inspection& round, const v1::Record& record,
           const v1::RoundOpened& event) {
  round.set_state(v1::INSPECTION_STATE_OPEN);
  round.set_title(event.title());
  round.set_party(event.party());
  *round.mutable_inspector() = record.actor();
  round.set_unannounced(event.unannounced());
  round.set_rubric(event.rubric());
  round.set_rubric_revision(event.rubric_revision());
  round.set_full_score(event.full_score());
  round.set_pass_points(event.pass_points());
  *round.mutable_locations() = event.locations();
  *round.mutable_items() = event.items();
  *round.mutable_open_time() = record.occur_time();
  if (!event.has_occurrence()) return;
  *round.mutable_occurrence() = event.occurrence();
  *round.mutable_window_start_time() = event.window_start_time();
  *round.mutable_window_end_time() = event.window_end_time();
}

// What a plan opened is inspected by whoever comes first.
void Apply(v1::Inspection& round, const v1::Record& record,
           const v1::LocationVisited& event) {
  if (round.has_occurrence() && round.visited().empty()) {
    *round.mutable_inspector() = record.actor();
  }
  round.add_visited(event.location());
}

void Apply(v1::Inspection& round, const v1::FindingRaised& event) {
  v1::InspectionFinding& finding = *round.add_findings();
  finding.set_ticket(event.ticket());
  finding.set_location(event.location());
  finding.set_rubric_item(event.rubric_item());
  finding.set_points(event.points());
}

void Apply(v1::Inspection& round, const v1::Record& record,
           const v1::RoundClosed& event) {
  round.set_state(v1::INSPECTION_STATE_CLOSED);
  round.set_score(event.score());
  round.set_full_score(event.full_score());
  round.set_passed(event.passed());
  *round.mutable_close_time() = record.occur_time();
}

void Apply(v1::Inspection& round, const v1::RoundContested&) {
  round.set_state(v1::INSPECTION_STATE_CONTESTED);
  round.set_contested(true);
}

void Apply(v1::Inspection& round, const v1::RoundDecided& event) {
  round.set_state(v1::INSPECTION_STATE_CLOSED);
  round.set_score(event.score());
  round.set_passed(event.passed());
}

}  // namespace

void EvolveInspection(v1::Inspection& round, const v1::Record& record,
                      const v1::Event& event) {
  if (round.inspection().empty()) {
    round.set_inspection(record.stream().key());
  }
  round.set_version(record.version());
  if (event.has_round_opened()) {
    Apply(round, record, event.round_opened());
  } else if (event.has_location_visited()) {
    Apply(round, record, event.location_visited());
  } else if (event.has_finding_raised()) {
    Apply(round, event.finding_raised());
  } else if (event.has_round_closed()) {
    Apply(round, record, event.round_closed());
  } else if (event.has_round_contested()) {
    Apply(round, event.round_contested());
  } else if (event.has_round_decided()) {
    Apply(round, event.round_decided());
  } else if (event.has_round_ended()) {
    round.set_state(v1::INSPECTION_STATE_ENDED);
    *round.mutable_end_time() = record.occur_time();
  }
}

}  // namespace workledger
