#ifndef WORKLEDGER_BASE_STRING_VIEW_H_
#define WORKLEDGER_BASE_STRING_VIEW_H_

// The one place that knows that Abseil may have a string_view of its own.
// Where absl::string_view is std::string_view both functions are the identity.

#include <string_view>

#include "absl/strings/string_view.h"

namespace workledger {

inline absl::string_view ToAbsl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

inline std::string_view ToStd(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

}  // namespace workledger

#endif  // WORKLEDGER_BASE_STRING_VIEW_H_
