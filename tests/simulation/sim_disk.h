#ifndef WORKLEDGER_TESTS_SIMULATION_SIM_DISK_H_
#define WORKLEDGER_TESTS_SIMULATION_SIM_DISK_H_

// A disk in memory that loses power when it is told to: every file has bytes
// that are safe and bytes that are not yet, and so has every directory.
//
//   SimDisk disk;
//   disk.CutPowerAt(120);        // the 120th change of the disk fails, and all
//   after it
//   ... run a store over disk.env() until it fails ...
//   disk.Restart(DiskModel::kTorn, random);  // what is there after the power
//   is back

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "rocksdb/env.h"

namespace workledger {

// What becomes of the bytes and directory entries that were not synced.
enum class DiskModel {
  kNothingKept,  // none of them are there
  kAllKept,      // all of them are
  kPrefixKept,   // of each file's bytes the first few, whole blocks
  kTorn,         // of each file's bytes the first few, to any byte
  kZeros,        // the file is as long as it was, with zeros from some block on
  kReordered,    // some files keep all, others nothing
  kEntriesLost,  // bytes are kept, but renamed and new names are not
};
inline constexpr int kDiskModels = 7;

// A file's bytes; several names may lead to one.
struct SimInode {
  std::string live;
  std::string safe;  // as of the last sync
};

// Thread-safe.
class SimDisk {
 public:
  static constexpr std::string_view kRoot = "/sim";  // a folder

  SimDisk();
  ~SimDisk();

  // A file system over it, and the machine's clock.
  rocksdb::Env& env() { return *env_; }

  // The change with this number, from 1, fails, and so does everything after
  // it; 0 lets all pass. Counts from now.
  void CutPowerAt(uint64_t change);

  // From now on a sync says that it was done and does nothing.
  void IgnoreSyncs();

  // How many changes there were since CutPowerAt.
  uint64_t changes() const;
  bool power_is_off() const;

  // Brings the power back: what was not synced is left as `model` says. No file
  // of before may be in use.
  void Restart(DiskModel model, std::mt19937& random);

  class FileSystem;

 private:
  using Entries = std::map<std::string, std::shared_ptr<SimInode>>;

  mutable std::mutex mutex_;
  // Guarded by mutex_. Paths to files; a null inode is a directory.
  Entries live_;
  Entries safe_;
  uint64_t changes_ = 0;
  uint64_t cut_at_ = 0;
  bool off_ = false;
  bool lies_ = false;

  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SIMULATION_SIM_DISK_H_
