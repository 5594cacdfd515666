#include "engine/ledger/signing_key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

// What others than the owner may do with a file.
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  const int number_;
};

absl::Status Unusable(const fs::path& file, std::string_view why) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      v1::ERROR_REASON_SIGNING_KEY_UNUSABLE,
      absl::StrCat("signing key ", file.string(), ": ", ToAbsl(why)));
}

absl::Status Unwritable(const fs::path& file, int error) {
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_FILE_UNWRITABLE,
                   absl::StrCat(file.string(), ": ", std::strerror(error)));
}

// Reads a file to its end; nothing if it is not there. A file that is larger
// than a key may be comes back cut off, and is then no key.
absl::StatusOr<std::optional<std::string>> ReadFile(const fs::path& file,
                                                    mode_t forbidden) {
  const Descriptor in(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!in.open() && errno == ENOENT) return std::nullopt;
  if (!in.open()) return Unusable(file, std::strerror(errno));
  struct stat about {};
  if (fstat(in.number(), &about) != 0) {
    return Unusable(file, std::strerror(errno));
  }
  if (!S_ISREG(about.st_mode)) return Unusable(file, "is no regular file");
  if ((about.st_mode & forbidden) != 0) {
    return Unusable(file, "others may use it, want mode 0600");
  }
  if (forbidden != 0 && about.st_uid != geteuid() && about.st_uid != 0) {
    return Unusable(file, "it belongs to another user");
  }
  std::string bytes(kKeyFileBytesMax, '\0');
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got =
        read(in.number(), bytes.data() + size, bytes.size() - size);
    if (got < 0) return Unusable(file, std::strerror(errno));
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  bytes.resize(size);
  return bytes;
}

absl::Status WriteAll(const Descriptor& out, const fs::path& file,
                      std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(out.number(), bytes.data(), bytes.size());
    if (put < 0) return Unwritable(file, errno);
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  if (fsync(out.number()) != 0) return Unwritable(file, errno);
  return absl::OkStatus();
}

// Writes a file that appears whole or not at all, durably.
absl::Status WriteFile(const fs::path& file, std::string_view bytes,
                       mode_t mode) {
  const fs::path partial = file.string() + ".partial";
  // What an earlier try left may have another mode.
  unlink(partial.c_str());
  {
    const Descriptor out(
        open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!out.open()) return Unwritable(partial, errno);
    WL_RETURN_IF_ERROR(WriteAll(out, partial, bytes));
  }
  if (rename(partial.c_str(), file.c_str()) != 0) {
    return Unwritable(file, errno);
  }
  const fs::path folder = fs::absolute(file).parent_path();
  const Descriptor parent(open(folder.c_str(), O_RDONLY | O_CLOEXEC));
  if (!parent.open() || fsync(parent.number()) != 0) {
    return Unwritable(folder, errno);
  }
  return absl::OkStatus();
}

absl::StatusOr<SigningKey> ReadKey(const SigningKeyFiles& files,
                                   bool public_key_known) {
  WL_ASSIGN_OR_RETURN(const std::optional<std::string> pem,
                      ReadFile(files.key, kOthers));
  if (!pem && public_key_known) {
    return Unusable(
        files.key, absl::StrCat("is not there, and ", files.public_key.string(),
                                " says that heads were signed with it"));
  }
  if (!pem) {
    SigningKey key = SigningKey::Generate();
    WL_RETURN_IF_ERROR(WriteFile(files.key, key.ToPem(), S_IRUSR | S_IWUSR));
    return key;
  }
  std::optional<SigningKey> key = SigningKey::FromPem(*pem);
  if (!key) {
    return Unusable(files.key,
                    "is no private key of Ed25519 in unencrypted PEM");
  }
  return *std::move(key);
}

}  // namespace

absl::StatusOr<SigningKey> OpenSigningKey(const SigningKeyFiles& files) {
  WL_ASSIGN_OR_RETURN(const std::optional<std::string> known,
                      ReadFile(files.public_key, 0));
  WL_ASSIGN_OR_RETURN(SigningKey key, ReadKey(files, known.has_value()));
  const std::string own = key.PublicToPem();
  if (!known) {
    WL_RETURN_IF_ERROR(WriteFile(files.public_key, own,
                                 S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH));
    return key;
  }
  if (*known == own) return key;
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   v1::ERROR_REASON_SIGNING_KEY_FOREIGN,
                   absl::StrCat("signing key ", files.key.string(),
                                ": its public half is not that in ",
                                files.public_key.string(),
                                ", with which heads were signed so far"));
}

}  // namespace workledger
