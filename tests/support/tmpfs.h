#ifndef WORKLEDGER_TESTS_SUPPORT_TMPFS_H_
#define WORKLEDGER_TESTS_SUPPORT_TMPFS_H_

// A small file system in memory, to be filled to the brim. Mounting one takes
// root; tests skip where it is refused.

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "tests/support/temp_dir.h"

namespace workledger {

class Tmpfs {
 public:
  Tmpfs() = default;
  ~Tmpfs();

  // Mounts it, or changes the size of the mounted one.
  absl::Status Resize(int megabytes);

  const std::filesystem::path& path() const { return directory_.path(); }

 private:
  const TempDir directory_;
  bool mounted_ = false;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SUPPORT_TMPFS_H_
