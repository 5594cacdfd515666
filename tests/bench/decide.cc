// Deciding and folding alone, in memory: what the core takes of a second.

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "tests/bench/bench.h"
#include "tests/bench/core_ledger.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/year.h"

namespace workledger::bench {

absl::StatusOr<Figures> DecideMixed(const Options&) {
  const Steps steps = TellYear(1, 1);
  CoreLedger core;
  v1::Command catalogue;
  *catalogue.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  *catalogue.mutable_change_catalogue() = MakeCatalogue(1);
  WL_RETURN_IF_ERROR(core.Execute(catalogue, YearStart()));
  uint64_t accepted = 0;
  const absl::Time start = absl::Now();
  for (const Step& step : steps) {
    if (core.Execute(step.command, step.time).ok()) ++accepted;
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  return Figures{
      {.name = "decide and evolve, a bureau's year in memory",
       .value = static_cast<double>(steps.size()) / seconds,
       .unit = "commands/s",
       .note = absl::StrCat(accepted, " of ", steps.size(), " accepted, ",
                            core.events(), " events, one core")}};
}

}  // namespace workledger::bench
