// A million armed clocks, of which a hundred thousand fall due at one instant
// while commands run: what a command waits beside them, and whether each fires
// once.

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/timer_decide.h"
#include "engine/core/upcast.h"
#include "engine/ledger/engine_impl.h"
#include "engine/log/rocksdb.h"
#include "tests/bench/bench.h"
#include "tests/bench/workload.h"
#include "workledger/limits.h"

namespace workledger::bench {
namespace {

constexpr uint64_t kArmed = 1'000'000;
constexpr uint64_t kDue = 100'000;
// What the 99th percentile may be beside the clocks, as a multiple of idle.
constexpr double kRatioMax = 2;
constexpr int kCallers = 4;
// Each caller rests as long between two commands: a busy desk, not a flood.
constexpr absl::Duration kRest = absl::Milliseconds(2);

const absl::Time kStart = absl::FromUnixSeconds(1'767'225'600);
constexpr absl::Duration kTarget = absl::Hours(24);
constexpr absl::Duration kFarTarget = absl::Hours(24 * 180);

// The machine's clock, and what it is set forward by.
class ShiftedClock final : public Clock {
 public:
  absl::Time Now() const override {
    return absl::Now() + absl::Milliseconds(shift_millis_.load());
  }
  void Set(absl::Time now) {
    shift_millis_ = absl::ToInt64Milliseconds(now - absl::Now());
  }

 private:
  std::atomic<int64_t> shift_millis_ = 0;
};

// Writes tickets with a clock each straight to the log.
class Filler {
 public:
  explicit Filler(EventLog& log)
      : log_(log), position_(log.GetHead().position) {}

  absl::Status Fill() {
    for (uint64_t number = 1; number <= kArmed; ++number) {
      const std::string ticket = absl::StrCat("t-", number);
      Add(ticket, 1, ReportedEvent(number));
      // Those that are due lie among the others.
      const bool due = number % (kArmed / kDue) == 0;
      Add(ticket, 2, StartedEvent(due ? kTarget : kFarTarget));
      if (transactions_.size() >= kAppendTransactionsMax / 2) {
        WL_RETURN_IF_ERROR(Flush());
      }
    }
    return Flush();
  }

 private:
  static v1::Event ReportedEvent(uint64_t number) {
    v1::Event event;
    v1::TicketReported& reported = *event.mutable_ticket_reported();
    reported.set_kind(v1::TICKET_KIND_REPAIR);
    reported.set_number(number);
    reported.set_location("east");
    *reported.mutable_report_time() = ToTimestamp(kStart);
    return event;
  }

  static v1::Event StartedEvent(absl::Duration target) {
    v1::Event event;
    v1::StartedClock& started = *event.mutable_clocks_started()->add_clocks();
    v1::ClockTerms& terms = *started.mutable_terms();
    terms.mutable_clock()->set_metric(v1::METRIC_RESOLUTION);
    terms.mutable_clock()->set_party(v1::CLOCK_PARTY_SLA);
    terms.mutable_clock()->set_cycle(1);
    terms.mutable_target()->mutable_open_time()->set_seconds(
        absl::ToInt64Seconds(target));
    terms.set_calendar("all");
    terms.set_calendar_revision(1);
    *terms.mutable_start_time() = ToTimestamp(kStart);
    *started.mutable_due_time() = ToTimestamp(kStart + target);
    return event;
  }

  void Add(const std::string& ticket, uint64_t version,
           const v1::Event& event) {
    const uint64_t position = ++position_;
    v1::Record record;
    record.set_ledger_uid(log_.Uid());
    record.set_position(position);
    record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
    record.mutable_stream()->set_key(ticket);
    record.set_version(version);
    record.set_first_position(position);
    record.set_last_position(position);
    record.set_event_type(EventTypeOf(event));
    *record.mutable_occur_time() = ToTimestamp(kStart);
    *record.mutable_record_time() = record.occur_time();
    record.set_payload(event.SerializeAsString());
    Transaction& transaction = transactions_.emplace_back();
    transaction.requests = {
        {.id = absl::StrCat("r-", position), .record_count = 1}};
    transaction.records = {
        {.stream = {.kind = v1::STREAM_KIND_TICKET, .key = ticket},
         .version = version,
         .bytes = record.SerializeAsString()}};
  }

  absl::Status Flush() {
    if (transactions_.empty()) return absl::OkStatus();
    WL_RETURN_IF_ERROR(log_.Append(log_.GetHead(), transactions_).status());
    transactions_.clear();
    return absl::OkStatus();
  }

  EventLog& log_;
  uint64_t position_;
  std::vector<Transaction> transactions_;
};

absl::StatusOr<std::unique_ptr<LogStore>> OpenLog(const std::string& base) {
  return OpenRocksdbLogStore({.directory = base + "/log"});
}

// `log`, if not null, gets the log of the ledger.
absl::StatusOr<std::unique_ptr<EngineImpl>> OpenEngine(
    const std::string& base, const Clock& clock, EventLog** log = nullptr) {
  EngineImpl::Stores stores;
  WL_ASSIGN_OR_RETURN(stores.log, OpenLog(base));
  if (log != nullptr) {
    WL_ASSIGN_OR_RETURN(*log, stores.log->Open("main"));
  }
  WL_ASSIGN_OR_RETURN(stores.view, ViewStore::Open(base + "/views"));
  stores.scratch_directory = base;
  auto engine = std::make_unique<EngineImpl>(std::move(stores), clock);
  WL_RETURN_IF_ERROR(engine->OpenLedgers());
  return engine;
}

// Makes the ledger, and a calendar that is always open.
absl::Status CreateLedger(Engine& engine) {
  v1::CreateLedgerRequest create;
  create.set_ledger("main");
  create.set_clock(v1::LEDGER_CLOCK_WALL);
  WL_RETURN_IF_ERROR(Call(engine, &Engine::CreateLedger, create).status());
  v1::ExecuteRequest request;
  request.set_ledger("main");
  v1::Command& command = *request.mutable_command();
  command.set_request_id("calendar");
  command.mutable_actor()->set_principal("bench");
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
  command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
  v1::Calendar& calendar = *command.mutable_change_catalogue()
                                ->add_changes()
                                ->mutable_put()
                                ->mutable_calendar();
  calendar.set_code("all");
  calendar.set_zone("UTC");
  for (uint32_t day = 1; day <= 7; ++day) calendar.add_weekdays(day);
  calendar.add_intervals()->set_close_minute(24 * 60);
  return Call(engine, &Engine::Execute, request).status();
}

// Callers that send commands, one after the other each, until they are stopped.
class Desk {
 public:
  Desk(Engine& engine, const std::string& name) : engine_(engine) {
    for (int i = 0; i < kCallers; ++i) {
      threads_.emplace_back(
          [this, caller = absl::StrCat(name, i)] { Send(Caller(caller)); });
    }
  }

  // Returns how long each command took, ascending.
  absl::StatusOr<std::vector<absl::Duration>> Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    WL_RETURN_IF_ERROR(refused_);
    std::ranges::sort(times_);
    return times_;
  }

 private:
  void Send(Caller caller) {
    while (!stop_) {
      v1::ExecuteRequest request;
      request.set_ledger("main");
      *request.mutable_command() = caller.Next();
      const absl::Time start = absl::Now();
      const absl::Status done =
          Call(engine_, &Engine::Execute, std::move(request)).status();
      const absl::Duration took = absl::Now() - start;
      {
        const std::lock_guard lock(mutex_);
        times_.push_back(took);
        if (!done.ok()) refused_ = done;
      }
      absl::SleepFor(kRest);
    }
  }

  Engine& engine_;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<absl::Duration> times_;
  absl::Status refused_;
  std::vector<std::thread> threads_;  // last: they use the others
};

absl::Duration Percentile99(const std::vector<absl::Duration>& ascending) {
  return ascending[ascending.size() * 99 / 100];
}

// What has fired, counted as the log grows.
class FiredCount {
 public:
  explicit FiredCount(const EventLog& log)
      : log_(log), position_(log.GetHead().position) {}

