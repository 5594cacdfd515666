#ifndef WORKLEDGER_SERVICES_ENGINE_METRICS_H_
#define WORKLEDGER_SERVICES_ENGINE_METRICS_H_

// What an engine does, as metrics in the form that Prometheus reads.
// docs/monitoring.md defines them.

#include <map>
#include <mutex>
#include <vector>

#include "absl/time/time.h"
#include "prometheus/collectable.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "workledger/engine.h"
#include "workledger/observer.h"

namespace workledger {

// Counts what the engine tells of. Thread-safe.
class EngineMetrics final : public EngineObserver {
 public:
  // Adds its metrics to `registry`, which outlives it.
  explicit EngineMetrics(prometheus::Registry& registry);

  void OnBatch(const BatchReport& batch) override;
  void OnSync(absl::Duration took) override;
  void OnRefused(v1::ErrorReason reason) override;

 private:
  prometheus::Histogram& batch_commands_;
  prometheus::Histogram& commit_seconds_;
  prometheus::Histogram& append_seconds_;
  prometheus::Histogram& sync_seconds_;
  prometheus::Counter& events_;
  prometheus::Family<prometheus::Counter>& refused_;
  std::mutex mutex_;
  std::map<v1::ErrorReason, prometheus::Counter*> by_reason_;  // by mutex_
};

// Asks the engine where its ledgers stand, at each reading. Thread-safe.
class LedgerCollector final : public prometheus::Collectable {
 public:
  // `engine` outlives it.
  explicit LedgerCollector(const Engine& engine) : engine_(engine) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const Engine& engine_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_ENGINE_METRICS_H_
