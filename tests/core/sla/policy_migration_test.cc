// Running tickets that a policy's new revision takes over: each once, those
// that have ended never, and only after somebody has looked at what it does.

#include "engine/core/sla/policy_migration.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/catalogue/overlay.h"
#include "engine/core/sla/what_if.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/catalogue_of.h"
#include "tests/core/samples.h"
#include "tests/core/sla/clock_scene.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

// So many open hours for the resolution, with a migration of these fields.
std::string Policy(int hours, std::string_view migration = "",
                   std::string_view code = "p-1") {
  return absl::StrCat(
      "policy { code: '", std::string(code).c_str(),
      "' calendar: 'biz' rules { code: 'r' metric: METRIC_RESOLUTION "
      "party: CLOCK_PARTY_SLA target { open_time { seconds: ",
      hours * 3600, " } } } ", std::string(migration).c_str(), " }");
}

std::string Migration(std::string_view fields = "") {
  return absl::StrCat("migration { reason: 'faster' what_if { position: 1 } ",
                      std::string(fields).c_str(), " }");
}

// Fires what the view would find for each of the tickets.
size_t Follow(ClockScene& scene, const std::vector<std::string>& tickets,
              std::string_view code = "p-1") {
  v1::Timer timer;
  timer.set_kind(v1::TIMER_KIND_POLICY);
  timer.set_position(
      scene.catalogue().Find(v1::CATALOGUE_KIND_POLICY, code)->position());
  size_t events = 0;
  for (const std::string& ticket : tickets) events += scene.Fire(timer, ticket);
  return events;
}

TEST(PolicyMigrationTest, MovesEachRunningTicketOnce) {
  ClockScene scene;
  scene.Keep(Policy(4));
  scene.At("2026-03-02 09:00").Report("P3").Report("P3", "t-2");
  scene.Give("withdraw {}", Requester(), "t-2");
  scene.At("2026-03-02 10:00").Keep(Policy(2, Migration()));
  EXPECT_EQ(Follow(scene, {"t-1", "t-2"}), 2u);
  EXPECT_EQ(scene.ticket().policy_revision(), 2u);
  // From the same anchor.
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 11:00");
  EXPECT_EQ(scene.Last(v1::Event::kPolicyMigrated).policy_migrated().reason(),
            "faster");
  EXPECT_EQ(scene.ticket("t-2").policy_revision(), 1u);
  EXPECT_EQ(Follow(scene, {"t-1", "t-2"}), 0u);
  // Who is reported later is judged by it anyway.
  scene.Report("P3", "t-3");
  EXPECT_EQ(Follow(scene, {"t-3"}), 0u);
}

TEST(PolicyMigrationTest, MovesWhatItsListsHold) {
  const struct {
    std::string_view fields;
    bool moves;
  } kCases[] = {{"kinds: TICKET_KIND_REPAIR", true},
                {"kinds: TICKET_KIND_CLEANING", false},
                {"priorities: [ 1, 3 ]", true},
                {"priorities: [ 1, 2 ]", false},
                {"locations: 'north'", true},
                {"locations: 'nor'", false},
                {"locations: [ 'south', 'north/1' ]", true},
                {"kinds: TICKET_KIND_REPAIR locations: 'south'", false}};
  for (const auto& [fields, moves] : kCases) {
    ClockScene scene;
    scene.Keep(Policy(4));
    scene.At("2026-03-02 09:00").Report("P3");
    scene.Keep(Policy(2, Migration(fields)));
    EXPECT_EQ(Follow(scene, {"t-1"}) > 0, moves) << fields;
  }
}

TEST(PolicyMigrationTest, TakesTicketsOverFromAnotherPolicy) {
  ClockScene scene;
  scene.Keep(Policy(4, "", "old"));
  scene.At("2026-03-02 09:00").Report("P3");
  scene.Keep(Policy(2, Migration("policies: 'old'"), "z-new"));
  EXPECT_GT(Follow(scene, {"t-1"}, "z-new"), 0u);
  EXPECT_EQ(scene.ticket().policy(), "z-new");
  EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 11:00");
}

TEST(PolicyMigrationTest, MovesOnlyWhatWasThereWhenItCame) {
  ClockScene scene;
  scene.Keep(Policy(4, "", "old"));
  scene.At("2026-03-02 09:00").Report("P3").Report("P3", "t-2");
  scene.Keep(Policy(2, Migration("policies: 'old'"), "z-new"));
  scene.Report("P3", "t-3");
  EXPECT_GT(Follow(scene, {"t-1", "t-2"}, "z-new"), 0u);
  // A supervisor's word stands.
  scene.Give("migrate_policy { policy: 'old' reason: 'no' }", Supervisor());
  EXPECT_EQ(Follow(scene, {"t-1", "t-2", "t-3"}, "z-new"), 0u);
  EXPECT_EQ(scene.ticket().policy(), "old");
  EXPECT_EQ(scene.ticket("t-2").policy(), "z-new");
  EXPECT_EQ(scene.ticket("t-3").policy(), "old");
}

