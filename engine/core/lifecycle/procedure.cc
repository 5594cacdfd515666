#include "engine/core/lifecycle/procedure.h"

#include "engine/core/catalogue/guards.h"

namespace workledger {
namespace {

template <typename Event>
void PinSteps(const v1::CatalogueEntry& procedure, Event& event) {
  event.set_procedure(procedure.item().procedure().code());
  event.set_procedure_revision(procedure.revision());
  for (const v1::Step& step : procedure.item().procedure().steps()) {
    v1::PinnedStep& pinned = *event.add_pinned_steps();
    pinned.set_step(step.code());
    pinned.set_mandatory(step.mandatory());
    pinned.set_evidence(step.evidence());
  }
}

// Readers of the event find the mandatory steps by themselves, too.
template <typename Event>
void PinWithMandatory(const Catalogue& catalogue, std::string_view category,
                      Event& event) {
  const v1::CatalogueEntry* const procedure = ProcedureOf(catalogue, category);
  if (procedure == nullptr) return;
  PinSteps(*procedure, event);
  for (const v1::PinnedStep& step : event.pinned_steps()) {
    if (step.mandatory()) event.add_steps(step.step());
  }
}

template <typename Event>
void Start(v1::Ticket& ticket, const Event& event) {
  ticket.clear_checklist();
  if (event.procedure().empty()) return;
  v1::Checklist& checklist = *ticket.mutable_checklist();
  checklist.set_procedure(event.procedure());
  checklist.set_procedure_revision(event.procedure_revision());
  *checklist.mutable_steps() = event.pinned_steps();
  for (const v1::PinnedStep& step : event.pinned_steps()) {
    if (step.mandatory()) checklist.add_open_steps(step.step());
  }
}

}  // namespace

const v1::CatalogueEntry* ProcedureOf(const Catalogue& catalogue,
                                      std::string_view category) {
  const v1::Category* const demanding = FindCategoryWith(
      catalogue, category,
      [](const v1::Category& c) { return !c.procedure().empty(); });
  if (demanding == nullptr) return nullptr;
  return catalogue.Find(v1::CATALOGUE_KIND_PROCEDURE, demanding->procedure());
}

void PinProcedure(const Catalogue& catalogue, std::string_view category,
                  v1::TicketAccepted& accepted) {
  PinWithMandatory(catalogue, category, accepted);
}

void PinProcedure(const Catalogue& catalogue, std::string_view category,
                  v1::WorkStarted& started) {
  PinWithMandatory(catalogue, category, started);
}

void PinProcedure(const Catalogue& catalogue, std::string_view category,
                  v1::TicketReopened& reopened) {
  const v1::CatalogueEntry* const procedure = ProcedureOf(catalogue, category);
  if (procedure != nullptr) PinSteps(*procedure, reopened);
}

void StartChecklist(v1::Ticket& ticket, const v1::TicketAccepted& event) {
  Start(ticket, event);
}

void StartChecklist(v1::Ticket& ticket, const v1::WorkStarted& event) {
  Start(ticket, event);
}

void StartChecklist(v1::Ticket& ticket, const v1::TicketReopened& event) {
  Start(ticket, event);
}

}  // namespace workledger
