#include "tests/simulation/sim_file.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace workledger {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

// What the shapes have in common.
struct Opened : SimFile {
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
    return file_system.Change([&] {
      const size_t end = offset + bytes.size();
      if (inode->live.size() < end) inode->live.resize(end);
      std::copy_n(bytes.data(), bytes.size(),
                  inode->live.begin() + static_cast<long>(offset));
      return true;
    });
  }

  IOStatus Append(const rocksdb::Slice& bytes) const {
    return file_system.Change([&] {
      inode->live.append(bytes.data(), bytes.size());
      return true;
    });
  }

  IOStatus Sync() const {
    return file_system.Change([&] {
      file_system.SyncBytes(*inode);
      return true;
    });
  }
};

class Sequential final : public rocksdb::FSSequentialFile {
 public:
  explicit Sequential(SimFile file) : file_{std::move(file)} {}
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
  explicit RandomAccess(SimFile file) : file_{std::move(file)} {}
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
  explicit Writable(SimFile file) : file_{std::move(file)} {}
  using FSWritableFile::Append;
  IOStatus Append(const rocksdb::Slice& bytes, const IOOptions&,
                  IODebugContext*) override {
    return file_.Append(bytes);
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    return file_.file_system.Change([&] {
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
  explicit RandomRw(SimFile file) : file_{std::move(file)} {}
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
  Directory(SimDisk::FileSystem& file_system, std::string path)
      : file_system_(file_system), path_(std::move(path)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return file_system_.Change([&] {
      file_system_.SyncEntries(path_);
      return true;
    });
  }

 private:
  SimDisk::FileSystem& file_system_;
  const std::string path_;
};

}  // namespace

std::unique_ptr<rocksdb::FSSequentialFile> OpenSequential(SimFile file) {
  return std::make_unique<Sequential>(std::move(file));
}

std::unique_ptr<rocksdb::FSRandomAccessFile> OpenRandomAccess(SimFile file) {
  return std::make_unique<RandomAccess>(std::move(file));
}

std::unique_ptr<rocksdb::FSWritableFile> OpenWritable(SimFile file) {
  return std::make_unique<Writable>(std::move(file));
}

std::unique_ptr<rocksdb::FSRandomRWFile> OpenRandomRw(SimFile file) {
  return std::make_unique<RandomRw>(std::move(file));
}

std::unique_ptr<rocksdb::FSDirectory> OpenDirectory(
    SimDisk::FileSystem& file_system, std::string path) {
  return std::make_unique<Directory>(file_system, std::move(path));
}

}  // namespace workledger
