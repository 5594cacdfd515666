#include "tests/simulation/sim_disk.h"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "rocksdb/file_system.h"
#include "rocksdb/system_clock.h"

namespace workledger {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

constexpr size_t kBlockBytes = 512;

IOStatus PowerOff() { return IOStatus::IOError("the power is off"); }

std::string ParentOf(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

// "a//b/" names what "a/b" names.
std::string Normal(const std::string& path) {
  std::string normal;
  for (const char c : path) {
    if (c != '/' || normal.empty() || normal.back() != '/') normal.push_back(c);
  }
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

size_t Below(size_t end, std::mt19937& random) {
  return end == 0 ? 0 : random() % end;
}

// What is left of a file of which not all was synced.
std::string Remains(const SimInode& inode, DiskModel model,
                    std::mt19937& random) {
  const std::string& live = inode.live;
  // Bytes are added at the end, or written over.
  const size_t kept = std::min(inode.safe.size(), live.size());
  const size_t cut = kept + Below(live.size() - kept + 1, random);
  switch (model) {
    case DiskModel::kNothingKept:
      return inode.safe;
    case DiskModel::kAllKept:
    case DiskModel::kEntriesLost:
      return live;
    case DiskModel::kPrefixKept:
      return live.substr(0, std::max(kept, cut / kBlockBytes * kBlockBytes));
    case DiskModel::kTorn:
      return live.substr(0, cut);
    case DiskModel::kZeros: {
      const size_t from = std::max(kept, cut / kBlockBytes * kBlockBytes);
      return live.substr(0, from) + std::string(live.size() - from, 0);
    }
    case DiskModel::kReordered:
      return random() % 2 == 0 ? live : inode.safe;
  }
  return live;
}

}  // namespace

// What RocksDB and the guards of the tail ask of a file system.
class SimDisk::FileSystem final : public rocksdb::FileSystem {
 public:
  explicit FileSystem(SimDisk& disk) : disk_(disk) {}

  const char* Name() const override { return "SimDisk"; }

  IOStatus NewSequentialFile(const std::string& path,
                             const rocksdb::FileOptions&,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext*) override;
  IOStatus NewRandomAccessFile(
      const std::string& path, const rocksdb::FileOptions&,
      std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
      IODebugContext*) override;
  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions&,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext*) override;
  IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                           IODebugContext*) override;
  IOStatus NewDirectory(const std::string& path, const IOOptions&,
                        std::unique_ptr<rocksdb::FSDirectory>* directory,
                        IODebugContext*) override;

