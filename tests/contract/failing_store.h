#ifndef WORKLEDGER_TESTS_CONTRACT_FAILING_STORE_H_
#define WORKLEDGER_TESTS_CONTRACT_FAILING_STORE_H_

// Every implementation of the log seam over something that fails in the middle
// of a write, so that the write's outcome is not known.
//
//   store->FailAtStep(2);
//   ... an append ends in OUTCOME_UNKNOWN ...
//   store->Reopen(Unsafe::kKept);

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/log/event_log.h"

namespace workledger {

// What becomes of bytes that the failed write had written and not made safe.
enum class Unsafe { kKept, kLost };

class FailingStore {
 public:
  virtual ~FailingStore() = default;

  // The open store; null if it could not be opened.
  virtual LogStore* store() = 0;

  // Makes the step with this number, from 1, of what follows fail, and all
  // after it. A write that has fewer steps is carried out.
  virtual void FailAtStep(int step) = 0;

  // Opens the store again; nothing fails any more.
  virtual void Reopen(Unsafe unsafe) = 0;
};

struct FailingImplementation {
  std::string name;
  std::function<std::unique_ptr<FailingStore>()> open;
};

std::vector<FailingImplementation> FailingImplementations();

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CONTRACT_FAILING_STORE_H_
