#include "engine/core/plan/plan_ticket.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/string_view.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/inspection/round_score.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "engine/core/validate.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Hexadecimal digits that keep shortened ids apart.
constexpr size_t kHashDigits = 16;

std::string NameOf(std::string_view plan, std::string_view key) {
  // No code or key holds this byte.
  return absl::StrCat(ToAbsl(plan), "\n", ToAbsl(key));
}

// `Event` opens what the occurrence becomes.
template <typename Event>
void SetOccurrence(const v1::CatalogueEntry& plan,
                   const v1::OccurrenceScheduled& occurrence, Event& event) {
  *event.mutable_window_start_time() = occurrence.window_start_time();
  *event.mutable_window_end_time() = occurrence.window_end_time();
  event.mutable_occurrence()->set_plan(plan.item().plan().code());
  event.mutable_occurrence()->set_plan_revision(plan.revision());
  event.mutable_occurrence()->set_key(occurrence.key());
}

v1::Event Planned(const Folds& folds, const v1::CatalogueEntry& entry,
                  const v1::OccurrenceScheduled& occurrence) {
  const v1::Plan& plan = entry.item().plan();
  v1::Event event;
  v1::TaskPlanned& planned = *event.mutable_task_planned();
  planned.set_kind(v1::TICKET_KIND_CLEANING);
  planned.set_number(folds.ledger->last_number() + 1);
  planned.set_title(plan.title());
  planned.set_category(plan.category());
  planned.set_location(plan.location());
  planned.set_asset(plan.asset());
  *planned.mutable_assets() = plan.assets();
  planned.set_priority(plan.priority());
  if (plan.has_assignee()) *planned.mutable_assignee() = plan.assignee();
  SetOccurrence(entry, occurrence, planned);
  *planned.mutable_quantities() = plan.quantities();
  planned.set_size_class(SizeClassOf(*folds.catalogue, plan.category()));
  planned.set_catalogue_position(folds.catalogue->position());
  return event;
}

v1::Event Reported(const Folds& folds, const v1::CatalogueEntry& entry,
                   const v1::OccurrenceScheduled& occurrence,
                   std::string_view principal) {
  const v1::Plan& plan = entry.item().plan();
  v1::Event event;
  v1::TicketReported& reported = *event.mutable_ticket_reported();
  reported.set_kind(plan.kind());
  reported.set_number(folds.ledger->last_number() + 1);
  reported.set_channel(v1::CHANNEL_OTHER);
  reported.set_first_owner(principal.data(), principal.size());
  reported.set_title(plan.title());
  reported.set_category(plan.category());
  reported.set_location(plan.location());
  reported.set_asset(plan.asset());
  *reported.mutable_assets() = plan.assets();
  reported.set_priority(plan.priority());
  *reported.mutable_quantities() = plan.quantities();
  SetOccurrence(entry, occurrence, reported);
  reported.set_size_class(SizeClassOf(*folds.catalogue, plan.category()));
  reported.set_catalogue_position(folds.catalogue->position());
  return event;
}

}  // namespace

std::string OccurrenceTicketId(std::string_view plan, std::string_view key) {
  std::string plain = absl::StrCat(ToAbsl(plan), "-", ToAbsl(key));
  if (TicketIdValid(plain)) return plain;
  std::string name(plan);
  std::ranges::replace_if(
      name, [](char c) { return !absl::ascii_isalnum(c); }, '-');
  absl::AsciiStrToLower(&name);
  const std::string hash = DerivedTicketId(NameOf(plan, key));
  const std::string end =
      absl::StrCat("-", ToAbsl(key), "-", hash.substr(0, kHashDigits));
  return name.substr(0, kTicketIdBytesMax - end.size()) + end;
}

std::string OtherTicketId(std::string_view plan, std::string_view key) {
  return DerivedTicketId(NameOf(plan, key));
}

v1::Event OccurrenceTicket(const Folds& folds, const v1::CatalogueEntry& plan,
                           const v1::OccurrenceScheduled& occurrence,
                           std::string_view principal) {
  return plan.item().plan().kind() == v1::TICKET_KIND_CLEANING
             ? Planned(folds, plan, occurrence)
             : Reported(folds, plan, occurrence, principal);
}

v1::Event OccurrenceRound(const Folds& folds, const v1::CatalogueEntry& plan,
                          const v1::OccurrenceScheduled& occurrence) {
  const v1::PlannedRound& planned = plan.item().plan().round();
  v1::OpenRound order;
  order.set_title(plan.item().plan().title());
  order.set_party(planned.party());
  order.set_unannounced(planned.unannounced());
  order.set_rubric(planned.rubric());
  *order.mutable_locations() = planned.locations();
  v1::Event event;
  v1::RoundOpened& opened = *event.mutable_round_opened();
  opened = OpenedRound(
      order, folds.catalogue->Find(v1::CATALOGUE_KIND_RUBRIC, planned.rubric()),
      *folds.catalogue);
  SetOccurrence(plan, occurrence, opened);
  return event;
}

}  // namespace workledger
