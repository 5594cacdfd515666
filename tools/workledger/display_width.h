#ifndef WORKLEDGER_TOOLS_WORKLEDGER_DISPLAY_WIDTH_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_DISPLAY_WIDTH_H_

// How many columns text takes on a terminal: a Chinese character takes two, a
// combining mark none.

#include <cstddef>
#include <string>
#include <string_view>

namespace workledger {

// Text that is safe to print on one line, with its width.
struct Cell {
  std::string text;
  size_t width = 0;
};

// Cuts UTF-8 `text` to at most `width_max` columns (0: any number), the last of
// them "…" where something was cut. Control characters, which could move the
// cursor, become spaces; bytes that are not UTF-8 become "?".
Cell FitCell(std::string_view text, size_t width_max = 0);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_DISPLAY_WIDTH_H_
