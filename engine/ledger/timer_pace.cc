#include "engine/ledger/timer_pace.h"

#include <algorithm>

namespace workledger {
namespace {

// Turns at the start that all have a few, and from one with a few to the next.
constexpr int kFirstProbes = 4;
constexpr int kProbeTurns = 8;

// How fast the time and the number follow: up and down alike, so that they stay
// near the median; disks are uneven, and a mean would follow every hiccup.
constexpr double kStep = 1.2;

}  // namespace

bool TimerPace::Probes() const {
  return turn_ < kFirstProbes || turn_ % kProbeTurns == 0;
}

size_t TimerPace::Next() const {
  return Probes() ? kFireFew : static_cast<size_t>(many_);
}

void TimerPace::Took(size_t count, absl::Duration time) {
  if (count < Next()) return;
  const bool probe = Probes();
  ++turn_;
  if (turn_ <= kFirstProbes) {
    few_time_ = std::min(few_time_, time);
  } else if (probe) {
    few_time_ = time > few_time_ ? few_time_ * kStep : few_time_ / kStep;
  } else {
    const bool bearable = time <= few_time_ * kFireSlowdownMax;
    many_ = std::clamp(bearable ? many_ * kStep : many_ / kStep,
                       static_cast<double>(2 * kFireFew),
                       static_cast<double>(kFireMax));
  }
}

}  // namespace workledger
