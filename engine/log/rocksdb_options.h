#ifndef WORKLEDGER_LOG_ROCKSDB_OPTIONS_H_
#define WORKLEDGER_LOG_ROCKSDB_OPTIONS_H_

// How the log uses RocksDB. The reasons are beside each choice.

#include <cstdint>
#include <memory>
#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/listener.h"

namespace workledger {

// The column families, in the order of LogColumns().
enum class Column { kMeta, kRecord, kStream, kRequest };

// Of every row, from the batch through the write buffer to the table: RocksDB
// knows no other size.
inline constexpr uint32_t kProtectionBytes = 8;

rocksdb::DBOptions LogDbOptions(
    rocksdb::Env& env, std::shared_ptr<rocksdb::EventListener> listener);

std::vector<rocksdb::ColumnFamilyDescriptor> LogColumns();

}  // namespace workledger

#endif  // WORKLEDGER_LOG_ROCKSDB_OPTIONS_H_
