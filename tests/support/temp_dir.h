#ifndef WORKLEDGER_TESTS_SUPPORT_TEMP_DIR_H_
#define WORKLEDGER_TESTS_SUPPORT_TEMP_DIR_H_

// A folder for one test, removed with all that is in it.
//
//   const TempDir directory;
//   OpenRocksdbLogStore({.directory = directory.path() / "log"});

#include <filesystem>

namespace workledger {

class TempDir {
 public:
  TempDir();
  ~TempDir();

  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  const std::filesystem::path path_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SUPPORT_TEMP_DIR_H_
