#include "engine/core/sla/policy_migration.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/catalogue/item_form.h"
#include "engine/core/catalogue/path.h"
#include "engine/core/lifecycle/moves.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

bool Holds(const google::protobuf::RepeatedField<int>& numbers, int value) {
  return numbers.empty() || std::ranges::find(numbers, value) != numbers.end();
}

// Returns the policy in use that this event brought, or null.
const v1::CatalogueEntry* EntryAt(const Catalogue& catalogue,
                                  uint64_t position) {
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_POLICY)) {
    if (entry.position() == position && !entry.retired()) return &entry;
  }
  return nullptr;
}

absl::Status CheckCount(int count, std::string_view field,
                        std::string_view name) {
  if (static_cast<size_t>(count) <= kRuleScopeMax) return absl::OkStatus();
  return FieldError(
      v1::ERROR_REASON_TOO_MANY_ITEMS,
      absl::StrCat(ToAbsl(field), ".", ToAbsl(name)),
      absl::StrCat("got ", count, ", want at most ", kRuleScopeMax));
}

// Whether tickets of the policy `from` would come to `to`, by however many
// migrations.
bool LeadTo(const Overlay& overlay, const std::string& from,
            const std::string& to, std::set<std::string>& seen) {
  if (from == to) return true;
  if (!seen.insert(from).second) return false;
  return std::ranges::any_of(
      overlay.ItemsOf(v1::CATALOGUE_KIND_POLICY),
      [&](const v1::CatalogueItem* item) {
        const auto& policies = item->policy().migration().policies();
        return std::ranges::find(policies, from) != policies.end() &&
               LeadTo(overlay, item->policy().code(), to, seen);
      });
}

}  // namespace

std::vector<std::string> MigratedPolicies(const v1::Policy& policy) {
  if (!policy.has_migration()) return {};
  const auto& policies = policy.migration().policies();
  if (policies.empty()) return {policy.code()};
  return {policies.begin(), policies.end()};
}

bool TakesOver(const v1::CatalogueEntry& entry, const v1::Ticket& ticket) {
  const v1::Policy& policy = entry.item().policy();
  const v1::PolicyMigration& migration = policy.migration();
  const std::vector<std::string> from = MigratedPolicies(policy);
  if (kTerminalStates.Contains(ticket.state()) ||
      std::ranges::find(from, ticket.policy()) == from.end() ||
      ticket.policy_position() >= entry.position() ||
      (ticket.policy() == policy.code() &&
       ticket.policy_revision() >= entry.revision())) {
    return false;
  }
  const auto& locations = migration.locations();
  return Holds(migration.kinds(), ticket.kind()) &&
         Holds(migration.priorities(), ticket.priority()) &&
         (locations.empty() ||
          std::ranges::any_of(locations, [&](const std::string& path) {
            return LiesIn(ticket.location(), path);
          }));
}

absl::StatusOr<std::vector<StreamEvents>> FirePolicy(const v1::FireTimer& order,
                                                     const Folds& folds,
                                                     const Context&) {
  const std::string& id = order.stream().key();
  const v1::Ticket& ticket = TicketOf(folds, id);
  const v1::CatalogueEntry* const entry =
      EntryAt(*folds.catalogue, order.timer().position());
  if (entry == nullptr || !TakesOver(*entry, ticket)) {
    return std::vector<StreamEvents>();
  }
  Events events(1);
  v1::PolicyMigrated& migrated = *events[0].mutable_policy_migrated();
  migrated.set_previous_policy(ticket.policy());
  migrated.set_previous_revision(ticket.policy_revision());
  migrated.set_policy(entry->item().policy().code());
  migrated.set_policy_revision(entry->revision());
  migrated.set_reason(entry->item().policy().migration().reason());
  return InStream(v1::STREAM_KIND_TICKET, id, std::move(events));
}

absl::Status CheckMigrationForm(const v1::Policy& policy,
                                std::string_view field) {
  if (!policy.has_migration()) return absl::OkStatus();
  const v1::PolicyMigration& migration = policy.migration();
  const std::string path = absl::StrCat(ToAbsl(field), ".migration");
  if (migration.reason().empty()) return MissingPart(path, "reason");
  WL_RETURN_IF_ERROR(CheckCount(migration.policies_size(), path, "policies"));
  WL_RETURN_IF_ERROR(CheckCount(migration.locations_size(), path, "locations"));
  return migration.what_if().position() > 0 ? absl::OkStatus()
                                            : MissingPart(path, "what_if");
}

absl::Status CheckMigration(const Overlay& overlay, const v1::Policy& policy,
                            uint64_t head, std::string_view field) {
  const v1::PolicyMigration& migration = policy.migration();
  const std::string path = absl::StrCat(ToAbsl(field), ".migration");
  for (int i = 0; i < migration.policies_size(); ++i) {
    const std::string& code = migration.policies(i);
    const std::string name = absl::StrCat(path, ".policies[", i, "]");
    if (overlay.Revision({v1::CATALOGUE_KIND_POLICY, code}) == 0) {
      return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                    absl::StrCat("got ", code, ", want a policy that was"),
                    name);
    }
    std::set<std::string> seen;
    if (LeadTo(overlay, policy.code(), code, seen)) {
      return Forbid(v1::ERROR_REASON_CATALOGUE_CYCLE,
                    absl::StrCat("got ", code,
                                 ", want one that takes no tickets over from ",
                                 policy.code()),
                    name);
    }
  }
  if (migration.what_if().position() <= head) return absl::OkStatus();
  return Forbid(v1::ERROR_REASON_STATE_FORBIDS,
                absl::StrCat("got ", migration.what_if().position(),
                             ", want a position at or before ", head),
                absl::StrCat(path, ".what_if.position"));
}

}  // namespace workledger
