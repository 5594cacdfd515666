#ifndef WORKLEDGER_TESTS_SIMULATION_SIM_FILE_H_
#define WORKLEDGER_TESTS_SIMULATION_SIM_FILE_H_

// Open files and directories of a SimDisk, in each of the shapes that RocksDB
// asks for. They live no longer than the disk.

#include <memory>
#include <mutex>
#include <string>

#include "rocksdb/file_system.h"
#include "tests/simulation/sim_disk.h"
#include "tests/simulation/sim_file_system.h"

namespace workledger {

// A file that is opened.
struct SimFile {
  SimDisk::FileSystem& file_system;
  std::mutex& mutex;  // the disk's, which guards the inode
  std::shared_ptr<SimInode> inode;
};

std::unique_ptr<rocksdb::FSSequentialFile> OpenSequential(SimFile file);
std::unique_ptr<rocksdb::FSRandomAccessFile> OpenRandomAccess(SimFile file);
std::unique_ptr<rocksdb::FSWritableFile> OpenWritable(SimFile file);
std::unique_ptr<rocksdb::FSRandomRWFile> OpenRandomRw(SimFile file);
std::unique_ptr<rocksdb::FSDirectory> OpenDirectory(
    SimDisk::FileSystem& file_system, std::string path);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SIMULATION_SIM_FILE_H_
