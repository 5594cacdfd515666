#include "tests/support/temp_dir.h"

#include <stdlib.h>

#include <string>
#include <system_error>

#include "engine/base/check.h"

namespace workledger {
namespace {

std::filesystem::path MakeUnique() {
  std::string name =
      std::filesystem::temp_directory_path() / "workledger-test-XXXXXX";
  WL_CHECK(mkdtemp(name.data()) != nullptr);
  return name;
}

}  // namespace

TempDir::TempDir() : path_(MakeUnique()) {}

TempDir::~TempDir() {
  std::error_code ignored;  // what stays behind is only a temporary folder
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace workledger
