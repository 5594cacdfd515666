#include "engine/core/catalogue/guards.h"

#include "gtest/gtest.h"
#include "tests/core/catalogue_of.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr std::string_view kField = "dispatch.party";

// kNow is in 2026; its contract covers the lifts of the east site, its
// electrician's licence for high voltage ended before.
Catalogue Bureau() {
  return CatalogueOf({
      "location { code: 'east' }",
      "location { code: 'east/b1' }",
      "location { code: 'eastern' }",
      "asset { code: 'lift-1' location: 'east' }",
      "category { code: 'repair' kind: TICKET_KIND_REPAIR"
      "  size_class: SIZE_CLASS_MINOR }",
      "category { code: 'repair/lift' skills: 'lift' }",
      "category { code: 'repair/lift/door' }",
      "category { code: 'repair/power' skills: 'high-voltage'"
      "  size_class: SIZE_CLASS_URGENT }",
      "party { code: 'team' kind: PARTY_KIND_TEAM active: true"
      "  members { principal: 'wang' skills: 'lift' }"
      "  members { principal: 'li' skills: 'high-voltage'"
      "    certificates { skill: 'high-voltage'"
      "      expire_time { seconds: 1767225600 } } } }",
      "party { code: 'gone' kind: PARTY_KIND_TEAM }",
      "party { code: 'lifts' kind: PARTY_KIND_CONTRACTOR active: true }",
      "party { code: 'free' kind: PARTY_KIND_CONTRACTOR active: true"
      "  members { principal: 'zhao' certificates { skill: 'lift' } } }",
      "contract { code: 'c-1' party: 'lifts' categories: 'repair'"
      "  locations: 'east' start_time { seconds: 1767225600 }"
      "  end_time { seconds: 1767312000 } }",
  });
}

absl::StatusOr<const v1::CatalogueEntry*> Fit(std::string_view assignee,
                                              WorkPlace place) {
  static const Catalogue* const catalogue = new Catalogue(Bureau());
  return CheckFit(*catalogue, FromText<v1::Assignee>(assignee), place, kField);
}

void ExpectUnfit(std::string_view assignee, WorkPlace place) {
  const auto fit = Fit(assignee, place);
  EXPECT_THAT(fit, FailsWith(absl::StatusCode::kFailedPrecondition,
                             v1::ERROR_REASON_PARTY_UNFIT))
      << assignee;
  EXPECT_EQ(ErrorOf(fit.status()).field(), kField);
}

TEST(GuardsTest, KnowsTheCodesOfItsKinds) {
  const Catalogue bureau = Bureau();
  EXPECT_THAT(CheckLocation(bureau, "east/b1", "x"), IsOk());
  EXPECT_THAT(CheckAsset(bureau, "lift-1", "x"), IsOk());
  EXPECT_THAT(CheckCategory(bureau, "repair/lift", v1::TICKET_KIND_REPAIR, "x"),
              IsOk());
  for (const absl::Status& status :
       {CheckLocation(bureau, "west", "x"), CheckAsset(bureau, "lift-2", "x"),
        CheckCategory(bureau, "paint", v1::TICKET_KIND_REPAIR, "x")}) {
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kFailedPrecondition,
                                  v1::ERROR_REASON_CATALOGUE_UNKNOWN));
    EXPECT_EQ(ErrorOf(status).field(), "x");
  }
}

TEST(GuardsTest, AsksNothingOfWhatIsEmptyOrNotKept) {
  const Catalogue bureau = Bureau();
  EXPECT_THAT(CheckLocation(bureau, "", "x"), IsOk());
  EXPECT_THAT(CheckCategory(bureau, "", v1::TICKET_KIND_REPAIR, "x"), IsOk());
  const Catalogue empty;
  EXPECT_THAT(CheckLocation(empty, "west", "x"), IsOk());
  EXPECT_THAT(CheckAsset(empty, "lift-2", "x"), IsOk());
  EXPECT_THAT(CheckCategory(empty, "paint", v1::TICKET_KIND_REPAIR, "x"),
              IsOk());
  EXPECT_THAT(
      CheckFit(empty, FromText<v1::Assignee>("party: 'anyone'"), {}, kField),
      IsOk());
}

TEST(GuardsTest, DoesNotKnowACategoryOfAnotherKind) {
  EXPECT_THAT(CheckCategory(Bureau(), "repair", v1::TICKET_KIND_CLEANING, "x"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        v1::ERROR_REASON_CATALOGUE_UNKNOWN));
  EXPECT_THAT(
      CheckCategory(Bureau(), "repair/lift", v1::TICKET_KIND_CLEANING, "x"),
      IsOk());
}

TEST(GuardsTest, SendsWhoeverIsActiveAndSkilled) {
  const WorkPlace door = {"repair/lift/door", "east/b1", kNow};
  EXPECT_THAT(Fit("party: 'team' person: 'wang'", door), IsOk());
  EXPECT_THAT(Fit("party: 'team'", door), IsOk());
  EXPECT_EQ(Fit("party: 'team'", door).value(), nullptr);
  ExpectUnfit("party: 'team' person: 'li'", door);
  ExpectUnfit("party: 'team' person: 'chen'", door);
  ExpectUnfit("party: 'gone'", {"repair", "east", kNow});
  EXPECT_THAT(Fit("party: 'nobody'", door),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        v1::ERROR_REASON_CATALOGUE_UNKNOWN));
}

