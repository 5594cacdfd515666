// Figures of a bureau's year, ten times as large.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tests/bench/bench.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/year.h"
#include "workledger/engine.h"
#include "workledger/limits.h"

namespace workledger::bench {
namespace {

constexpr uint64_t kScale = 10;
constexpr int kRounds = 5;  // timed, of which the median counts

// Plays the year on a driven ledger "main" of the engine.
class YearPlayer {
 public:
  explicit YearPlayer(Engine& engine) : engine_(engine) {}

  absl::Status Play(Steps steps) {
    v1::CreateLedgerRequest create;
    create.set_ledger("main");
    create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
    *create.mutable_start_time() = ToTimestamp(YearStart());
    WL_RETURN_IF_ERROR(Call(engine_, &Engine::CreateLedger, create).status());
    v1::Command catalogue;
    *catalogue.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
    *catalogue.mutable_change_catalogue() = MakeCatalogue(1);
    WL_RETURN_IF_ERROR(Add(std::move(catalogue)));
    absl::Time now = YearStart();
    for (Step& step : steps) {
      if (step.time > now) WL_RETURN_IF_ERROR(Add(ClockTo(step.time)));
      now = step.time;
      *step.command.mutable_occur_time() = ToTimestamp(step.time);
      WL_RETURN_IF_ERROR(Add(std::move(step.command)));
    }
    return Flush();
  }

  uint64_t events() const { return position_; }

 private:
  static v1::Command ClockTo(absl::Time time) {
    v1::Command command;
    command.mutable_actor()->set_principal("bench");
    command.mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
    *command.mutable_advance_time()->mutable_now_time() = ToTimestamp(time);
    return command;
  }

  absl::Status Add(v1::Command command) {
    command.set_request_id(absl::StrCat("bench-", ++count_));
    *batch_.add_commands() = std::move(command);
    return batch_.commands_size() < static_cast<int>(kBatchCommandsMax)
               ? absl::OkStatus()
               : Flush();
  }

  // What the year alone does not bring is refused, and counts for nothing.
  absl::Status Flush() {
    if (batch_.commands().empty()) return absl::OkStatus();
    batch_.set_ledger("main");
    WL_ASSIGN_OR_RETURN(const v1::BatchExecuteResponse response,
                        Call(engine_, &Engine::BatchExecute, batch_));
    for (const v1::CommandOutcome& outcome : response.outcomes()) {
      position_ = std::max(position_, outcome.response().last_position());
    }
    batch_.Clear();
    return absl::OkStatus();
  }

  Engine& engine_;
  v1::BatchExecuteRequest batch_;
  uint64_t count_ = 0;
  uint64_t position_ = 0;
};

v1::QueryMetricsRequest Year() {
  v1::QueryMetricsRequest request;
  request.set_ledger("main");
  *request.mutable_start_time() = ToTimestamp(YearStart());
  *request.mutable_end_time() = ToTimestamp(YearEnd());
  return request;
}

// Returns the median time of the query, and what it answered in `rows`.
absl::StatusOr<absl::Duration> MedianQuery(
    Engine& engine, const v1::QueryMetricsRequest& request, int& rows) {
  std::vector<absl::Duration> times;
  for (int i = 0; i < kRounds; ++i) {
    const absl::Time start = absl::Now();
    WL_ASSIGN_OR_RETURN(const v1::QueryMetricsResponse response,
                        Call(engine, &Engine::QueryMetrics, request));
    times.push_back(absl::Now() - start);
    rows = response.rows_size();
  }
  std::ranges::sort(times);
  return times[kRounds / 2];
}

Figure MillisFigure(const std::string& name, absl::Duration time, int rows) {
  return {.name = name,
          .value = absl::ToDoubleMilliseconds(time),
          .unit = "ms",
          .note = absl::StrCat(rows, " rows")};
}

}  // namespace

absl::StatusOr<Figures> Metrics(const Options& options) {
  WL_ASSIGN_OR_RETURN(
      const std::unique_ptr<Engine> engine,
      Engine::Open({.directory = absl::StrCat(options.directory, "/metrics")}));
  YearPlayer player(*engine);
  WL_RETURN_IF_ERROR(player.Play(TellYear(1, kScale)));
  v1::QueryMetricsRequest request = Year();
  request.set_min_position(player.events());
  WL_RETURN_IF_ERROR(Call(*engine, &Engine::QueryMetrics, request).status());
  Figures figures;
  int rows = 0;
  WL_ASSIGN_OR_RETURN(const absl::Duration all,
                      MedianQuery(*engine, request, rows));
  figures.push_back(MillisFigure("all figures of a year", all, rows));
  figures.back().note = absl::StrCat("of ", player.events(), " events");
  request.add_dimensions(v1::METRIC_DIMENSION_SITE);
  request.add_dimensions(v1::METRIC_DIMENSION_PARTY);
  request.add_dimensions(v1::METRIC_DIMENSION_MONTH);
  WL_ASSIGN_OR_RETURN(const absl::Duration split,
                      MedianQuery(*engine, request, rows));
  figures.push_back(
      MillisFigure("the same by site, party and month", split, rows));
  request = Year();
  *request.mutable_start_time() = ToTimestamp(YearEnd() - absl::Hours(24 * 31));
  WL_ASSIGN_OR_RETURN(const absl::Duration month,
                      MedianQuery(*engine, request, rows));
  figures.push_back(MillisFigure("all figures of its last month", month, rows));
  return figures;
}

}  // namespace workledger::bench
