#ifndef WORKLEDGER_TESTS_BENCH_CORE_LEDGER_H_
#define WORKLEDGER_TESTS_BENCH_CORE_LEDGER_H_

// A ledger's folds in memory and nothing else: what the core takes alone.

#include <cstdint>
#include <functional>
#include <map>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger::bench {

class CoreLedger {
 public:
  // Takes each record once it is folded.
  using Sink = std::function<void(const v1::Record& record)>;

  explicit CoreLedger(Sink sink = nullptr) : sink_(std::move(sink)) {}

  // Decides a command and folds what follows; says why if it was refused.
  absl::Status Execute(const v1::Command& command, absl::Time now);

  uint64_t events() const { return ledger_.position(); }
  const Catalogue& catalogue() const { return catalogue_; }
  const std::map<StreamName, v1::Fold>& folds() const { return folds_; }

 private:
  void Fold(const v1::Command& command, const v1::StreamId& stream,
            const v1::Event& event, absl::Time now);

  const Sink sink_;
  v1::LedgerState ledger_;
  Catalogue catalogue_;
  std::map<StreamName, v1::Fold> folds_;
};

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_CORE_LEDGER_H_
