#include "engine/core/catalogue/path.h"

namespace workledger {

std::string_view ParentPath(std::string_view code) {
  const size_t end = code.rfind('/');
  return end == code.npos ? std::string_view() : code.substr(0, end);
}

bool LiesIn(std::string_view code, std::string_view path) {
  return code.starts_with(path) &&
         (code.size() == path.size() || code[path.size()] == '/');
}

}  // namespace workledger