TEST(PolicyMigrationTest, NeedsAReasonAndALookAtWhatItDoes) {
  const auto check = [](std::string_view migration) {
    return CheckMigrationForm(
        FromText<v1::CatalogueItem>(Policy(1, migration)).policy(), "it");
  };
  EXPECT_THAT(check(""), IsOk());
  EXPECT_THAT(check(Migration()), IsOk());
  EXPECT_EQ(ErrorOf(check("migration { what_if { position: 1 } }")).field(),
            "it.migration.reason");
  EXPECT_EQ(ErrorOf(check("migration { reason: 'so' }")).field(),
            "it.migration.what_if");
}

TEST(PolicyMigrationTest, LeadsToNoPolicyThatLeadsBack) {
  const Catalogue catalogue = CatalogueOf(
      {Policy(1, "", "a"), Policy(1, Migration("policies: 'a'"), "b"),
       Policy(1, Migration("policies: 'b'"), "c")});
  const auto check = [&](std::string_view code, std::string_view fields,
                         uint64_t head = 9) {
    return CheckMigration(
        Overlay(catalogue),
        FromText<v1::CatalogueItem>(Policy(1, Migration(fields), code))
            .policy(),
        head, "it");
  };
  EXPECT_THAT(check("d", "policies: [ 'a', 'c' ]"), IsOk());
  EXPECT_EQ(ReasonOf(check("a", "policies: 'c'")),
            v1::ERROR_REASON_CATALOGUE_CYCLE);
  EXPECT_EQ(ReasonOf(check("a", "policies: 'a'")),
            v1::ERROR_REASON_CATALOGUE_CYCLE);
  const absl::Status unknown = check("d", "policies: [ 'a', 'x' ]");
  EXPECT_EQ(ReasonOf(unknown), v1::ERROR_REASON_CATALOGUE_UNKNOWN);
  EXPECT_EQ(ErrorOf(unknown).field(), "it.migration.policies[1]");
  EXPECT_EQ(ReasonOf(check("d", "policies: 'a'", 0)),
            v1::ERROR_REASON_STATE_FORBIDS);
}

TEST(WhatIfTest, CountsWhatTheMigrationDoes) {
  ClockScene scene;
  scene.Keep(Policy(4));
  scene.At("2026-03-02 09:00").Report("P3").Report("P3", "t-2");
  scene.Keep(
      "policy { code: 'p-1' calendar: 'biz' "
      "rules { code: 'r' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
      "  target { open_time { seconds: 3600 } } } "
      "rules { code: 'a' metric: METRIC_ACCEPT party: CLOCK_PARTY_OLA "
      "  target { open_time { seconds: 60 } } } " +
      Migration() + " }");
  scene.At("2026-03-02 11:00");
  v1::LedgerState ledger;
  v1::WhatIf what_if;
  const uint64_t position =
      scene.catalogue().Find(v1::CATALOGUE_KIND_POLICY, "p-1")->position();
  for (const std::string_view ticket : {"t-1", "t-2"}) {
    EXPECT_THAT(AddWhatIf(scene.ticket(ticket), scene.catalogue(), position,
                          ledger, scene.now(), what_if),
                IsOk());
  }
  EXPECT_EQ(what_if.tickets(), 2u);
  EXPECT_EQ(what_if.started_clocks(), 2u);
  EXPECT_EQ(what_if.earlier_clocks(), 2u);
  EXPECT_EQ(what_if.later_clocks(), 0u);
  EXPECT_EQ(what_if.cancelled_clocks(), 0u);
  // The resolution and the acceptance of each are late at once.
  EXPECT_EQ(what_if.overdue_clocks(), 4u);
  // It is what happens then.
  Follow(scene, {"t-1", "t-2"});
  EXPECT_EQ(scene.Count(v1::Event::kClocksStarted, "t-2"), 2u);
  v1::WhatIf after;
  EXPECT_THAT(AddWhatIf(scene.ticket(), scene.catalogue(), position, ledger,
                        scene.now(), after),
              IsOk());
  EXPECT_EQ(after.tickets(), 0u);
}

}  // namespace
}  // namespace workledger
