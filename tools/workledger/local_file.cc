#include "tools/workledger/local_file.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "tools/workledger/exit_code.h"

namespace workledger {

absl::Status CheckReadable(const std::string& file) {
  // A folder can be opened, and then reads as if it were empty.
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    return FileError(absl::StrCat("file ", file, ": is a folder"));
  }
  if (std::ifstream(file).good()) return absl::OkStatus();
  return FileError(absl::StrCat("file ", file, ": cannot be read"));
}

absl::Status CheckReplaceable(const std::string& file) {
  std::error_code ignored;
  const auto status = std::filesystem::symlink_status(file, ignored);
  if (!std::filesystem::exists(status)) return absl::OkStatus();
  if (std::filesystem::is_regular_file(status)) return absl::OkStatus();
  return FileError(
      absl::StrCat("file ", file, ": is there and is not a regular file"));
}

}  // namespace workledger
