#ifndef WORKLEDGER_VIEW_FOLD_ROW_H_
#define WORKLEDGER_VIEW_FOLD_ROW_H_

// The rows that hold folds, and those that hold the catalogue's entries.

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "workledger/v1/fold.pb.h"

namespace rocksdb {
class DB;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// Returns the key of the fold of a stream that is no ticket's; the row is a
// Fold.
std::string FoldRowKey(std::string_view ledger_uid, const StreamName& stream);

// Returns the key of the row that a stream's fold has: of a ticket that of
// TicketRowKey, and the row is the ticket alone.
std::string FoldRowKey(std::string_view ledger_uid, const StreamName& stream,
                       const v1::Fold& fold);

// Returns the key of an item's entry.
std::string CatalogueRowKey(std::string_view ledger_uid,
                            const CatalogueKey& key);

// Reads a stream's fold; false if there is none. Misses tickets as GetTicketRow
// does.
//
//   DATA_LOSS  RECORD_CORRUPT: the row does not parse.
absl::StatusOr<bool> GetFoldRow(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                                std::string_view ledger_uid,
                                const StreamName& stream, v1::Fold& fold);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_FOLD_ROW_H_
