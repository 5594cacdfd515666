#include "services/engine_metrics.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "workledger/error.h"

namespace workledger {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildHistogram;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Powers of two from 1 to kAppendTransactionsMax.
const prometheus::Histogram::BucketBoundaries kCommandBuckets = {
    1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
// Seconds: from what memory takes to what a disk in trouble does.
const prometheus::Histogram::BucketBoundaries kDiskBuckets = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
    0.025,  0.05,    0.1,    0.25,  0.5,    1,     2.5};

prometheus::Histogram& Histogram(
    prometheus::Registry& registry, const std::string& name,
    const std::string& help,
    const prometheus::Histogram::BucketBoundaries& buckets) {
  return BuildHistogram().Name(name).Help(help).Register(registry).Add({},
                                                                       buckets);
}

// A value of every ledger; nothing where it has none.
using LedgerValue = std::function<std::optional<double>(const LedgerStatus&)>;

MetricFamily Gauges(const std::vector<LedgerStatus>& all, std::string name,
                    std::string help, const LedgerValue& value_of) {
  MetricFamily family{.name = std::move(name),
                      .help = std::move(help),
                      .type = MetricType::Gauge,
                      .metric = {}};
  for (const LedgerStatus& status : all) {
    const std::optional<double> value = value_of(status);
    if (!value) continue;
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    metric.label.push_back({.name = "ledger", .value = status.ledger});
    metric.gauge.value = *value;
  }
  return family;
}

// What the views have not got yet.
double ViewLagEvents(const LedgerStatus& status) {
  // The views may have gone on since the head was read.
  if (status.view_position >= status.head_position) return 0;
  return static_cast<double>(status.head_position - status.view_position);
}

}  // namespace

EngineMetrics::EngineMetrics(prometheus::Registry& registry)
    : batch_commands_(Histogram(registry, "workledger_batch_commands",
                                "Commands of a batch that became durable.",
                                kCommandBuckets)),
      commit_seconds_(Histogram(
          registry, "workledger_commit_seconds",
          "Time of a batch from its first decision until it was durable.",
          kDiskBuckets)),
      append_seconds_(
          Histogram(registry, "workledger_append_seconds",
                    "The part of workledger_commit_seconds that is the log's.",
                    kDiskBuckets)),
      sync_seconds_(Histogram(
          registry, "workledger_fsync_seconds",
          "Time of a group of writes with its sync, the mirror's included.",
          kDiskBuckets)),
      events_(BuildCounter()
                  .Name("workledger_events_total")
                  .Help("Events that became durable.")
                  .Register(registry)
                  .Add({})),
      refused_(BuildCounter()
                   .Name("workledger_refused_total")
                   .Help("Commands that were refused, by reason.")
                   .Register(registry)) {}

void EngineMetrics::OnBatch(const BatchReport& batch) {
  batch_commands_.Observe(static_cast<double>(batch.commands));
  commit_seconds_.Observe(absl::ToDoubleSeconds(batch.total));
  append_seconds_.Observe(absl::ToDoubleSeconds(batch.append));
  events_.Increment(static_cast<double>(batch.events));
}

void EngineMetrics::OnSync(absl::Duration took) {
  sync_seconds_.Observe(absl::ToDoubleSeconds(took));
}

void EngineMetrics::OnRefused(v1::ErrorReason reason) {
  const std::lock_guard lock(mutex_);
  prometheus::Counter*& counter = by_reason_[reason];
  if (counter == nullptr) {
    counter = &refused_.Add({{"reason", ReasonName(reason)}});
  }
  counter->Increment();
}

std::vector<MetricFamily> LedgerCollector::Collect() const {
  const std::vector<LedgerStatus> all = engine_.ListStatus();
  const auto gauges = [&all](std::string name, std::string help,
                             const LedgerValue& value_of) {
    return Gauges(all, std::move(name), std::move(help), value_of);
  };
  return {
      gauges("workledger_head_position", "Position of the last durable event.",
             [](const LedgerStatus& status) {
               return static_cast<double>(status.head_position);
             }),
      gauges("workledger_view_lag_events",
             "Durable events that the views do not have yet.", ViewLagEvents),
      gauges("workledger_view_lag_seconds",
             "How long, at most, a durable event has waited for the views.",
             [](const LedgerStatus& status) {
               return absl::ToDoubleSeconds(status.view_lag);
             }),
      gauges("workledger_commit_stall_seconds",
             "For how long commands have waited without any batch finished.",
             [](const LedgerStatus& status) {
               return absl::ToDoubleSeconds(status.commit_stall);
             }),
      gauges("workledger_subscribers", "Subscribers.",
             [](const LedgerStatus& status) {
               return static_cast<double>(status.subscribers);
             }),
      gauges("workledger_subscriber_lag_events",
             "Events that the subscriber furthest behind was not given yet.",
             [](const LedgerStatus& status) {
               return static_cast<double>(status.subscriber_lag);
             }),
      gauges("workledger_verified_records",
             "Records that the last verification has read so far.",
             [](const LedgerStatus& status) -> std::optional<double> {
               if (!status.verified_records) return std::nullopt;
               return static_cast<double>(*status.verified_records);
             })};
}

}  // namespace workledger
