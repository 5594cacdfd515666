#ifndef WORKLEDGER_TESTS_CORE_SLA_CHOICES_H_
#define WORKLEDGER_TESTS_CORE_SLA_CHOICES_H_

// A random case as a list of numbers that it takes its choices from, one after
// the other; once they are used up each choice is the first one. So a case
// costs one drawing, and what makes the list shorter or its numbers smaller
// shrinks the case.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace workledger {

class Choices {
 public:
  explicit Choices(std::vector<uint16_t> numbers)
      : numbers_(std::move(numbers)) {}

  // Returns a number below `end`, which is positive.
  int Below(int end) {
    if (next_ == numbers_.size()) return 0;
    return numbers_[next_++] % end;
  }

  // Returns one in [first, last).
  int In(int first, int last) { return first + Below(last - first); }

  template <typename List>
  const auto& Of(const List& list) {
    return list[static_cast<size_t>(Below(static_cast<int>(std::size(list))))];
  }

  bool Empty() const { return next_ == numbers_.size(); }

 private:
  std::vector<uint16_t> numbers_;
  size_t next_ = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_SLA_CHOICES_H_
