#ifndef WORKLEDGER_TESTS_BASE_REFERENCE_TREE_H_
#define WORKLEDGER_TESTS_BASE_REFERENCE_TREE_H_

// The tree of RFC 9162, section 2.1, written down as the RFC defines it, by
// recursion over the leaves: slow, and obviously right. Ranges are [begin, end)
// of the leaves.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/digest.h"

namespace workledger {

class ReferenceTree {
 public:
  explicit ReferenceTree(std::vector<std::string> leaves)
      : leaves_(std::move(leaves)) {}

  const std::vector<std::string>& leaves() const { return leaves_; }

  // MTH(D[begin:end])
  Digest Mth(uint64_t begin, uint64_t end) {
    const auto found = known_.find({begin, end});
    if (found != known_.end()) return found->second;
    return known_[{begin, end}] = Hash(begin, end);
  }

  // PATH(index, D[begin:end]); `index` counts from `begin`.
  std::vector<Digest> Path(uint64_t index, uint64_t begin, uint64_t end) {
    if (end - begin == 1) return {};
    const uint64_t k = Split(end - begin);
    std::vector<Digest> path;
    if (index < k) {
      path = Path(index, begin, begin + k);
      path.push_back(Mth(begin + k, end));
    } else {
      path = Path(index - k, begin + k, end);
      path.push_back(Mth(begin, begin + k));
    }
    return path;
  }

  // SUBPROOF(first, D[begin:end], whole)
  std::vector<Digest> SubProof(uint64_t first, uint64_t begin, uint64_t end,
                               bool whole) {
    if (first == end - begin) {
      if (whole) return {};
      return {Mth(begin, end)};
    }
    const uint64_t k = Split(end - begin);
    std::vector<Digest> proof;
    if (first <= k) {
      proof = SubProof(first, begin, begin + k, whole);
      proof.push_back(Mth(begin + k, end));
    } else {
      proof = SubProof(first - k, begin + k, end, false);
      proof.push_back(Mth(begin, begin + k));
    }
    return proof;
  }

 private:
  // The largest power of two that is less than `size`.
  static uint64_t Split(uint64_t size) {
    uint64_t k = 1;
    while (k * 2 < size) k *= 2;
    return k;
  }

  Digest Hash(uint64_t begin, uint64_t end) {
    using std::string_literals::operator""s;
    if (begin == end) return Sha256({""});
    if (end - begin == 1) return Sha256({"\0"s, leaves_[begin]});
    const uint64_t k = Split(end - begin);
    const Digest left = Mth(begin, begin + k);
    const Digest right = Mth(begin + k, end);
    return Sha256({"\1"s, AsBytes(left), AsBytes(right)});
  }

  const std::vector<std::string> leaves_;
  std::map<std::pair<uint64_t, uint64_t>, Digest> known_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_BASE_REFERENCE_TREE_H_
