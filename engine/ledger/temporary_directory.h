#ifndef WORKLEDGER_LEDGER_TEMPORARY_DIRECTORY_H_
#define WORKLEDGER_LEDGER_TEMPORARY_DIRECTORY_H_

// A directory that goes when its owner does.

#include <string>

#include "absl/status/statusor.h"

namespace workledger {

class TemporaryDirectory {
 public:
  // Makes a new directory below the system's temporary one.
  //
  //   UNAVAILABLE  it cannot be made.
  static absl::StatusOr<TemporaryDirectory> Make();

  TemporaryDirectory(TemporaryDirectory&& other) noexcept;
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory();

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::string path);

  std::string path_;  // empty once moved from
};

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_TEMPORARY_DIRECTORY_H_
