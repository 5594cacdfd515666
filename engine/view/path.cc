#include "engine/view/path.h"

#include <algorithm>
#include <cstddef>

namespace workledger {

std::vector<std::string_view> PathsDownTo(std::string_view path) {
  std::vector<std::string_view> paths;
  for (size_t end = path.find('/'); end != std::string_view::npos;
       end = path.find('/', end + 1)) {
    paths.push_back(path.substr(0, end));
  }
  paths.push_back(path);
  std::erase(paths, "");
  return paths;
}

std::string_view ParentOf(std::string_view path) {
  const size_t end = path.rfind('/');
  return end == std::string_view::npos ? "" : path.substr(0, end);
}

bool InSubtree(std::string_view path, std::string_view top) {
  return top.empty() || (path.starts_with(top) && (path.size() == top.size() ||
                                                   path[top.size()] == '/'));
}

bool TreeLess(std::string_view a, std::string_view b) {
  // A separator sorts before every other byte, so that nothing comes between
  // a path and what lies below it.
  const auto rank = [](char byte) {
    return byte == '/' ? -1
                       : static_cast<int>(static_cast<unsigned char>(byte));
  };
  return std::ranges::lexicographical_compare(a, b, {}, rank, rank);
}

}  // namespace workledger
