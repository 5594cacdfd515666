#ifndef WORKLEDGER_LOG_MAKE_DIRECTORY_H_
#define WORKLEDGER_LOG_MAKE_DIRECTORY_H_

#include <filesystem>

#include "rocksdb/env.h"

namespace workledger {

// Makes a directory, if it is not there, whose entry in its parent, which must
// exist, is as durable as what will be in it.
rocksdb::Status MakeDirectory(rocksdb::Env& env,
                              const std::filesystem::path& directory);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_MAKE_DIRECTORY_H_
