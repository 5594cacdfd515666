#include "tests/simulation/sim_file_system.h"

#include <utility>

#include "tests/simulation/sim_file.h"

namespace workledger {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

std::string ParentOf(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

struct Lock : rocksdb::FileLock {
  explicit Lock(std::string name) : path(std::move(name)) {}
  const std::string path;
};

}  // namespace

std::string SimPath(const std::string& path) {
  std::string normal;
  for (const char c : path) {
    if (c != '/' || normal.empty() || normal.back() != '/') normal.push_back(c);
  }
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

IOStatus SimDisk::FileSystem::NewSequentialFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSSequentialFile>* file, IODebugContext*) {
  auto inode = Find(path);
  if (inode == nullptr) return IOStatus::PathNotFound(path);
  *file = OpenSequential({*this, disk_.mutex_, std::move(inode)});
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::NewRandomAccessFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSRandomAccessFile>* file, IODebugContext*) {
  auto inode = Find(path);
  if (inode == nullptr) return IOStatus::PathNotFound(path);
  *file = OpenRandomAccess({*this, disk_.mutex_, std::move(inode)});
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::NewWritableFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext*) {
  auto inode = std::make_shared<SimInode>();
  const IOStatus status = Change([&] {
    disk_.live_[SimPath(path)] = inode;
    return true;
  });
  if (!status.ok()) return status;
  *file = OpenWritable({*this, disk_.mutex_, std::move(inode)});
  return status;
}

IOStatus SimDisk::FileSystem::NewRandomRWFile(
    const std::string& path, const rocksdb::FileOptions&,
    std::unique_ptr<rocksdb::FSRandomRWFile>* file, IODebugContext*) {
  auto inode = Find(path);
  if (inode == nullptr) return IOStatus::PathNotFound(path);
  *file = OpenRandomRw({*this, disk_.mutex_, std::move(inode)});
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::NewDirectory(
    const std::string& path, const IOOptions&,
    std::unique_ptr<rocksdb::FSDirectory>* directory, IODebugContext*) {
  *directory = OpenDirectory(*this, SimPath(path));
  return IOStatus::OK();
}

IOStatus SimDisk::FileSystem::GetChildren(const std::string& path,
                                          const IOOptions&,
                                          std::vector<std::string>* names,
                                          IODebugContext*) {
  const std::lock_guard lock(disk_.mutex_);
  const std::string directory = SimPath(path);
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
    auto moved = disk_.live_.extract(SimPath(from));
    if (moved.empty()) return false;
    disk_.live_[SimPath(to)] = std::move(moved.mapped());
    return true;
  });
}

IOStatus SimDisk::FileSystem::LinkFile(const std::string& from,
                                       const std::string& to, const IOOptions&,
                                       IODebugContext*) {
  return Change([&] {
    const auto found = disk_.live_.find(SimPath(from));
    if (found == disk_.live_.end()) return false;
    disk_.live_[SimPath(to)] = found->second;
    return true;
  });
}

IOStatus SimDisk::FileSystem::LockFile(const std::string& path,
                                       const IOOptions&,
                                       rocksdb::FileLock** lock,
                                       IODebugContext*) {
  const std::lock_guard guard(disk_.mutex_);
  if (!locked_.insert(SimPath(path)).second) {
    return IOStatus::IOError("lock hold by current process", path);
  }
  *lock = new Lock(SimPath(path));
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

}  // namespace workledger
