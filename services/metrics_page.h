#ifndef WORKLEDGER_SERVICES_METRICS_PAGE_H_
#define WORKLEDGER_SERVICES_METRICS_PAGE_H_

// Serves metrics over HTTP at /metrics, on a loopback address.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "prometheus/collectable.h"
#include "prometheus/exposer.h"
#include "services/listen_address.h"

namespace workledger {

// Reads HOST:PORT; port 0 lets the system choose.
//
//   INVALID_ARGUMENT  FIELD_INVALID on "metrics": not a HOST:PORT of a loopback
//                     host.
absl::StatusOr<ListenAddress> ParseMetricsAddress(const std::string& text);

// Thread-safe.
class MetricsPage {
 public:
  // Serves what `sources` collect.
  //
  //   UNAVAILABLE  the address is in use, or is not one of this machine.
  static absl::StatusOr<std::unique_ptr<MetricsPage>> Start(
      ListenAddress listen,
      std::vector<std::shared_ptr<prometheus::Collectable>> sources);

  // Where it listens, with the port that it got.
  const std::string& address() const { return address_; }

 private:
  MetricsPage() = default;

  std::vector<std::shared_ptr<prometheus::Collectable>> sources_;
  std::string address_;
  // Goes first: it reads the sources.
  std::unique_ptr<prometheus::Exposer> exposer_;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_METRICS_PAGE_H_
