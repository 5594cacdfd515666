// Unary Execute over gRPC against a bare echo of the same sizes. Both servers
// are processes of their own; the client is the same.

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tests/bench/bench.h"
#include "tests/bench/rpc_load.h"
#include "tests/support/child_process.h"

namespace workledger::bench {
namespace {

constexpr int kInFlight = 64;

}  // namespace

absl::StatusOr<Figures> Execute(const Options& options) {
  RpcLoad engine;
  {
    WL_ASSIGN_OR_RETURN(const RunningServer server,
                        StartServer(options.bin + "/workledgerd",
                                    options.directory + "/execute"));
    WL_RETURN_IF_ERROR(RunToEnd({options.bin + "/workledger", "--server",
                                 server.address, "ledger", "create", "main"})
                           .status());
    WL_RETURN_IF_ERROR(
        LoadExecute(server.address, kInFlight, "warm", absl::Seconds(1))
            .status());
    WL_ASSIGN_OR_RETURN(engine, LoadExecute(server.address, kInFlight, "run",
                                            options.duration));
  }
  WL_ASSIGN_OR_RETURN(
      ChildProcess echo,
      ChildProcess::Start({options.bin + "/workledger-bench", "--echo",
                           absl::StrCat(engine.response_bytes)}));
  WL_ASSIGN_OR_RETURN(const std::string address, echo.ReadLine());
  WL_RETURN_IF_ERROR(
      LoadExecute(address, kInFlight, "warm", absl::Seconds(1)).status());
  WL_ASSIGN_OR_RETURN(const RpcLoad bare,
                      LoadExecute(address, kInFlight, "run", options.duration));
  return Figures{{.name = "unary Execute over gRPC, 64 in flight",
                  .value = engine.calls_per_second,
                  .unit = "calls/s",
                  .bare = bare.calls_per_second,
                  .reach = 0.5,
                  .note = absl::StrCat(engine.request_bytes, " bytes in, ",
                                       engine.response_bytes, " out")}};
}

}  // namespace workledger::bench
