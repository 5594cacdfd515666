// A dispatcher's list: open tickets by the tightest clock, with what is left.

#include <memory>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/clock_ledger.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

// 2026-01-01T00:00:00Z.
constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);

class DueListTest : public testing::Test {
 protected:
  void SetUp() override {
    engine_ = OpenShared(*base_, clock_, directory_.path() / "views");
    CreateMain(*engine_, v1::LEDGER_CLOCK_WALL, kStart);
    ReportTicket(*engine_, "no-policy");
    PutPolicy(*engine_);
    clock_.Set(kStart + absl::Hours(1));
    ReportTicket(*engine_, "later");
    clock_.Set(kStart + absl::Hours(2));
    ReportTicket(*engine_, "latest");
  }

  v1::ListTicketsRequest DueRequest() {
    v1::ListTicketsRequest request;
    request.set_ledger("main");
    request.set_order(v1::TICKET_ORDER_DUE);
    request.set_min_position((*base_->Open("main"))->GetHead().position);
    return request;
  }

  static std::vector<std::string> Ids(const v1::ListTicketsResponse& page) {
    std::vector<std::string> ids;
    for (const v1::Ticket& ticket : page.tickets()) {
      ids.push_back(ticket.ticket());
    }
    return ids;
  }

  FakeClock clock_{kStart};
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  TempDir directory_;
  std::unique_ptr<EngineImpl> engine_;
};

TEST_F(DueListTest, ShowsTheTightestClockAtTheLedgersNow) {
  clock_.Set(kStart + absl::Hours(3));
  const auto page = Call(*engine_, &Engine::ListTickets, DueRequest());
  ASSERT_THAT(page.status(), IsOk());
  EXPECT_THAT(Ids(*page), testing::ElementsAre("later", "latest", "no-policy"));
  ASSERT_EQ(page->clocks_size(), 2);
  EXPECT_EQ(page->clocks(0).ticket(), "later");
  const v1::ClockValue& clock = page->clocks(0).clock();
  EXPECT_EQ(clock.state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(FromTimestamp(clock.due_time()), kStart + absl::Hours(5));
  EXPECT_EQ(absl::Milliseconds(clock.remaining_millis()), absl::Hours(2));
}

TEST_F(DueListTest, PagesAndBoundsByDeadline) {
  v1::ListTicketsRequest request = DueRequest();
  request.set_page_size(1);
  std::vector<std::string> ids;
  do {
    const auto page = Call(*engine_, &Engine::ListTickets, request);
    ASSERT_THAT(page.status(), IsOk());
    for (const std::string& id : Ids(*page)) ids.push_back(id);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, testing::ElementsAre("later", "latest", "no-policy"));

  v1::ListTicketsRequest before = DueRequest();
  before.clear_order();
  *before.mutable_filter()->mutable_due_before_time() =
      ToTimestamp(kStart + absl::Hours(6));
  const auto page = Call(*engine_, &Engine::ListTickets, before);
  ASSERT_THAT(page.status(), IsOk());
  EXPECT_THAT(Ids(*page), testing::ElementsAre("later"));
}

TEST_F(DueListTest, RefusesDeadlinesOfAnEarlierState) {
  v1::ListTicketsRequest request = DueRequest();
  request.mutable_as_of()->set_position(2);
  EXPECT_THAT(Call(*engine_, &Engine::ListTickets, request).status(),
              FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "order"));
  request.clear_order();
  *request.mutable_filter()->mutable_due_before_time() = ToTimestamp(kStart);
  EXPECT_THAT(
      Call(*engine_, &Engine::ListTickets, request).status(),
      FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "filter.due_before_time"));
}

}  // namespace
}  // namespace workledger
