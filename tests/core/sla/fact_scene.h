#ifndef WORKLEDGER_TESTS_CORE_SLA_FACT_SCENE_H_
#define WORKLEDGER_TESTS_CORE_SLA_FACT_SCENE_H_

// A ticket's facts as figures' tests tell them: at minutes after kStoryStart,
// by the stories of story.h.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/metric/metric_facts.h"
#include "tests/core/sla/story.h"

namespace workledger {

using Facts = std::vector<v1::MetricFact>;

constexpr absl::Duration Min(int64_t minutes) { return absl::Minutes(minutes); }
constexpr int64_t MinMillis(int64_t minutes) { return minutes * 60'000; }

inline Facts FactsOf(const Story& story) {
  return MetricFactsOf(story.ticket(), Catalogue());
}

inline Facts OfKind(const Facts& facts, v1::MetricFactKind kind) {
  Facts found;
  for (const v1::MetricFact& fact : facts) {
    if (fact.kind() == kind) found.push_back(fact);
  }
  return found;
}

// The only fact of its kind.
inline v1::MetricFact Only(const Story& story, v1::MetricFactKind kind) {
  const Facts found = OfKind(FactsOf(story), kind);
  EXPECT_EQ(found.size(), 1) << v1::MetricFactKind_Name(kind);
  return found.empty() ? v1::MetricFact() : found.front();
}

inline int64_t MinuteOf(const v1::MetricFact& fact) {
  return (fact.time_millis() - StoryMillis(Min(0))) / 60'000;
}

// Reported at 0, accepted at 10, dispatched at 20.
inline Story Dispatched() {
  Story story;
  story
      .At(Min(0),
          "ticket_reported { kind: TICKET_KIND_REPAIR location: 'east/b1/f2' "
          "asset: 'lift-1' }")
      .At(Min(10),
          "ticket_accepted { category: 'lift/door' priority: PRIORITY_P2 "
          "location: 'east/b1/f2' }")
      .At(Min(20), "work_dispatched { assignee { party: 'wuye' } segment: 1 }");
  return story;
}

// Acknowledged at 30, arrived at 50, started at 60.
inline Story Started() {
  Story story = Dispatched();
  story.By("zhang", "wuye")
      .At(Min(30), "dispatch_acknowledged {}")
      .At(Min(50), "arrival_recorded { evidence_level: EVIDENCE_LEVEL_GPS }")
      .At(Min(60), "work_started { estimate_fen: 9000 }");
  return story;
}

// Held from 70 to 100, completed at 120.
inline Story Completed() {
  Story story = Started();
  story.At(Min(70), "work_held { reason: HOLD_REASON_AWAIT_PARTS }")
      .At(Min(100), "work_resumed {}")
      .At(Min(120),
          "work_completed { result: CLOSURE_CODE_FIXED cause_code: 'worn' "
          "parts { item: 'belt' cost_fen: 5000 } labor { item: 'h' cost_fen: "
          "2500 } evidence { size_bytes: 1 } }");
  return story;
}

// Accepted at 130, closed at 140.
inline Story Closed() {
  Story story = Completed();
  story.By("li")
      .At(Min(130), "work_accepted {}")
      .At(Min(140), "ticket_closed { closure_code: CLOSURE_CODE_FIXED }");
  return story;
}

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_SLA_FACT_SCENE_H_
