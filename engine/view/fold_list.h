#ifndef WORKLEDGER_VIEW_FOLD_LIST_H_
#define WORKLEDGER_VIEW_FOLD_LIST_H_

// Pages of folds that are no tickets: rounds, plans, alarm keys.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/record.pb.h"

namespace rocksdb {
class DB;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// Folds of one kind of stream with their keys, in the order of the keys, all as
// of one checkpoint.
struct FoldPage {
  std::vector<std::pair<std::string, v1::Fold>> folds;
  std::string last;       // the key that was looked at last
  bool more = false;      // whether others follow it
  uint64_t position = 0;  // the checkpoint
};

// Reads up to `page_size` folds whose keys are `from` or after it; fewer where
// they are large. `kind` is not that of tickets. Leaves `position` to the
// caller.
//
//   DATA_LOSS  RECORD_CORRUPT: a row does not parse.
absl::StatusOr<FoldPage> ListFoldRows(rocksdb::DB& db,
                                      const rocksdb::ReadOptions& at,
                                      std::string_view ledger_uid,
                                      v1::StreamKind kind, int page_size,
                                      std::string_view from);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_FOLD_LIST_H_
