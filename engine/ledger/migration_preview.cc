#include "engine/ledger/migration_preview.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/item_form.h"
#include "engine/core/catalogue/overlay.h"
#include "engine/core/sla/policy_migration.h"
#include "engine/core/sla/policy_reach.h"
#include "engine/core/sla/what_if.h"
#include "engine/core/validate.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Checks the policy as ChangeCatalogue would, but for the what-if, which this
// is about.
absl::Status CheckPolicy(const v1::CatalogueItem& item,
                         const Catalogue& catalogue, uint64_t head) {
  const v1::Policy& policy = item.policy();
  if (!policy.has_migration()) return MissingPart("policy", "migration");
  WL_RETURN_IF_ERROR(CheckItemForm(item, "policy"));
  WL_RETURN_IF_ERROR(CheckRulesReachable(policy, "policy"));
  return CheckMigration(Overlay(catalogue), policy, head, "policy");
}

// Returns what the catalogue would be with the policy as its next revision.
Catalogue WithPolicy(const Catalogue& catalogue, const v1::CatalogueItem& item,
                     uint64_t position, absl::Time now) {
  const v1::CatalogueEntry* const before =
      catalogue.FindEver(v1::CATALOGUE_KIND_POLICY, item.policy().code());
  v1::Event event;
  *event.mutable_catalogue_item_put()->mutable_item() = item;
  event.mutable_catalogue_item_put()->set_revision(
      before == nullptr ? 1 : before->revision() + 1);
  v1::Record record;
  record.set_position(position);
  *record.mutable_record_time() = ToTimestamp(now);
  Catalogue after = catalogue;
  after.Evolve(record, event);
  return after;
}

absl::Status CheckDeadline(absl::Time deadline) {
  if (absl::Now() <= deadline) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_PASSED,
                   "the preview did not end by the call's deadline");
}

}  // namespace

absl::StatusOr<v1::PreviewMigrationResponse> PreviewMigration(
    const Ledger& ledger, const v1::PreviewMigrationRequest& request,
    absl::Time deadline) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const uint64_t position = ledger.view().Position();
  v1::CatalogueItem item;
  *item.mutable_policy() = request.policy();
  if (request.policy().has_migration()) {
    item.mutable_policy()->mutable_migration()->mutable_what_if()->set_position(
        position);
  }
  WL_ASSIGN_OR_RETURN(const Catalogue before, ledger.view().GetCatalogue());
  WL_RETURN_IF_ERROR(CheckPolicy(item, before, position));
  const absl::Time now = ledger.Now();
  const Catalogue after = WithPolicy(before, item, position + 1, now);
  WL_ASSIGN_OR_RETURN(const v1::LedgerState state,
                      ledger.view().GetLedgerState());
  WL_ASSIGN_OR_RETURN(
      std::vector<std::string> ids,
      ledger.view().TicketsTakenOver(
          *after.Find(v1::CATALOGUE_KIND_POLICY, item.policy().code()),
          kMigrationTicketsMax + 1));
  if (ids.size() > kMigrationTicketsMax) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "policy.migration",
                      absl::StrCat("got more than ", kMigrationTicketsMax,
                                   " tickets, want it to move fewer at once"));
  }
  std::ranges::sort(ids);
  v1::PreviewMigrationResponse response;
  response.mutable_what_if()->set_position(position);
  for (const std::string& id : ids) {
    WL_RETURN_IF_ERROR(CheckDeadline(deadline));
    WL_ASSIGN_OR_RETURN(const std::optional<v1::Ticket> ticket,
                        ledger.view().GetTicket(id, nullptr));
    if (!ticket) continue;
    WL_RETURN_IF_ERROR(AddWhatIf(*ticket, after, position + 1, state, now,
                                 *response.mutable_what_if()));
    if (response.tickets_size() < kMigrationNamesMax) response.add_tickets(id);
  }
  return response;
}

}  // namespace workledger
