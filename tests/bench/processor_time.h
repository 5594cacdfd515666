#ifndef WORKLEDGER_TESTS_BENCH_PROCESSOR_TIME_H_
#define WORKLEDGER_TESTS_BENCH_PROCESSOR_TIME_H_

// Processor time, which other load on the machine does not falsify as it does
// the time on the wall.

#include <sys/resource.h>

#include "absl/time/time.h"

namespace workledger::bench {

// What the process has used (RUSAGE_SELF), or this thread (RUSAGE_THREAD).
inline absl::Duration ProcessorTime(int who) {
  rusage used{};
  getrusage(who, &used);
  return absl::DurationFromTimeval(used.ru_utime) +
         absl::DurationFromTimeval(used.ru_stime);
}

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_PROCESSOR_TIME_H_
