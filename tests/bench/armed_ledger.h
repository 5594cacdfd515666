#ifndef WORKLEDGER_TESTS_BENCH_ARMED_LEDGER_H_
#define WORKLEDGER_TESTS_BENCH_ARMED_LEDGER_H_

// A ledger "main" with a WALL clock, each of whose tickets has a clock that
// runs: some fall due at one instant, more at another, most far later.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/ledger/engine_impl.h"
#include "engine/log/event_log.h"
#include "workledger/clock.h"

namespace workledger::bench {

// 2026-01-01T00:00:00Z, when all clocks start.
inline constexpr absl::Time kArmedStart = absl::FromUnixSeconds(1'767'225'600);

// How many there are, and when they are due after the start. The first tickets
// lie together, as a day's do; the second are spread among the rest.
struct ArmedClocks {
  uint64_t all = 0;
  uint64_t first = 0;
  uint64_t second = 0;
};
inline constexpr absl::Duration kFirstTarget = absl::Hours(23);
inline constexpr absl::Duration kSecondTarget = absl::Hours(24);

// The machine's clock, and what it is set forward by. Thread-safe.
class ShiftedClock final : public Clock {
 public:
  absl::Time Now() const override {
    return absl::Now() + absl::Milliseconds(shift_millis_.load());
  }
  void Set(absl::Time now) {
    shift_millis_ = absl::ToInt64Milliseconds(now - absl::Now());
  }

 private:
  std::atomic<int64_t> shift_millis_ = 0;
};

// Makes the ledger in `directory`, log and views, and brings both to rest. A
// ticket's events are written straight to the log.
absl::Status FillArmed(const std::string& directory, const Clock& clock,
                       const ArmedClocks& clocks);

// Opens what FillArmed has made. `log`, if not null, gets the ledger's log.
absl::StatusOr<std::unique_ptr<EngineImpl>> OpenArmed(
    const std::string& directory, const Clock& clock, EventLog** log = nullptr);

// Returns the median processor time in which what is due by the first instant
// is read from the views: what a tick begins with. No engine has them open.
absl::StatusOr<absl::Duration> MedianScan(const std::string& directory,
                                          const ArmedClocks& clocks);

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_ARMED_LEDGER_H_
