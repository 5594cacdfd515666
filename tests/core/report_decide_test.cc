// What a report may say of each kind of ticket, and what the catalogue adds.

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

constexpr auto kForbidden = absl::StatusCode::kFailedPrecondition;

v1::Command Report(std::string_view fields) {
  return Order(
      "report { channel: CHANNEL_HOTLINE " + std::string(fields) + " }",
      Requester());
}

void ExpectInvalid(std::string_view fields, std::string_view field) {
  SCOPED_TRACE(fields);
  Given({})
      .When(Report(fields))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_INVALID, field);
}

TEST(ReportDecideTest, KeepsWhatAServiceIsAbout) {
  const std::string kFields =
      "location: 'hall' title: 'plenum' headcount: 40 window_start_time { "
      "seconds: 1767300000 } window_end_time { seconds: 1767303600 } "
      "quantities { item: 'tea' quantity_milli: 40000 unit: 'cup' } ";
  const Outcome outcome = Given({}).When(
      Report(kFields + "kind: TICKET_KIND_SERVICE confidential: true"));
  outcome.Then(
      {Happened("ticket_reported { number: 8 channel: CHANNEL_HOTLINE "
                "first_owner: 'wang' kind: TICKET_KIND_SERVICE "
                "confidential: true " +
                kFields + "}")});
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(outcome.ticket().kind(), v1::TICKET_KIND_SERVICE);
  EXPECT_EQ(outcome.ticket().title(), "plenum");
  EXPECT_EQ(outcome.ticket().headcount(), 40u);
  EXPECT_EQ(outcome.ticket().window_end_time().seconds(), 1767303600);
  EXPECT_EQ(outcome.ticket().ordered_quantities_size(), 1);
  EXPECT_TRUE(outcome.ticket().confidential());
}

TEST(ReportDecideTest, OpensAnIncidentAsAnAlarm) {
  const Outcome outcome = Given({}).When(
      Report("kind: TICKET_KIND_SECURITY born_of: BORN_OF_CALL "
             "incident_class: 'intrusion' drill: true headcount: 6"));
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_ALARMED);
  EXPECT_EQ(outcome.ticket().incident().born_of(), v1::BORN_OF_CALL);
  EXPECT_EQ(outcome.ticket().incident().incident_class(), "intrusion");
  EXPECT_FALSE(outcome.ticket().incident().life_safety());
  EXPECT_TRUE(outcome.ticket().drill());
}

TEST(ReportDecideTest, OpensACleaningAsReported) {
  const Outcome outcome = Given({}).When(Report("kind: TICKET_KIND_CLEANING"));
  EXPECT_EQ(outcome.ticket().state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(outcome.ticket().kind(), v1::TICKET_KIND_CLEANING);
}

TEST(ReportDecideTest, RefusesWhatDoesNotFitTheKind) {
  ExpectInvalid("headcount: 1", "report.headcount");
  ExpectInvalid("born_of: BORN_OF_CALL", "report.born_of");
  ExpectInvalid("incident_class: 'fire'", "report.incident_class");
  ExpectInvalid("drill: true kind: TICKET_KIND_SERVICE", "report.drill");
  ExpectInvalid("window_start_time {} kind: TICKET_KIND_CLEANING",
                "report.window_start_time");
  ExpectInvalid("window_end_time {}", "report.window_end_time");
  ExpectInvalid("quantities { item: 'i' unit: 'u' } kind: TICKET_KIND_SECURITY",
                "report.quantities");
  ExpectInvalid("recurrence_of: 'No 7'", "report.recurrence_of");
}

TEST(ReportDecideTest, WindowHasTwoEndsInOrder) {
  Given({})
      .When(Report("kind: TICKET_KIND_SERVICE window_start_time {}"))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_REQUIRED, "report.window_end_time");
  Given({})
      .When(Report("kind: TICKET_KIND_SERVICE window_end_time {}"))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_REQUIRED, "report.window_start_time");
  ExpectInvalid(
      "kind: TICKET_KIND_SERVICE window_start_time { seconds: 5 } "
      "window_end_time { seconds: 5 }",
      "report.window_end_time");
}

TEST(ReportDecideTest, HistoryIsOfRepairs) {
  Given({})
      .When(History("report { kind: TICKET_KIND_CLEANING }"))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_INVALID, "record_history.report.kind");
  Given({})
      .When(History("report { headcount: 3 }"))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_FIELD_INVALID,
                 "record_history.report.headcount");
}

