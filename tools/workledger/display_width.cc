#include "tools/workledger/display_width.h"

#include <locale.h>
#include <wchar.h>

namespace workledger {
namespace {

constexpr std::string_view kEllipsis = "…";

// Makes this thread read multibyte text as UTF-8 while it lives, whatever the
// environment says.
class Utf8Scope {
 public:
  Utf8Scope()
      : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)),
        previous_(uselocale(locale_)) {}
  ~Utf8Scope() {
    uselocale(previous_);
    if (locale_ != nullptr) freelocale(locale_);
  }
  Utf8Scope(const Utf8Scope&) = delete;
  Utf8Scope& operator=(const Utf8Scope&) = delete;

 private:
  const locale_t locale_;
  const locale_t previous_;
};

// One character, as it may be printed, and how many bytes of input it took.
struct Glyph {
  std::string_view text;
  size_t width = 0;
  size_t input_bytes = 0;
};

Glyph NextGlyph(std::string_view text) {
  wchar_t character = 0;
  mbstate_t state = {};
  const size_t bytes = mbrtowc(&character, text.data(), text.size(), &state);
  if (bytes == static_cast<size_t>(-1) || bytes == static_cast<size_t>(-2)) {
    return {.text = "?", .width = 1, .input_bytes = 1};
  }
  const int width = bytes == 0 ? -1 : wcwidth(character);
  if (width < 0) {
    return {.text = " ", .width = 1, .input_bytes = bytes == 0 ? 1 : bytes};
  }
  return {.text = text.substr(0, bytes),
          .width = static_cast<size_t>(width),
          .input_bytes = bytes};
}

}  // namespace

Cell FitCell(std::string_view text, size_t width_max) {
  const Utf8Scope scope;
  Cell cell;
  // The longest part after which an ellipsis still fits.
  Cell head;
  while (!text.empty()) {
    const Glyph glyph = NextGlyph(text);
    text.remove_prefix(glyph.input_bytes);
    cell.text.append(glyph.text);
    cell.width += glyph.width;
    if (cell.width < width_max) head = cell;
    if (width_max != 0 && cell.width > width_max) {
      head.text.append(kEllipsis);
      ++head.width;
      return head;
    }
  }
  return cell;
}

}  // namespace workledger
