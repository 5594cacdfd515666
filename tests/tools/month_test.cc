#include "tools/demo/month.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include "engine/base/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tools/demo/work_hours.h"
#include "workledger/engine.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

constexpr uint64_t kSeed = 1;
constexpr char kLedger[] = "demo";

std::string Bytes(const std::vector<v1::Command>& commands) {
  std::string bytes;
  for (const v1::Command& command : commands) {
    bytes.append(command.SerializeAsString());
  }
  return bytes;
}

TEST(MonthTest, IsTheSameForASeed) {
  const std::string bytes = Bytes(MakeMonth(kSeed));
  EXPECT_EQ(bytes, Bytes(MakeMonth(kSeed)));
  EXPECT_NE(bytes, Bytes(MakeMonth(kSeed + 1)));
}

// A month of repairs; the other kinds are told by the simulation of a year.
TEST(MonthTest, GivesNearlyEveryOrderOfRepairs) {
  std::set<v1::Command::OrderCase> orders;
  for (const v1::Command& command : MakeMonth(kSeed)) {
    orders.insert(command.order_case());
  }
  const auto& all = *v1::Command::descriptor()->FindOneofByName("order");
  for (int i = 0; i < all.field_count(); ++i) {
    const auto order =
        static_cast<v1::Command::OrderCase>(all.field(i)->number());
    if (order > v1::Command::kAdvanceTime) continue;
    // Imports have no place here, and nobody takes a duplicate back.
    const bool absent = order == v1::Command::kRecordHistory ||
                        order == v1::Command::kUnlinkDuplicate;
    EXPECT_EQ(orders.contains(order), !absent) << all.field(i)->name();
  }
}

// Fills a ledger in memory with the month of a seed.
class FilledTest : public ::testing::TestWithParam<uint64_t> {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({});
    ASSERT_THAT(engine, IsOk());
    engine_ = *std::move(engine);
    v1::CreateLedgerRequest create;
    create.set_ledger(kLedger);
    create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
    *create.mutable_start_time() = ToTimestamp(MonthStart());
    ASSERT_THAT(Call(*engine_, &Engine::CreateLedger, create), IsOk());
  }

  void Execute(const v1::BatchExecuteRequest& request) {
    const auto response = Call(*engine_, &Engine::BatchExecute, request);
    ASSERT_THAT(response, IsOk());
    for (int i = 0; i < response->outcomes_size(); ++i) {
      ASSERT_TRUE(response->outcomes(i).has_response())
          << request.commands(i).ShortDebugString() << "\n"
          << response->outcomes(i).error().ShortDebugString();
      position_ =
          std::max(position_, response->outcomes(i).response().last_position());
    }
  }

  std::unique_ptr<Engine> engine_;
  uint64_t position_ = 0;
};

TEST_P(FilledTest, IsAcceptedAndLeavesWorkOpen) {
  v1::BatchExecuteRequest request;
  request.set_ledger(kLedger);
  for (v1::Command& command : MakeMonth(GetParam())) {
    *request.add_commands() = std::move(command);
    if (request.commands_size() < static_cast<int>(kBatchCommandsMax)) continue;
    ASSERT_NO_FATAL_FAILURE(Execute(request));
    request.clear_commands();
  }
  ASSERT_NO_FATAL_FAILURE(Execute(request));

  v1::SummarizeRequest summarize;
  summarize.set_ledger(kLedger);
  summarize.set_min_position(position_);
  const auto summary = Call(*engine_, &Engine::Summarize, summarize);
  ASSERT_THAT(summary, IsOk());
  EXPECT_THAT(summary->tickets(), AllOf(Ge(1500u), Le(3000u)));
  EXPECT_THAT(summary->open(), AllOf(Ge(50u), Le(600u)));
  EXPECT_THAT(summary->reopens(), Ge(5u));

  v1::GetLedgerRequest get;
  get.set_ledger(kLedger);
  const auto ledger = Call(*engine_, &Engine::GetLedger, get);
  ASSERT_THAT(ledger, IsOk());
  EXPECT_EQ(FromTimestamp(ledger->ledger().now_time()), MonthEnd());
}

INSTANTIATE_TEST_SUITE_P(Seeds, FilledTest, ::testing::Values(1, 2, 3));

absl::Time Local(absl::CivilSecond civil) {
  return absl::FromCivil(civil, BureauZone());
}

TEST(WorkHoursTest, SkipsLunchNightAndWeekend) {
  // Friday 11:30 + 1 h: half an hour before lunch, half after it.
  EXPECT_EQ(
      AddWorkTime(Local(absl::CivilSecond(2025, 3, 7, 11, 30)), absl::Hours(1)),
      Local(absl::CivilSecond(2025, 3, 7, 14, 30)));
  EXPECT_EQ(
      AddWorkTime(Local(absl::CivilSecond(2025, 3, 7, 17, 30)), absl::Hours(1)),
      Local(absl::CivilSecond(2025, 3, 10, 9, 0)));
  EXPECT_EQ(AddWorkTime(Local(absl::CivilSecond(2025, 3, 8, 3)),
                        absl::ZeroDuration()),
            Local(absl::CivilSecond(2025, 3, 10, 8, 30)));
}

}  // namespace
}  // namespace workledger
