// The timers of a bureau's year under a clock that stands still, jumps and goes
// back, with engines that die at any point: whatever happens, the log says the
// same as where nothing did, each breach and level once, in the order of the
// deadlines (DOMAIN 2.6).

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/time.h"
#include "engine/log/rocksdb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/year.h"
#include "workledger/engine.h"

namespace workledger {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);

// Tickets of two weeks are told, each up to some point, so that many clocks run
// when the telling ends.
absl::Time FirstReport() {
  return absl::FromCivil(absl::CivilDay(2025, 2, 10), BureauTime());
}
absl::Time ToldUntil() {
  return absl::FromCivil(absl::CivilHour(2025, 2, 21, 15), BureauTime());
}

// A breach or a level, and when it was recorded.
struct Fired {
  std::string what;
  absl::Time due;
  absl::Time record_time;
  absl::Duration late;  // as the event says; record - due for breaches
};

std::vector<Fired> FiredOf(const EventLog& log) {
  std::vector<Fired> all;
  for (const LoggedEvent& logged : EventsOf(log)) {
    Fired fired = {.record_time = FromTimestamp(logged.record.record_time())};
    const v1::ClockKey* clock = nullptr;
    std::string level = "breach";
    if (logged.event.has_sla_breached()) {
      const v1::SlaBreached& breached = logged.event.sla_breached();
      clock = &breached.clock();
      fired.due = FromTimestamp(breached.due_time());
      fired.late = FromTimestamp(breached.detect_time()) - fired.due;
    } else if (logged.event.has_escalation_raised()) {
      const v1::EscalationRaised& raised = logged.event.escalation_raised();
      clock = &raised.clock();
      level = absl::StrCat(raised.level(), " ", raised.repeat(), " ",
                           raised.deadline_revision());
      fired.due = FromTimestamp(raised.due_time());
      fired.late = absl::Milliseconds(raised.late_millis());
    } else {
      continue;
    }
    fired.what = absl::StrCat(absl::FormatTime(fired.due, absl::UTCTimeZone()),
                              " ", logged.record.stream().key(), " ",
                              clock->ShortDebugString(), " ", level);
    all.push_back(std::move(fired));
  }
  return all;
}

std::vector<std::string> WhatOf(const std::vector<Fired>& fired) {
  std::vector<std::string> what;
  for (const Fired& one : fired) what.push_back(one.what);
  std::ranges::sort(what);
  return what;
}

// A log in a folder, its views, and the engine on both; each of its lives
// begins with the files that the one before left.
class World {
 public:
  explicit World(const std::filesystem::path& directory)
      : directory_(directory) {
    std::filesystem::create_directories(directory_);
  }

  void Start(const FakeClock& clock) {
    auto store = OpenRocksdbLogStore(
        {.directory = (directory_ / "log").string(), .disk_reserve_bytes = 0});
    ASSERT_THAT(store.status(), IsOk());
    store_ = *std::move(store);
    engine_ = OpenShared(*store_, clock, (directory_ / "views").string());
  }
  void Stop() {
    engine_.reset();
    store_.reset();
  }

  Engine& engine() { return *engine_; }
  EventLog& log() { return **store_->Open("main"); }
  const std::filesystem::path& directory() const { return directory_; }

 private:
  const std::filesystem::path directory_;
  std::unique_ptr<LogStore> store_;
  std::unique_ptr<EngineImpl> engine_;
};

