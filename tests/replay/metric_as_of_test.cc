#include "engine/replay/metric_as_of.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
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
    const auto position = ReadMetricFactsAsOf(
        log_, *view_, as_of, current, absl::InfiniteFuture(), Into(facts));
    EXPECT_TRUE(position.ok()) << position.status();
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

TEST_F(MetricAsOfTest, StopsAtTheDeadline) {
  history_.Add("a", Reported({}), absl::ZeroDuration());
  Catch();
  std::vector<std::string> facts;
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      ReadMetricFactsAsOf(log_, *view_, {}, false, absl::InfinitePast(),
                          Into(facts))
          .status()));
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
