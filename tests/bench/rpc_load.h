#ifndef WORKLEDGER_TESTS_BENCH_RPC_LOAD_H_
#define WORKLEDGER_TESTS_BENCH_RPC_LOAD_H_

// Unary Execute calls from one client process, a fixed number in flight.

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace workledger::bench {

struct RpcLoad {
  uint64_t calls = 0;
  double calls_per_second = 0;
  absl::Duration client_cpu;  // of this process while it called
  size_t request_bytes = 0;   // of the last call
  size_t response_bytes = 0;
};

// Calls `address` for `duration` with the commands of `in_flight` callers, all
// of whose names begin with `prefix`.
absl::StatusOr<RpcLoad> LoadExecute(const std::string& address, int in_flight,
                                    const std::string& prefix,
                                    absl::Duration duration);

// Waits, at most half a minute, until the views of ledger "main" have all that
// its log has now; returns how long that took.
absl::StatusOr<absl::Duration> AwaitViews(const std::string& address);

// Serves CommandService.Execute on a free port by answering every call with
// `response_bytes` bytes, without parsing it, and prints its address. Never
// returns.
int ServeEcho(size_t response_bytes);

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_RPC_LOAD_H_
