#ifndef WORKLEDGER_LOG_ROCKSDB_LOGGER_H_
#define WORKLEDGER_LOG_ROCKSDB_LOGGER_H_

// Where RocksDB's own messages go: warnings and errors to standard error, and
// none into a file. RocksDB's log file aborts the process, by an assertion in
// Debian's build, when it is written to again after the disk was full.

#include <memory>

#include "rocksdb/env.h"

namespace workledger {

std::shared_ptr<rocksdb::Logger> MakeRocksdbLogger();

}  // namespace workledger

#endif  // WORKLEDGER_LOG_ROCKSDB_LOGGER_H_
