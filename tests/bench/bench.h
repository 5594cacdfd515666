#ifndef WORKLEDGER_TESTS_BENCH_BENCH_H_
#define WORKLEDGER_TESTS_BENCH_BENCH_H_

// What the benchmarks share: how a figure is told, and how a run is set up.
// Each benchmark measures the engine and a bare limit in the same run, so that
// the ratio holds on any machine.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace workledger::bench {

// One line of the result.
struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  // The bare limit, in the same unit; 0 where there is none.
  double bare = 0;
  // What value / bare (or value, without a bare limit) must reach; 0: nothing.
  double reach = 0;
  // What value may be at most; 0: anything.
  double at_most = 0;
  std::string note;
};

using Figures = std::vector<Figure>;

struct Options {
  std::string directory;  // exists; each benchmark makes its own below it
  std::string bin;        // holds workledgerd and workledger
  std::string data;       // WORKLEDGER_TEST_DATA
  std::string mapping;    // of the real history
  std::string catalogue;  // folder of the profile that is installed
  absl::Duration duration = absl::Seconds(10);  // of each timed part
};

// How far behind the views may be when the load ends: as long as a person waits
// without a thought.
inline constexpr double kViewLagSecondsMax = 1;

using Benchmark = absl::StatusOr<Figures> (*)(const Options&);

// Durable append through the engine, 64 callers, against one bare writer.
absl::StatusOr<Figures> Append(const Options& options);
// Unary Execute over gRPC, 64 in flight, against a bare echo; and so the calls
// of a server that only makes them durable.
absl::StatusOr<Figures> Execute(const Options& options);
// Replay against a bare scan that parses; one subscriber over gRPC.
absl::StatusOr<Figures> Replay(const Options& options);
// The real history through the tool: rows/s and memory.
absl::StatusOr<Figures> Import(const Options& options);
// A storm of alarms over one stream.
absl::StatusOr<Figures> Alarms(const Options& options);
// Deciding and folding a bureau's year in memory.
absl::StatusOr<Figures> DecideMixed(const Options& options);
// Deadlines on a calendar of ten years against a bare binary search.
absl::StatusOr<Figures> Deadlines(const Options& options);
// Clocks of tickets folded and evaluated from their events.
absl::StatusOr<Figures> RecomputeClocks(const Options& options);
// A page of open tickets beside few and beside many closed ones.
absl::StatusOr<Figures> Queue(const Options& options);
// Commands beside many armed clocks, and while some of them fire.
absl::StatusOr<Figures> Ticker(const Options& options);
// Figures of a bureau's year, ten times as large.
absl::StatusOr<Figures> Metrics(const Options& options);
// The server's memory as the log grows.
absl::StatusOr<Figures> Memory(const Options& options);

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_BENCH_H_
