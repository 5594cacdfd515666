#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "gtest/gtest.h"
#include "services/status.h"
#include "tests/services/raw_client.h"
#include "tests/services/server_fixture.h"
#include "workledger/error.h"
#include "workledger/v1/log_service.grpc.pb.h"

namespace workledger {
namespace {

constexpr char kSubscribe[] = "/workledger.v1.LogService/Subscribe";

v1::SubscribeResponse CaughtUp(uint64_t position) {
  v1::SubscribeResponse frame;
  frame.mutable_caught_up()->set_position(position);
  return frame;
}

// A frame that does not fit the window of a stream that nobody reads, so that
// writing it waits for the consumer.
v1::SubscribeResponse LargeFrame() {
  v1::SubscribeResponse frame;
  frame.mutable_events()->add_records()->set_record(std::string(3 << 20, 'x'));
  return frame;
}

class SubscribeTest : public ServerTest {
 protected:
  // A call of Subscribe, from its start.
  struct Subscriber {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> reader;

    v1::SubscribeResponse Next() {
      v1::SubscribeResponse frame;
      EXPECT_TRUE(reader->Read(&frame));
      return frame;
    }
    // Reads to the end.
    grpc::Status End() {
      v1::SubscribeResponse frame;
      while (reader->Read(&frame)) {
      }
      return reader->Finish();
    }
  };

  std::unique_ptr<Subscriber> Subscribe() {
    if (stub_ == nullptr) stub_ = v1::LogService::NewStub(channel_);
    auto subscriber = std::make_unique<Subscriber>();
    subscriber->reader =
        stub_->Subscribe(&subscriber->context, v1::SubscribeRequest());
    return subscriber;
  }

  std::unique_ptr<v1::LogService::Stub> stub_;
};

TEST_F(SubscribeTest, StreamsFramesInOrderAsTheyCome) {
  StartServer();
  engine_.feed.Add(CaughtUp(1));
  engine_.feed.Add(CaughtUp(2));
  const auto subscriber = Subscribe();
  EXPECT_EQ(subscriber->Next().caught_up().position(), 1u);
  EXPECT_EQ(subscriber->Next().caught_up().position(), 2u);
  engine_.feed.AwaitIdle(1);
  for (uint64_t position = 3; position < 50; ++position) {
    engine_.feed.Add(CaughtUp(position));
  }
  for (uint64_t position = 3; position < 50; ++position) {
    EXPECT_EQ(subscriber->Next().caught_up().position(), position);
  }
  engine_.BeginShutdown();
  EXPECT_EQ(subscriber->Next().closing().reason(),
            v1::CLOSING_REASON_SHUTTING_DOWN);
  EXPECT_TRUE(subscriber->End().ok());
  engine_.feed.AwaitNone();
}

TEST_F(SubscribeTest, TellsWhyItCannotBegin) {
  StartServer();
  engine_.subscribe_error =
      MakeError(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_TOKEN_AHEAD,
                "resume_token: got 9, want at most 4", "resume_token");
  EXPECT_EQ(ToAbslStatus(Subscribe()->End()), engine_.subscribe_error);
}

TEST_F(SubscribeTest, RefusesABadRequest) {
  StartServer();
  RawStream stream(channel_, kSubscribe, "\x0a\x01\xff");
  EXPECT_EQ(stream.Read(), std::nullopt);
  const absl::Status status = ToAbslStatus(stream.Finish());
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_NOT_UTF8);
  EXPECT_EQ(ErrorOf(status).field(), "ledger");
}

TEST_F(SubscribeTest, EndsWithTheErrorOfThePoll) {
  StartServer();
  const auto subscriber = Subscribe();
  engine_.feed.AwaitIdle(1);
  const absl::Status lost =
      MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                "position 5: bytes are damaged");
  engine_.feed.Fail(lost);
  EXPECT_EQ(ToAbslStatus(subscriber->End()), lost);
}

TEST_F(SubscribeTest, ForgetsASubscriberThatCancels) {
  StartServer();
  const auto idle = Subscribe();
  engine_.feed.AwaitIdle(1);
  idle->context.TryCancel();
  EXPECT_EQ(idle->End().error_code(), grpc::StatusCode::CANCELLED);
  engine_.feed.AwaitNone();
  engine_.feed.Add(LargeFrame());
  const auto blocked = Subscribe();
  engine_.feed.AwaitPolled(1);
  blocked->context.TryCancel();
  EXPECT_EQ(blocked->End().error_code(), grpc::StatusCode::CANCELLED);
  engine_.feed.AwaitNone();
}

TEST_F(SubscribeTest, SurvivesCancelsAtAnyMoment) {
  StartServer();
  for (int i = 0; i < 200; ++i) {
    const auto subscriber = Subscribe();
    engine_.feed.Add(CaughtUp(1));
    if (i % 2 == 0) subscriber->Next();
    subscriber->context.TryCancel();
    subscriber->End();
  }
  engine_.feed.AwaitNone();
}

TEST_F(SubscribeTest, ClosesIdleSubscribersWhenItStops) {
  StartServer();
  std::vector<std::unique_ptr<Subscriber>> subscribers;
  for (int i = 0; i < 20; ++i) subscribers.push_back(Subscribe());
  engine_.feed.AwaitIdle(20);
  server_->Stop(absl::InfiniteDuration());
  for (const auto& subscriber : subscribers) {
    EXPECT_EQ(subscriber->Next().closing().reason(),
              v1::CLOSING_REASON_SHUTTING_DOWN);
    EXPECT_TRUE(subscriber->End().ok());
  }
}

TEST_F(SubscribeTest, CutsBlockedSubscribersOffWhenItsGraceIsOver) {
  StartServer();
  engine_.feed.Add(LargeFrame());
  std::vector<std::unique_ptr<Subscriber>> subscribers;
  for (int i = 0; i < 3; ++i) subscribers.push_back(Subscribe());
  engine_.feed.AwaitPolled(3);
  server_->Stop(absl::Milliseconds(50));
  engine_.feed.AwaitNone();
  for (const auto& subscriber : subscribers) {
    EXPECT_FALSE(subscriber->End().ok());
  }
}

TEST_F(SubscribeTest, EndsASubscriberThatTakesNothing) {
  StartServer(absl::Milliseconds(100));
  engine_.feed.Add(LargeFrame());
  const auto stalled = Subscribe();
  engine_.feed.AwaitPolled(1);
  engine_.feed.AwaitNone();
  const grpc::Status status = stalled->End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_NE(status.error_message().find("took nothing"), std::string::npos);
}

TEST_F(SubscribeTest, KeepsASubscriberThatHasNothingToTake) {
  StartServer(absl::Milliseconds(1));
  const auto subscriber = Subscribe();
  engine_.feed.AwaitIdle(1);
  // Its watch has looked at least once when another's has ended it.
  for (int i = 0; i < 20; ++i) {
    const auto other = Subscribe();
    engine_.feed.AwaitIdle(2);
    other->context.TryCancel();
    other->End();
    engine_.feed.AwaitIdle(1);
  }
  engine_.feed.Add(CaughtUp(1));
  EXPECT_EQ(subscriber->Next().caught_up().position(), 1u);
  engine_.BeginShutdown();
}

}  // namespace
}  // namespace workledger
