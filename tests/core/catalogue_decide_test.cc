#include "engine/core/catalogue/catalogue_decide.h"

#include <map>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "gtest/gtest.h"
#include "tests/core/catalogue_of.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr absl::StatusCode kForbidden = absl::StatusCode::kFailedPrecondition;

v1::Command Change(std::string_view changes,
                   const v1::Actor& actor = Supervisor()) {
  v1::Command command = Order("change_catalogue { document: 'no. 7' }", actor);
  command.clear_ticket();
  const auto order = FromText<v1::ChangeCatalogue>(changes);
  *command.mutable_change_catalogue()->mutable_changes() = order.changes();
  return command;
}

// A put of one item.
std::string Putting(std::string_view item) {
  return "changes { put { " + std::string(item) + " } } ";
}

absl::StatusOr<Events> Outcome(const Catalogue& catalogue,
                               const v1::Command& command) {
  absl::Status valid = ValidateCommand(command);
  if (!valid.ok()) return valid;
  const v1::LedgerState ledger;
  Folds folds = {.ledger = &ledger, .catalogue = &catalogue};
  std::map<StreamName, v1::Fold> read;
  const Context context = {
      .now = kNow,
      .occur_time = command.has_occur_time()
                        ? FromTimestamp(command.occur_time())
                        : kNow};
  for (auto names = Reads(command, folds, context); !names.empty();
       names = Reads(command, folds, context)) {
    for (const StreamName& name : names) folds.streams[name] = &read[name];
  }
  auto streams = Decide(command, folds, context);
  if (!streams.ok()) return streams.status();
  if (streams->empty()) return Events();
  // Plans have streams of their own, which come after.
  EXPECT_EQ((*streams)[0].stream.kind(), v1::STREAM_KIND_CATALOGUE);
  EXPECT_EQ((*streams)[0].stream.key(), "");
  return (*streams)[0].events;
}

void ExpectRefused(const Catalogue& catalogue, std::string_view changes,
                   absl::StatusCode code, v1::ErrorReason reason,
                   std::string_view field) {
  const auto outcome = Outcome(catalogue, Change(changes));
  EXPECT_THAT(outcome, FailsWith(code, reason)) << changes;
  if (!outcome.ok()) {
    EXPECT_EQ(ErrorOf(outcome.status()).field(),
              "change_catalogue." + std::string(field))
        << outcome.status();
  }
}

void ExpectEvents(const Catalogue& catalogue, std::string_view changes,
                  const std::vector<std::string_view>& wanted) {
  const auto outcome = Outcome(catalogue, Change(changes));
  ASSERT_THAT(outcome, IsOk()) << changes;
  ASSERT_EQ(outcome->size(), wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ((*outcome)[i].DebugString(), Happened(wanted[i]).DebugString());
  }
}

constexpr std::string_view kContract =
    "contract { code: 'c-1' party: 'lifts' categories: 'repair/lift'"
    "  locations: 'east' start_time { seconds: 1000 }"
    "  end_time { seconds: 2000 } }";

Catalogue Bureau() {
  return CatalogueOf({
      "calendar { code: 'days' zone: 'Asia/Shanghai' weekdays: 1"
      "  intervals { open_minute: 540 close_minute: 1020 } }",
      "location { code: 'east' kind: LOCATION_KIND_SITE calendar: 'days' }",
      "location { code: 'east/b1' kind: LOCATION_KIND_BUILDING }",
      "asset { code: 'lift' location: 'east' }",
      "asset { code: 'door' location: 'east' part_of: 'lift' }",
      "category { code: 'repair' }",
      "category { code: 'repair/lift' }",
      "party { code: 'lifts' kind: PARTY_KIND_CONTRACTOR active: true }",
      kContract,
      "alarm_rule { code: 'smoke' }",
      "alarm_rule { code: 'fire' inhibitors: 'smoke' }",
  });
}

