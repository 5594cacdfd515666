#ifndef WORKLEDGER_LOG_TABLE_CHECK_H_
#define WORKLEDGER_LOG_TABLE_CHECK_H_

// Reads the table files of a RocksDB store from the disk and compares them with
// their checksums: damage is found before somebody needs what it took.

#include <functional>
#include <string_view>

#include "absl/status/status.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace workledger {

// Takes what a check of table files finds.
struct TableCheckObserver {
  // Called after each file; a failure ends the check with it.
  std::function<absl::Status()> file;
  // A file that is damaged or gone: its name and what is wrong.
  std::function<void(std::string_view detail)> violation;
};

// Checks each file that the store has now: as a whole against the checksum that
// was written down with it, or, where there is none, block by block. What
// compaction removes meanwhile is left out. `db` may be in use.
absl::Status CheckTables(rocksdb::DB& db, const TableCheckObserver& observer);

}  // namespace workledger

#endif  // WORKLEDGER_LOG_TABLE_CHECK_H_