// What one ticket goes through is cut at its completion at the latest, and
// before anything that needs a timer to have fired, so that clocks run on.
Steps Told() {
  std::mt19937 random(1);
  std::map<std::string, size_t> left;
  std::set<std::string> waiting;
  Steps told;
  for (Step& step : TellYear(1, 1)) {
    const std::string& ticket = step.command.ticket();
    if (step.command.has_report() && step.time >= FirstReport() &&
        step.command.report().kind() != v1::TICKET_KIND_SERVICE) {
      left[ticket] = 1 + random() % 7;
    }
    if (step.command.has_report_no_access()) waiting.insert(ticket);
    if (step.command.has_start_work() && waiting.contains(ticket)) {
      left[ticket] = 0;
    }
    const auto found = left.find(ticket);
    if (step.time >= ToldUntil() || found == left.end() || found->second == 0) {
      continue;
    }
    --found->second;
    *step.command.mutable_occur_time() = ToTimestamp(step.time);
    step.command.set_request_id(absl::StrCat("told-", told.size()));
    told.push_back(std::move(step));
  }
  return told;
}

void Send(Engine& engine, v1::BatchExecuteRequest& batch) {
  batch.set_ledger("main");
  const auto response = Call(engine, &Engine::BatchExecute, batch);
  ASSERT_THAT(response.status(), IsOk());
  for (const v1::CommandOutcome& outcome : response->outcomes()) {
    ASSERT_FALSE(outcome.has_error()) << outcome.ShortDebugString();
  }
  batch.Clear();
}

void SendCatalogue(Engine& engine) {
  v1::BatchExecuteRequest batch;
  v1::Command& command = *batch.add_commands();
  command.set_request_id("catalogue");
  *command.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  const v1::ChangeCatalogue change = MakeCatalogue(1);
  for (const v1::CatalogueChange& one : change.changes()) {
    // Nobody follows the visits of the lifts here.
    if (one.put().has_plan()) continue;
    *command.mutable_change_catalogue()->add_changes() = one;
  }
  command.mutable_change_catalogue()->set_document("2025-01");
  Send(engine, batch);
}

class YearTimersTest : public testing::TestWithParam<unsigned> {
 protected:
  static void SetUpTestSuite() {
    base_ = new TempDir;
    FakeClock clock(YearStart());
    World world(base_->path() / "told");
    world.Start(clock);
    CreateMain(world.engine(), v1::LEDGER_CLOCK_WALL, YearStart());
    SendCatalogue(world.engine());
    v1::BatchExecuteRequest batch;
    for (Step& step : Told()) {
      if (step.time != clock.Now() && batch.commands_size() > 0) {
        Send(world.engine(), batch);
      }
      clock.Set(step.time);
      *batch.add_commands() = std::move(step.command);
    }
    Send(world.engine(), batch);
    world.Stop();
    World calm = Copy("calm");
    clock.Set(ToldUntil());
    calm.Start(clock);
    clock.Set(ToldUntil() + 365 * kDay);
    // What the others are held against is to be whole on a busy machine, too.
    AwaitSilence(calm.log(), absl::Seconds(10));
    calm_ = new std::vector<Fired>(FiredOf(calm.log()));
    calm.Stop();
  }
  static void TearDownTestSuite() {
    delete base_;
    delete calm_;
  }

  static World Copy(const std::string& name) {
    std::filesystem::copy(base_->path() / "told", base_->path() / name,
                          std::filesystem::copy_options::recursive);
    return World(base_->path() / name);
  }

  // Until nothing was recorded for so long, which is longer than a tick takes.
  static void AwaitSilence(const EventLog& log, absl::Duration silence) {
    uint64_t head = 0;
    for (uint64_t next = log.GetHead().position; next != head;) {
      head = next;
      next = log.WaitForHead(head, silence).position;
    }
  }

  static bool AwaitFired(const EventLog& log, size_t count) {
    const absl::Time end = absl::Now() + absl::Minutes(10);
    while (FiredOf(log).size() < count) {
      if (absl::Now() > end) return false;
      log.WaitForHead(log.GetHead().position, absl::Milliseconds(200));
    }
    return true;
  }

  static TempDir* base_;
  static std::vector<Fired>* calm_;
};

TempDir* YearTimersTest::base_ = nullptr;
std::vector<Fired>* YearTimersTest::calm_ = nullptr;

