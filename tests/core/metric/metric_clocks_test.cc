#include "engine/core/metric/metric_clocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/core/metric/metric_facts.h"
#include "tests/core/sla/story.h"

namespace workledger {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

using Facts = std::vector<v1::MetricFact>;

constexpr absl::Duration Min(int64_t minutes) { return absl::Minutes(minutes); }

// A catalogue with a calendar "day" of 9:00 to 17:00 from Monday to Friday, in
// UTC.
Catalogue DayCatalogue() {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "catalogue_item_put { revision: 1 item { calendar { code: 'day' zone: "
      "'UTC' weekdays: [1, 2, 3, 4, 5] intervals { open_minute: 540 "
      "close_minute: 1020 } last_year: 2030 transitions {} } } }",
      &event));
  v1::Record record;
  record.set_position(1);
  record.set_version(1);
  Catalogue catalogue;
  catalogue.Evolve(record, event);
  return catalogue;
}

// Starts a clock of four open hours at the story's start, a Monday midnight: it
// is due at 13:00, minute 780.
std::string Started(const std::string& metric, const std::string& party,
                    const std::string& more = "") {
  return "clocks_started { clocks { terms { clock { metric: METRIC_" + metric +
         " party: CLOCK_PARTY_" + party + " cycle: 1" +
         (party == "CONTRACTOR" ? " segment: 1" : "") +
         " } target { open_time { seconds: 14400 } } calendar: 'day' "
         "calendar_revision: 1 start_time { seconds: 1772409600 } " +
         more + " } due_time { seconds: 1772456400 } } }";
}

Facts OfKind(const Story& story, v1::MetricFactKind kind) {
  const Catalogue catalogue = DayCatalogue();
  Facts found;
  for (const v1::MetricFact& fact : MetricFactsOf(story.ticket(), catalogue)) {
    if (fact.kind() == kind) found.push_back(fact);
  }
  return found;
}

v1::MetricFact Only(const Story& story, v1::MetricFactKind kind) {
  const Facts found = OfKind(story, kind);
  EXPECT_THAT(found, SizeIs(1)) << v1::MetricFactKind_Name(kind);
  return found.empty() ? v1::MetricFact() : found.front();
}

int64_t MinuteOf(int64_t millis) {
  return (millis - StoryMillis(Min(0))) / 60'000;
}

Story Reported(const std::string& clock) {
  Story story;
  story.At(Min(0), "ticket_reported { kind: TICKET_KIND_REPAIR }")
      .At(Min(0), clock)
      .At(Min(1), "ticket_accepted { category: 'lift' }")
      .At(Min(2), "work_dispatched { assignee { party: 'wuye' } segment: 1 }");
  return story;
}

const char kBreached[] =
    "sla_breached { clock { metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "cycle: 1 } due_time { seconds: 1772456400 } }";

