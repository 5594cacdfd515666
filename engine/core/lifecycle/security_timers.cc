#include "engine/core/lifecycle/security_timers.h"

#include <span>
#include <string>
#include <utility>

#include "engine/base/time.h"

namespace workledger {
namespace {

// Returns the shift that is on duty at `at`, or null.
const v1::Shift* FindShift(const v1::Roster& roster, absl::Time at) {
  for (const v1::Shift& shift : roster.shifts()) {
    if (FromTimestamp(shift.start_time()) <= at &&
        at < FromTimestamp(shift.end_time())) {
      return &shift;
    }
  }
  return nullptr;
}

// Whom the roster names at `at`, first to last.
std::span<const std::string* const> LevelsAt(const v1::CatalogueEntry* entry,
                                             absl::Time at) {
  if (entry == nullptr) return {};
  const v1::Shift* const shift = FindShift(entry->item().roster(), at);
  if (shift == nullptr) return {};
  return {shift->levels().data(), static_cast<size_t>(shift->levels().size())};
}

}  // namespace

absl::StatusOr<std::vector<StreamEvents>> FireOnCall(const v1::FireTimer& order,
                                                     const Folds& folds,
                                                     const Context& context) {
  const std::string& id = order.stream().key();
  const v1::IncidentDetails& incident = TicketOf(folds, id).incident();
  Events events(1);
  v1::OnCallRaised& raised = *events[0].mutable_on_call_raised();
  raised.set_level(1);
  raised.set_roster(incident.roster());
  raised.set_catalogue_position(folds.ledger->catalogue_position());
  const v1::CatalogueEntry* const roster =
      folds.catalogue->Find(v1::CATALOGUE_KIND_ROSTER, incident.roster());
  if (roster != nullptr) raised.set_roster_revision(roster->revision());
  const auto levels = LevelsAt(roster, context.now);
  if (!levels.empty()) {
    raised.set_level(incident.call_level() % levels.size() + 1);
    raised.set_principal(*levels[raised.level() - 1]);
  }
  return InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
}

}  // namespace workledger
