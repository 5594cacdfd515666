#ifndef WORKLEDGER_VIEW_PATH_H_
#define WORKLEDGER_VIEW_PATH_H_

// Paths of the category and location trees: parts joined by '/'.

#include <string_view>
#include <vector>

namespace workledger {

// Returns all that `path` lies in, from the top, and then itself; none of them
// is empty. "a/b/c" gives "a", "a/b", "a/b/c".
std::vector<std::string_view> PathsDownTo(std::string_view path);

// Returns what `path` lies in right away; empty for one at the top.
std::string_view ParentOf(std::string_view path);

// Whether `path` is `top` or lies below it; every path lies below the empty
// one.
bool InSubtree(std::string_view path, std::string_view top);

// Whether `a` comes before `b` where every path is followed by all below it.
bool TreeLess(std::string_view a, std::string_view b);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_PATH_H_
