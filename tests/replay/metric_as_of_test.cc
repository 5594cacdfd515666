#include "engine/replay/metric_as_of.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/log/memory.h"
#include "engine/replay/as_of.h"
#include "engine/view/ledger_view.h"
#include "google/protobuf/text_format.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"

namespace workledger {
namespace {

using ::testing::UnorderedElementsAreArray;

class MetricAsOfTest : public testing::Test {
 protected:
  MetricAsOfTest()
      : log_store_(OpenMemoryLogStore()),
        log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())),
        view_(*LedgerView::Open(*store_, log_)) {}

  void Catch() {
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = view_->Advance();
    ASSERT_TRUE(more.ok()) << more.status();
  }

  MetricSink Into(std::vector<std::string>& facts) {
    return [&facts](std::string_view stream, v1::MetricFact fact) {
      facts.push_back(std::string(stream) + " " + fact.ShortDebugString());
      return absl::OkStatus();
    };
  }

  std::vector<std::string> ViewNow(bool current) {
    std::vector<std::string> facts;
    const auto position = view_->ReadMetrics(
        {.begin_millis = INT64_MIN / 2, .end_millis = INT64_MAX / 2}, current,
        Into(facts));
    EXPECT_TRUE(position.ok()) << position.status();
    return facts;
  }

  std::vector<std::string> AsOf(const v1::AsOf& as_of, bool current = false) {
    std::vector<std::string> facts;
    const auto catalogue = CatalogueAsOf(log_, as_of);
    EXPECT_TRUE(catalogue.ok()) << catalogue.status();
    const absl::Status read = ReadMetricFactsAsOf(
        log_, *view_, *catalogue,
        {.as_of = BoundAsOf(as_of, view_->Position()), .current = current},
        Into(facts));
    EXPECT_TRUE(read.ok()) << read;
    return facts;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  const std::unique_ptr<LedgerView> view_;
};

TEST_F(MetricAsOfTest, GivesWhatTheViewGaveThen) {
  constexpr unsigned kSeed = 11;
  std::mt19937 random(kSeed);
  std::map<uint64_t, std::vector<std::string>> then;
  std::map<uint64_t, std::vector<std::string>> then_current;
  for (int batch = 0; batch < 8; ++batch) {
    history_.AddRandom(150, 60, random);
    Catch();
    then[view_->Position()] = ViewNow(/*current=*/false);
    then_current[view_->Position()] = ViewNow(/*current=*/true);
  }
  for (const auto& [position, facts] : then) {
    v1::AsOf as_of;
    as_of.set_position(position);
    EXPECT_THAT(AsOf(as_of), UnorderedElementsAreArray(facts))
        << kSeed << " at " << position;
    EXPECT_THAT(AsOf(as_of, /*current=*/true),
                UnorderedElementsAreArray(then_current[position]))
        << kSeed << " at " << position;
    // A history records its n-th event n seconds after the epoch.
    v1::AsOf known;
    known.mutable_known_time()->set_seconds(absl::ToUnixSeconds(kEpoch) +
                                            static_cast<int64_t>(position));
    EXPECT_THAT(AsOf(known), UnorderedElementsAreArray(facts))
        << kSeed << " at " << position;
  }
}

// What single events tell, and what streams do that are no tickets.
TEST_F(MetricAsOfTest, GivesWhatEventsOfEveryStreamLeft) {
  const auto add = [this](v1::StreamKind kind, const std::string& key,
                          const std::string& text) {
    v1::StreamId stream;
    stream.set_kind(kind);
    stream.set_key(key);
    v1::Event event;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &event))
        << text;
    v1::Record record =
        history_.NextRecord(stream, event, absl::ZeroDuration());
    record.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
    history_.AddRecord(record);
  };
  const std::vector<std::vector<std::string>> steps = {
      {"ticket_reported { kind: TICKET_KIND_REPAIR location: 'east' }"},
      {"signal_recorded { signal { device: 'cam' zone: 'east/gate' } outcome: "
       "SIGNAL_OUTCOME_OPENED }",
       "signal_recorded { signal { device: 'cam' } outcome: "
       "SIGNAL_OUTCOME_CORRELATED }",
       "signal_recorded { signal { device: 'cam' } outcome: "
       "SIGNAL_OUTCOME_WAITING due_time { seconds: 5 } }",
       "group_suppressed { rule: 'w' }"},
      {"occurrence_ended { done: true done_time { seconds: 100 } }",
       "occurrence_ended { done: true done_time { seconds: 900 } }",
       "occurrence_ended { done: true done_time { seconds: 500 } }"},
      {"round_opened { party: 'x' full_score: 10 locations: 'east' }",
       "round_closed { score: 7 full_score: 10 }",
       "round_contested { reason: 'no' }",
       "round_decided { score: 9 passed: true }"}};
  const std::vector<std::pair<v1::StreamKind, std::string>> streams = {
      {v1::STREAM_KIND_TICKET, "t-1"},
      {v1::STREAM_KIND_ALARM, "east|gate|fire"},
      {v1::STREAM_KIND_PLAN, "lift-pm"},
      {v1::STREAM_KIND_INSPECTION, "r-1"}};
  std::vector<std::vector<std::string>> then = {{}};
  for (size_t i = 0; i < steps.size(); ++i) {
    for (const std::string& text : steps[i]) {
      add(streams[i].first, streams[i].second, text);
      Catch();
      then.push_back(ViewNow(/*current=*/true));
    }
  }
  // INTAKEN, REPORTED, OPEN and HELD; four SIGNALLED; one VISITED; one ROUND.
  EXPECT_EQ(then.back().size(), 10);
  for (size_t position = 1; position < then.size(); ++position) {
    v1::AsOf as_of;
    as_of.set_position(position);
    EXPECT_THAT(AsOf(as_of, /*current=*/true),
                UnorderedElementsAreArray(then[position]))
        << position;
  }
}

TEST_F(MetricAsOfTest, StopsAtTheDeadline) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  Catch();
  std::vector<std::string> facts;
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      ReadMetricFactsAsOf(log_, *view_, Catalogue(),
                          {.deadline = absl::InfinitePast()}, Into(facts))));
}

TEST_F(MetricAsOfTest, KnowsTheNowOfThen) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  history_.Add("b", Reported({}), absl::ZeroDuration());
  EXPECT_EQ(*NowAsOf(log_, 1, {}), kEpoch + absl::Seconds(1));
  EXPECT_EQ(*NowAsOf(log_, 2, {}), kEpoch + absl::Seconds(2));
  v1::AsOf known;
  known.mutable_known_time()->set_seconds(absl::ToUnixSeconds(kEpoch));
  EXPECT_EQ(*NowAsOf(log_, 2, known), kEpoch);
}

}  // namespace
}  // namespace workledger