TEST(CatalogueDecideTest, MakesAnEventOfEachChange) {
  ExpectEvents(
      Bureau(),
      Putting("location { code: 'west' kind: LOCATION_KIND_SITE }") +
          Putting("location { code: 'west/b1' kind: LOCATION_KIND_BUILDING }") +
          Putting("location { code: 'east' kind: LOCATION_KIND_SITE"
                  "  name: 'East' }") +
          "changes { retire { kind: CATALOGUE_KIND_ASSET code: 'door' } }"
          "changes { retire { kind: CATALOGUE_KIND_ASSET code: 'lift' } }",
      {"catalogue_item_put { revision: 1 document: 'no. 7' item { location {"
       "  code: 'west' kind: LOCATION_KIND_SITE } } }",
       "catalogue_item_put { revision: 1 document: 'no. 7' item { location {"
       "  code: 'west/b1' kind: LOCATION_KIND_BUILDING } } }",
       "catalogue_item_put { revision: 2 document: 'no. 7' item { location {"
       "  code: 'east' kind: LOCATION_KIND_SITE name: 'East' } } }",
       "catalogue_item_retired { kind: CATALOGUE_KIND_ASSET code: 'door'"
       "  revision: 2 document: 'no. 7' }",
       "catalogue_item_retired { kind: CATALOGUE_KIND_ASSET code: 'lift'"
       "  revision: 2 document: 'no. 7' }"});
}

TEST(CatalogueDecideTest, WhatIsAsItWasGivesNoEvent) {
  Catalogue bureau = Bureau();
  ExpectEvents(bureau, Putting(kContract), {});
  const auto retired =
      Outcome(bureau, Change("changes { retire { kind: CATALOGUE_KIND_CONTRACT"
                             "  code: 'c-1' } }"));
  ASSERT_THAT(retired, IsOk());
  v1::Record record;
  record.set_position(bureau.position() + 1);
  bureau.Evolve(record, retired->front());
  ExpectEvents(bureau,
               "changes { retire { kind: CATALOGUE_KIND_CONTRACT"
               "  code: 'c-1' } }",
               {});
  // It comes back as its next revision.
  const auto back = Outcome(bureau, Change(Putting(kContract)));
  ASSERT_THAT(back, IsOk());
  ASSERT_EQ(back->size(), 1u);
  EXPECT_EQ((*back)[0].catalogue_item_put().revision(), 3u);
}

TEST(CatalogueDecideTest, OnlyASupervisorOrASystemMayChangeIt) {
  const std::string change = Putting(
      "procedure { code: 'p' steps {"
      "  code: 's' } }");
  EXPECT_THAT(Outcome(Bureau(), Change(change, System())), IsOk());
  for (const v1::Actor& actor : {Desk(), Technician(), Requester()}) {
    EXPECT_THAT(Outcome(Bureau(), Change(change, actor)),
                FailsWith(absl::StatusCode::kPermissionDenied,
                          v1::ERROR_REASON_ROLE_REQUIRED));
  }
  v1::Command early = Change(change);
  *early.mutable_occur_time() = ToTimestamp(kNow + absl::Minutes(6));
  EXPECT_THAT(Outcome(Bureau(), early),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        v1::ERROR_REASON_TIME_AHEAD));
}

TEST(CatalogueDecideTest, RefusesAnItemTwice) {
  const std::string lamp = "asset { code: 'lamp' location: 'east' }";
  ExpectRefused(Bureau(), Putting(lamp) + Putting(lamp),
                absl::StatusCode::kInvalidArgument,
                v1::ERROR_REASON_FIELD_INVALID, "changes[1].put.asset.code");
  ExpectRefused(Bureau(),
                Putting("asset { code: 'door' location: 'east/b1' }") +
                    "changes { retire { kind: CATALOGUE_KIND_ASSET"
                    "  code: 'door' } }",
                absl::StatusCode::kInvalidArgument,
                v1::ERROR_REASON_FIELD_INVALID, "changes[1].retire.code");
  // Also where the first changed nothing.
  ExpectRefused(Bureau(), Putting(kContract) + Putting(kContract),
                absl::StatusCode::kInvalidArgument,
                v1::ERROR_REASON_FIELD_INVALID, "changes[1].put.contract.code");
}

struct RefusedItem {
  std::string_view item;
  std::string_view field;
};

