#include "engine/view/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/core/metric/metric_facts.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "tests/support/temp_dir.h"
#include "tests/view/history.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

constexpr MetricRange kAll = {.begin_millis = INT64_MIN / 2,
                              .end_millis = INT64_MAX / 2};

// A fact with its stream, as text.
std::string Text(std::string_view stream, const v1::MetricFact& fact) {
  return std::string(stream) + " " + fact.ShortDebugString();
}

class MetricViewTest : public testing::Test {
 protected:
  MetricViewTest()
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

  std::vector<std::string> Read(const MetricRange& range,
                                bool current = false) {
    std::vector<std::string> facts;
    const auto position = view_->ReadMetrics(
        range, current, [&](std::string_view stream, v1::MetricFact fact) {
          facts.push_back(Text(stream, fact));
          return absl::OkStatus();
        });
    EXPECT_TRUE(position.ok()) << position.status();
    EXPECT_EQ(*position, view_->Position());
    return facts;
  }

  // What a fold of each ticket gives.
  std::vector<std::pair<std::string, v1::MetricFact>> Fresh() {
    std::vector<std::pair<std::string, v1::MetricFact>> facts;
    const auto ids = view_->TicketIds("", 10'000);
    EXPECT_TRUE(ids.ok());
    for (const std::string& id : *ids) {
      const v1::Ticket ticket = **view_->GetTicket(id, nullptr);
      for (v1::MetricFact& fact : MetricFactsOf(ticket, Catalogue())) {
        facts.emplace_back(id, std::move(fact));
      }
    }
    return facts;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  const std::unique_ptr<LedgerView> view_;
};

TEST_F(MetricViewTest, HoldsWhatAFreshFoldGives) {
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  for (int batch = 0; batch < 20; ++batch) {
    history_.AddRandom(200, 80, random);
    // Rows of one step are the difference to those of the step before.
    Catch();
  }
  std::vector<std::string> fresh;
  for (const auto& [stream, fact] : Fresh()) {
    fresh.push_back(Text(stream, fact));
  }
  EXPECT_THAT(fresh, testing::Not(IsEmpty()));
  EXPECT_THAT(Read(kAll), UnorderedElementsAreArray(fresh)) << kSeed;
}

TEST_F(MetricViewTest, ReadsAPeriodAndWhatLastedIntoIt) {
  constexpr unsigned kSeed = 8;
  std::mt19937 random(kSeed);
  history_.AddRandom(4000, 150, random);
  Catch();
  const auto fresh = Fresh();
  std::vector<int64_t> times;
  for (const auto& [stream, fact] : fresh) {
    if (fact.has_time_millis()) times.push_back(fact.time_millis());
    if (Lasts(fact)) times.push_back(fact.start_millis());
  }
  for (int round = 0; round < 200; ++round) {
    // Just at, before and after what happened.
    const int64_t begin =
        times[random() % times.size()] + static_cast<int>(random() % 3) - 1;
    const int64_t end = begin + static_cast<int64_t>(random() % 100'000'000);
    std::vector<std::string> wanted;
    for (const auto& [stream, fact] : fresh) {
      const int64_t at = Lasts(fact) ? fact.start_millis() : fact.time_millis();
      const bool carried =
          Lasts(fact) && at < begin &&
          (!fact.has_time_millis() || fact.time_millis() >= begin);
      if ((at >= begin && at < end) || carried) {
        wanted.push_back(Text(stream, fact));
      }
    }
    std::ranges::sort(wanted);
    std::vector<std::string> read =
        Read({.begin_millis = begin, .end_millis = end});
    std::ranges::sort(read);
    EXPECT_EQ(read, wanted) << kSeed << " " << begin;
  }
}

TEST_F(MetricViewTest, FindsWhatLastedHoweverLong) {
  const absl::Duration year = absl::Hours(24 * 365);
  history_.Add("a", Reported({.report_time = kEpoch - 60 * year}), -60 * year);
  history_.Add("b", Reported({.report_time = kEpoch}), absl::ZeroDuration());
  history_.Add("b", StateRecorded(v1::TICKET_STATE_WITHDRAWN),
               absl::Milliseconds(1));
  Catch();
  const auto open_at = [this](absl::Time time) {
    const int64_t millis = absl::ToUnixMillis(time);
    // That it was open, and who had it.
    return Read({.begin_millis = millis, .end_millis = millis}).size() / 2;
  };
  EXPECT_EQ(open_at(kEpoch - 60 * year), 0);
  EXPECT_EQ(open_at(kEpoch - 60 * year + absl::Milliseconds(1)), 1);
  EXPECT_EQ(open_at(kEpoch), 1);
  EXPECT_EQ(open_at(kEpoch + absl::Milliseconds(1)), 2);
  EXPECT_EQ(open_at(kEpoch + absl::Milliseconds(2)), 1);
  EXPECT_EQ(open_at(kEpoch + 60 * year), 1);
}

// Every way in which an interval can begin and end within 16 ms.
TEST_F(MetricViewTest, FindsWhatLastedWhereverItBegan) {
  constexpr int kSpan = 16;
  for (int begin = 0; begin < kSpan; ++begin) {
    for (int end = begin + 1; end <= kSpan; ++end) {
      const std::string ticket = absl::StrCat("t-", begin, "-", end);
      const absl::Duration start = absl::Milliseconds(begin);
      history_.Add(ticket, Reported({.report_time = kEpoch + start}), start);
      history_.Add(ticket, StateRecorded(v1::TICKET_STATE_WITHDRAWN),
                   absl::Milliseconds(end));
    }
  }
  Catch();
  for (int at = 1; at <= kSpan; ++at) {
    const int64_t millis = absl::ToUnixMillis(kEpoch) + at;
    // That it was open, and who had it.
    const int wanted = 2 * at * (kSpan - at + 1);
    EXPECT_THAT(Read({.begin_millis = millis, .end_millis = millis}),
                SizeIs(wanted))
        << at;
  }
}

TEST_F(MetricViewTest, TellsDimensionsAtTheEventAndNow) {
  history_.Add("a", Reported({.location = "east"}), absl::ZeroDuration());
  history_.Add("a", Assigned("wuye", ""), absl::Minutes(1));
  Catch();
  const MetricRange first = {.begin_millis = absl::ToUnixMillis(kEpoch),
                             .end_millis = absl::ToUnixMillis(kEpoch) + 1,
                             .carried = false};
  const std::vector<std::string> then = Read(first);
  ASSERT_THAT(then, SizeIs(3));
  for (const std::string& fact : then) {
    EXPECT_EQ(fact.find("wuye"), fact.npos) << fact;
    EXPECT_NE(fact.find("east"), fact.npos) << fact;
  }
  for (const std::string& fact : Read(first, /*current=*/true)) {
    EXPECT_NE(fact.find("wuye"), fact.npos) << fact;
  }
}

}  // namespace
}  // namespace workledger
