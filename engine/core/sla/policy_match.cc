#include "engine/core/sla/policy_match.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/core/catalogue/path.h"

namespace workledger {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;
using Numbers = google::protobuf::RepeatedField<int>;

// An empty list holds everything.
bool Holds(const Numbers& numbers, int value) {
  return numbers.empty() || std::ranges::find(numbers, value) != numbers.end();
}

bool Holds(const Texts& codes, std::string_view code) {
  return codes.empty() || std::ranges::find(codes, code) != codes.end();
}

bool HoldsPath(const Texts& paths, std::string_view code) {
  return paths.empty() ||
         std::ranges::any_of(paths, [&](const std::string& path) {
           return LiesIn(code, path);
         });
}

// The first list that does not hold the ticket's value, and that value.
struct Misfit {
  std::string_view field;
  std::string value;
};

std::string Named(const std::string& name, std::string_view prefix) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

Misfit KindMisfit(const v1::Ticket& ticket) {
  return {"kinds", Named(v1::TicketKind_Name(ticket.kind()), "TICKET_KIND_")};
}

// Nothing if all lists of the rule hold the ticket's values.
std::optional<Misfit> MisfitOf(const v1::PolicyRule& rule,
                               const v1::Ticket& ticket) {
  if (!Holds(rule.kinds(), ticket.kind())) return KindMisfit(ticket);
  if (!HoldsPath(rule.categories(), ticket.category())) {
    return Misfit{"categories", ticket.category()};
  }
  if (!Holds(rule.priorities(), ticket.priority())) {
    return Misfit{"priorities",
                  Named(v1::Priority_Name(ticket.priority()), "PRIORITY_")};
  }
  if (!HoldsPath(rule.locations(), ticket.location())) {
    return Misfit{"locations", ticket.location()};
  }
  if (!Holds(rule.contracts(), ticket.contract())) {
    return Misfit{"contracts", ticket.contract()};
  }
  const v1::IncidentLevel level = ticket.incident().level();
  if (!Holds(rule.levels(), level)) {
    return Misfit{"levels",
                  Named(v1::IncidentLevel_Name(level), "INCIDENT_LEVEL_")};
  }
  return std::nullopt;
}

std::optional<Misfit> MisfitOf(const v1::Policy& policy,
                               const v1::Ticket& ticket) {
  if (!Holds(policy.kinds(), ticket.kind())) return KindMisfit(ticket);
  if (!HoldsPath(policy.locations(), ticket.location())) {
    return Misfit{"locations", ticket.location()};
  }
  return std::nullopt;
}

// Trials of rules and of policies have these in common.
template <typename Trial>
void SetResult(const std::optional<Misfit>& misfit, Trial& trial) {
  trial.set_fits(!misfit);
  if (!misfit) return;
  trial.set_field(std::string(misfit->field));
  trial.set_value(misfit->value);
}

}  // namespace

const v1::CatalogueEntry* MatchPolicy(const Catalogue& catalogue,
                                      const v1::Ticket& ticket) {
  const v1::CatalogueEntry* best = nullptr;
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_POLICY)) {
    const v1::Policy& policy = entry.item().policy();
    if (entry.retired() || MisfitOf(policy, ticket)) continue;
    // Entries come by code, so that of equal ranks the first stays.
    if (best == nullptr || policy.rank() < best->item().policy().rank()) {
      best = &entry;
    }
  }
  return best;
}

std::vector<v1::PolicyTrial> TryPolicies(const Catalogue& catalogue,
                                         uint64_t position,
                                         const v1::Ticket& ticket) {
  std::vector<const v1::CatalogueEntry*> entries;
  for (const auto& [key, now] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_POLICY)) {
    const v1::CatalogueEntry* const entry =
        catalogue.PolicyBefore(key.second, position);
    if (entry != nullptr && !entry->retired()) entries.push_back(entry);
  }
  // They come by code, which decides between equal ranks.
  std::ranges::stable_sort(entries, {}, [](const v1::CatalogueEntry* entry) {
    return entry->item().policy().rank();
  });
  std::vector<v1::PolicyTrial> trials;
  for (const v1::CatalogueEntry* const entry : entries) {
    const v1::Policy& policy = entry->item().policy();
    v1::PolicyTrial& trial = trials.emplace_back();
    trial.set_policy(policy.code());
    trial.set_policy_revision(entry->revision());
    trial.set_rank(policy.rank());
    SetResult(MisfitOf(policy, ticket), trial);
    if (trial.fits()) break;
  }
  return trials;
}

const v1::PolicyRule* MatchRule(const v1::Policy& policy, v1::Metric metric,
                                v1::ClockParty party, const v1::Ticket& ticket,
                                std::vector<v1::RuleTrial>* trials) {
  for (const v1::PolicyRule& rule : policy.rules()) {
    if (rule.metric() != metric || rule.party() != party) continue;
    const std::optional<Misfit> misfit = MisfitOf(rule, ticket);
    if (trials != nullptr) {
      v1::RuleTrial& trial = trials->emplace_back();
      trial.set_rule(rule.code());
      SetResult(misfit, trial);
    }
    if (!misfit) return &rule;
  }
  return nullptr;
}

}  // namespace workledger
