// Armed clocks, of which many fall due at one instant while commands run: what
// a command waits beside them, what firing costs, and whether each fires once.
// And the same number due among few and among many.

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/core/timer_decide.h"
#include "engine/core/upcast.h"
#include "engine/ledger/engine_impl.h"
#include "tests/bench/armed_ledger.h"
#include "tests/bench/bench.h"
#include "tests/bench/processor_time.h"
#include "tests/bench/workload.h"

namespace workledger::bench {
namespace {

constexpr ArmedClocks kFew = {.all = 10'000, .first = 5'000, .second = 0};
constexpr ArmedClocks kMany = {
    .all = 1'000'000, .first = 5'000, .second = 100'000};
// What the 99th percentile may be beside clocks that fire, as a multiple of
// idle.
constexpr double kRatioMax = 2;
// What a tick may cost beside many armed clocks, as a multiple of few.
constexpr double kArmedRatioMax = 1.5;
constexpr int kCallers = 4;
// Each caller rests as long between two commands: a busy desk, not a flood.
constexpr absl::Duration kRest = absl::Milliseconds(2);

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

absl::Duration Percentile(const std::vector<absl::Duration>& ascending,
                          size_t percent) {
  return ascending[ascending.size() * percent / 100];
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

// Waits until the process does next to nothing: a store that was opened just
// now compacts what it found, which is no cost of clocks.
void AwaitRest() {
  constexpr absl::Duration kLook = absl::Milliseconds(200);
  absl::Duration used = absl::InfiniteDuration();
  while (used > kLook / 20) {
    const absl::Duration before = ProcessorTime(RUSAGE_SELF);
    absl::SleepFor(kLook);
    used = ProcessorTime(RUSAGE_SELF) - before;
  }
}

// Waits until so many have fired in all.
absl::Status AwaitFired(FiredCount& fired, uint64_t count) {
  const absl::Time start = absl::Now();
  while (fired.tickets() < count) {
    if (absl::Now() - start > absl::Minutes(3)) {
      return absl::InternalError(
          absl::StrCat(fired.tickets(), " fired in three minutes"));
    }
    absl::SleepFor(absl::Milliseconds(10));
    WL_RETURN_IF_ERROR(fired.Read());
  }
  return absl::OkStatus();
}

// Waits until the views know all that the log holds.
absl::Status AwaitViews(Engine& engine, const EventLog& log) {
  v1::SummarizeRequest request;
  request.set_ledger("main");
  request.set_min_position(log.GetHead().position);
  return Call(engine, &Engine::Summarize, request).status();
}

// What it took until all that was due had fired and was in the views.
struct Firing {
  absl::Duration wall;       // until the last was durable
  absl::Duration processor;  // views included
};

absl::StatusOr<Firing> FireThrough(Engine& engine, const EventLog& log,
                                   ShiftedClock& clock, absl::Duration target,
                                   FiredCount& fired, uint64_t count) {
  const absl::Duration before =
      ProcessorTime(RUSAGE_SELF) - ProcessorTime(RUSAGE_THREAD);
  const absl::Time start = absl::Now();
  clock.Set(kArmedStart + target);
  WL_RETURN_IF_ERROR(AwaitFired(fired, count));
  Firing firing;
  firing.wall = absl::Now() - start;
  WL_RETURN_IF_ERROR(AwaitViews(engine, log));
  firing.processor =
      ProcessorTime(RUSAGE_SELF) - ProcessorTime(RUSAGE_THREAD) - before;
  return firing;
}

struct Run {
  absl::Duration fill;
  absl::Duration scan;
  Firing first;
  Firing second;
  std::vector<absl::Duration> idle;
  std::vector<absl::Duration> busy;
};

// The second instant, beside commands.
absl::Status FireBesideCommands(const Options& options, Engine& engine,
                                const EventLog& log, ShiftedClock& clock,
                                const ArmedClocks& clocks, FiredCount& fired,
                                Run& run) {
  Desk idle(engine, "idle");
  absl::SleepFor(options.duration);
  WL_ASSIGN_OR_RETURN(run.idle, idle.Stop());
  Desk busy(engine, "busy");
  const absl::StatusOr<Firing> firing = FireThrough(
      engine, log, clock, kSecondTarget, fired, clocks.first + clocks.second);
  WL_ASSIGN_OR_RETURN(run.busy, busy.Stop());
  WL_ASSIGN_OR_RETURN(run.second, firing);
  return absl::OkStatus();
}

absl::StatusOr<Run> RunClocks(const Options& options,
                              const ArmedClocks& clocks) {
  const std::string directory =
      absl::StrCat(options.directory, "/ticker-", clocks.all);
  ShiftedClock clock;
  clock.Set(kArmedStart);
  Run run;
  const absl::Time start = absl::Now();
  WL_RETURN_IF_ERROR(FillArmed(directory, clock, clocks));
  run.fill = absl::Now() - start;
  WL_ASSIGN_OR_RETURN(run.scan, MedianScan(directory, clocks));
  EventLog* log = nullptr;
  WL_ASSIGN_OR_RETURN(const auto engine, OpenArmed(directory, clock, &log));
  AwaitRest();
  FiredCount fired(*log);
  WL_ASSIGN_OR_RETURN(run.first, FireThrough(*engine, *log, clock, kFirstTarget,
                                             fired, clocks.first));
  if (clocks.second > 0) {
    WL_RETURN_IF_ERROR(
        FireBesideCommands(options, *engine, *log, clock, clocks, fired, run));
  }
  // Whatever would fire twice has time to.
  absl::SleepFor(absl::Seconds(2));
  WL_RETURN_IF_ERROR(fired.Read());
  if (fired.events() == clocks.first + clocks.second) return run;
  return absl::InternalError(absl::StrCat(fired.events(),
                                          " events of timers, want ",
                                          clocks.first + clocks.second));
}

double MicrosEach(absl::Duration time, uint64_t count) {
  return absl::ToDoubleMicroseconds(time) / static_cast<double>(count);
}

void AddTickFigures(const ArmedClocks& clocks, const Run& run,
                    Figures& figures) {
  figures.push_back(
      {.name = absl::StrCat("reading ", clocks.first, " due of ", clocks.all),
       .value = absl::ToDoubleMicroseconds(run.scan),
       .unit = "us of processor",
       .note = absl::StrCat("filled in ", absl::FormatDuration(run.fill))});
  figures.push_back(
      {.name = absl::StrCat("firing one of them, of ", clocks.all),
       .value = MicrosEach(run.first.processor, clocks.first),
       .unit = "us of processor",
       .note = absl::StrCat("all in ", absl::FormatDuration(run.first.wall))});
}

void AddCommandFigures(const ArmedClocks& clocks, const Run& run,
                       Figures& figures) {
  const double idle = absl::ToDoubleMicroseconds(Percentile(run.idle, 99));
  const double busy = absl::ToDoubleMicroseconds(Percentile(run.busy, 99));
  const auto note = [](const std::vector<absl::Duration>& times) {
    return absl::StrCat(times.size(), " commands, median ",
                        absl::FormatDuration(Percentile(times, 50)));
  };
  figures.push_back({.name = absl::StrCat("command p99 beside ", clocks.all),
                     .value = idle,
                     .unit = "us",
                     .note = note(run.idle)});
  figures.push_back(
      {.name = absl::StrCat("command p99 while ", clocks.second, " fire"),
       .value = busy,
       .unit = "us",
       .note = note(run.busy)});
  figures.push_back({.name = "of the idle p99, for the p99 while they fire",
                     .value = idle / busy,
                     .unit = "times",
                     .reach = 1 / kRatioMax});
  figures.push_back({.name = "clocks fired beside commands, each once",
                     .value = static_cast<double>(clocks.second) /
                              absl::ToDoubleSeconds(run.second.wall),
                     .unit = "clocks/s"});
}

}  // namespace

absl::StatusOr<Figures> Ticker(const Options& options) {
  WL_ASSIGN_OR_RETURN(const Run few, RunClocks(options, kFew));
  WL_ASSIGN_OR_RETURN(const Run many, RunClocks(options, kMany));
  Figures figures;
  AddTickFigures(kFew, few, figures);
  AddTickFigures(kMany, many, figures);
  figures.push_back({.name = "reading of few armed, for the price of many",
                     .value = absl::FDivDuration(few.scan, many.scan),
                     .unit = "times",
                     .reach = 1 / kArmedRatioMax});
  figures.push_back(
      {.name = "firing of few armed, for the price of many",
       .value = absl::FDivDuration(few.first.processor, many.first.processor),
       .unit = "times",
       .reach = 1 / kArmedRatioMax});
  AddCommandFigures(kMany, many, figures);
  return figures;
}

}  // namespace workledger::bench
