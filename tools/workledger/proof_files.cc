#include "tools/workledger/proof_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/exit_code.h"
#include "tools/workledger/local_file.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

absl::StatusOr<std::string> ReadSmallFile(const std::string& file,
                                          size_t bytes_max) {
  WL_RETURN_IF_ERROR(CheckReadable(file));
  std::ifstream in(file, std::ios::binary);
  std::string bytes(bytes_max + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(in.gcount()));
  if (in.bad()) {
    return FileError(absl::StrCat("file ", file, ": cannot be read"));
  }
  if (bytes.size() > bytes_max) {
    return FileError(
        absl::StrCat("file ", file, ": got more than ", bytes_max, " bytes"));
  }
  return bytes;
}

// Makes what was written to `path`, a file or a folder, outlast a crash.
bool Sync(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = fsync(descriptor) == 0;
  close(descriptor);
  return synced;
}

}  // namespace

absl::StatusOr<std::string> ReadKeyText(const std::string& file) {
  return ReadSmallFile(file, kKeyFileBytesMax);
}

absl::StatusOr<VerifierKey> ReadKey(const std::string& file) {
  WL_ASSIGN_OR_RETURN(const std::string text, ReadKeyText(file));
  return ParseVerifierKey(text);
}

absl::StatusOr<std::string> ReadCheckpoint(const std::string& file) {
  return ReadSmallFile(file, kCheckpointBytesMax);
}

absl::Status WriteCheckpoint(const std::string& file,
                             const std::string& checkpoint) {
  WL_RETURN_IF_ERROR(CheckReplaceable(file));
  const std::string partial = absl::StrCat(file, ".partial");
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  out << checkpoint;
  out.close();
  const std::string folder =
      std::filesystem::absolute(file).parent_path().string();
  const bool written = out && Sync(partial) &&
                       std::rename(partial.c_str(), file.c_str()) == 0 &&
                       Sync(folder);
  if (written) return absl::OkStatus();
  return FileError(absl::StrCat("file ", file, ": cannot be written"));
}

}  // namespace workledger