TEST(GuardsTest, ASkillIsOnlyAsGoodAsItsCertificate) {
  const WorkPlace before = {"repair/power", "east", kStart - absl::Seconds(1)};
  EXPECT_THAT(Fit("party: 'team' person: 'li'", before), IsOk());
  ExpectUnfit("party: 'team' person: 'li'", {"repair/power", "east", kStart});
  ExpectUnfit("party: 'team'", {"repair/power", "east", kStart});
}

TEST(GuardsTest, AContractorNeedsAContractInTermAndScope) {
  const auto covered = Fit("party: 'lifts'", {"repair", "east/b1", kStart});
  ASSERT_THAT(covered, IsOk());
  ASSERT_NE(*covered, nullptr);
  EXPECT_EQ((*covered)->item().contract().code(), "c-1");
  EXPECT_THAT(Fit("party: 'lifts' person: 'anyone'", {"", "", kNow}), IsOk());
  ExpectUnfit("party: 'lifts'", {"repair", "eastern", kNow});
  ExpectUnfit("party: 'lifts'", {"repairs", "east", kNow});
  ExpectUnfit("party: 'lifts'", {"repair", "east", kStart - absl::Seconds(1)});
  ExpectUnfit("party: 'lifts'", {"repair", "east", kStart + absl::Hours(24)});
  // It has the skill, but no contract.
  ExpectUnfit("party: 'free'", {"repair/lift", "east", kNow});
  // It has the contract, but names nobody with the skill.
  ExpectUnfit("party: 'lifts'", {"repair/lift", "east", kNow});
}

TEST(GuardsTest, WithoutContractsAContractorIsFree) {
  const Catalogue catalogue = CatalogueOf(
      {"party { code: 'free' kind: PARTY_KIND_CONTRACTOR active: true }"});
  const auto fit =
      CheckFit(catalogue, FromText<v1::Assignee>("party: 'free'"), {}, kField);
  ASSERT_THAT(fit, IsOk());
  EXPECT_EQ(*fit, nullptr);
}

TEST(GuardsTest, InheritsFromTheNearestCategoryAbove) {
  const Catalogue bureau = Bureau();
  EXPECT_EQ(SizeClassOf(bureau, "repair/lift/door"), v1::SIZE_CLASS_MINOR);
  EXPECT_EQ(SizeClassOf(bureau, "repair/power/cable"), v1::SIZE_CLASS_URGENT);
  EXPECT_EQ(SizeClassOf(bureau, "paint"), v1::SIZE_CLASS_UNSPECIFIED);
  const v1::Category* const skilled = FindCategoryWith(
      bureau, "repair/lift/door",
      [](const v1::Category& c) { return !c.skills().empty(); });
  ASSERT_NE(skilled, nullptr);
  EXPECT_EQ(skilled->code(), "repair/lift");
}

TEST(GuardsTest, FindsTheWindowThatCovers) {
  const Catalogue catalogue = CatalogueOf({
      "window { code: 'a-storm' kind: WINDOW_KIND_FORCE_MAJEURE"
      "  start_time { seconds: 1767225600 } end_time { seconds: 1767312000 } }",
      "window { code: 'drill' kind: WINDOW_KIND_DRILL locations: 'east'"
      "  alarm_classes: 'fire'"
      "  start_time { seconds: 1767225600 } end_time { seconds: 1767312000 } }",
  });
  const auto code = [&](v1::WindowKind kind, std::string_view location,
                        std::string_view alarm_class, absl::Time at) {
    const v1::CatalogueEntry* const entry =
        FindWindow(catalogue, kind, location, alarm_class, at);
    return entry == nullptr ? "" : entry->item().window().code();
  };
  EXPECT_EQ(code(v1::WINDOW_KIND_FORCE_MAJEURE, "", "", kStart), "a-storm");
  EXPECT_EQ(code(v1::WINDOW_KIND_FORCE_MAJEURE, "west", "gas", kNow),
            "a-storm");
  EXPECT_EQ(code(v1::WINDOW_KIND_DRILL, "east/b1", "fire", kNow), "drill");
  EXPECT_EQ(code(v1::WINDOW_KIND_DRILL, "east", "", kNow), "drill");
  EXPECT_EQ(code(v1::WINDOW_KIND_DRILL, "east", "gas", kNow), "");
  EXPECT_EQ(code(v1::WINDOW_KIND_DRILL, "eastern", "fire", kNow), "");
  EXPECT_EQ(code(v1::WINDOW_KIND_DRILL, "", "fire", kNow), "");
  EXPECT_EQ(code(v1::WINDOW_KIND_MAINTENANCE, "east", "fire", kNow), "");
  EXPECT_EQ(
      code(v1::WINDOW_KIND_DRILL, "east", "fire", kStart + absl::Hours(24)),
      "");
}

}  // namespace
}  // namespace workledger