TEST(MetricClocksTest, JudgesAMetClockWhenItStopped) {
  Story story = Reported(Started("RESOLUTION", "SLA"));
  EXPECT_THAT(OfKind(story, v1::METRIC_FACT_KIND_CLOCK), IsEmpty());
  story.At(Min(600), "work_completed {}");
  const v1::MetricFact clock = Only(story, v1::METRIC_FACT_KIND_CLOCK);
  EXPECT_TRUE(clock.good());
  EXPECT_TRUE(clock.original_good());
  EXPECT_EQ(MinuteOf(clock.time_millis()), 600);
  EXPECT_EQ(clock.version(), 5);
  EXPECT_EQ(clock.party(), "wuye");
  EXPECT_EQ(clock.category(), "lift");
  EXPECT_THAT(OfKind(story, v1::METRIC_FACT_KIND_OVERDUE), IsEmpty());
  // From 9:00 to 10:00.
  const v1::MetricFact done = Only(story, v1::METRIC_FACT_KIND_COMPLETED);
  EXPECT_EQ(done.working_millis(), 60 * 60'000);
  EXPECT_EQ(done.calendar_millis(), 600 * 60'000);
}

TEST(MetricClocksTest, JudgesALateClockWhenItFellDue) {
  Story story = Reported(Started("RESOLUTION", "SLA"));
  story.At(Min(900), "work_completed {}");
  // Nobody has noticed yet; the figure is right all the same.
  for (int noticed = 0; noticed < 2; ++noticed) {
    const v1::MetricFact clock = Only(story, v1::METRIC_FACT_KIND_CLOCK);
    EXPECT_FALSE(clock.good());
    EXPECT_EQ(MinuteOf(clock.time_millis()), 780);
    const v1::MetricFact overdue = Only(story, v1::METRIC_FACT_KIND_OVERDUE);
    EXPECT_EQ(MinuteOf(overdue.start_millis()), 780);
    EXPECT_EQ(MinuteOf(overdue.time_millis()), 900);
    story.At(Min(780), kBreached);
  }
}

TEST(MetricClocksTest, CountsAnOpenBreachOnTheDayItFellDue) {
  Story story = Reported(Started("RESOLUTION", "SLA"));
  story.At(Min(780), kBreached);
  const v1::MetricFact breached = Only(story, v1::METRIC_FACT_KIND_CLOCK);
  EXPECT_FALSE(breached.good());
  EXPECT_EQ(breached.position(), 5);
  EXPECT_EQ(breached.version(), 0);
  EXPECT_FALSE(Only(story, v1::METRIC_FACT_KIND_OVERDUE).has_time_millis());
  story.At(Min(1000),
           "breach_excused { clock { metric: METRIC_RESOLUTION party: "
           "CLOCK_PARTY_SLA cycle: 1 } }");
  const v1::MetricFact excused = Only(story, v1::METRIC_FACT_KIND_CLOCK);
  EXPECT_FALSE(excused.good());
  EXPECT_EQ(excused.relief(), v1::BREACH_STATE_EXCUSED);
  EXPECT_THAT(OfKind(story, v1::METRIC_FACT_KIND_OVERDUE), SizeIs(1));
  // What ends with the ticket is overdue no more.
  story.At(Min(1100), "ticket_withdrawn {}");
  EXPECT_EQ(MinuteOf(Only(story, v1::METRIC_FACT_KIND_OVERDUE).time_millis()),
            1100);
}

TEST(MetricClocksTest, KeepsARescindedBreachOnTheSecondLine) {
  Story story = Reported(Started("RESOLUTION", "SLA"));
  story.At(Min(780), kBreached)
      .At(Min(700), "work_completed {}")
      .At(Min(900),
          "breach_rescinded { clock { metric: METRIC_RESOLUTION party: "
          "CLOCK_PARTY_SLA cycle: 1 } }");
  const v1::MetricFact clock = Only(story, v1::METRIC_FACT_KIND_CLOCK);
  EXPECT_FALSE(clock.good());
  EXPECT_EQ(clock.relief(), v1::BREACH_STATE_RESCINDED);
  EXPECT_EQ(MinuteOf(clock.time_millis()), 780);
  EXPECT_THAT(OfKind(story, v1::METRIC_FACT_KIND_OVERDUE), IsEmpty());
}

TEST(MetricClocksTest, TellsTheDeadlinePromisedFirstFromTheOneThatHolds) {
  Story story = Reported(Started("RESOLUTION", "SLA"));
  // Extended to Tuesday, 12:00.
  story
      .At(Min(700),
          "deadline_moved { terms { clock { metric: METRIC_RESOLUTION party: "
          "CLOCK_PARTY_SLA cycle: 1 } target { open_time { seconds: 14400 } } "
          "calendar: 'day' calendar_revision: 1 start_time { seconds: "
          "1772409600 } agreed_time { seconds: 1772539200 } } due_time { "
          "seconds: 1772539200 } }")
      .At(Min(1000), "work_completed {}");
  const v1::MetricFact clock = Only(story, v1::METRIC_FACT_KIND_CLOCK);
  EXPECT_TRUE(clock.good());
  EXPECT_FALSE(clock.original_good());
}

TEST(MetricClocksTest, TakesResponsesOfPeopleOnly) {
  Story story = Reported(Started("RESPONSE", "SLA"));
  story.At(Min(570), "dispatch_acknowledged {}");
  const v1::MetricFact answered = Only(story, v1::METRIC_FACT_KIND_RESPONDED);
  EXPECT_EQ(answered.calendar_millis(), 570 * 60'000);
  EXPECT_EQ(answered.working_millis(), 30 * 60'000);
  Story implied = Reported(Started("RESPONSE", "SLA"));
  implied.At(Min(570), "work_completed {}");
  EXPECT_THAT(OfKind(implied, v1::METRIC_FACT_KIND_RESPONDED), IsEmpty());
  EXPECT_TRUE(Only(implied, v1::METRIC_FACT_KIND_CLOCK).good());
}

// MTTA is a fact of the ticket: the default profile promises no response.
TEST(MetricClocksTest, KnowsResponsesThatNobodyPromised) {
  Story story = Reported(Started("RESOLUTION", "SLA"));
  EXPECT_THAT(OfKind(story, v1::METRIC_FACT_KIND_RESPONDED), IsEmpty());
  story.At(Min(570), "dispatch_acknowledged {}");
  const v1::MetricFact answered = Only(story, v1::METRIC_FACT_KIND_RESPONDED);
  EXPECT_EQ(answered.calendar_millis(), 570 * 60'000);
  // On the calendar of the resolution, from nine.
  EXPECT_EQ(answered.working_millis(), 30 * 60'000);
  EXPECT_EQ(answered.version(), 5);
  // Without any promise it is known round the clock.
  Story bare;
  bare.At(Min(0), "ticket_reported { kind: TICKET_KIND_REPAIR }")
      .At(Min(20), "note_added { visibility: VISIBILITY_PUBLIC }");
  const v1::MetricFact noted = Only(bare, v1::METRIC_FACT_KIND_RESPONDED);
  EXPECT_EQ(noted.calendar_millis(), 20 * 60'000);
  EXPECT_FALSE(noted.has_working_millis());
}

TEST(MetricClocksTest, CountsWhoWasAskedFirstWithoutAPromiseOrByTheDesks) {
  const std::string report =
      "ticket_reported { kind: TICKET_KIND_REPAIR first_owner: 'wang' }";
  const auto kind = v1::METRIC_FACT_KIND_FIRST_OWNED;
  Story bare;
  bare.At(Min(0), report);
  EXPECT_THAT(OfKind(bare, kind), IsEmpty());
  bare.At(Min(600), "ticket_accepted {}");
  EXPECT_TRUE(Only(bare, kind).good());
  EXPECT_EQ(Only(bare, kind).time_millis(), StoryMillis(Min(600)));
  EXPECT_EQ(Only(bare, kind).version(), 2);
  // The desk promised to accept it in time, and did not.
  Story desk;
  desk.At(Min(0), report).At(Min(0), Started("ACCEPT", "OLA"));
  desk.At(Min(900), "ticket_accepted {}");
  EXPECT_FALSE(Only(desk, kind).good());
  // Who turns it down has handed it on.
  Story rejected;
  rejected.At(Min(0), report).At(Min(5), "ticket_rejected {}");
  EXPECT_TRUE(Only(rejected, kind).good());
}

TEST(MetricClocksTest, ChargesAContractorsClockToWhoseItWas) {
  Story story = Reported(Started("ARRIVAL", "CONTRACTOR", "assignee: 'other'"));
  story.At(Min(600), "arrival_recorded { evidence_level: EVIDENCE_LEVEL_GPS }");
  EXPECT_EQ(Only(story, v1::METRIC_FACT_KIND_CLOCK).party(), "other");
}

// 首问落实率: handed on or answered in time.
TEST(MetricClocksTest, JudgesWhoWasAskedFirstOnce) {
  const std::string report =
      "ticket_reported { kind: TICKET_KIND_REPAIR first_owner: 'wang' }";
  const auto kind = v1::METRIC_FACT_KIND_FIRST_OWNED;
  Story story;
  story.At(Min(0), report)
      .At(Min(0), Started("ACCEPT", "SLA"))
      .At(Min(0), Started("RESPONSE", "SLA"));
  EXPECT_THAT(OfKind(story, kind), IsEmpty());
  Story late = story;
  // Accepted too late, answered in time.
  const std::string breach =
      "sla_breached { clock { metric: METRIC_ACCEPT party: CLOCK_PARTY_SLA "
      "cycle: 1 } due_time { seconds: 1772456400 } }";
  late.At(Min(780), breach);
  EXPECT_THAT(OfKind(late, kind), IsEmpty());
  Story missed = late;
  missed.At(Min(790),
            "sla_breached { clock { metric: METRIC_RESPONSE party: "
            "CLOCK_PARTY_SLA cycle: 1 } due_time { seconds: 1772456400 } }");
  EXPECT_FALSE(Only(missed, kind).good());
  EXPECT_EQ(Only(missed, kind).time_millis(), StoryMillis(Min(780)));
  Story accepted = story;
  accepted.At(Min(600), "ticket_accepted {}");
  EXPECT_TRUE(Only(accepted, kind).good());
  EXPECT_EQ(Only(accepted, kind).time_millis(), StoryMillis(Min(600)));
  EXPECT_EQ(Only(accepted, kind).version(), 4);
  // A later answer changes nothing.
  accepted.At(Min(1000), "dispatch_acknowledged {}");
  EXPECT_TRUE(Only(accepted, kind).good());
  // Nobody was asked.
  Story nobody;
  nobody.At(Min(0), "ticket_reported { kind: TICKET_KIND_REPAIR }")
      .At(Min(0), Started("ACCEPT", "SLA"))
      .At(Min(600), "ticket_accepted {}");
  EXPECT_THAT(OfKind(nobody, kind), IsEmpty());
}

}  // namespace
}  // namespace workledger