  IOStatus FileExists(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    const std::lock_guard lock(disk_.mutex_);
    return disk_.live_.contains(Normal(path)) ? IOStatus::OK()
                                              : IOStatus::NotFound();
  }
  IOStatus GetChildren(const std::string& path, const IOOptions&,
                       std::vector<std::string>* names,
                       IODebugContext*) override;
  IOStatus DeleteFile(const std::string& path, const IOOptions&,
                      IODebugContext*) override {
    return Change([&] { return disk_.live_.erase(Normal(path)) > 0; });
  }
  IOStatus CreateDir(const std::string& path, const IOOptions&,
                     IODebugContext*) override {
    return Change([&] { return disk_.live_.try_emplace(Normal(path)).second; });
  }
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions&,
                              IODebugContext*) override {
    return Change([&] {
      disk_.live_.try_emplace(Normal(path));
      return true;
    });
  }
  IOStatus DeleteDir(const std::string& path, const IOOptions& options,
                     IODebugContext* context) override {
    return DeleteFile(path, options, context);
  }
  IOStatus GetFileSize(const std::string& path, const IOOptions&,
                       uint64_t* size, IODebugContext*) override;
  IOStatus GetFileModificationTime(const std::string&, const IOOptions&,
                                   uint64_t* time, IODebugContext*) override {
    *time = 0;
    return IOStatus::OK();
  }
  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions&, IODebugContext*) override;
  IOStatus LinkFile(const std::string& from, const std::string& to,
                    const IOOptions&, IODebugContext*) override;
  IOStatus LockFile(const std::string& path, const IOOptions&,
                    rocksdb::FileLock** lock, IODebugContext*) override;
  IOStatus UnlockFile(rocksdb::FileLock* lock, const IOOptions&,
                      IODebugContext*) override;
  IOStatus GetTestDirectory(const IOOptions&, std::string* path,
                            IODebugContext*) override {
    *path = "/sim";
    return IOStatus::OK();
  }
  IOStatus NewLogger(const std::string&, const IOOptions&,
                     std::shared_ptr<rocksdb::Logger>* logger,
                     IODebugContext*) override {
    logger->reset();
    return IOStatus::NotSupported();
  }
  IOStatus GetAbsolutePath(const std::string& path, const IOOptions&,
                           std::string* absolute, IODebugContext*) override {
    *absolute = path;
    return IOStatus::OK();
  }
  IOStatus IsDirectory(const std::string& path, const IOOptions&,
                       bool* is_directory, IODebugContext*) override {
    const std::lock_guard lock(disk_.mutex_);
    const auto found = disk_.live_.find(Normal(path));
    if (found == disk_.live_.end()) return IOStatus::NotFound();
    *is_directory = found->second == nullptr;
    return IOStatus::OK();
  }
  IOStatus GetFreeSpace(const std::string&, const IOOptions&, uint64_t* bytes,
                        IODebugContext*) override {
    *bytes = UINT64_MAX;
    return IOStatus::OK();
  }

  // Does `change`, which returns whether it was possible, while there is power.
  template <typename Action>
  IOStatus Change(const Action& change) {
    const std::lock_guard lock(disk_.mutex_);
    if (disk_.off_) return PowerOff();
    ++disk_.changes_;
    if (disk_.changes_ == disk_.cut_at_) {
      disk_.off_ = true;
      return PowerOff();
    }
    return change() ? IOStatus::OK() : IOStatus::NotFound();
  }

  // Within Change.
  void SyncBytes(SimInode& inode) const {
    if (!disk_.lies_) inode.safe = inode.live;
  }
  void SyncEntries(const std::string& directory);

  SimDisk& disk_;

 private:
  std::shared_ptr<SimInode> Find(const std::string& path) {
    const std::lock_guard lock(disk_.mutex_);
    const auto found = disk_.live_.find(Normal(path));
    return found == disk_.live_.end() ? nullptr : found->second;
  }

  std::set<std::string> locked_;  // guarded by the disk's mutex
};

namespace {

using Fs = SimDisk::FileSystem;

// An open file, whatever RocksDB calls it.
struct Opened {
  Fs& fs;
  std::mutex& mutex;
  std::shared_ptr<SimInode> inode;

  IOStatus Read(uint64_t offset, size_t size, rocksdb::Slice* result,
                char* scratch) const {
    const std::lock_guard lock(mutex);
    const std::string& bytes = inode->live;
    const size_t begin = std::min<size_t>(offset, bytes.size());
    const size_t count = std::min(size, bytes.size() - begin);
    std::copy_n(bytes.data() + begin, count, scratch);
    *result = rocksdb::Slice(scratch, count);
    return IOStatus::OK();
  }

  IOStatus Write(uint64_t offset, const rocksdb::Slice& bytes) const {
    return fs.Change([&] {
      const size_t end = offset + bytes.size();
      if (inode->live.size() < end) inode->live.resize(end);
      std::copy_n(bytes.data(), bytes.size(),
                  inode->live.begin() + static_cast<long>(offset));
      return true;
    });
  }

  IOStatus Append(const rocksdb::Slice& bytes) const {
    return fs.Change([&] {
      inode->live.append(bytes.data(), bytes.size());
      return true;
    });
  }

  IOStatus Sync() const {
    return fs.Change([&] {
      fs.SyncBytes(*inode);
      return true;
    });
  }
};

class Sequential final : public rocksdb::FSSequentialFile {
 public:
  explicit Sequential(Opened file) : file_(std::move(file)) {}
  IOStatus Read(size_t size, const IOOptions&, rocksdb::Slice* result,
                char* scratch, IODebugContext*) override {
    const IOStatus status = file_.Read(offset_, size, result, scratch);
    offset_ += result->size();
    return status;
  }
  IOStatus Skip(uint64_t size) override {
    offset_ += size;
    return IOStatus::OK();
  }

