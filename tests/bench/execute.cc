// Unary Execute over gRPC against a bare echo of the same sizes, and beside it
// the practical limit: a server that makes as much durable and does nothing
// else. All servers are processes of their own; the client is the same. A
// shared machine is not as fast in one second as in the next, so they take
// turns, and each figure is that of the round with its median ratio.

#include <signal.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/status_macros.h"
#include "tests/bench/bench.h"
#include "tests/bench/rpc_load.h"
#include "tests/support/child_process.h"

namespace workledger::bench {
namespace {

constexpr int kInFlight = 64;
constexpr int kRounds = 5;  // odd, so that one of them is the median

// A server under load, and what its calls have cost so far.
struct Loaded {
  ChildProcess process;
  std::string address;
  uint64_t calls = 0;
  absl::Duration server_cpu;
  absl::Duration client_cpu;
};

struct Round {
  RpcLoad engine;
  RpcLoad durable;
  RpcLoad bare;
};

using Part = RpcLoad Round::*;

double Ratio(const Round& round, Part part) {
  return (round.*part).calls_per_second / round.bare.calls_per_second;
}

// Calls the server, which sleeps before and after so that it takes nothing from
// the other one.
absl::StatusOr<RpcLoad> Run(Loaded& server, const std::string& prefix,
                            absl::Duration duration) {
  server.process.Signal(SIGCONT);
  const absl::Duration cpu_before = server.process.CpuTime();
  WL_ASSIGN_OR_RETURN(const RpcLoad load,
                      LoadExecute(server.address, kInFlight, prefix, duration));
  server.process.Signal(SIGSTOP);
  server.server_cpu += server.process.CpuTime() - cpu_before;
  server.client_cpu += load.client_cpu;
  server.calls += load.calls;
  return load;
}

// How long the views need after the load, the server's sleep not counted; what
// that costs the server is part of the calls.
absl::StatusOr<absl::Duration> LagOf(Loaded& server) {
  server.process.Signal(SIGCONT);
  const absl::Duration cpu_before = server.process.CpuTime();
  const absl::StatusOr<absl::Duration> lag = AwaitViews(server.address);
  server.process.Signal(SIGSTOP);
  server.server_cpu += server.process.CpuTime() - cpu_before;
  return lag;
}

absl::Status WarmUp(Loaded& server, RpcLoad& load) {
  WL_ASSIGN_OR_RETURN(load, Run(server, "warm", absl::Seconds(1)));
  server.calls = 0;
  server.server_cpu = absl::ZeroDuration();
  server.client_cpu = absl::ZeroDuration();
  return absl::OkStatus();
}

absl::StatusOr<Loaded> StartEngine(const Options& options, RpcLoad& load) {
  WL_ASSIGN_OR_RETURN(RunningServer running,
                      StartServer(options.bin + "/workledgerd",
                                  options.directory + "/execute"));
  WL_RETURN_IF_ERROR(RunToEnd({options.bin + "/workledger", "--server",
                               running.address, "ledger", "create", "main"})
                         .status());
  Loaded server{.process = std::move(running.process),
                .address = std::move(running.address)};
  WL_RETURN_IF_ERROR(WarmUp(server, load));
  return server;
}

// Starts this program as another server.
absl::StatusOr<Loaded> StartBare(const Options& options,
                                 const std::string& option,
                                 const std::string& value) {
  WL_ASSIGN_OR_RETURN(
      ChildProcess process,
      ChildProcess::Start({options.bin + "/workledger-bench", option, value}));
  WL_ASSIGN_OR_RETURN(std::string address, process.ReadLine());
  Loaded server{.process = std::move(process), .address = std::move(address)};
  RpcLoad ignored;
  WL_RETURN_IF_ERROR(WarmUp(server, ignored));
  return server;
}

// Processor time tells what a call costs even where others take most of it.
std::string DescribeCpu(const Loaded& server) {
  const auto calls = static_cast<double>(server.calls);
  return absl::StrFormat("%.1f + %.1f",
                         absl::ToDoubleMicroseconds(server.server_cpu) / calls,
                         absl::ToDoubleMicroseconds(server.client_cpu) / calls);
}

// The figure of one part, from the round with its median ratio.
Figure MakeFigure(std::string name, std::vector<Round>& rounds, Part part,
                  const Loaded& server, const Loaded& echo) {
  const auto ratio = [part](const Round& round) { return Ratio(round, part); };
  std::ranges::sort(rounds, {}, ratio);
  const Round& median = rounds[kRounds / 2];
  return {.name = std::move(name),
          .value = (median.*part).calls_per_second,
          .unit = "calls/s",
          .bare = median.bare.calls_per_second,
          .note = absl::StrCat(
              (median.*part).request_bytes, " bytes in, ",
              (median.*part).response_bytes, " out; ratios ",
              absl::StrFormat("%.2f to %.2f", ratio(rounds.front()),
                              ratio(rounds.back())),
              "; us of processor a call, server + client: ",
              DescribeCpu(server), ", bare ", DescribeCpu(echo))};
}

}  // namespace

absl::StatusOr<Figures> Execute(const Options& options) {
  RpcLoad sizes;
  WL_ASSIGN_OR_RETURN(Loaded engine, StartEngine(options, sizes));
  WL_ASSIGN_OR_RETURN(
      Loaded durable,
      StartBare(options, "--durable", options.directory + "/execute-durable"));
  WL_ASSIGN_OR_RETURN(
      Loaded echo,
      StartBare(options, "--echo", absl::StrCat(sizes.response_bytes)));
  std::vector<Round> rounds(kRounds);
  absl::Duration view_lag;
  for (int i = 0; i < kRounds; ++i) {
    const std::string prefix = absl::StrCat("run", i);
    const absl::Duration turn = options.duration / kRounds;
    WL_ASSIGN_OR_RETURN(rounds[i].engine, Run(engine, prefix, turn));
    WL_ASSIGN_OR_RETURN(const absl::Duration lag, LagOf(engine));
    view_lag = std::max(view_lag, lag);
    WL_ASSIGN_OR_RETURN(rounds[i].durable, Run(durable, prefix, turn));
    WL_ASSIGN_OR_RETURN(rounds[i].bare, Run(echo, prefix, turn));
  }
  Figure execute = MakeFigure("unary Execute over gRPC, 64 in flight", rounds,
                              &Round::engine, engine, echo);
  execute.reach = 0.5;
  return Figures{execute,
                 MakeFigure("the same, durable and nothing else", rounds,
                            &Round::durable, durable, echo),
                 {.name = "longest view lag at the end of a round",
                  .value = absl::ToDoubleSeconds(view_lag),
                  .unit = "s",
                  .at_most = kViewLagSecondsMax}};
}

}  // namespace workledger::bench
