#ifndef WORKLEDGER_CORE_CATALOGUE_PATH_H_
#define WORKLEDGER_CORE_CATALOGUE_PATH_H_

// Codes that are paths: locations and categories. "east/b3/f12" lies in
// "east/b3" and in "east"; a path also lies in itself.

#include <string_view>

namespace workledger {

// Returns the path that `code` lies in, for example "east/b3" for
// "east/b3/f12"; empty for one at the top.
std::string_view ParentPath(std::string_view code);

// Whether `code` is `path` or lies below it.
bool LiesIn(std::string_view code, std::string_view path);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_PATH_H_