TEST(CatalogueDecideTest, RefusesReferencesToWhatItDoesNotKnow) {
  const std::string plan =
      "plan { code: 'p' recurrence: 'FREQ=DAILY' start_date { year: 2026"
      "  month: 1 day: 1 } window { seconds: 60 } mode: PLAN_MODE_FIXED"
      "  kind: TICKET_KIND_CLEANING ";
  const std::string bad_calendar =
      plan + "calendar: 'x' category: 'repair' location: 'east' }";
  const std::string bad_category =
      plan + "calendar: 'days' category: 'x' location: 'east' }";
  const std::string bad_location =
      plan + "calendar: 'days' category: 'repair' location: 'x' }";
  const std::string known =
      plan + "calendar: 'days' category: 'repair' location: 'east' ";
  const std::string bad_asset = known + "asset: 'x' }";
  const std::string bad_party = known + "assignee { party: 'x' } }";
  const std::string term =
      "start_time { seconds: 5000 } end_time { seconds: 6000 } }";
  const std::string c_party = "contract { code: 'c' party: 'x' " + term;
  const std::string c_category =
      "contract { code: 'c' party: 'lifts' categories: 'repair'"
      "  categories: 'x' " +
      term;
  const std::string c_location =
      "contract { code: 'c' party: 'lifts' locations: 'x' " + term;
  for (const RefusedItem& refused : std::vector<RefusedItem>{
           {"location { code: 'x/y' kind: LOCATION_KIND_ROOM }",
            "location.code"},
           {"location { code: 'x' kind: LOCATION_KIND_SITE calendar: 'y' }",
            "location.calendar"},
           {"asset { code: 'x' location: 'x' }", "asset.location"},
           {"asset { code: 'x' part_of: 'y' }", "asset.part_of"},
           {c_party, "contract.party"},
           {c_category, "contract.categories[1]"},
           {c_location, "contract.locations[0]"},
           {"category { code: 'x/y' }", "category.code"},
           {"category { code: 'x' procedure: 'y' }", "category.procedure"},
           {"window { code: 'x' kind: WINDOW_KIND_DRILL locations: 'x'"
            "  start_time { seconds: 1 } end_time { seconds: 2 } }",
            "window.locations[0]"},
           {"alarm_rule { code: 'x' category: 'y' }", "alarm_rule.category"},
           {"alarm_rule { code: 'x' roster: 'y' }", "alarm_rule.roster"},
           {"alarm_rule { code: 'x' inhibitors: 'smoke' inhibitors: 'y' }",
            "alarm_rule.inhibitors[1]"},
           {bad_calendar, "plan.calendar"},
           {bad_category, "plan.category"},
           {bad_location, "plan.location"},
           {bad_asset, "plan.asset"},
           {bad_party, "plan.assignee.party"},
       }) {
    ExpectRefused(Bureau(), Putting(refused.item), kForbidden,
                  v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                  "changes[0].put." + std::string(refused.field));
  }
  ExpectRefused(
      Bureau(), "changes { retire { kind: CATALOGUE_KIND_ASSET code: 'x' } }",
      kForbidden, v1::ERROR_REASON_CATALOGUE_UNKNOWN, "changes[0].retire.code");
}

TEST(CatalogueDecideTest, RefusesCycles) {
  for (const RefusedItem& refused : std::vector<RefusedItem>{
           {"asset { code: 'new' part_of: 'new' }", "asset.part_of"},
           {"asset { code: 'lift' part_of: 'door' }", "asset.part_of"},
           {"alarm_rule { code: 'smoke' inhibitors: 'fire' }",
            "alarm_rule.inhibitors[0]"},
       }) {
    ExpectRefused(Bureau(), Putting(refused.item), kForbidden,
                  v1::ERROR_REASON_CATALOGUE_CYCLE,
                  "changes[0].put." + std::string(refused.field));
  }
  // One that only the command's own changes make.
  ExpectRefused(Bureau(),
                Putting("asset { code: 'a' part_of: 'door' }") +
                    Putting("asset { code: 'lift' part_of: 'a' }"),
                kForbidden, v1::ERROR_REASON_CATALOGUE_CYCLE,
                "changes[1].put.asset.part_of");
}

TEST(CatalogueDecideTest, RefusesContractsThatOverlap) {
  const auto contract = [](std::string_view scope, int start, int end) {
    return Putting("contract { code: 'c-2' party: 'lifts' " +
                   std::string(scope) +
                   " start_time { seconds: " + std::to_string(start) +
                   " } end_time { seconds: " + std::to_string(end) + " } }");
  };
  for (const std::string& overlapping :
       {contract("", 1999, 3000), contract("", 1, 1001),
        contract("categories: 'repair'", 1500, 1501),
        contract("locations: 'east/b1'", 1500, 1501)}) {
    ExpectRefused(Bureau(), overlapping, kForbidden,
                  v1::ERROR_REASON_CONTRACT_OVERLAPS,
                  "changes[0].put.contract.start_time");
  }
  Catalogue bureau = Bureau();
  Put(bureau, FromText<v1::CatalogueItem>("category { code: 'paint' }"));
  Put(bureau, FromText<v1::CatalogueItem>("location { code: 'west' }"));
  for (const std::string& apart :
       {contract("", 2000, 3000), contract("", 1, 1000),
        contract("categories: 'paint'", 1500, 1501),
        contract("locations: 'west'", 1500, 1501)}) {
    EXPECT_THAT(Outcome(bureau, Change(apart)), IsOk()) << apart;
  }
  // Another term of the same contract is no overlap, nor is another party.
  EXPECT_THAT(
      Outcome(Bureau(), Change(Putting("contract { code: 'c-1' party: 'lifts'"
                                       "  start_time { seconds: 1500 }"
                                       "  end_time { seconds: 2500 } }"))),
      IsOk());
}