  absl::Status Read() {
    absl::Status parsed;
    WL_RETURN_IF_ERROR(log_.Read(position_ + 1, [&](const RecordView& view) {
      parsed = ParseRecord(view.bytes, record_);
      position_ = view.position;
      if (record_.request_id().starts_with(kTimerRequestPrefix)) {
        ++events_;
        tickets_.insert(record_.stream().key());
      }
      return parsed.ok();
    }));
    return parsed;
  }

  uint64_t events() const { return events_; }
  uint64_t tickets() const { return tickets_.size(); }

 private:
  const EventLog& log_;
  uint64_t position_;
  uint64_t events_ = 0;
  std::set<std::string> tickets_;
  v1::Record record_;
};

// Waits until all that is due has fired; returns how long that took.
absl::StatusOr<absl::Duration> AwaitAll(FiredCount& fired) {
  const absl::Time start = absl::Now();
  while (fired.tickets() < kDue) {
    if (absl::Now() - start > absl::Minutes(3)) {
      return absl::InternalError(
          absl::StrCat(fired.tickets(), " fired in three minutes"));
    }
    absl::SleepFor(absl::Milliseconds(50));
    WL_RETURN_IF_ERROR(fired.Read());
  }
  return absl::Now() - start;
}

absl::Status FillStore(const std::string& base, const Clock& clock) {
  {
    WL_ASSIGN_OR_RETURN(const auto engine, OpenEngine(base, clock));
    WL_RETURN_IF_ERROR(CreateLedger(*engine));
  }
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<LogStore> store, OpenLog(base));
  WL_ASSIGN_OR_RETURN(EventLog* const log, store->Open("main"));
  return Filler(*log).Fill();
}

// Waits until the views know all that the log holds.
absl::Status AwaitViews(Engine& engine) {
  v1::SummarizeRequest request;
  request.set_ledger("main");
  WL_ASSIGN_OR_RETURN(const v1::SummarizeResponse summary,
                      Call(engine, &Engine::Summarize, request));
  if (summary.tickets() >= kArmed) return absl::OkStatus();
  return absl::InternalError("the views lack tickets");
}

struct Run {
  std::vector<absl::Duration> idle;
  std::vector<absl::Duration> busy;
  absl::Duration fill;
  absl::Duration firing;
  uint64_t events = 0;
};

absl::StatusOr<Run> RunClocks(const Options& options) {
  const std::string base = options.directory + "/ticker";
  std::filesystem::create_directories(base);
  ShiftedClock clock;
  clock.Set(kStart);
  Run run;
  const absl::Time start = absl::Now();
  WL_RETURN_IF_ERROR(FillStore(base, clock));
  EventLog* log = nullptr;
  WL_ASSIGN_OR_RETURN(const auto engine, OpenEngine(base, clock, &log));
  WL_RETURN_IF_ERROR(AwaitViews(*engine));
  run.fill = absl::Now() - start;

  Desk idle(*engine, "idle");
  absl::SleepFor(options.duration);
  WL_ASSIGN_OR_RETURN(run.idle, idle.Stop());

  FiredCount fired(*log);
  Desk busy(*engine, "busy");
  clock.Set(kStart + kTarget);
  const absl::StatusOr<absl::Duration> firing = AwaitAll(fired);
  WL_ASSIGN_OR_RETURN(run.busy, busy.Stop());
  WL_RETURN_IF_ERROR(firing.status());
  run.firing = *firing;
  // Whatever would fire twice has time to.
  absl::SleepFor(absl::Seconds(2));
  WL_RETURN_IF_ERROR(fired.Read());
  run.events = fired.events();
  return run;
}

}  // namespace

absl::StatusOr<Figures> Ticker(const Options& options) {
  WL_ASSIGN_OR_RETURN(const Run run, RunClocks(options));
  if (run.events != kDue) {
    return absl::InternalError(
        absl::StrCat(run.events, " events of timers, want ", kDue));
  }
  const double idle = absl::ToDoubleMicroseconds(Percentile99(run.idle));
  const double busy = absl::ToDoubleMicroseconds(Percentile99(run.busy));
  return Figures{
      {.name = "command p99 beside 1,000,000 armed clocks",
       .value = idle,
       .unit = "us",
       .note = absl::StrCat(run.idle.size(), " commands; filled in ",
                            absl::FormatDuration(run.fill))},
      {.name = "command p99 while 100,000 of them fire",
       .value = busy,
       .unit = "us",
       .note = absl::StrCat(run.busy.size(), " commands")},
      {.name = "of the idle p99, for the p99 while they fire",
       .value = idle / busy,
       .unit = "times",
       .reach = 1 / kRatioMax},
      {.name = "clocks fired, each once",
       .value = static_cast<double>(kDue) / absl::ToDoubleSeconds(run.firing),
       .unit = "clocks/s"}};
}

}  // namespace workledger::bench
