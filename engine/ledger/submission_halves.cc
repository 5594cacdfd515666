#include "engine/ledger/submission_halves.h"

#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <utility>

namespace workledger {
namespace {

// Where the outcomes of two halves come together. Thread-safe.
class Joint {
 public:
  explicit Joint(std::function<void(Outcomes)> done) : done_(std::move(done)) {}

  void Set(size_t half, Outcomes outcomes) {
    {
      const std::lock_guard lock(mutex_);
      halves_[half] = std::move(outcomes);
      if (--left_ > 0) return;
    }
    // Nobody else comes any more.
    Outcomes whole = std::move(halves_[0]);
    whole.insert(whole.end(), std::make_move_iterator(halves_[1].begin()),
                 std::make_move_iterator(halves_[1].end()));
    done_(std::move(whole));
  }

 private:
  const std::function<void(Outcomes)> done_;
  std::mutex mutex_;
  // Guarded by mutex_.
  int left_ = 2;
  std::array<Outcomes, 2> halves_;
};

Submission Part(const Submission& whole, size_t first, size_t end) {
  const auto begin = static_cast<std::ptrdiff_t>(first);
  const auto last = static_cast<std::ptrdiff_t>(end);
  Submission part;
  part.commands.assign(whole.commands.begin() + begin,
                       whole.commands.begin() + last);
  part.payload_hashes.assign(whole.payload_hashes.begin() + begin,
                             whole.payload_hashes.begin() + last);
  // A bound: a part is no more than the whole.
  part.bytes = whole.bytes;
  part.trace_parent = whole.trace_parent;
  part.deadline = whole.deadline;
  return part;
}

}  // namespace

bool Divisible(const Submission& submission) {
  return !submission.atomic && submission.commands.size() > 1;
}

std::vector<Submission> Halves(Submission whole) {
  const size_t count = whole.commands.size();
  std::vector<Submission> halves = {Part(whole, 0, count / 2),
                                    Part(whole, count / 2, count)};
  // Shared by both halves: either may be the last.
  const auto joint = std::make_shared<Joint>(std::move(whole.done));
  for (size_t half = 0; half < halves.size(); ++half) {
    halves[half].done = [joint, half](Outcomes outcomes) {
      joint->Set(half, std::move(outcomes));
    };
  }
  return halves;
}

}  // namespace workledger
