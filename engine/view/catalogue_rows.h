#ifndef WORKLEDGER_VIEW_CATALOGUE_ROWS_H_
#define WORKLEDGER_VIEW_CATALOGUE_ROWS_H_

// The rows of the catalogue: one for each item as it is now, and one for every
// revision of what clocks and penalties name by revision. The key of a revision
// is that of its kind of row, the item's kind (1 byte), its code and the
// revision (8 bytes); both rows are a CatalogueEntry.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

// Which items are listed.
struct CatalogueRange {
  // All kinds if unspecified.
  v1::CatalogueKind kind = v1::CATALOGUE_KIND_UNSPECIFIED;
  // The item of this code and all below it; all if empty.
  std::string code{};
  // Whether items that are no longer used are listed, too.
  bool retired = false;
  // Those after this one.
  CatalogueKey after{};
  int count_max = 0;
};

// Items in the order of their keys, all as of one checkpoint.
struct CataloguePage {
  std::vector<v1::CatalogueEntry> entries;
  bool more = false;      // whether others follow
  uint64_t position = 0;  // the checkpoint
};

// Reads the first `count_max` items of the range; fewer where they are large.
// Skips from one item that is asked for to the next, so that the cost is that
// of the page. Leaves `position` to the caller.
//
//   DATA_LOSS  RECORD_CORRUPT: a row does not parse.
absl::StatusOr<CataloguePage> ListCatalogueRows(rocksdb::DB& db,
                                                const rocksdb::ReadOptions& at,
                                                std::string_view ledger_uid,
                                                const CatalogueRange& range);

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
