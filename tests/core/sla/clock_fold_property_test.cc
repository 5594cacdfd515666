// Random lives of a ticket with clocks: however its events are folded, its
// clocks are the same to the byte, and nothing is raised twice. RapidCheck
// prints the seed of a failure.

#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"
#include "engine/core/sla/explain.h"
#include "engine/core/sla/holder.h"
#include "gtest/gtest.h"
#include "tests/core/calendar/random_calendar.h"
#include "tests/core/samples.h"
#include "tests/core/sla/choices.h"
#include "tests/core/sla/clock_life.h"
#include "tests/core/sla/clock_scene.h"

namespace workledger {
namespace {

using Numbers = std::vector<uint16_t>;

constexpr int kLives = 100'000;
constexpr int kLivesInDetail = 5'000;
// Of one of so many lives, which would otherwise take minutes.
constexpr int kNumbersMax = 60;

std::string ClockBytes(const ClockScene& scene, const v1::Ticket& ticket) {
  std::string bytes = ticket.SerializeAsString();
  for (const v1::Clock& clock : ticket.clocks()) {
    bytes += EvaluateClock(
                 clock, ticket, *CalendarOf(clock.terms(), scene.catalogue()),
                 scene.now(), OriginalCalendarOf(clock, scene.catalogue()))
                 .SerializeAsString();
  }
  return bytes;
}

// Folds the log anew; after every `batch` events the fold is stored and read.
v1::Ticket FoldAgain(const ClockScene& scene, size_t batch) {
  v1::Fold fold;
  size_t count = 0;
  for (const Recorded& entry : scene.log()) {
    if (entry.record.stream().key() != "t-1") continue;
    EvolveFold(fold, entry.record, entry.event);
    if (batch == 0 || ++count % batch != 0) continue;
    v1::Fold read;
    read.ParseFromString(fold.SerializeAsString());
    fold = std::move(read);
  }
  return fold.ticket();
}

TEST(ClockFoldPropertyTest, FoldIsTheSameHoweverItIsMade) {
  LifeCounts counts;
  EXPECT_TRUE(CheckCases(
      "fold", kLives,
      [&](const Numbers& numbers) {
        Choices choices(numbers);
        const size_t batch = 2 + static_cast<size_t>(choices.Below(18));
        const ClockScene scene = LifeOf(choices);
        CountLife(scene, counts);
        const std::string want = ClockBytes(scene, scene.ticket());
        RC_ASSERT(ClockBytes(scene, FoldAgain(scene, 0)) == want);
        RC_ASSERT(ClockBytes(scene, FoldAgain(scene, 1)) == want);
        RC_ASSERT(ClockBytes(scene, FoldAgain(scene, batch)) == want);
      },
      kNumbersMax));
  // Lives in which nothing happens would show nothing.
  EXPECT_GT(counts.reopened, kLives / 200);
  EXPECT_GT(counts.linked, kLives / 100);
  EXPECT_GT(counts.migrated, kLives / 200);
  EXPECT_GT(counts.excused, kLives / 1'000);
  EXPECT_GT(counts.notices, kLives / 100);
}

TEST(ClockFoldPropertyTest, EachBreachAndEachLevelComesOnce) {
  EXPECT_TRUE(CheckCases("once", kLivesInDetail, [](const Numbers& numbers) {
    Choices choices(numbers);
    const ClockScene scene = LifeOf(choices);
    std::set<std::string> raised;
    std::set<std::string> breached;
    for (const Recorded& entry : scene.log()) {
      if (entry.record.stream().key() != "t-1") continue;
      if (entry.event.has_escalation_raised()) {
        const v1::EscalationRaised& event = entry.event.escalation_raised();
        RC_ASSERT(raised
                      .insert(absl::StrCat(
                          event.clock().ShortDebugString(), event.level(), " ",
                          event.deadline_revision(), " ", event.repeat()))
                      .second);
      } else if (entry.event.has_sla_breached()) {
        RC_ASSERT(
            breached
                .insert(entry.event.sla_breached().clock().ShortDebugString())
                .second);
      } else if (entry.event.has_breach_voided()) {
        breached.erase(entry.event.breach_voided().clock().ShortDebugString());
      } else if (entry.event.has_breach_rescinded()) {
        breached.erase(
            entry.event.breach_rescinded().clock().ShortDebugString());
      }
    }
    // Nothing that is past is left to be noticed.
    for (const v1::Clock& clock : scene.ticket().clocks()) {
      const auto alarm = NextAlarm(clock, scene.ticket(), scene.catalogue());
      RC_ASSERT(!alarm || alarm->due > scene.now());
    }
  }));
}

// The time from the first to the last of intervals that follow each other.
template <typename Intervals>
absl::Duration LengthOf(const Intervals& intervals) {
  absl::Duration sum;
  for (const auto& interval : intervals) {
    sum += FromTimestamp(interval.end_time()) -
           FromTimestamp(interval.start_time());
  }
  return sum;
}

TEST(ClockFoldPropertyTest, ExplanationsAddUp) {
  EXPECT_TRUE(CheckCases("explain", kLivesInDetail, [](const Numbers& numbers) {
    Choices choices(numbers);
    const ClockScene scene = LifeOf(choices);
    std::vector<ToldEvent> events;
    for (const Recorded& entry : scene.log()) {
      if (entry.record.stream().key() != "t-1") continue;
      events.push_back({.record = entry.record, .event = entry.event});
    }
    const auto response = Explain(events, scene.catalogue(), scene.now());
    RC_ASSERT(response.ok());
    RC_ASSERT(response->clocks_size() == scene.ticket().clocks_size());
    for (const v1::ClockExplanation& clock : response->clocks()) {
      const v1::ClockValue& value = clock.value();
      RC_ASSERT(!clock.trials().empty() && clock.trials().rbegin()->fits());
      RC_ASSERT(clock.trials().rbegin()->rule() == value.terms().rule());
      RC_ASSERT(!clock.moves().empty());
      absl::Duration open;
      for (const v1::ClockInterval& interval : clock.intervals()) {
        if (interval.activity() == v1::CLOCK_ACTIVITY_CLOSED) continue;
        open += FromTimestamp(interval.end_time()) -
                FromTimestamp(interval.start_time());
      }
      RC_ASSERT(absl::ToInt64Milliseconds(open) ==
                value.elapsed_millis() + value.paused_millis());
      const v1::Clock& fact = *FindClock(scene.ticket(), value.terms().clock());
      const absl::Time start = FromTimestamp(value.terms().start_time());
      const absl::Time end = EndOf(fact).value_or(scene.now());
      RC_ASSERT(LengthOf(clock.intervals()) ==
                std::max(absl::ZeroDuration(), end - start));
    }
    absl::Duration held;
    for (const HolderPart& part : HolderParts(scene.ticket(), scene.now())) {
      held += part.end - part.start;
    }
    RC_ASSERT(LengthOf(response->holders()) == held);
  }));
}

}  // namespace
}  // namespace workledger
