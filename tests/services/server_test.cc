#include "services/server.h"

#include <future>
#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "tests/services/raw_client.h"
#include "tests/services/server_fixture.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using google::protobuf::UnknownFieldSet;

constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";
constexpr char kHealthWatch[] = "/grpc.health.v1.Health/Watch";
constexpr char kReflection[] =
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
constexpr int kServing = 1;
constexpr int kNotServing = 2;

// The status of a grpc.health.v1.HealthCheckResponse.
int HealthOf(const std::string& bytes) {
  UnknownFieldSet fields;
  EXPECT_TRUE(fields.ParseFromString(bytes));
  EXPECT_EQ(fields.field_count(), 1);
  return static_cast<int>(fields.field(0).varint());
}

TEST_F(ServerTest, SaysWhereItListens) {
  StartServer();
  EXPECT_EQ(server_->address().find("127.0.0.1:"), 0u);
  EXPECT_NE(server_->address(), "127.0.0.1:0");
}

TEST_F(ServerTest, RefusesAPortInUse) {
  StartServer();
  const absl::Status status =
      Server::Start(engine_, {.listen = server_->address()}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(status.message().find(server_->address()), std::string::npos);
}

TEST_F(ServerTest, RefusesAnAddressThatOthersCanReach) {
  const absl::Status status =
      Server::Start(engine_, {.listen = "0.0.0.0:0"}).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(ServerTest, ReportsItsHealth) {
  StartServer();
  const RawAnswer answer = CallRaw(channel_, kHealthCheck, "");
  ASSERT_TRUE(answer.status.ok());
  EXPECT_EQ(HealthOf(answer.bytes), kServing);
  RawStream watch(channel_, kHealthWatch, "");
  EXPECT_EQ(HealthOf(watch.Read().value_or("")), kServing);
  auto stop = std::async(std::launch::async,
                         [this] { server_->Stop(absl::Milliseconds(100)); });
  EXPECT_EQ(HealthOf(watch.Read().value_or("")), kNotServing);
  stop.get();
}

TEST_F(ServerTest, ListsItsServicesByReflection) {
  StartServer();
  UnknownFieldSet list_services;
  list_services.AddLengthDelimited(7, "");
  std::string request;
  ASSERT_TRUE(list_services.SerializeToString(&request));
  RawStream stream(channel_, kReflection, request);
  const std::string answer = stream.Read().value_or("");
  for (const char* service :
       {"workledger.v1.CommandService", "workledger.v1.TicketService",
        "workledger.v1.LogService", "workledger.v1.LedgerService",
        "workledger.v1.CatalogueService", "workledger.v1.InspectionService",
        "workledger.v1.AlarmService", "workledger.v1.PlanService",
        "workledger.v1.ReportService"}) {
    EXPECT_NE(answer.find(service), std::string::npos) << service;
  }
}

TEST_F(ServerTest, AnswersCallsUnderWayBeforeItStops) {
  StartServer();
  absl::Notification arrived;
  absl::Notification release;
  engine_.execute = [&](const v1::ExecuteRequest&, const CallOptions&) {
    arrived.Notify();
    release.WaitForNotification();
    v1::ExecuteResponse response;
    response.set_version(7);
    return response;
  };
  auto call = std::async(std::launch::async, [this] {
    return CallRaw(channel_, "/workledger.v1.CommandService/Execute", "");
  });
  arrived.WaitForNotification();
  auto stop = std::async(std::launch::async,
                         [this] { server_->Stop(absl::InfiniteDuration()); });
  release.Notify();
  stop.get();
  const RawAnswer answer = call.get();
  EXPECT_TRUE(answer.status.ok());
  EXPECT_FALSE(answer.bytes.empty());
  server_->Stop(absl::ZeroDuration());
}

}  // namespace
}  // namespace workledger
