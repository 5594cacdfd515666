#include "engine/ledger/plan_queries.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// 2026-01-01T00:00:00Z.
constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);

class PlanQueriesTest : public testing::Test {
 public:
  void SetUp() override {
    Open();
    CreateMain(*engine_, v1::LEDGER_CLOCK_DRIVEN, kStart);
    engine_.reset();
    EventLog& log = **base_->Open("main");
    for (const char* const code : {"b", "a", "c"}) {
      AppendPlan(log,
                 absl::StrCat("code: '", code,
                              "' kind: TICKET_KIND_REPAIR recurrence: "
                              "'FREQ=DAILY' start_date { year: 2026 month: 1 "
                              "day: 1 } start_minute: 60"),
                 kStart);
    }
    Open();
  }

  void Open() {
    engine_ = OpenShared(*base_, clock_, directory_.path() / "views");
  }

  absl::StatusOr<v1::ListPlansResponse> List(int page_size,
                                             const std::string& token) {
    v1::ListPlansRequest request;
    request.set_ledger("main");
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_min_position((*base_->Open("main"))->GetHead().position);
    return Call(*engine_, &Engine::ListPlans, request);
  }

  const SystemClock clock_;
  TempDir directory_;
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  std::unique_ptr<EngineImpl> engine_;
};

TEST_F(PlanQueriesTest, ListsPlansByCodeWithTheirProgress) {
  ASSERT_THAT(Call(*engine_, &Engine::Execute,
                   AdvanceTo("a-1", kStart + absl::Hours(2))),
              IsOk());
  const auto all = List(0, "");
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->plans_size(), 3);
  EXPECT_EQ(all->plans(0).plan().code(), "a");
  EXPECT_EQ(all->plans(2).plan().code(), "c");
  for (const v1::PlanRow& row : all->plans()) {
    EXPECT_EQ(row.revision(), 1u);
    EXPECT_EQ(row.progress().made(), 1u);
    EXPECT_EQ(row.progress().next_key(), "2026-01-02");
  }
  EXPECT_EQ(all->next_page_token(), "");
  EXPECT_GT(all->position(), 0u);
}

TEST_F(PlanQueriesTest, ListsPlansAsTheyWere) {
  const uint64_t before = (*base_->Open("main"))->GetHead().position;
  ASSERT_THAT(Call(*engine_, &Engine::Execute,
                   AdvanceTo("a-1", kStart + absl::Hours(2))),
              IsOk());
  v1::ListPlansRequest request;
  request.set_ledger("main");
  request.mutable_as_of()->set_position(before);
  auto then = Call(*engine_, &Engine::ListPlans, request);
  ASSERT_THAT(then, IsOk());
  EXPECT_EQ(then->position(), before);
  ASSERT_EQ(then->plans_size(), 3);
  EXPECT_EQ(then->plans(0).progress().made(), 0u);
  EXPECT_EQ(then->plans(0).progress().next_key(), "2026-01-01");
  request.mutable_as_of()->set_position(1);
  then = Call(*engine_, &Engine::ListPlans, request);
  ASSERT_THAT(then, IsOk());
  EXPECT_EQ(then->plans_size(), 0);
  request.mutable_as_of()->set_position(1000);
  EXPECT_THAT(Call(*engine_, &Engine::ListPlans, request),
              FailsWith(absl::StatusCode::kOutOfRange,
                        v1::ERROR_REASON_POSITION_AHEAD));
}

TEST_F(PlanQueriesTest, PagesFollowEachOther) {
  const auto first = List(2, "");
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->plans_size(), 2);
  const auto second = List(2, first->next_page_token());
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->plans_size(), 1);
  EXPECT_EQ(second->plans(0).plan().code(), "c");
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_THAT(List(2, "xx"), FailsWith(absl::StatusCode::kInvalidArgument,
                                       v1::ERROR_REASON_PAGE_TOKEN_INVALID));
}

}  // namespace
}  // namespace workledger
