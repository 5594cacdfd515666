#include "workledger/engine.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/ledger/engine_impl.h"
#include "engine/ledger/signing_key_file.h"
#include "engine/ledger/temporary_directory.h"
#include "engine/log/memory.h"
#include "engine/log/rocksdb.h"

namespace workledger {
namespace {

absl::Status MakeDirectory(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directory(path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(path.string(), ": ", error.message()));
}

// Empties the folder for what is built and thrown away.
absl::Status MakeScratch(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  return MakeDirectory(path);
}

absl::StatusOr<EngineImpl::Stores> OpenStores(const EngineOptions& options) {
  EngineImpl::Stores stores;
  std::filesystem::path directory = options.directory;
  if (options.directory.empty()) {
    WL_ASSIGN_OR_RETURN(TemporaryDirectory temporary,
                        TemporaryDirectory::Make());
    directory = temporary.path();
    stores.temporary.emplace(std::move(temporary));
    stores.log = OpenMemoryLogStore();
  } else {
    WL_RETURN_IF_ERROR(MakeDirectory(directory));
    RocksdbLogOptions log_options{
        .directory = directory / "log",
        .disk_reserve_bytes = options.disk_reserve_bytes,
        .mirror_directory =
            options.mirror_directory.empty()
                ? directory / "mirror"
                : std::filesystem::path(options.mirror_directory),
        .mirror = options.mirror};
    if (options.observer != nullptr) {
      log_options.on_sync = [observer = options.observer](absl::Duration took) {
        observer->OnSync(took);
      };
    }
    WL_ASSIGN_OR_RETURN(std::unique_ptr<RocksdbLogStore> log,
                        OpenRocksdbLogStore(log_options));
    stores.log_files = log.get();
    stores.log = std::move(log);
  }
  // A key that is named is used and kept, whatever keeps the log.
  if (!options.directory.empty() || !options.signing_key_file.empty()) {
    WL_ASSIGN_OR_RETURN(
        stores.signing_key,
        OpenSigningKey(
            {.key = options.signing_key_file.empty()
                        ? directory / "signing_key.pem"
                        : std::filesystem::path(options.signing_key_file),
             .public_key = directory / "verifier_key.pem"}));
  }
  WL_ASSIGN_OR_RETURN(stores.view, ViewStore::Open(directory / "views"));
  stores.scratch_directory = directory / "scratch";
  WL_RETURN_IF_ERROR(MakeScratch(stores.scratch_directory));
  return stores;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(
    const EngineOptions& options) {
  static const SystemClock system_clock;
  WL_ASSIGN_OR_RETURN(EngineImpl::Stores stores, OpenStores(options));
  auto engine = std::make_unique<EngineImpl>(
      std::move(stores),
      options.clock != nullptr ? *options.clock : system_clock,
      options.observer);
  WL_RETURN_IF_ERROR(engine->OpenLedgers());
  return engine;
}

}  // namespace workledger
