#include "tests/simulation/sim_disk.h"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "rocksdb/file_system.h"
#include "rocksdb/system_clock.h"
#include "tests/simulation/sim_file_system.h"

namespace workledger {
namespace {

constexpr size_t kBlockBytes = 512;

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

}  // namespace

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
