#include "tests/import/temp_file.h"

#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/base/check.h"

namespace workledger {

TempFile::TempFile(std::string_view content)
    : path_((std::filesystem::temp_directory_path() / "wl_import_XXXXXX")
                .string()) {
  const int file = mkstemp(path_.data());
  WL_CHECK(file >= 0);
  close(file);
  std::ofstream(path_, std::ios::binary) << content;
}

TempFile::~TempFile() { std::filesystem::remove(path_); }

std::string Gzip(std::string_view text) {
  const TempFile file("");
  const gzFile out = gzopen(file.path().c_str(), "wb");
  WL_CHECK(out != nullptr);
  WL_CHECK(gzwrite(out, text.data(), static_cast<unsigned>(text.size())) ==
           static_cast<int>(text.size()));
  WL_CHECK(gzclose(out) == Z_OK);
  std::ifstream in(file.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace workledger
