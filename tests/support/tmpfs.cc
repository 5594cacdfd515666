#include "tests/support/tmpfs.h"

#include <sys/mount.h>

#include <cerrno>

#include "absl/strings/str_cat.h"

namespace workledger {

Tmpfs::~Tmpfs() {
  if (mounted_) umount2(path().c_str(), MNT_DETACH);
}

absl::Status Tmpfs::Resize(int megabytes) {
  const std::string options = absl::StrCat("size=", megabytes, "m");
  if (mount("tmpfs", path().c_str(), "tmpfs", mounted_ ? MS_REMOUNT : 0,
            options.c_str()) != 0) {
    return absl::ErrnoToStatus(errno, "mount tmpfs");
  }
  mounted_ = true;
  return absl::OkStatus();
}

}  // namespace workledger
