#ifndef WORKLEDGER_TESTS_SIMULATION_SIM_FILE_SYSTEM_H_
#define WORKLEDGER_TESTS_SIMULATION_SIM_FILE_SYSTEM_H_

// A SimDisk as RocksDB sees it. Only the disk and its open files (sim_file.h)
// use it; tests use SimDisk::env().

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "rocksdb/file_system.h"
#include "tests/simulation/sim_disk.h"

namespace workledger {

// One name for a file: "a//b/" names what "a/b" names.
std::string SimPath(const std::string& path);

// What RocksDB and the guards of the tail ask of a file system.
class SimDisk::FileSystem final : public rocksdb::FileSystem {
 public:
  explicit FileSystem(SimDisk& disk) : disk_(disk) {}

  const char* Name() const override { return "SimDisk"; }

  rocksdb::IOStatus NewSequentialFile(
      const std::string& path, const rocksdb::FileOptions&,
      std::unique_ptr<rocksdb::FSSequentialFile>* file,
      rocksdb::IODebugContext*) override;
  rocksdb::IOStatus NewRandomAccessFile(
      const std::string& path, const rocksdb::FileOptions&,
      std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
      rocksdb::IODebugContext*) override;
  rocksdb::IOStatus NewWritableFile(
      const std::string& path, const rocksdb::FileOptions&,
      std::unique_ptr<rocksdb::FSWritableFile>* file,
      rocksdb::IODebugContext*) override;
  rocksdb::IOStatus NewRandomRWFile(
      const std::string& path, const rocksdb::FileOptions&,
      std::unique_ptr<rocksdb::FSRandomRWFile>* file,
      rocksdb::IODebugContext*) override;
  rocksdb::IOStatus NewDirectory(
      const std::string& path, const rocksdb::IOOptions&,
      std::unique_ptr<rocksdb::FSDirectory>* directory,
      rocksdb::IODebugContext*) override;

  rocksdb::IOStatus FileExists(const std::string& path,
                               const rocksdb::IOOptions&,
                               rocksdb::IODebugContext*) override {
    const std::lock_guard lock(disk_.mutex_);
    return disk_.live_.contains(SimPath(path)) ? rocksdb::IOStatus::OK()
                                               : rocksdb::IOStatus::NotFound();
  }
  rocksdb::IOStatus GetChildren(const std::string& path,
                                const rocksdb::IOOptions&,
                                std::vector<std::string>* names,
                                rocksdb::IODebugContext*) override;
  rocksdb::IOStatus DeleteFile(const std::string& path,
                               const rocksdb::IOOptions&,
                               rocksdb::IODebugContext*) override {
    return Change([&] { return disk_.live_.erase(SimPath(path)) > 0; });
  }
  rocksdb::IOStatus CreateDir(const std::string& path,
                              const rocksdb::IOOptions&,
                              rocksdb::IODebugContext*) override {
    return Change(
        [&] { return disk_.live_.try_emplace(SimPath(path)).second; });
  }
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path,
                                       const rocksdb::IOOptions&,
                                       rocksdb::IODebugContext*) override {
    return Change([&] {
      disk_.live_.try_emplace(SimPath(path));
      return true;
    });
  }
  rocksdb::IOStatus DeleteDir(const std::string& path,
                              const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* context) override {
    return DeleteFile(path, options, context);
  }
  rocksdb::IOStatus GetFileSize(const std::string& path,
                                const rocksdb::IOOptions&, uint64_t* size,
                                rocksdb::IODebugContext*) override;
  rocksdb::IOStatus GetFileModificationTime(const std::string&,
                                            const rocksdb::IOOptions&,
                                            uint64_t* time,
                                            rocksdb::IODebugContext*) override {
    *time = 0;
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions&,
                               rocksdb::IODebugContext*) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions&,
                             rocksdb::IODebugContext*) override;
  rocksdb::IOStatus LockFile(const std::string& path, const rocksdb::IOOptions&,
                             rocksdb::FileLock** lock,
                             rocksdb::IODebugContext*) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock,
                               const rocksdb::IOOptions&,
                               rocksdb::IODebugContext*) override;
  rocksdb::IOStatus GetTestDirectory(const rocksdb::IOOptions&,
                                     std::string* path,
                                     rocksdb::IODebugContext*) override {
    *path = "/sim";
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus NewLogger(const std::string&, const rocksdb::IOOptions&,
                              std::shared_ptr<rocksdb::Logger>* logger,
                              rocksdb::IODebugContext*) override {
    logger->reset();
    return rocksdb::IOStatus::NotSupported();
  }
  rocksdb::IOStatus GetAbsolutePath(const std::string& path,
                                    const rocksdb::IOOptions&,
                                    std::string* absolute,
                                    rocksdb::IODebugContext*) override {
    *absolute = path;
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus IsDirectory(const std::string& path,
                                const rocksdb::IOOptions&, bool* is_directory,
                                rocksdb::IODebugContext*) override {
    const std::lock_guard lock(disk_.mutex_);
    const auto found = disk_.live_.find(SimPath(path));
    if (found == disk_.live_.end()) return rocksdb::IOStatus::NotFound();
    *is_directory = found->second == nullptr;
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus GetFreeSpace(const std::string&, const rocksdb::IOOptions&,
                                 uint64_t* bytes,
                                 rocksdb::IODebugContext*) override {
    *bytes = UINT64_MAX;
    return rocksdb::IOStatus::OK();
  }

  // Does `change`, which returns whether it was possible, while there is power.
  template <typename Action>
  rocksdb::IOStatus Change(const Action& change) {
    const std::lock_guard lock(disk_.mutex_);
    if (disk_.off_) return PowerIsOff();
    ++disk_.changes_;
    if (disk_.changes_ == disk_.cut_at_) {
      disk_.off_ = true;
      return PowerIsOff();
    }
    return change() ? rocksdb::IOStatus::OK() : rocksdb::IOStatus::NotFound();
  }

  // Within Change.
  void SyncBytes(SimInode& inode) const {
    if (!disk_.lies_) inode.safe = inode.live;
  }
  void SyncEntries(const std::string& directory);

  SimDisk& disk_;

 private:
  static rocksdb::IOStatus PowerIsOff() {
    return rocksdb::IOStatus::IOError("the power is off");
  }
  std::shared_ptr<SimInode> Find(const std::string& path) {
    const std::lock_guard lock(disk_.mutex_);
    const auto found = disk_.live_.find(SimPath(path));
    return found == disk_.live_.end() ? nullptr : found->second;
  }

  std::set<std::string> locked_;  // guarded by the disk's mutex
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SIMULATION_SIM_FILE_SYSTEM_H_
