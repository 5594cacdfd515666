// Subscriptions: order, frames, resuming, filters, and the end.

#include "workledger/subscription.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "tests/engine/engine_fixture.h"
#include "workledger/limits.h"
#include "workledger/v1/event.pb.h"

namespace workledger {
namespace {

using Frame = v1::SubscribeResponse;

constexpr absl::Duration kPatience = absl::Seconds(30);

class SubscriptionTest : public EngineTest {
 protected:
  std::unique_ptr<Subscription> Subscribe(v1::SubscribeRequest request) {
    request.set_ledger("main");
    auto subscription = engine_->Subscribe(request);
    EXPECT_TRUE(subscription.ok()) << subscription.status();
    return *std::move(subscription);
  }

  // The next frame, which must come.
  static Frame Next(Subscription& subscription) {
    auto frame = subscription.Next(kPatience);
    if (!frame.ok() || !frame->has_value()) {
      ADD_FAILURE() << "no frame: " << frame.status();
      return Frame();
    }
    return **std::move(frame);
  }

  // Positions of the events up to the next caught-up frame.
  static std::vector<uint64_t> ReadAll(Subscription& subscription,
                                       std::string* token = nullptr) {
    std::vector<uint64_t> positions;
    while (true) {
      const Frame frame = Next(subscription);
      if (token != nullptr) *token = frame.resume_token();
      if (frame.has_caught_up()) return positions;
      if (!frame.has_events() && !frame.has_progress()) return positions;
      for (const v1::StoredRecord& stored : frame.events().records()) {
        v1::Record record;
        EXPECT_TRUE(record.ParseFromString(stored.record()));
        positions.push_back(record.position());
      }
    }
  }

