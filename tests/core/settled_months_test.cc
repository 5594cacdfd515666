// Changes of a contract whose account of March 2026 is settled.

#include "engine/core/penalty/settled_months.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/catalogue_of.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const absl::TimeZone kShanghai = absl::FixedTimeZone(8 * 3600);

absl::Time Local(absl::CivilSecond time) {
  return absl::FromCivil(time, kShanghai);
}

const absl::Time kNow = Local(absl::CivilSecond(2026, 5, 10));
const absl::Time kMarchEnd = Local(absl::CivilSecond(2026, 4, 1));

// The year 2026, as the contract was put first.
v1::CatalogueItem Year() {
  auto item = FromText<v1::CatalogueItem>(
      "contract { code: 'c' party: 'p' month { fee_fen: 1000 calendar: 'days'"
      "  } }");
  v1::Contract& contract = *item.mutable_contract();
  *contract.mutable_start_time() =
      ToTimestamp(Local(absl::CivilSecond(2026, 1, 1)));
  *contract.mutable_end_time() =
      ToTimestamp(Local(absl::CivilSecond(2027, 1, 1)));
  return item;
}

class SettledMonthsTest : public ::testing::Test {
 protected:
  SettledMonthsTest()
      : catalogue_(CatalogueOf(
            {"calendar { code: 'days' zone: 'Asia/Shanghai' weekdays: 1"
             "  intervals { open_minute: 540 close_minute: 1020 }"
             "  transitions { offset_seconds: 28800 } }",
             "party { code: 'p' kind: PARTY_KIND_CONTRACTOR active: true }",
             "party { code: 'q' kind: PARTY_KIND_CONTRACTOR active: true }"})) {
    Put(catalogue_, Year());
    *ledger_.mutable_now_time() = ToTimestamp(kNow);
    folds_["c|202603"].mutable_penalty_month()->set_settled(true);
    // A month that has penalties and is not settled.
    folds_["c|202604"].mutable_penalty_month()->set_month(202604);
  }

  absl::Status Decide(const v1::CatalogueChange& change, absl::Time at = kNow) {
    v1::Command command = Order("change_catalogue {}", Supervisor());
    command.clear_ticket();
    *command.mutable_change_catalogue()->add_changes() = change;
    Folds folds = {.ledger = &ledger_, .catalogue = &catalogue_};
    const Context context = {.now = kNow, .occur_time = at};
    for (auto names = Reads(command, folds, context); !names.empty();
         names = Reads(command, folds, context)) {
      for (const StreamName& name : names) {
        folds.streams[name] = &folds_[name.second];
        read_.push_back(name.second);
      }
    }
    return workledger::Decide(command, folds, context).status();
  }

  absl::Status Change(const v1::CatalogueItem& item, absl::Time at = kNow) {
    v1::CatalogueChange change;
    *change.mutable_put() = item;
    return Decide(change, at);
  }

  static void ExpectSettled(const absl::Status& status,
                            std::string_view field) {
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kFailedPrecondition,
                                  v1::ERROR_REASON_MONTH_SETTLED));
    EXPECT_EQ(ErrorOf(status).field(),
              "change_catalogue.changes[0]." + std::string(field));
    EXPECT_THAT(std::string(status.message()), HasSubstr("202603"));
  }

  Catalogue catalogue_;
  v1::LedgerState ledger_;
  std::map<std::string, v1::Fold> folds_;
  std::vector<std::string> read_;
};

TEST_F(SettledMonthsTest, TakesWhatHoldsFromALaterTimeOn) {
  v1::CatalogueItem item = Year();
  item.mutable_contract()->mutable_month()->set_fee_fen(2000);
  item.mutable_contract()->add_clauses()->set_code("1");
  EXPECT_THAT(Change(item), IsOk());
  EXPECT_THAT(Change(item, kMarchEnd), IsOk());
}

TEST_F(SettledMonthsTest, RefusesWhatTakesEffectBeforeItsEnd) {
  v1::CatalogueItem item = Year();
  item.mutable_contract()->mutable_month()->set_fee_fen(2000);
  ExpectSettled(Change(item, kMarchEnd - absl::Milliseconds(1)),
                "put.contract");
  ExpectSettled(Change(item, Local(absl::CivilSecond(2026, 2, 1))),
                "put.contract");
  v1::CatalogueChange retire;
  retire.mutable_retire()->set_kind(v1::CATALOGUE_KIND_CONTRACT);
  retire.mutable_retire()->set_code("c");
  ExpectSettled(Decide(retire, kMarchEnd - absl::Milliseconds(1)),
                "retire.code");
  EXPECT_THAT(Decide(retire), IsOk());
}

