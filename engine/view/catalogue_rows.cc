#include "engine/view/catalogue_rows.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/status_macros.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr size_t kRevisionBytes = 8;

// Loads the rows of a kind in the order of their keys.
absl::Status LoadRows(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                      std::string_view ledger_uid, RowKind kind,
                      Catalogue& catalogue) {
  const std::string end = RowKeyEnd(ledger_uid, kind);
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options = at;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
  for (rows->Seek(RowKey(ledger_uid, kind)); rows->Valid(); rows->Next()) {
    v1::CatalogueEntry entry;
    if (!entry.ParseFromArray(rows->value().data(),
                              static_cast<int>(rows->value().size()))) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_RECORD_CORRUPT,
                       "a catalogue row does not parse");
    }
    catalogue.Load(std::move(entry));
  }
  return ViewStatus(rows->status());
}

}  // namespace

bool KeepsRevisions(v1::CatalogueKind kind) {
  return kind == v1::CATALOGUE_KIND_CALENDAR ||
         kind == v1::CATALOGUE_KIND_POLICY ||
         kind == v1::CATALOGUE_KIND_CONTRACT;
}

std::string CatalogueRevisionKey(std::string_view ledger_uid,
                                 const v1::CatalogueEntry& entry) {
  const CatalogueKey key = KeyOf(entry.item());
  std::string row = RowKey(ledger_uid, RowKind::kCatalogueRevision);
  AppendBigEndian(row, static_cast<uint64_t>(key.first), 1);
  row.append(key.second);
  AppendBigEndian(row, entry.revision(), kRevisionBytes);
  return row;
}

absl::StatusOr<Catalogue> ReadCatalogue(rocksdb::DB& db,
                                        const rocksdb::ReadOptions& at,
                                        std::string_view ledger_uid) {
  // Revisions of an item come in their order, and the one in use comes last.
  WL_ASSIGN_OR_RETURN(Catalogue catalogue,
                      ReadClockCatalogue(db, at, ledger_uid));
  WL_RETURN_IF_ERROR(
      LoadRows(db, at, ledger_uid, RowKind::kCatalogue, catalogue));
  return catalogue;
}

absl::StatusOr<Catalogue> ReadPresentCatalogue(rocksdb::DB& db,
                                               const rocksdb::ReadOptions& at,
                                               std::string_view ledger_uid) {
  Catalogue catalogue;
  WL_RETURN_IF_ERROR(
      LoadRows(db, at, ledger_uid, RowKind::kCatalogue, catalogue));
  return catalogue;
}

absl::StatusOr<Catalogue> ReadClockCatalogue(rocksdb::DB& db,
                                             const rocksdb::ReadOptions& at,
                                             std::string_view ledger_uid) {
  Catalogue catalogue;
  WL_RETURN_IF_ERROR(
      LoadRows(db, at, ledger_uid, RowKind::kCatalogueRevision, catalogue));
  return catalogue;
}

}  // namespace workledger