 private:
  const Opened file_;
  uint64_t offset_ = 0;
};

class RandomAccess final : public rocksdb::FSRandomAccessFile {
 public:
  explicit RandomAccess(Opened file) : file_(std::move(file)) {}
  IOStatus Read(uint64_t offset, size_t size, const IOOptions&,
                rocksdb::Slice* result, char* scratch,
                IODebugContext*) const override {
    return file_.Read(offset, size, result, scratch);
  }

 private:
  const Opened file_;
};

class Writable final : public rocksdb::FSWritableFile {
 public:
  explicit Writable(Opened file) : file_(std::move(file)) {}
  using FSWritableFile::Append;
  IOStatus Append(const rocksdb::Slice& bytes, const IOOptions&,
                  IODebugContext*) override {
    return file_.Append(bytes);
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    return file_.fs.Change([&] {
      file_.inode->live.resize(size);
      return true;
    });
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return file_.Sync();
  }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(file_.mutex);
    return file_.inode->live.size();
  }

 private:
  const Opened file_;
};

class RandomRw final : public rocksdb::FSRandomRWFile {
 public:
  explicit RandomRw(Opened file) : file_(std::move(file)) {}
  IOStatus Write(uint64_t offset, const rocksdb::Slice& bytes, const IOOptions&,
                 IODebugContext*) override {
    return file_.Write(offset, bytes);
  }
  IOStatus Read(uint64_t offset, size_t size, const IOOptions&,
                rocksdb::Slice* result, char* scratch,
                IODebugContext*) const override {
    return file_.Read(offset, size, result, scratch);
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return file_.Sync();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  const Opened file_;
};

class Directory final : public rocksdb::FSDirectory {
 public:
  Directory(Fs& fs, std::string path) : fs_(fs), path_(std::move(path)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return fs_.Change([&] {
      fs_.SyncEntries(path_);
      return true;
    });
  }

 private:
  Fs& fs_;
  const std::string path_;
};

struct Lock : rocksdb::FileLock {
  explicit Lock(std::string name) : path(std::move(name)) {}
  const std::string path;
};

}  // namespace

IOStatus SimDisk::FileSystem::NewSequentialFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSSequentialFile>* file, IODebugContext*) {
  auto inode = Find(path);
  if (inode == nullptr) return IOStatus::PathNotFound(path);
  file->reset(new Sequential({*this, disk_.mutex_, std::move(inode)}));
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::NewRandomAccessFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSRandomAccessFile>* file, IODebugContext*) {
  auto inode = Find(path);
  if (inode == nullptr) return IOStatus::PathNotFound(path);
  file->reset(new RandomAccess({*this, disk_.mutex_, std::move(inode)}));
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::NewWritableFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext*) {
  auto inode = std::make_shared<SimInode>();
  const IOStatus status = Change([&] {
    disk_.live_[Normal(path)] = inode;
    return true;
  });
  if (!status.ok()) return status;
  file->reset(new Writable({*this, disk_.mutex_, std::move(inode)}));
  return status;
}

