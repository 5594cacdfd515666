// Ledgers: creating, listing, many at once, clocks; and what outlives an
// engine.

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/fake_clock.h"
#include "workledger/engine.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

class LedgersTest : public EngineTest {};

INSTANTIATE_TEST_SUITE_P(Logs, LedgersTest, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& log) {
                           return log.param ? "Rocksdb" : "Memory";
                         });

TEST_P(LedgersTest, ListsLedgersInPages) {
  v1::CreateLedgerRequest create;
  create.set_clock(v1::LEDGER_CLOCK_WALL);
  for (const char* name : {"b", "a", "c"}) {
    create.set_ledger(name);
    ASSERT_TRUE(Call(*engine_, &Engine::CreateLedger, create).ok());
  }
  v1::ListLedgersRequest list;
  list.set_page_size(3);
  const auto first = Call(*engine_, &Engine::ListLedgers, list);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->ledgers_size(), 3);
  EXPECT_EQ(first->ledgers(0).ledger(), "a");
  list.set_page_token(first->next_page_token());
  const auto last = Call(*engine_, &Engine::ListLedgers, list);
  ASSERT_EQ(last->ledgers_size(), 1);
  EXPECT_EQ(last->ledgers(0).ledger(), "main");
  EXPECT_TRUE(last->next_page_token().empty());
  list.set_page_token("nonsense");
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::ListLedgers, list).status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_P(LedgersTest, CreatesALedgerOnce) {
  v1::CreateLedgerRequest create;
  create.set_ledger("main");
  create.set_clock(v1::LEDGER_CLOCK_WALL);
  EXPECT_TRUE(Call(*engine_, &Engine::CreateLedger, create).ok());
  create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::CreateLedger, create).status()),
            v1::ERROR_REASON_FIELD_REQUIRED);
  *create.mutable_start_time() = ToTimestamp(absl::UnixEpoch());
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::CreateLedger, create).status()),
            v1::ERROR_REASON_LEDGER_EXISTS);
  for (const std::string& name :
       {std::string(), std::string("Main"), std::string(64, 'x')}) {
    create.set_ledger(name);
    const auto refused = Call(*engine_, &Engine::CreateLedger, create);
    EXPECT_EQ(ErrorOf(refused.status()).field(), "ledger") << name;
  }
  create.set_ledger(std::string(kLedgerIdBytesMax, 'x'));
  EXPECT_TRUE(Call(*engine_, &Engine::CreateLedger, create).ok());
}

TEST_P(LedgersTest, DrivesALedgersClockByOrderOnly) {
  v1::CreateLedgerRequest create;
  create.set_ledger("driven");
  create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
  const absl::Time start = absl::FromUnixSeconds(1'700'000'000);
  *create.mutable_start_time() = ToTimestamp(start);
  ASSERT_TRUE(Call(*engine_, &Engine::CreateLedger, create).ok());

  v1::ExecuteRequest advance = MakeRequest("t1", "");
  advance.set_ledger("driven");
  advance.mutable_command()
      ->mutable_advance_time()
      ->mutable_step()
      ->set_seconds(3600);
  ASSERT_TRUE(Execute(advance).ok());
  v1::ExecuteRequest report = ReportRequest("r1", "lamp");
  report.set_ledger("driven");
  ASSERT_TRUE(Execute(report).ok());
  v1::GetTicketRequest get;
  get.set_ledger("driven");
  get.set_ticket("lamp");
  get.set_min_position(3);
  const auto ticket = Call(*engine_, &Engine::GetTicket, get);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  EXPECT_EQ(FromTimestamp(ticket->ticket().milestones().report_time()),
            start + absl::Hours(1));

  advance.set_ledger("main");
  EXPECT_EQ(ReasonOf(Execute(advance).status()),
            v1::ERROR_REASON_CLOCK_NOT_DRIVEN);
}

TEST_P(LedgersTest, AThousandLedgersWorkAtOnce) {
  constexpr int kLedgers = 1000;
  v1::CreateLedgerRequest create;
  create.set_clock(v1::LEDGER_CLOCK_WALL);
  std::vector<std::future<absl::Status>> answers;
  for (int i = 0; i < kLedgers; ++i) {
    create.set_ledger(absl::StrCat("ledger-", i));
    ASSERT_TRUE(Call(*engine_, &Engine::CreateLedger, create).ok());
  }
  for (int i = 0; i < kLedgers; ++i) {
    v1::ExecuteRequest request = ReportRequest("r1", "lamp");
    request.set_ledger(absl::StrCat("ledger-", i));
    auto answer = std::make_shared<std::promise<absl::Status>>();
    answers.push_back(answer->get_future());
    engine_->Execute(request, {},
                     [answer](absl::StatusOr<v1::ExecuteResponse> response) {
                       answer->set_value(response.status());
                     });
  }
  for (std::future<absl::Status>& answer : answers) {
    EXPECT_TRUE(answer.get().ok());
  }
  v1::SummarizeRequest summarize;
  summarize.set_ledger("ledger-999");
  summarize.set_min_position(2);
  EXPECT_EQ(Call(*engine_, &Engine::Summarize, summarize)->tickets(), 1);
}

// What needs a log that outlives its engine.
class DurableEngineTest : public EngineTest {};

INSTANTIATE_TEST_SUITE_P(Logs, DurableEngineTest, testing::Values(true),
                         [](const testing::TestParamInfo<bool>&) {
                           return "Rocksdb";
                         });

TEST_P(DurableEngineTest, RecordTimeNeverGoesBack) {
  FakeClock clock(absl::FromUnixSeconds(2'000'000'000));
  clock_ = &clock;
  Open();
  ASSERT_TRUE(Execute(ReportRequest("r1", "lamp")).ok());
  clock.Set(absl::FromUnixSeconds(1'900'000'000));
  ASSERT_TRUE(Execute(AcceptRequest("r2", "lamp")).ok());
  v1::ReadEventsRequest read;
  read.set_ledger("main");
  read.set_from_position(3);
  v1::Record record;
  ASSERT_TRUE(record.ParseFromString(
      Call(*engine_, &Engine::ReadEvents, read)->records(0).record()));
  EXPECT_EQ(record.record_time().seconds(), 2'000'000'000);
  engine_.reset();
}

TEST_P(DurableEngineTest, KnowsEverythingAfterARestart) {
  ASSERT_TRUE(Execute(ReportRequest("r1", "lamp")).ok());
  ASSERT_TRUE(Execute(AcceptRequest("r2", "lamp")).ok());
  Open();
  EXPECT_TRUE(Execute(AcceptRequest("r2", "lamp"))->replayed());
  EXPECT_EQ(GetTicket("lamp")->state(), v1::TICKET_STATE_ACCEPTED);
  const auto next = Execute(ReportRequest("r3", "tap"));
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(next->first_position(), 4);
  EXPECT_EQ(GetTicket("tap")->number(), 2);
}

TEST_P(DurableEngineTest, RefusesASecondEngineOnTheSameDirectory) {
  EngineOptions options;
  options.directory = (directory_.path() / "data").string();
  const auto second = Engine::Open(options);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(second.status()), v1::ERROR_REASON_STORE_LOCKED);
}

}  // namespace
}  // namespace workledger
