// Case 22 of the catalogue of clock cases: after a restart alarms that wait for
// their group wait their own window once more, since what inhibits them may
// have been lost while nobody listened.

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/log/memory.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);
constexpr absl::Duration kGroupWait = absl::Seconds(30);
// Longer than the ticker needs to notice what is due.
constexpr absl::Duration kTick = absl::Milliseconds(1500);

class AlarmRestartTest : public testing::Test {
 protected:
  // A ledger in which the first signal of a group waits since kStart.
  void SetUp() override {
    Open();
    CreateMain(*engine_, v1::LEDGER_CLOCK_WALL, kStart);
    Do("change_catalogue { changes { put { alarm_rule { code: 'fire' "
       "group_wait { seconds: 30 } } } } }");
    Do("record_signals { signals { signal: 's-1' device: 'd-1' "
       "alarm_class: 'fire' site: 'east' zone: 'east/b3' } }");
    head_ = log().GetHead().position;
  }

  void Open() {
    engine_ = OpenShared(*base_, clock_, directory_.path() / "views");
  }

  void Do(const char* order) {
    v1::ExecuteRequest request;
    request.set_ledger("main");
    v1::Command& command = *request.mutable_command();
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(order, &command));
    command.set_request_id(absl::StrCat("r-", ++commands_));
    command.mutable_actor()->set_principal("gateway");
    command.mutable_actor()->set_kind(v1::ACTOR_KIND_DEVICE);
    command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
    ASSERT_THAT(Call(*engine_, &Engine::Execute, request), IsOk());
  }

  bool NothingHappens() {
    return log().WaitForHead(head_, kTick).position == head_;
  }

  bool IncidentOpens() {
    return AwaitHead(log(), head_ + 1) &&
           std::ranges::any_of(EventsOf(log()), [](const LoggedEvent& logged) {
             return logged.event.has_incident_opened();
           });
  }

  EventLog& log() { return **base_->Open("main"); }

  FakeClock clock_{kStart};
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  const TempDir directory_;
  std::unique_ptr<EngineImpl> engine_;
  uint64_t head_ = 0;
  int commands_ = 0;
};

TEST_F(AlarmRestartTest, GroupThatIsListenedToOpensAfterItsWait) {
  EXPECT_TRUE(NothingHappens());
  clock_.Set(kStart + kGroupWait);
  EXPECT_TRUE(IncidentOpens());
}

TEST_F(AlarmRestartTest, GroupDueDuringDowntimeWaitsOneWindowMore) {
  engine_.reset();
  const absl::Time restart = kStart + kGroupWait + absl::Seconds(5);
  clock_.Set(restart);
  Open();
  EXPECT_TRUE(NothingHappens());
  clock_.Set(restart + kGroupWait - absl::Milliseconds(1));
  EXPECT_TRUE(NothingHappens());
  clock_.Set(restart + kGroupWait);
  EXPECT_TRUE(IncidentOpens());
}

TEST_F(AlarmRestartTest, GroupThatIsStillOpenBeginsAnew) {
  engine_.reset();
  const absl::Time restart = kStart + absl::Seconds(10);
  clock_.Set(restart);
  Open();
  clock_.Set(kStart + kGroupWait);
  EXPECT_TRUE(NothingHappens());
  clock_.Set(restart + kGroupWait);
  EXPECT_TRUE(IncidentOpens());
}

// Its window lies behind the start as it is.
TEST_F(AlarmRestartTest, FirstSignalAfterTheRestartWaitsItsWindowOnce) {
  clock_.Set(kStart + kGroupWait);
  ASSERT_TRUE(IncidentOpens());
  engine_.reset();
  clock_.Set(kStart + absl::Minutes(5));
  Open();
  Do("record_signals { signals { signal: 's-2' device: 'd-2' "
     "alarm_class: 'fire' site: 'west' zone: 'west/b1' } }");
  head_ = log().GetHead().position;
  EXPECT_TRUE(NothingHappens());
  clock_.Set(kStart + absl::Minutes(5) + kGroupWait);
  EXPECT_TRUE(AwaitHead(log(), head_ + 1));
}

}  // namespace
}  // namespace workledger
