#ifndef WORKLEDGER_TESTS_SERVICES_SERVER_FIXTURE_H_
#define WORKLEDGER_TESTS_SERVICES_SERVER_FIXTURE_H_

// A real server over a fake engine, and a channel to it.

#include <memory>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/services/fake_engine.h"

namespace workledger {

class ServerTest : public testing::Test {
 protected:
  void StartServer(absl::Duration stall_max = kStallMax) {
    auto server = Server::Start(
        engine_, {.listen = "127.0.0.1:0", .stall_max = stall_max});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    // A window that does not grow, so that a large message to a client that
    // does not read waits.
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    channel_ = grpc::CreateCustomChannel(
        server_->address(), grpc::InsecureChannelCredentials(), arguments);
  }

  FakeEngine engine_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SERVICES_SERVER_FIXTURE_H_
