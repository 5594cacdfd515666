#include "tests/bench/filled_ledger.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tests/bench/workload.h"
#include "workledger/limits.h"

namespace workledger::bench {

absl::Status FillLedger(Engine& engine, const std::string& prefix,
                        uint64_t events) {
  v1::CreateLedgerRequest create;
  create.set_ledger("main");
  create.set_clock(v1::LEDGER_CLOCK_WALL);
  WL_RETURN_IF_ERROR(Call(engine, &Engine::CreateLedger, create).status());
  // Callers take turns, so that the streams of tickets are interleaved.
  std::vector<Caller> callers;
  for (size_t i = 0; i < kBatchCommandsMax; ++i) {
    callers.emplace_back(absl::StrCat(prefix, i));
  }
  for (uint64_t sent = 0; sent < events; sent += callers.size()) {
    v1::BatchExecuteRequest batch;
    batch.set_ledger("main");
    for (Caller& caller : callers) *batch.add_commands() = caller.Next();
    WL_ASSIGN_OR_RETURN(const v1::BatchExecuteResponse response,
                        Call(engine, &Engine::BatchExecute, std::move(batch)));
    for (const v1::CommandOutcome& outcome : response.outcomes()) {
      if (outcome.has_error()) {
        return absl::InternalError(outcome.error().message());
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace workledger::bench
