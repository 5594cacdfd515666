// The policy that comes with workledger, against the core alone: what it says,
// and that it can be applied to any ledger, twice.

#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/decide.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tools/workledger/catalogue/catalogue_file.h"
#include "tools/workledger/catalogue/catalogue_plan.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The profile's folder.
absl::StatusOr<std::string> ReadShared(const std::string& name) {
  std::ifstream file(absl::StrCat(WORKLEDGER_SHARED_CATALOGUE, "/", name));
  EXPECT_TRUE(file) << name;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

CatalogueFile File() {
  constexpr char kName[] = "cn-gov-default.toml";
  auto file = ParseCatalogueFile(*ReadShared(kName), kName, absl::UTCTimeZone(),
                                 ReadShared);
  EXPECT_THAT(file, IsOk());
  return *std::move(file);
}

// Applies all of it by one order; returns how many events came of it.
size_t ApplyTo(Catalogue& catalogue) {
  v1::Command envelope;
  envelope.set_request_id("r");
  envelope.mutable_actor()->set_principal("zhao");
  envelope.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
  envelope.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
  const auto commands = MakeCommands(MakePlan(File(), {}), envelope);
  EXPECT_EQ(commands.size(), 1u);
  EXPECT_THAT(ValidateCommand(commands[0]), IsOk());
  const v1::LedgerState ledger;
  const Folds folds = {.ledger = &ledger, .catalogue = &catalogue};
  const absl::Time now = absl::FromUnixSeconds(1767225600);
  const Context context = {.now = now, .occur_time = now};
  EXPECT_THAT(Reads(commands[0], folds, context), IsEmpty());
  const auto streams = Decide(commands[0], folds, context);
  EXPECT_THAT(streams, IsOk());
  size_t count = 0;
  for (const StreamEvents& stream : *streams) {
    for (const v1::Event& event : stream.events) {
      v1::Record record;
      record.set_position(catalogue.position() + 1);
      catalogue.Evolve(record, event);
      ++count;
    }
  }
  return count;
}

v1::Policy Applied() {
  Catalogue catalogue;
  ApplyTo(catalogue);
  const v1::CatalogueEntry* const entry =
      catalogue.Find(v1::CATALOGUE_KIND_POLICY, "cn-gov-default");
  EXPECT_NE(entry, nullptr);
  return entry == nullptr ? v1::Policy() : entry->item().policy();
}

TEST(DefaultPolicyTest, AppliesTwiceAndTheSecondAddsNothing) {
  Catalogue catalogue;
  EXPECT_EQ(ApplyTo(catalogue), 3u);
  EXPECT_EQ(ApplyTo(catalogue), 0u);
}

// "1800s", "3 working days"; what the clause of DOMAIN says.
std::string Words(const v1::Target& target) {
  return target.has_working_days()
             ? absl::StrCat(target.working_days(), " working days")
             : absl::StrCat(target.open_time().seconds() / 60, " min");
}

TEST(DefaultPolicyTest, PromisesWhatTheTableSays) {
  std::map<std::string, std::string> promised;
  for (const v1::Policy policy = Applied();
       const v1::PolicyRule& rule : policy.rules()) {
    promised[rule.code()] = Words(rule.target());
  }
  const std::map<std::string, std::string> table = {
      {"p1-accept", "2 min"},
      {"p1-acknowledge", "3 min"},
      {"p1-arrival-sla", "15 min"},
      {"p1-arrival-contractor", "15 min"},
      {"p1-contain-sla", "30 min"},
      {"p1-contain-contractor", "30 min"},
      {"p1-resolution-sla", "240 min"},
      {"p1-resolution-contractor", "240 min"},
      {"p2-accept", "5 min"},
      {"p2-acknowledge", "10 min"},
      {"p2-arrival-sla", "30 min"},
      {"p2-arrival-contractor", "30 min"},
      {"p2-contain-sla", "120 min"},
      {"p2-contain-contractor", "120 min"},
      {"p2-resolution-sla", "1440 min"},
      {"p2-resolution-contractor", "1440 min"},
      {"p3-accept", "30 min"},
      {"p3-acknowledge", "10 min"},
      {"p3-arrival-sla", "120 min"},
      {"p3-arrival-contractor", "120 min"},
      {"p3-resolution-sla", "1 working days"},
      {"p3-resolution-contractor", "1 working days"},
      {"p4-accept", "240 min"},
      {"p4-acknowledge", "1 working days"},
      {"p4-arrival-sla", "30 min"},
      {"p4-arrival-contractor", "30 min"},
      {"p4-resolution-sla", "3 working days"},
      {"p4-resolution-contractor", "3 working days"},
      {"p5-accept", "1 working days"},
      {"p5-resolution-sla", "5 working days"},
      {"p5-resolution-contractor", "5 working days"},
      {"spill-arrival-sla", "15 min"},
      {"spill-arrival-contractor", "15 min"},
      {"spill-resolution-sla", "30 min"},
      {"spill-resolution-contractor", "30 min"},
      {"cleaning-resolution-sla", "60 min"},
      {"cleaning-resolution-contractor", "60 min"},
      {"rectify-visible-sla", "120 min"},
      {"rectify-visible-contractor", "120 min"},
      {"rectify-sla", "1440 min"},
      {"rectify-contractor", "1440 min"},
      {"alarm-verify", "3 min"},
      {"scene-arrival", "5 min"},
      {"report-up", "15 min"},
      {"final-report", "3 working days"},
  };
  EXPECT_EQ(promised, table);
}

TEST(DefaultPolicyTest, RunsUrgentRulesDayAndNight) {
  for (const v1::Policy policy = Applied();
       const v1::PolicyRule& rule : policy.rules()) {
    const bool urgent = rule.code().starts_with("p1-") ||
                        rule.code().starts_with("p2-") ||
                        rule.code().starts_with("spill-");
    if (urgent) {
      EXPECT_EQ(rule.calendar(), "cn-gov-always") << rule.code();
    }
    // Working days are those of the place, or of the bureau.
    if (rule.target().has_working_days()) {
      EXPECT_EQ(rule.calendar(), "");
    }
  }
}

TEST(DefaultPolicyTest, OnlyForceMajeureHoldsUpAnAnswer) {
  for (const v1::Policy policy = Applied();
       const v1::PauseRule& pause : policy.pauses()) {
    if (pause.reason() == v1::HOLD_REASON_FORCE_MAJEURE) {
      EXPECT_THAT(pause.metrics(), IsEmpty());
      EXPECT_TRUE(pause.pause());
    } else {
      EXPECT_THAT(pause.metrics(), ElementsAre(v1::METRIC_RESOLUTION));
    }
  }
}

// The table of DOMAIN 2.4, in its order.
TEST(DefaultPolicyTest, SaysWhatHoldsMustShowAndForHowLongTheyLast) {
  std::vector<std::string> rows;
  for (const v1::Policy policy = Applied();
       const v1::HoldRule& hold : policy.holds()) {
    rows.push_back(hold.ShortDebugString());
  }
  EXPECT_THAT(
      rows,
      ElementsAre("reason: HOLD_REASON_AWAIT_REQUESTER contact_attempts: 3 "
                  "cap { working_days: 2 }",
                  "reason: HOLD_REASON_AWAIT_ACCESS picture: true end: true",
                  "reason: HOLD_REASON_AWAIT_PARTS cap { working_days: 3 }",
                  "reason: HOLD_REASON_AWAIT_APPROVAL approver: true",
                  "reason: HOLD_REASON_THIRD_PARTY number: true"));
}

TEST(DefaultPolicyTest, TellsMoreOftenAboutWhatIsUrgent) {
  std::vector<std::string> levels;
  for (const v1::Policy policy = Applied();
       const v1::EscalationLevel& level : policy.levels()) {
    levels.push_back(level.code());
    EXPECT_EQ(level.has_repeat(), level.code().starts_with("p1-"));
    if (level.has_repeat()) {
      EXPECT_THAT(level.priorities(), ElementsAre(v1::PRIORITY_P1));
    }
  }
  EXPECT_THAT(levels,
              ElementsAre("reminder", "warning", "imminent", "overdue",
                          "p1-minute", "p1-leader", "supervision", "notice"));
}

}  // namespace
}  // namespace workledger
