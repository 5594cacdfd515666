#ifndef WORKLEDGER_CORE_ENUM_SET_H_
#define WORKLEDGER_CORE_ENUM_SET_H_

// A set of values of a small enum, at compile time.
//
//   constexpr EnumSet<v1::Role> kDesk = {v1::ROLE_DESK};

#include <cstdint>
#include <initializer_list>

namespace workledger {

// Values are below 64.
template <typename Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<Enum> values) {
    for (const Enum value : values) Insert(value);
  }

  // Returns all values from `first` to `last`, both included.
  static constexpr EnumSet Range(Enum first, Enum last) {
    EnumSet set;
    for (int value = first; value <= last; ++value) {
      set.bits_ |= uint64_t{1} << value;
    }
    return set;
  }

  constexpr bool Contains(Enum value) const {
    return (bits_ >> value & 1) != 0;
  }

  constexpr void Insert(Enum value) { bits_ |= uint64_t{1} << value; }

  // Returns the values that are not in `others`.
  constexpr EnumSet Without(EnumSet others) const {
    EnumSet set;
    set.bits_ = bits_ & ~others.bits_;
    return set;
  }

  constexpr bool empty() const { return bits_ == 0; }

 private:
  uint64_t bits_ = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_ENUM_SET_H_