// Lives through days with a clock that a test holds, and dies at any point.
class Ordeal {
 public:
  Ordeal(World& world, unsigned seed) : world_(world), random_(seed) {
    world_.Start(clock_);
  }

  void SetClock(absl::Time time) {
    times_.insert(time);
    clock_.Set(time);
  }
  // Waits until the log has grown by some records, or for longer than a tick
  // takes if nothing is due.
  void Wait() {
    const uint64_t head = world_.log().GetHead().position;
    world_.log().WaitForHead(head + random_() % 30, absl::Milliseconds(1200));
  }
  // Dies while timers fire, before, or after.
  void Die() {
    const uint64_t head = world_.log().GetHead().position;
    world_.log().WaitForHead(head + random_() % 30,
                             absl::Milliseconds(random_() % 300));
    world_.Stop();
  }
  void Live() { world_.Start(clock_); }

  absl::Duration Some(absl::Duration most) {
    return absl::Milliseconds(static_cast<int64_t>(random_()) %
                              absl::ToInt64Milliseconds(most));
  }
  uint64_t OneOf(uint64_t count) { return random_() % count; }

  // Times that the clock showed.
  const std::set<absl::Time>& times() const { return times_; }

 private:
  World& world_;
  std::mt19937 random_;
  FakeClock clock_{ToldUntil()};
  std::set<absl::Time> times_ = {ToldUntil()};
};

// Ten days of random steps, most of which end with a kill, some with a clock
// that went back; a day without an engine; a year at once, with kills.
void Suffer(Ordeal& ordeal) {
  absl::Time now = ToldUntil();
  for (int i = 0; i < 20; ++i) {
    now += ordeal.Some(kDay);
    if (ordeal.OneOf(3) == 0) {
      ordeal.SetClock(now);
      ordeal.Wait();
      continue;
    }
    ordeal.Die();
    if (ordeal.OneOf(4) == 0) {
      ordeal.SetClock(now - ordeal.Some(2 * kDay));
      ordeal.Live();
      ordeal.Die();
    }
    ordeal.SetClock(now);
    ordeal.Live();
  }
  ordeal.Die();
  ordeal.SetClock(now + kDay);
  ordeal.Live();
  ordeal.Die();
  ordeal.SetClock(ToldUntil() + 365 * kDay);
  for (int kills = 0; kills < 4; ++kills) {
    ordeal.Live();
    ordeal.Die();
  }
  ordeal.Live();
}

TEST_P(YearTimersTest, FireOnceInOrderWhateverHappens) {
  // The parameter is the seed.
  World world = Copy(absl::StrCat("seed-", GetParam()));
  Ordeal ordeal(world, GetParam());
  Suffer(ordeal);
  ASSERT_TRUE(AwaitFired(world.log(), calm_->size()));
  AwaitSilence(world.log(), absl::Seconds(2));
  const std::vector<Fired> fired = FiredOf(world.log());
  world.Stop();
  EXPECT_GT(fired.size(), 1000u);
  const std::vector<std::string> what = WhatOf(fired);
  EXPECT_EQ(std::ranges::adjacent_find(what), what.end());
  EXPECT_THAT(what, testing::ContainerEq(WhatOf(*calm_)));
  std::set<absl::Time> recorded;
  for (size_t i = 0; i < fired.size(); ++i) {
    const Fired& one = fired[i];
    EXPECT_EQ(one.late, one.record_time - one.due) << one.what;
    EXPECT_GE(one.late, absl::ZeroDuration()) << one.what;
    if (one.record_time <= ToldUntil()) continue;
    EXPECT_TRUE(ordeal.times().contains(one.record_time)) << one.what;
    recorded.insert(one.record_time);
    EXPECT_LE(fired[i - 1].due, one.due) << one.what;
  }
  EXPECT_GT(recorded.size(), 5u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, YearTimersTest, testing::Range(1u, 4u));

}  // namespace
}  // namespace workledger