// A month would begin and end at other instants.
TEST_F(SettledMonthsTest, RefusesAnotherZoneOfItsCalendar) {
  auto calendar = FromText<v1::CatalogueItem>(
      "calendar { code: 'days' zone: 'Asia/Tokyo' weekdays: 1"
      "  intervals { open_minute: 540 close_minute: 1020 }"
      "  transitions { offset_seconds: 32400 } }");
  ExpectSettled(Change(calendar), "put.calendar.zone");
  // Other hours move no month.
  calendar.mutable_calendar()->set_zone("Asia/Shanghai");
  calendar.mutable_calendar()->mutable_intervals(0)->set_close_minute(1000);
  EXPECT_THAT(Change(calendar), IsOk());
  // Nor does a zone while nothing is settled.
  folds_["c|202603"].mutable_penalty_month()->set_settled(false);
  calendar.mutable_calendar()->set_zone("Asia/Tokyo");
  EXPECT_THAT(Change(calendar), IsOk());
}

TEST_F(SettledMonthsTest, RefusesATermThatEndsOrBeginsWithinIt) {
  struct Term {
    absl::CivilSecond start;
    absl::CivilSecond end;
    std::string_view field;  // empty if it is taken
  };
  for (const Term& term : std::vector<Term>{
           {absl::CivilSecond(2026, 1, 1), absl::CivilSecond(2026, 4, 1), ""},
           {absl::CivilSecond(2026, 1, 1), absl::CivilSecond(2028, 1, 1), ""},
           {absl::CivilSecond(2025, 1, 1), absl::CivilSecond(2027, 1, 1), ""},
           {absl::CivilSecond(2026, 3, 1), absl::CivilSecond(2027, 1, 1), ""},
           {absl::CivilSecond(2026, 1, 1),
            absl::CivilSecond(2026, 3, 31, 23, 59, 59),
            "put.contract.end_time"},
           {absl::CivilSecond(2026, 1, 1), absl::CivilSecond(2026, 2, 1),
            "put.contract.end_time"},
           {absl::CivilSecond(2026, 3, 1, 0, 0, 1),
            absl::CivilSecond(2027, 1, 1), "put.contract.start_time"},
           {absl::CivilSecond(2026, 5, 1), absl::CivilSecond(2027, 1, 1),
            "put.contract.start_time"},
       }) {
    v1::CatalogueItem item = Year();
    v1::Contract& contract = *item.mutable_contract();
    *contract.mutable_start_time() = ToTimestamp(Local(term.start));
    *contract.mutable_end_time() = ToTimestamp(Local(term.end));
    if (term.field.empty()) {
      EXPECT_THAT(Change(item), IsOk()) << item.DebugString();
    } else {
      ExpectSettled(Change(item), term.field);
    }
  }
}

TEST_F(SettledMonthsTest, TheAccountStaysThatOfItsParty) {
  v1::CatalogueItem item = Year();
  item.mutable_contract()->set_party("q");
  ExpectSettled(Change(item), "put.contract.party");
}

TEST_F(SettledMonthsTest, WhatWasRetiredIsStillSettled) {
  v1::Event event;
  v1::CatalogueItemRetired& retired = *event.mutable_catalogue_item_retired();
  retired.set_kind(v1::CATALOGUE_KIND_CONTRACT);
  retired.set_code("c");
  retired.set_revision(2);
  v1::Record record;
  record.set_position(9);
  catalogue_.Evolve(record, event);
  v1::CatalogueItem item = Year();
  item.mutable_contract()->set_party("q");
  ExpectSettled(Change(item), "put.contract.party");
}

TEST_F(SettledMonthsTest, ReadsTheMonthsThatHaveBegun) {
  ASSERT_THAT(Change(Year()), IsOk());
  EXPECT_THAT(read_, Contains("c|202601"));
  EXPECT_THAT(read_, Contains("c|202605"));
  EXPECT_THAT(read_, Not(Contains("c|202606")));
}

TEST_F(SettledMonthsTest, ReadsNoMoreThanTenYears) {
  v1::CatalogueItem item = Year();
  item.mutable_contract()->mutable_start_time()->set_seconds(0);
  Put(catalogue_, item);
  ASSERT_THAT(Change(item), IsOk());
  EXPECT_EQ(read_.size(), static_cast<size_t>(kSettledMonthsMax));
}

TEST_F(SettledMonthsTest, ReadsNothingForANewContract) {
  v1::CatalogueItem item = Year();
  item.mutable_contract()->set_code("d");
  item.mutable_contract()->set_party("q");
  EXPECT_THAT(Change(item), IsOk());
  EXPECT_THAT(read_, IsEmpty());
}

}  // namespace
}  // namespace workledger
