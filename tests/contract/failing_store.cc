#include "tests/contract/failing_store.h"

#include <random>
#include <utility>

#include "engine/log/memory.h"
#include "engine/log/rocksdb.h"
#include "tests/simulation/sim_disk.h"
#include "tests/support/faulty_log.h"

namespace workledger {
namespace {

// Memory has two steps: before a batch is there, and before the answer.
class FailingMemory final : public FailingStore {
 public:
  LogStore* store() override { return store_.get(); }

  void FailAtStep(int step) override {
    if (step == 1) store_->FailAppend(1, Fault::kUnknownNotWritten);
    if (step == 2) store_->FailAppend(1, Fault::kUnknownWritten);
  }

  void Reopen(Unsafe) override {
    store_ = std::make_unique<FaultyLogStore>(*base_);
  }

 private:
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  std::unique_ptr<FaultyLogStore> store_ =
      std::make_unique<FaultyLogStore>(*base_);
};

// A step is a change of the disk under RocksDB.
class FailingRocksdb final : public FailingStore {
 public:
  explicit FailingRocksdb(bool mirror) : mirror_(mirror) { Open(); }

  LogStore* store() override { return store_.get(); }

  void FailAtStep(int step) override {
    disk_.CutPowerAt(static_cast<uint64_t>(step));
  }

  void Reopen(Unsafe unsafe) override {
    store_.reset();
    disk_.Restart(
        unsafe == Unsafe::kKept ? DiskModel::kAllKept : DiskModel::kNothingKept,
        random_);
    Open();
  }

 private:
  void Open() {
    const std::string root(SimDisk::kRoot);
    auto store = OpenRocksdbLogStore({.directory = root + "/log",
                                      .disk_reserve_bytes = 0,
                                      .mirror_directory = root + "/mirror",
                                      .mirror = mirror_,
                                      .env = &disk_.env()});
    if (store.ok()) store_ = *std::move(store);
  }

  const bool mirror_;
  SimDisk disk_;
  std::mt19937 random_;  // NOLINT: neither model draws from it
  std::unique_ptr<LogStore> store_;
};

}  // namespace

std::vector<FailingImplementation> FailingImplementations() {
  const auto rocksdb = [](bool mirror) {
    return [mirror] { return std::make_unique<FailingRocksdb>(mirror); };
  };
  return {{.name = "Memory",
           .open = [] { return std::make_unique<FailingMemory>(); }},
          {.name = "Rocksdb", .open = rocksdb(false)},
          {.name = "RocksdbMirrored", .open = rocksdb(true)}};
}

}  // namespace workledger
