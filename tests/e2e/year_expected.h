#ifndef WORKLEDGER_TESTS_E2E_YEAR_EXPECTED_H_
#define WORKLEDGER_TESTS_E2E_YEAR_EXPECTED_H_

// What must come of a year by what is told of it: which clocks are missed by
// tickets that go wrong in a certain way, and how often what is ordered.

#include <cstdint>
#include <map>
#include <utility>

#include "tools/workledger/simulate/story.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/policy.pb.h"

namespace workledger {

// Whose promise of what.
using Promise = std::pair<v1::Metric, v1::ClockParty>;

struct YearExpected {
  // Clocks that run past their deadline.
  std::map<Promise, uint64_t> missed;
  std::map<StoryCourse, uint64_t> courses;
  std::map<v1::Command::OrderCase, uint64_t> orders;
};

YearExpected ExpectedOf(const Steps& steps);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_E2E_YEAR_EXPECTED_H_
