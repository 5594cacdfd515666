#ifndef WORKLEDGER_TESTS_BENCH_WORKLOAD_H_
#define WORKLEDGER_TESTS_BENCH_WORKLOAD_H_

// The commands that the benchmarks send: whole lives of repair tickets, in the
// proportions of a bureau's year.

#include <cstdint>
#include <string>

#include "workledger/v1/command.pb.h"

namespace workledger::bench {

// One caller's endless series of commands. Each caller has its own tickets, so
// that none is ever refused.
class Caller {
 public:
  explicit Caller(std::string name) : name_(std::move(name)) {}

  // The next command: nine make a ticket's life, from report to closing.
  v1::Command Next();

 private:
  std::string name_;
  uint64_t ticket_ = 0;
  int step_ = 0;
};

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_WORKLOAD_H_
