// Deciding and folding alone, in memory: what the core takes of a second.

#include "engine/core/decide.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "tests/bench/bench.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/year.h"

namespace workledger::bench {
namespace {

// A ledger's folds and nothing else.
class Core {
 public:
  // Decides a command and folds what follows; whether it was accepted.
  bool Execute(const v1::Command& command, absl::Time now) {
    Folds folds = {.ledger = &ledger_, .catalogue = &catalogue_};
    const Context context = {.now = now, .occur_time = now};
    for (auto names = Reads(command, folds, context); !names.empty();
         names = Reads(command, folds, context)) {
      for (const StreamName& name : names) folds.streams[name] = &folds_[name];
    }
    const auto streams = Decide(command, folds, context);
    if (!streams.ok()) return false;
    for (const StreamEvents& stream : *streams) {
      for (const v1::Event& event : stream.events) {
        Fold(command, stream.stream, event, now);
      }
    }
    return true;
  }

  uint64_t events() const { return ledger_.position(); }

 private:
  void Fold(const v1::Command& command, const v1::StreamId& stream,
            const v1::Event& event, absl::Time now) {
    v1::Record record;
    record.set_position(ledger_.position() + 1);
    *record.mutable_stream() = stream;
    *record.mutable_actor() = command.actor();
    *record.mutable_occur_time() = ToTimestamp(now);
    *record.mutable_record_time() = record.occur_time();
    if (stream.kind() == v1::STREAM_KIND_CATALOGUE) {
      record.set_version(catalogue_.version() + 1);
      catalogue_.Evolve(record, event);
    } else {
      v1::Fold& fold = folds_[{stream.kind(), stream.key()}];
      record.set_version(VersionOf(fold) + 1);
      EvolveFold(fold, record, event);
    }
    EvolveLedger(ledger_, record, event);
  }

  v1::LedgerState ledger_;
  Catalogue catalogue_;
  std::map<StreamName, v1::Fold> folds_;
};

}  // namespace

absl::StatusOr<Figures> DecideMixed(const Options&) {
  const Steps steps = TellYear(1, 1);
  Core core;
  v1::Command catalogue;
  *catalogue.mutable_actor() = Person("supervisor-1", v1::ROLE_SUPERVISOR);
  *catalogue.mutable_change_catalogue() = MakeCatalogue();
  core.Execute(catalogue, YearStart());
  uint64_t accepted = 0;
  const absl::Time start = absl::Now();
  for (const Step& step : steps) {
    if (core.Execute(step.command, step.time)) ++accepted;
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
