#include "engine/core/tally/tally_decide.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "engine/core/evolve.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/error.h"

namespace workledger {
namespace {

class TallyDecideTest : public testing::Test {
 protected:
  // Puts an item into the catalogue.
  void Put(std::string_view item) {
    v1::CatalogueEntry entry;
    *entry.mutable_item() = FromText<v1::CatalogueItem>(item);
    entry.set_revision(1);
    catalogue_.Load(entry);
  }

  absl::StatusOr<std::vector<StreamEvents>> When(std::string_view order,
                                                 const v1::Actor& actor,
                                                 absl::Time occur_time = kNow) {
    v1::Command command = Order(order, actor);
    command.clear_ticket();
    if (const absl::Status valid = ValidateCommand(command); !valid.ok()) {
      return valid;
    }
    const v1::LedgerState ledger;
    Folds folds = {.ledger = &ledger, .catalogue = &catalogue_};
    const v1::Fold none;
    const Context context = {.now = kNow, .occur_time = occur_time};
    for (const StreamName& name : Reads(command, folds, context)) {
      EXPECT_EQ(name, StreamName(v1::STREAM_KIND_TALLY, ""));
      folds.streams[name] = &none;
    }
    EXPECT_TRUE(Reads(command, folds, context).empty());
    return Decide(command, folds, context);
  }

  // The event that must follow.
  v1::TallyRecorded Recorded(std::string_view order, const v1::Actor& actor) {
    const auto streams = When(order, actor);
    EXPECT_TRUE(streams.ok()) << streams.status();
    if (!streams.ok() || streams->size() != 1) return {};
    EXPECT_EQ((*streams)[0].stream.kind(), v1::STREAM_KIND_TALLY);
    EXPECT_EQ((*streams)[0].stream.key(), "");
    EXPECT_EQ((*streams)[0].events.size(), 1);
    return (*streams)[0].events[0].tally_recorded();
  }

  void ExpectRefused(std::string_view order, const v1::Actor& actor,
                     v1::ErrorReason reason, std::string_view field) {
    const absl::Status status = When(order, actor).status();
    EXPECT_EQ(ReasonName(ReasonOf(status)), ReasonName(reason)) << status;
    EXPECT_EQ(ErrorOf(status).field(), field);
  }

