#ifndef WORKLEDGER_VIEW_CATALOGUE_ROWS_H_
#define WORKLEDGER_VIEW_CATALOGUE_ROWS_H_

// The rows of the catalogue: one for each item as it is now, and one for every
// revision of what clocks and penalties name by revision. The key of a revision
// is that of its kind of row, the item's kind (1 byte), its code and the
// revision (8 bytes); both rows are a CatalogueEntry.

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/core/catalogue/catalogue.h"
#include "workledger/v1/catalogue.pb.h"

namespace rocksdb {
class DB;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// Whether every revision of items of this kind is kept.
bool KeepsRevisions(v1::CatalogueKind kind);

// Returns the key of a revision of an item whose kind keeps them.
std::string CatalogueRevisionKey(std::string_view ledger_uid,
                                 const v1::CatalogueEntry& entry);

// Reads the whole catalogue, with the revisions that are kept.
//
//   DATA_LOSS  RECORD_CORRUPT: a row does not parse.
absl::StatusOr<Catalogue> ReadCatalogue(rocksdb::DB& db,
                                        const rocksdb::ReadOptions& at,
                                        std::string_view ledger_uid);

// Reads the items as they are, with no revision but the last.
//
//   DATA_LOSS  RECORD_CORRUPT: a row does not parse.
absl::StatusOr<Catalogue> ReadPresentCatalogue(rocksdb::DB& db,
                                               const rocksdb::ReadOptions& at,
                                               std::string_view ledger_uid);

// Reads what clocks need of it: all revisions of calendars, policies and
// contracts, and no other items.
//
//   DATA_LOSS  RECORD_CORRUPT: a row does not parse.
absl::StatusOr<Catalogue> ReadClockCatalogue(rocksdb::DB& db,
                                             const rocksdb::ReadOptions& at,
                                             std::string_view ledger_uid);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_CATALOGUE_ROWS_H_
