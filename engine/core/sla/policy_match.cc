#include "engine/core/sla/policy_match.h"

#include <algorithm>
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

// Returns the first list of the rule that does not hold the ticket's value;
// empty if all do.
std::string_view Misfit(const v1::PolicyRule& rule, const v1::Ticket& ticket) {
  if (!Holds(rule.kinds(), ticket.kind())) return "kinds";
  if (!HoldsPath(rule.categories(), ticket.category())) return "categories";
  if (!Holds(rule.priorities(), ticket.priority())) return "priorities";
  if (!HoldsPath(rule.locations(), ticket.location())) return "locations";
  if (!Holds(rule.contracts(), ticket.contract())) return "contracts";
  if (!Holds(rule.levels(), ticket.incident().level())) return "levels";
  return "";
}

bool Fits(const v1::Policy& policy, const v1::Ticket& ticket) {
  return Holds(policy.kinds(), ticket.kind()) &&
         HoldsPath(policy.locations(), ticket.location());
}

}  // namespace

const v1::CatalogueEntry* MatchPolicy(const Catalogue& catalogue,
                                      const v1::Ticket& ticket) {
  const v1::CatalogueEntry* best = nullptr;
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_POLICY)) {
    const v1::Policy& policy = entry.item().policy();
    if (entry.retired() || !Fits(policy, ticket)) continue;
    // Entries come by code, so that of equal ranks the first stays.
    if (best == nullptr || policy.rank() < best->item().policy().rank()) {
      best = &entry;
    }
  }
  return best;
}

const v1::PolicyRule* MatchRule(const v1::Policy& policy, v1::Metric metric,
                                v1::ClockParty party, const v1::Ticket& ticket,
                                std::vector<v1::RuleTrial>* trials) {
  for (const v1::PolicyRule& rule : policy.rules()) {
    if (rule.metric() != metric || rule.party() != party) continue;
    const std::string_view misfit = Misfit(rule, ticket);
    if (trials != nullptr) {
      v1::RuleTrial& trial = trials->emplace_back();
      trial.set_rule(rule.code());
      trial.set_fits(misfit.empty());
      trial.set_field(std::string(misfit));
    }
    if (misfit.empty()) return &rule;
  }
  return nullptr;
}

}  // namespace workledger
