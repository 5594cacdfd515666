#ifndef WORKLEDGER_TESTS_BENCH_SETTLE_H_
#define WORKLEDGER_TESTS_BENCH_SETTLE_H_

// Brings a store of views to rest before it is measured.

#include "absl/status/status.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace workledger::bench {

// Writes out what is in memory and waits until nothing is left to compact, so
// that few and many rows are read from files that are as well sorted.
absl::Status Settle(rocksdb::DB& db);

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_SETTLE_H_
