#ifndef WORKLEDGER_LEDGER_SUBMISSION_HALVES_H_
#define WORKLEDGER_LEDGER_SUBMISSION_HALVES_H_

// Divides a submission whose commands bring more bytes than one write takes.

#include <vector>

#include "engine/ledger/batch.h"

namespace workledger {

// Whether a part of its commands may be made durable before the others.
bool Divisible(const Submission& submission);

// Returns the first and the second half of a divisible submission. Its `done`
// is called, with the outcomes of both, when those of both halves were; these
// may be called on any threads, in any order.
std::vector<Submission> Halves(Submission whole);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_SUBMISSION_HALVES_H_