  Catalogue catalogue_;
};

TEST_F(TallyDecideTest, RecordsWhatWasCounted) {
  const v1::TallyRecorded recorded = Recorded(
      "record_tally { item: 'bicycles' count: 40 location: 'north' party: "
      "'guards' start_time { seconds: 1767225600 nanos: 1999999 } "
      "end_time { seconds: 1767229200 } }",
      Technician());
  EXPECT_EQ(recorded.ShortDebugString(),
            FromText<v1::TallyRecorded>(
                "item: 'bicycles' count: 40 location: 'north' party: 'guards' "
                "start_time { seconds: 1767225600 nanos: 1000000 } "
                "end_time { seconds: 1767229200 } day: 20260101")
                .ShortDebugString());
}

TEST_F(TallyDecideTest, CountsForTheLocalDayOfItsPlace) {
  // 2025-12-31T23:00Z is the new year in the calendar's zone.
  const std::string order =
      "record_tally { item: 'x' count: 1 location: 'north/gate' start_time { "
      "seconds: 1767222000 } }";
  EXPECT_EQ(Recorded(order, Desk()).day(), 20251231);
  Put("location { code: 'north' calendar: 'work' }");
  Put("location { code: 'north/gate' }");
  Put("calendar { code: 'work' transitions { offset_seconds: 28800 } }");
  EXPECT_EQ(Recorded(order, Desk()).day(), 20260101);
  // Without times of its own it counts for when the command happened.
  EXPECT_EQ(Recorded("record_tally { item: 'x' count: 1 end_time { seconds: "
                     "1767222000 } }",
                     Desk())
                .day(),
            20251231);
  EXPECT_EQ(Recorded("record_tally { item: 'x' count: 1 }", Desk()).day(),
            20260101);
}

TEST_F(TallyDecideTest, TakesCountsFromTheBureauAndItsDevices) {
  const std::string order = "record_tally { item: 'x' count: 1 }";
  v1::Actor gate = Stranger();
  gate.set_kind(v1::ACTOR_KIND_DEVICE);
  for (const v1::Actor& actor : {Desk(), Supervisor(), Technician(), gate}) {
    EXPECT_EQ(Recorded(order, actor).count(), 1);
  }
  for (const v1::Actor& actor : {Requester(), Stranger()}) {
    ExpectRefused(order, actor, v1::ERROR_REASON_ROLE_REQUIRED, "actor.roles");
  }
}

TEST_F(TallyDecideTest, RefusesWhatSaysNothing) {
  ExpectRefused("record_tally { count: 1 }", Desk(),
                v1::ERROR_REASON_FIELD_REQUIRED, "record_tally.item");
  ExpectRefused("record_tally { item: 'x' }", Desk(),
                v1::ERROR_REASON_FIELD_REQUIRED, "record_tally.start_time");
  ExpectRefused("record_tally { item: 'x' start_time { seconds: 1 } }", Desk(),
                v1::ERROR_REASON_FIELD_REQUIRED, "record_tally.end_time");
  ExpectRefused(
      "record_tally { item: 'x' count: 1 start_time { seconds: 2 } end_time { "
      "seconds: 1 } }",
      Desk(), v1::ERROR_REASON_FIELD_INVALID, "record_tally.end_time");
}

TEST_F(TallyDecideTest, SaysThatThereWasNoneAndWhoLooked) {
  const v1::TallyRecorded recorded = Recorded(
      "record_tally { item: 'thefts' start_time { seconds: 1764547200 } "
      "end_time { seconds: 1767225600 } evidence { digest: "
      "'dddddddddddddddddddddddddddddddd' media_type: 'application/pdf' } }",
      Supervisor());
  EXPECT_EQ(recorded.item(), "thefts");
  EXPECT_EQ(recorded.count(), 0);
  EXPECT_TRUE(recorded.has_start_time());
  EXPECT_TRUE(recorded.has_end_time());
  EXPECT_EQ(recorded.evidence_size(), 1);
}

TEST_F(TallyDecideTest, RefusesTimesAhead) {
  // kNow is 1767268800; five minutes more are allowed.
  Recorded(
      "record_tally { item: 'x' count: 1 end_time { seconds: 1767269100 "
      "} }",
      Desk());
  ExpectRefused(
      "record_tally { item: 'x' count: 1 end_time { seconds: 1767269101 } }",
      Desk(), v1::ERROR_REASON_TIME_AHEAD, "record_tally.end_time");
  ExpectRefused(
      "record_tally { item: 'x' count: 1 start_time { seconds: 1767269101 } }",
      Desk(), v1::ERROR_REASON_TIME_AHEAD, "record_tally.start_time");
  EXPECT_EQ(ReasonOf(When("record_tally { item: 'x' count: 1 }", Desk(),
                          kNow + absl::Minutes(6))
                         .status()),
            v1::ERROR_REASON_TIME_AHEAD);
}

TEST_F(TallyDecideTest, AsksTheCatalogueForWhatItKeeps) {
  const std::string place = "record_tally { item: 'x' count: 1 location: 'a' }";
  const std::string party = "record_tally { item: 'x' count: 1 party: 'p' }";
  Recorded(place, Desk());
  Recorded(party, Desk());
  Put("location { code: 'b' }");
  Put("party { code: 'q' }");
  ExpectRefused(place, Desk(), v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "record_tally.location");
  ExpectRefused(party, Desk(), v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "record_tally.party");
  Recorded("record_tally { item: 'x' count: 1 location: 'b' party: 'q' }",
           Desk());
}

TEST_F(TallyDecideTest, NamesNoTicket) {
  v1::Command command =
      Order("record_tally { item: 'x' count: 1 }", Technician());
  EXPECT_EQ(ErrorOf(ValidateCommand(command)).field(), "ticket");
}

}  // namespace
}  // namespace workledger