  void Report(int from, int to) {
    for (int i = from; i < to; ++i) {
      ASSERT_TRUE(
          Execute(ReportRequest(absl::StrCat("r", i), absl::StrCat("t", i)))
              .ok());
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Logs, SubscriptionTest, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& log) {
                           return log.param ? "Rocksdb" : "Memory";
                         });

TEST_P(SubscriptionTest, TellsEverythingThenWhatComes) {
  Report(0, 5);
  const auto subscription = Subscribe({});
  EXPECT_THAT(ReadAll(*subscription), testing::ElementsAre(1, 2, 3, 4, 5, 6));
  const auto nothing = subscription->Poll();
  ASSERT_TRUE(nothing.ok());
  EXPECT_FALSE(nothing->has_value());

  Report(5, 6);
  const Frame live = Next(*subscription);
  ASSERT_EQ(live.events().records_size(), 1);
}

TEST_P(SubscriptionTest, StartsLive) {
  Report(0, 3);
  v1::SubscribeRequest request;
  request.set_live(true);
  const auto subscription = Subscribe(request);
  EXPECT_EQ(Next(*subscription).caught_up().position(), 4);
  Report(3, 4);
  v1::Record record;
  ASSERT_TRUE(
      record.ParseFromString(Next(*subscription).events().records(0).record()));
  EXPECT_EQ(record.position(), 5);
}

TEST_P(SubscriptionTest, ResumesExactlyAfterAnyFrame) {
  Report(0, 20);
  std::vector<uint64_t> positions;
  std::string token;
  for (int round = 0; round < 30; ++round) {
    v1::SubscribeRequest request;
    if (!token.empty()) request.set_resume_token(token);
    const auto subscription = Subscribe(request);
    const Frame frame = Next(*subscription);
    token = frame.resume_token();
    for (const v1::StoredRecord& stored : frame.events().records()) {
      v1::Record record;
      ASSERT_TRUE(record.ParseFromString(stored.record()));
      positions.push_back(record.position());
    }
    Report(20 + round, 21 + round);
  }
  // One is left: it came after the last frame was read.
  ASSERT_EQ(positions.size(), 50);
  for (size_t i = 0; i < positions.size(); ++i) {
    ASSERT_EQ(positions[i], i + 1);
  }
}

TEST_P(SubscriptionTest, RefusesTokensOfOtherLedgersFiltersAndHistories) {
  Report(0, 1);
  std::string token;
  ReadAll(*Subscribe({}), &token);

  v1::SubscribeRequest request;
  request.set_ledger("main");
  request.set_resume_token(token);
  request.mutable_filter()->set_ticket("t0");
  EXPECT_EQ(ReasonOf(engine_->Subscribe(request).status()),
            v1::ERROR_REASON_RESUME_TOKEN_INVALID);

  request.clear_filter();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    request.set_resume_token(changed);
    const auto refused = engine_->Subscribe(request);
    EXPECT_THAT(ReasonOf(refused.status()),
                testing::AnyOf(v1::ERROR_REASON_RESUME_TOKEN_INVALID,
                               v1::ERROR_REASON_TOKEN_AHEAD))
        << "byte " << i;
  }
  request.set_resume_token(token.substr(1));
  EXPECT_EQ(ReasonOf(engine_->Subscribe(request).status()),
            v1::ERROR_REASON_RESUME_TOKEN_INVALID);
}

TEST_P(SubscriptionTest, RefusesAPositionBeyondTheHead) {
  v1::SubscribeRequest request;
  request.set_ledger("main");
  request.set_from_position(2);  // the next to come
  EXPECT_TRUE(engine_->Subscribe(request).ok());
  request.set_from_position(3);
  const auto refused = engine_->Subscribe(request);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_POSITION_AHEAD);
}

TEST_P(SubscriptionTest, SendsOnlyWhatTheFilterMatches) {
  Report(0, 5);
  v1::SubscribeRequest request;
  request.mutable_filter()->set_ticket("t3");
  EXPECT_THAT(ReadAll(*Subscribe(request)), testing::ElementsAre(5));
  request.mutable_filter()->clear_ticket();
  request.mutable_filter()->add_event_types(
      v1::Event::kLedgerCreatedFieldNumber);
  EXPECT_THAT(ReadAll(*Subscribe(request)), testing::ElementsAre(1));
  request.mutable_filter()->clear_event_types();
  request.mutable_filter()->add_stream_kinds(v1::STREAM_KIND_LEDGER);
  EXPECT_THAT(ReadAll(*Subscribe(request)), testing::ElementsAre(1));
}

TEST_P(SubscriptionTest, RefusesABadFilter) {
  v1::SubscribeRequest request;
  request.set_ledger("main");
  request.mutable_filter()->add_event_types(9999);
  EXPECT_EQ(ErrorOf(engine_->Subscribe(request).status()).field(),
            "filter.event_types");
  request.mutable_filter()->clear_event_types();
  for (size_t i = 0; i <= kEventTypesMax; ++i) {
    request.mutable_filter()->add_event_types(
        v1::Event::kTicketReportedFieldNumber);
  }
  EXPECT_EQ(ReasonOf(engine_->Subscribe(request).status()),
            v1::ERROR_REASON_TOO_MANY_ITEMS);
  request.mutable_filter()->mutable_event_types()->RemoveLast();
  EXPECT_TRUE(engine_->Subscribe(request).ok());
}

TEST_P(SubscriptionTest, ClosesWithATokenWhenTheEngineStops) {
  const auto subscription = Subscribe({});
  ReadAll(*subscription);
  engine_->BeginShutdown();
  const Frame closing = Next(*subscription);
  EXPECT_EQ(closing.closing().reason(), v1::CLOSING_REASON_SHUTTING_DOWN);
  EXPECT_FALSE(closing.resume_token().empty());
  const auto after = subscription->Poll();
  ASSERT_TRUE(after.ok());
  EXPECT_FALSE(after->has_value());
}

TEST_P(SubscriptionTest, SaysWhenItFellBehind) {
  const auto subscription = Subscribe({});
  ReadAll(*subscription);
  v1::BatchExecuteRequest batch;
  batch.set_ledger("main");
  uint64_t sent = 0;
  while (sent <= kFellBehindRecords) {
    batch.clear_commands();
    for (size_t i = 0; i < kBatchCommandsMax; ++i) {
      const std::string id = absl::StrCat("f", sent++);
      *batch.add_commands() = ReportRequest(id, id).command();
    }
    ASSERT_TRUE(Call(*engine_, &Engine::BatchExecute, batch).ok());
  }
  const Frame behind = Next(*subscription);
  EXPECT_EQ(behind.fell_behind().position(), 1);
  EXPECT_EQ(behind.fell_behind().head_position(), sent + 1);
  EXPECT_EQ(ReadAll(*subscription).size(), sent);
}

TEST_P(SubscriptionTest, IsReadyForTheCaughtUpFrameAtOnce) {
  const auto subscription = Subscribe({});
  EXPECT_TRUE(Next(*subscription).has_events());
  const absl::Time start = absl::Now();
  std::atomic<bool> ready = false;
  subscription->NotifyWhenReady([&ready] {
    ready = true;
    ready.notify_all();
  });
  ready.wait(false);
  // Not only when the idle progress frame is due.
  EXPECT_LT(absl::Now() - start, kProgressInterval);
  EXPECT_TRUE(Next(*subscription).has_caught_up());
}

TEST_P(SubscriptionTest, ManyWaitAtOnceAndAllAreTold) {
  constexpr int kSubscribers = 200;
  std::vector<std::unique_ptr<Subscription>> subscriptions;
  std::atomic<int> told = 0;
  for (int i = 0; i < kSubscribers; ++i) {
    subscriptions.push_back(Subscribe({}));
    ReadAll(*subscriptions.back());
    subscriptions.back()->NotifyWhenReady([&told] {
      ++told;
      told.notify_all();
    });
  }
  Report(0, 1);
  for (int now = told; now != kSubscribers; now = told) told.wait(now);
  for (const auto& subscription : subscriptions) {
    EXPECT_EQ(Next(*subscription).events().records_size(), 1);
  }
}

}  // namespace
}  // namespace workledger
