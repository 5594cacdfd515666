#ifndef WORKLEDGER_CORE_ENUM_SET_H_
#define WORKLEDGER_CORE_ENUM_SET_H_

// A set of values of a small enum, at compile time.
//
//   constexpr EnumSet<v1::Role> kDesk = {v1::ROLE_DESK};

#include <cstdint>
#include <initializer_list>

namespace workledger {

// Values are below 32.
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
      set.bits_ |= uint32_t{1} << value;
    }
    return set;
  }

  constexpr bool Contains(Enum value) const {
    return (bits_ >> value & 1) != 0;
  }

  constexpr void Insert(Enum value) { bits_ |= uint32_t{1} << value; }

  constexpr bool empty() const { return bits_ == 0; }

 private:
  uint32_t bits_ = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_ENUM_SET_H_