// A catalogue of one building with a hall, in which a congress is guarded and
// a drill is held.
Scene GivenCatalogue() {
  Scene scene = Given({});
  scene.Keep("location { code: 'b1' kind: LOCATION_KIND_BUILDING }")
      .Keep("location { code: 'b1/hall' kind: LOCATION_KIND_ROOM }")
      .Keep("asset { code: 'lift-1' location: 'b1' }")
      .Keep("category { code: 'mep' size_class: SIZE_CLASS_MINOR }")
      .Keep("category { code: 'mep/lamp' }")
      .Keep("category { code: 'fire' kind: TICKET_KIND_SECURITY }")
      .Keep(
          "window { code: 'congress' kind: WINDOW_KIND_MAJOR_EVENT start_time "
          "{ seconds: 1767268000 } end_time { seconds: 1767269000 } "
          "locations: 'b1' }")
      .Keep(
          "window { code: 'drill-1' kind: WINDOW_KIND_DRILL start_time { "
          "seconds: 1767268000 } end_time { seconds: 1767269000 } "
          "locations: 'b1/hall' }")
      .Keep("alarm_rule { code: 'smoke' life_safety: true }");
  return scene;
}

TEST(ReportDecideTest, CarriesWhatTheCatalogueSays) {
  const Outcome repair = GivenCatalogue().When(
      Report("location: 'b1/hall' category: 'mep/lamp' asset: 'lift-1'"));
  EXPECT_EQ(repair.ticket().size_class(), v1::SIZE_CLASS_MINOR);
  EXPECT_EQ(repair.ticket().major_event(), "congress");
  EXPECT_EQ(repair.ticket().catalogue_position(), 9u);
  // A repair in a drill's window is no drill.
  EXPECT_FALSE(repair.ticket().drill());
  const Outcome incident = GivenCatalogue().When(
      Report("location: 'b1/hall' category: 'fire' kind: TICKET_KIND_SECURITY "
             "incident_class: 'smoke'"));
  EXPECT_TRUE(incident.ticket().drill());
  EXPECT_TRUE(incident.ticket().incident().life_safety());
  const Outcome elsewhere = GivenCatalogue().When(
      Report("location: 'b1' category: 'fire' kind: TICKET_KIND_SECURITY"));
  EXPECT_FALSE(elsewhere.ticket().drill());
}

TEST(ReportDecideTest, RefusesWhatTheCatalogueDoesNotKnow) {
  constexpr auto kUnknown = v1::ERROR_REASON_CATALOGUE_UNKNOWN;
  const Scene scene = GivenCatalogue();
  scene.When(Report("location: 'b2'"))
      .ThenFails(kForbidden, kUnknown, "report.location");
  scene.When(Report("category: 'roof'"))
      .ThenFails(kForbidden, kUnknown, "report.category");
  scene.When(Report("category: 'fire'"))
      .ThenFails(kForbidden, kUnknown, "report.category");
  scene.When(Report("asset: 'lift-2'"))
      .ThenFails(kForbidden, kUnknown, "report.asset");
}

TEST(ReportDecideTest, RecurrenceNamesAClosedTicketOfTheSamePlace) {
  Scene scene = Given({});
  scene.And(PathTo(v1::TICKET_STATE_CLOSED), "t-9");
  const Outcome outcome =
      scene.When(Report("recurrence_of: 't-9' location: 'north/2/201'"));
  ASSERT_TRUE(outcome.events().ok()) << outcome.events().status();
  EXPECT_EQ(outcome.ticket().recurrence_of(), "t-9");
}

TEST(ReportDecideTest, RefusesARecurrenceOfAnotherTicket) {
  constexpr std::string_view kField = "report.recurrence_of";
  Scene scene = Given({});
  scene.And(PathTo(v1::TICKET_STATE_CLOSED), "t-9")
      .And(PathTo(v1::TICKET_STATE_VERIFIED), "t-8");
  scene.When(Report("recurrence_of: 't-7' location: 'north/2/201'"))
      .ThenFails(absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
                 kField);
  scene.When(Report("recurrence_of: 't-8' location: 'north/2/201'"))
      .ThenFails(kForbidden, v1::ERROR_REASON_STATE_FORBIDS, kField);
  scene.When(Report("recurrence_of: 't-9' location: 'south'"))
      .ThenFails(kForbidden, v1::ERROR_REASON_STATE_FORBIDS, kField);
  scene
      .When(Report("recurrence_of: 't-9' location: 'north/2/201' kind: "
                   "TICKET_KIND_CLEANING"))
      .ThenFails(kForbidden, v1::ERROR_REASON_KIND_FORBIDS, kField);
}

TEST(ReportDecideTest, FirstOwnerNeverChanges) {
  Scene scene = Given(PathTo(v1::TICKET_STATE_REPORTED));
  const std::string owner = scene.ticket().first_owner();
  ASSERT_EQ(owner, "zhao");
  for (const v1::Event& event : SampleEvents()) {
    if (event.has_ticket_reported() || event.has_task_planned() ||
        event.has_incident_opened()) {
      continue;
    }
    scene.And(event);
    EXPECT_EQ(scene.ticket().first_owner(), owner) << event.DebugString();
  }
}

}  // namespace
}  // namespace workledger
