#ifndef WORKLEDGER_TESTS_BENCH_FILLED_LEDGER_H_
#define WORKLEDGER_TESTS_BENCH_FILLED_LEDGER_H_

// A data directory whose ledger "main" holds many events.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "workledger/engine.h"

namespace workledger::bench {

// Creates ledger "main" if it is missing and adds at least `events` events to
// it, in batches of 256 commands of callers whose names begin with `prefix`.
absl::Status FillLedger(Engine& engine, const std::string& prefix,
                        uint64_t events);

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_FILLED_LEDGER_H_