IOStatus SimDisk::FileSystem::NewRandomRWFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSRandomRWFile>* file, IODebugContext*) {
  auto inode = Find(path);
  if (inode == nullptr) return IOStatus::PathNotFound(path);
  file->reset(new RandomRw({*this, disk_.mutex_, std::move(inode)}));
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::NewDirectory(
    const std::string& path, const IOOptions&,
    std::unique_ptr<rocksdb::FSDirectory>* directory, IODebugContext*) {
  directory->reset(new Directory(*this, Normal(path)));
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::GetChildren(const std::string& path,
                                          const IOOptions&,
                                          std::vector<std::string>* names,
                                          IODebugContext*) {
  const std::lock_guard lock(disk_.mutex_);
  const std::string directory = Normal(path);
  if (!disk_.live_.contains(directory)) return IOStatus::NotFound(path);
  names->clear();
  for (const auto& [name, inode] : disk_.live_) {
    if (ParentOf(name) != directory) continue;
    names->push_back(name.substr(directory.size() + 1));
  }
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::GetFileSize(const std::string& path,
                                          const IOOptions&, uint64_t* size,
                                          IODebugContext*) {
  const auto inode = Find(path);
  if (inode == nullptr) return IOStatus::PathNotFound(path);
  const std::lock_guard lock(disk_.mutex_);
  *size = inode->live.size();
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::RenameFile(const std::string& from,
                                         const std::string& to,
                                         const IOOptions&, IODebugContext*) {
  return Change([&] {
    auto moved = disk_.live_.extract(Normal(from));
    if (moved.empty()) return false;
    disk_.live_[Normal(to)] = std::move(moved.mapped());
    return true;
  });
}

IOStatus SimDisk::FileSystem::LinkFile(const std::string& from,
                                       const std::string& to, const IOOptions&,
                                       IODebugContext*) {
  return Change([&] {
    const auto found = disk_.live_.find(Normal(from));
    if (found == disk_.live_.end()) return false;
    disk_.live_[Normal(to)] = found->second;
    return true;
  });
}

IOStatus SimDisk::FileSystem::LockFile(const std::string& path,
                                       const IOOptions&,
                                       rocksdb::FileLock** lock,
                                       IODebugContext*) {
  const std::lock_guard guard(disk_.mutex_);
  if (!locked_.insert(Normal(path)).second) {
    return IOStatus::IOError("lock hold by current process", path);
  }
  *lock = new Lock(Normal(path));
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::UnlockFile(rocksdb::FileLock* lock,
                                         const IOOptions&, IODebugContext*) {
  const std::unique_ptr<Lock> own(static_cast<Lock*>(lock));
  const std::lock_guard guard(disk_.mutex_);
  locked_.erase(own->path);
  return IOStatus::OK();
}

void SimDisk::FileSystem::SyncEntries(const std::string& directory) {
  if (disk_.lies_) return;
  std::erase_if(disk_.safe_, [&](const auto& entry) {
    return ParentOf(entry.first) == directory &&
           !disk_.live_.contains(entry.first);
  });
  for (const auto& [name, inode] : disk_.live_) {
    if (ParentOf(name) == directory) disk_.safe_[name] = inode;
  }
}

// RocksDB waits a second after a failed flush; nothing changes meanwhile.
class SimClock final : public rocksdb::SystemClockWrapper {
 public:
  SimClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "SimClock"; }
  void SleepForMicroseconds(int) override { std::this_thread::yield(); }
};

class SimEnv final : public rocksdb::EnvWrapper {
 public:
  explicit SimEnv(const std::shared_ptr<rocksdb::FileSystem>& file_system)
      : EnvWrapper(rocksdb::NewCompositeEnv(file_system)) {
    file_system_ = file_system;
    system_clock_ = std::make_shared<SimClock>();
  }
};

SimDisk::SimDisk()
    : live_{{std::string(kRoot), nullptr}},
      safe_(live_),
      env_(std::make_unique<SimEnv>(std::make_shared<FileSystem>(*this))) {}

SimDisk::~SimDisk() = default;

void SimDisk::CutPowerAt(uint64_t change) {
  const std::lock_guard lock(mutex_);
  changes_ = 0;
  cut_at_ = change;
}

void SimDisk::IgnoreSyncs() {
  const std::lock_guard lock(mutex_);
  lies_ = true;
}

uint64_t SimDisk::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

bool SimDisk::power_is_off() const {
  const std::lock_guard lock(mutex_);
  return off_;
}

void SimDisk::Restart(DiskModel model, std::mt19937& random) {
  const std::lock_guard lock(mutex_);
  // A journal that is not forced still often gets there.
  const bool lose_entries =
      model == DiskModel::kNothingKept || model == DiskModel::kEntriesLost ||
      (model == DiskModel::kReordered && random() % 2 == 0);
  Entries kept = lose_entries ? safe_ : live_;
  std::set<SimInode*> settled;
  for (auto& [name, inode] : kept) {
    if (inode == nullptr || !settled.insert(inode.get()).second) continue;
    inode->live = Remains(*inode, model, random);
    inode->safe = inode->live;
  }
  live_ = kept;
  safe_ = std::move(kept);
  off_ = false;
  lies_ = false;
  changes_ = 0;
  cut_at_ = 0;
}

}  // namespace workledger
