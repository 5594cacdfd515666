#include "engine/core/lifecycle/repair_decide.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/guards.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr std::string_view kRecurrence = "report.recurrence_of";

v1::TicketKind KindOf(const v1::Report& report) {
  return report.kind() == v1::TICKET_KIND_UNSPECIFIED ? v1::TICKET_KIND_REPAIR
                                                      : report.kind();
}

// Whether they are about the same thing, or about several of which one is the
// same.
bool SharesAsset(const v1::Report& report, const v1::Ticket& before) {
  const auto of_before = [&](const std::string& asset) {
    return !asset.empty() &&
           (asset == before.asset() ||
            std::ranges::find(before.assets(), asset) != before.assets().end());
  };
  return of_before(report.asset()) ||
         std::ranges::any_of(report.assets(), of_before);
}

// A defect that comes back after the reopen window is a new ticket, which names
// the one before.
absl::Status CheckRecurrence(const v1::Report& report, const Folds& folds,
                             absl::Time at) {
  if (report.recurrence_of().empty()) return absl::OkStatus();
  const v1::Ticket& before = TicketOf(folds, report.recurrence_of());
  if (before.version() == 0) {
    return MakeError(
        absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
        "report.recurrence_of: got none, want a ticket of the ledger",
        kRecurrence);
  }
  if (before.kind() != KindOf(report)) {
    return Forbid(v1::ERROR_REASON_KIND_FORBIDS,
                  "got one of another kind, want one of the same", kRecurrence);
  }
  const bool same_asset = SharesAsset(report, before);
  const bool same_location =
      !report.location().empty() && report.location() == before.location();
  if (before.state() != v1::TICKET_STATE_CLOSED ||
      (!same_asset && !same_location)) {
    return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                  "got another, want a closed one at the same location or of "
                  "the same asset",
                  kRecurrence);
  }
  // Without a calendar it may be opened again for ever, and need not be.
  if (before.has_reopen_end_time() &&
      at <= FromTimestamp(before.reopen_end_time())) {
    return Forbid(v1::ERROR_REASON_REOPEN_WINDOW_OPEN,
                  "got one that may still be opened again, want reopen",
                  kRecurrence);
  }
  return absl::OkStatus();
}

// What the catalogue knows of what was reported, as of now.
void SetFromCatalogue(const TicketCase& ticket_case,
                      v1::TicketReported& reported) {
  const Catalogue& catalogue = *ticket_case.folds.catalogue;
  const absl::Time at = ticket_case.context.occur_time;
  reported.set_size_class(SizeClassOf(catalogue, reported.category()));
  const v1::CatalogueEntry* const major_event = FindWindow(
      catalogue, v1::WINDOW_KIND_MAJOR_EVENT, reported.location(), "", at);
  if (major_event != nullptr) {
    reported.set_major_event(major_event->item().window().code());
  }
  if (reported.kind() == v1::TICKET_KIND_SECURITY) {
    reported.set_drill(reported.drill() ||
                       FindWindow(catalogue, v1::WINDOW_KIND_DRILL,
                                  reported.location(),
                                  reported.incident_class(), at) != nullptr);
    const v1::CatalogueEntry* const rule = catalogue.Find(
        v1::CATALOGUE_KIND_ALARM_RULE, reported.incident_class());
    reported.set_life_safety(rule != nullptr &&
                             rule->item().alarm_rule().life_safety());
  }
  reported.set_catalogue_position(
      ticket_case.folds.ledger->catalogue_position());
}

}  // namespace

v1::Event ReportedEvent(const v1::Command& command, const v1::Report& report,
                        const v1::LedgerState& ledger) {
  v1::Event event;
  v1::TicketReported& reported = *event.mutable_ticket_reported();
  reported.set_kind(KindOf(report));
  reported.set_number(ledger.last_number() + 1);
  reported.set_channel(report.channel());
  if (report.has_requester()) {
    *reported.mutable_requester() = report.requester();
  }
  if (report.has_reporter()) *reported.mutable_reporter() = report.reporter();
  reported.set_first_owner(report.first_owner().empty()
                               ? command.actor().principal()
                               : report.first_owner());
  reported.set_location(report.location());
  reported.set_category(report.category());
  reported.set_asset(report.asset());
  *reported.mutable_assets() = report.assets();
  reported.set_priority(report.priority());
  if (report.has_text()) *reported.mutable_text() = report.text();
  *reported.mutable_attachments() = report.attachments();
  reported.set_title(report.title());
  reported.set_headcount(report.headcount());
  if (report.has_window_start_time()) {
    *reported.mutable_window_start_time() =
        FloorMillis(report.window_start_time());
    *reported.mutable_window_end_time() = FloorMillis(report.window_end_time());
  }
  *reported.mutable_quantities() = report.quantities();
  reported.set_recurrence_of(report.recurrence_of());
  reported.set_born_of(report.born_of());
  reported.set_incident_class(report.incident_class());
  reported.set_drill(report.drill());
  reported.set_confidential(report.confidential());
  reported.set_department(report.department());
  return event;
}

absl::StatusOr<Events> DecideReport(const TicketCase& ticket_case) {
  const v1::Report& report = ticket_case.command.report();
  const Catalogue& catalogue = *ticket_case.folds.catalogue;
  WL_RETURN_IF_ERROR(
      CheckLocation(catalogue, report.location(), "report.location"));
  WL_RETURN_IF_ERROR(CheckCategory(catalogue, report.category(), KindOf(report),
                                   "report.category"));
  WL_RETURN_IF_ERROR(CheckAsset(catalogue, report.asset(), "report.asset"));
  for (int i = 0; i < report.assets_size(); ++i) {
    WL_RETURN_IF_ERROR(CheckAsset(catalogue, report.assets(i),
                                  absl::StrCat("report.assets[", i, "]")));
  }
  WL_RETURN_IF_ERROR(CheckRecurrence(report, ticket_case.folds,
                                     ticket_case.context.occur_time));
  Events events = {
      ReportedEvent(ticket_case.command, report, *ticket_case.folds.ledger)};
  SetFromCatalogue(ticket_case, *events[0].mutable_ticket_reported());
  return events;
}

}  // namespace workledger