TEST(CatalogueDecideTest, RefusesToRetireWhatIsInUse) {
  const auto retire = [](std::string_view kind, std::string_view code) {
    return "changes { retire { kind: CATALOGUE_KIND_" + std::string(kind) +
           " code: '" + std::string(code) + "' } } ";
  };
  for (const std::string& refused :
       {retire("CALENDAR", "days"),
        retire("LOCATION", "east/b1") + retire("LOCATION", "east"),
        retire("ASSET", "lift"), retire("CATEGORY", "repair"),
        retire("PARTY", "lifts"), retire("ALARM_RULE", "smoke")}) {
    const auto outcome = Outcome(Bureau(), Change(refused));
    EXPECT_THAT(outcome,
                FailsWith(kForbidden, v1::ERROR_REASON_CATALOGUE_IN_USE))
        << refused;
  }
  // What referred to it may go first, or no longer refer to it.
  EXPECT_THAT(Outcome(Bureau(), Change(retire("CONTRACT", "c-1") +
                                       retire("PARTY", "lifts") +
                                       retire("CATEGORY", "repair/lift") +
                                       retire("CATEGORY", "repair"))),
              IsOk());
  EXPECT_THAT(Outcome(Bureau(), Change(Putting("alarm_rule { code: 'fire' }") +
                                       retire("ALARM_RULE", "smoke"))),
              IsOk());
  // A change that comes before may also begin to refer to it.
  ExpectRefused(Bureau(),
                retire("ASSET", "door") +
                    Putting("asset { code: 'cabin' part_of: 'lift' }") +
                    retire("ASSET", "lift"),
                kForbidden, v1::ERROR_REASON_CATALOGUE_IN_USE,
                "changes[2].retire.code");
}

TEST(CatalogueDecideTest, RefusesAPlanWithoutARule) {
  const auto plan = [](std::string_view rule) {
    return Putting("plan { code: 'p' recurrence: '" + std::string(rule) +
                   "' start_date { year: 2026 month: 1 day: 1 }"
                   "  window { seconds: 60 } mode: PLAN_MODE_FIXED"
                   "  kind: TICKET_KIND_CLEANING calendar: 'days'"
                   "  category: 'repair' location: 'east' }");
  };
  EXPECT_THAT(Outcome(Bureau(), Change(plan("FREQ=MONTHLY;BYMONTHDAY=5,20"))),
              IsOk());
  for (const std::string_view rule : {"sometimes", "FREQ=HOURLY"}) {
    ExpectRefused(Bureau(), plan(rule), kForbidden,
                  v1::ERROR_REASON_RECURRENCE_INVALID,
                  "changes[0].put.plan.recurrence");
  }
}

TEST(CatalogueDecideTest, RefusesACalendarThatIsNeverOpen) {
  for (const std::string_view calendar :
       {"calendar { code: 'c' zone: 'UTC' weekdays: 1 }",
        "calendar { code: 'c' zone: 'UTC'"
        "  intervals { open_minute: 0 close_minute: 60 } }",
        "calendar { code: 'c' zone: 'UTC'"
        "  intervals { open_minute: 0 close_minute: 60 }"
        "  days { date { year: 2026 month: 1 day: 1 }"
        "    day_class: DAY_CLASS_OFF } }"}) {
    ExpectRefused(Bureau(), Putting(calendar), kForbidden,
                  v1::ERROR_REASON_CALENDAR_NEVER_OPEN,
                  "changes[0].put.calendar.weekdays");
  }
  EXPECT_THAT(
      Outcome(Bureau(),
              Change(Putting("calendar { code: 'c' zone: 'UTC'"
                             "  intervals { open_minute: 0 close_minute: 1440 }"
                             "  days { date { year: 2026 month: 1 day: 1 }"
                             "    day_class: DAY_CLASS_WORK } }"))),
      IsOk());
}

}  // namespace
}  // namespace workledger
