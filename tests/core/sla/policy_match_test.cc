#include "engine/core/sla/policy_match.h"

#include <string>
#include <vector>

#include "engine/core/sla/clock_terms.h"
#include "gtest/gtest.h"
#include "tests/core/catalogue_of.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

v1::Ticket Repair() {
  return FromText<v1::Ticket>(
      "kind: TICKET_KIND_REPAIR priority: PRIORITY_P3 category: 'mep/lamp' "
      "location: 'east/b3' contract: 'c-1'");
}

std::string CodeOf(const v1::CatalogueEntry* entry) {
  return entry == nullptr ? "none" : entry->item().policy().code();
}

TEST(PolicyMatchTest, LowestRankOfThoseThatFitCountsTiesByCode) {
  const Catalogue catalogue = CatalogueOf({
      "policy { code: 'd' rank: 1 kinds: TICKET_KIND_CLEANING }",
      "policy { code: 'c' rank: 1 locations: 'west' }",
      "policy { code: 'b' rank: 2 locations: 'east' }",
      "policy { code: 'a' rank: 3 }",
      "policy { code: 'b2' rank: 2 }",
  });
  EXPECT_EQ(CodeOf(MatchPolicy(catalogue, Repair())), "b");
  v1::Ticket west = Repair();
  west.set_location("west/b1");
  EXPECT_EQ(CodeOf(MatchPolicy(catalogue, west)), "c");
  EXPECT_EQ(CodeOf(MatchPolicy(Catalogue(), west)), "none");
}

TEST(PolicyMatchTest, FirstRuleThatFitsCountsAndTheTrialsSayWhy) {
  const auto policy = FromText<v1::Policy>(
      "rules { code: 'other' metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA } "
      "rules { code: 'k' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  kinds: TICKET_KIND_CLEANING } "
      "rules { code: 'c' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  categories: 'mep/lift' } "
      "rules { code: 'p' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  priorities: PRIORITY_P1 } "
      "rules { code: 'l' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  locations: 'east/b30' } "
      "rules { code: 'x' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  contracts: 'c-2' } "
      "rules { code: 'v' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  levels: INCIDENT_LEVEL_I } "
      "rules { code: 'fits' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA "
      "  categories: 'mep' locations: 'east' contracts: 'c-1' } "
      "rules { code: 'late' metric: METRIC_ARRIVAL party: CLOCK_PARTY_SLA } ");
  std::vector<v1::RuleTrial> trials;
  const v1::PolicyRule* const rule = MatchRule(
      policy, v1::METRIC_ARRIVAL, v1::CLOCK_PARTY_SLA, Repair(), &trials);
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->code(), "fits");
  std::vector<std::string> texts;
  for (const v1::RuleTrial& trial : trials) {
    texts.push_back(trial.rule() + " " + trial.field());
    EXPECT_EQ(trial.fits(), trial.field().empty());
  }
  EXPECT_EQ(texts, (std::vector<std::string>{
                       "k kinds", "c categories", "p priorities", "l locations",
                       "x contracts", "v levels", "fits "}));
  EXPECT_EQ(
      MatchRule(policy, v1::METRIC_ARRIVAL, v1::CLOCK_PARTY_OLA, Repair()),
      nullptr);
}

TEST(PolicyMatchTest, FirstRowOfAHoldCountsAndApprovalAsksOn) {
  const auto policy = FromText<v1::Policy>(
      "pauses { reason: HOLD_REASON_AWAIT_PARTS "
      "  parties: CLOCK_PARTY_CONTRACTOR pause: true } "
      "pauses { reason: HOLD_REASON_AWAIT_PARTS approval: true pause: true } "
      "pauses { reason: HOLD_REASON_AWAIT_PARTS } "
      "pauses { reason: HOLD_REASON_AWAIT_PARTS pause: true } ");
  const auto sla =
      PausesFor(policy, v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA);
  ASSERT_EQ(sla.size(), 1u);
  EXPECT_TRUE(sla[0].approval());
  const auto contractor =
      PausesFor(policy, v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_CONTRACTOR);
  ASSERT_EQ(contractor.size(), 1u);
  EXPECT_FALSE(contractor[0].approval());
}

TEST(PolicyMatchTest, OnlyForceMajeureStopsWhatAsksForAnAnswer) {
  const auto policy = FromText<v1::Policy>(
      "pauses { reason: HOLD_REASON_AWAIT_REQUESTER pause: true } "
      "pauses { reason: HOLD_REASON_FORCE_MAJEURE pause: true } ");
  for (const v1::Metric metric :
       {v1::METRIC_ACCEPT, v1::METRIC_ACKNOWLEDGE, v1::METRIC_RESPONSE}) {
    const auto pauses = PausesFor(policy, metric, v1::CLOCK_PARTY_SLA);
    ASSERT_EQ(pauses.size(), 1u);
    EXPECT_EQ(pauses[0].reason(), v1::HOLD_REASON_FORCE_MAJEURE);
  }
  EXPECT_EQ(PausesFor(policy, v1::METRIC_ARRIVAL, v1::CLOCK_PARTY_SLA).size(),
            2u);
}

TEST(PolicyMatchTest, CatalogueKeepsEveryRevision) {
  Catalogue catalogue;
  for (const std::string_view hours : {"720", "1080"}) {
    Put(catalogue, FromText<v1::CatalogueItem>(
                       "calendar { code: 'biz' weekdays: 1 intervals { "
                       "open_minute: 540 close_minute: " +
                       std::string(hours) + " } }"));
    Put(catalogue, FromText<v1::CatalogueItem>("policy { code: 'p' name: '" +
                                               std::string(hours) + "' }"));
  }
  const absl::Time monday = absl::FromUnixSeconds(1772409600);
  const absl::Time tuesday = monday + absl::Hours(24);
  EXPECT_EQ(catalogue.FindWorkingCalendar("biz", 1)->Elapsed(monday, tuesday),
            absl::Hours(3));
  EXPECT_EQ(catalogue.FindWorkingCalendar("biz", 2)->Elapsed(monday, tuesday),
            absl::Hours(9));
  EXPECT_EQ(catalogue.FindWorkingCalendar("biz", 3), nullptr);
  EXPECT_EQ(catalogue.FindPolicy("p", 1)->name(), "720");
  EXPECT_EQ(catalogue.FindPolicy("p", 2)->name(), "1080");
  EXPECT_EQ(catalogue.FindPolicy("q", 1), nullptr);
  // A copy shares them; rows may come in any order.
  const Catalogue copy = catalogue;
  EXPECT_EQ(copy.FindPolicy("p", 1), catalogue.FindPolicy("p", 1));
  Catalogue loaded;
  v1::CatalogueEntry old;
  *old.mutable_item()->mutable_policy() = *catalogue.FindPolicy("p", 1);
  old.set_revision(1);
  loaded.Load(*catalogue.Find(v1::CATALOGUE_KIND_POLICY, "p"));
  loaded.Load(old);
  EXPECT_EQ(loaded.Find(v1::CATALOGUE_KIND_POLICY, "p")->revision(), 2u);
  EXPECT_EQ(loaded.FindPolicy("p", 1)->name(), "720");
}

}  // namespace
}  // namespace workledger
