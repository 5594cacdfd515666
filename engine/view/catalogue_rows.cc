#include "engine/view/catalogue_rows.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/status_macros.h"
#include "engine/core/catalogue/path.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr size_t kRevisionBytes = 8;

absl::StatusOr<v1::CatalogueEntry> ParseEntry(std::string_view row) {
  v1::CatalogueEntry entry;
  if (entry.ParseFromArray(row.data(), static_cast<int>(row.size()))) {
    return entry;
  }
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                   "a catalogue row does not parse");
}

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
    WL_ASSIGN_OR_RETURN(v1::CatalogueEntry entry,
                        ParseEntry(rows->value().ToStringView()));
    catalogue.Load(std::move(entry));
  }
  return ViewStatus(rows->status());
}

v1::CatalogueKind KindAfter(v1::CatalogueKind kind) {
  return static_cast<v1::CatalogueKind>(static_cast<int>(kind) + 1);
}

// Returns `key` if the range has it; else the first key from which on it may
// have one: paths below a code come after others that only begin like it.
CatalogueKey Candidate(const CatalogueRange& range, const CatalogueKey& key) {
  const bool any_kind = range.kind == v1::CATALOGUE_KIND_UNSPECIFIED;
  if (!any_kind && key.first < range.kind) return {range.kind, range.code};
  if (!any_kind && key.first > range.kind) return {KindAfter(key.first), ""};
  if (range.code.empty() || LiesIn(key.second, range.code)) return key;
  if (key.second < range.code) return {key.first, range.code};
  const std::string below = range.code + '/';
  if (key.second < below) return {key.first, below};
  return {KindAfter(key.first), any_kind ? range.code : ""};
}

bool Listed(const CatalogueRange& range, const v1::CatalogueEntry& entry) {
  return entry.item().item_case() != v1::CatalogueItem::ITEM_NOT_SET &&
         (range.retired || !entry.retired());
}

// The rows of the catalogue's items.
class ItemRows {
 public:
  ItemRows(rocksdb::DB& db, const rocksdb::ReadOptions& at,
           std::string_view ledger_uid)
      : prefix_(RowKey(ledger_uid, RowKind::kCatalogue)),
        end_(RowKeyEnd(ledger_uid, RowKind::kCatalogue)),
        end_slice_(end_) {
    rocksdb::ReadOptions options = at;
    options.iterate_upper_bound = &end_slice_;
    rows_.reset(db.NewIterator(options));
  }

  void Seek(const CatalogueKey& key) {
    std::string row = prefix_;
    AppendBigEndian(row, static_cast<uint64_t>(key.first), 1);
    rows_->Seek(row.append(key.second));
  }
  void Next() { rows_->Next(); }
  bool Valid() const { return rows_->Valid(); }
  absl::Status Status() const { return ViewStatus(rows_->status()); }

  CatalogueKey Key() const {
    const std::string_view name =
        rows_->key().ToStringView().substr(prefix_.size());
    return {static_cast<v1::CatalogueKind>(ParseBigEndian(name.substr(0, 1))),
            std::string(name.substr(1))};
  }
  std::string_view Bytes() const { return rows_->value().ToStringView(); }

 private:
  const std::string prefix_;
  const std::string end_;
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> rows_;
};

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

absl::StatusOr<CataloguePage> ListCatalogueRows(rocksdb::DB& db,
                                                const rocksdb::ReadOptions& at,
                                                std::string_view ledger_uid,
                                                const CatalogueRange& range) {
  ItemRows rows(db, at, ledger_uid);
  CataloguePage page;
  size_t bytes = 0;
  rows.Seek(range.after);
  while (rows.Valid()) {
    const CatalogueKey key = rows.Key();
    const CatalogueKey wanted = Candidate(range, key);
    if (wanted != key) {
      rows.Seek(wanted);
      continue;
    }
    WL_ASSIGN_OR_RETURN(v1::CatalogueEntry entry, ParseEntry(rows.Bytes()));
    if (key > range.after && Listed(range, entry)) {
      if (std::ssize(page.entries) == range.count_max ||
          bytes >= kPageBytesMax) {
        page.more = true;
        break;
      }
      bytes += entry.ByteSizeLong();
      page.entries.push_back(std::move(entry));
    }
    rows.Next();
  }
  WL_RETURN_IF_ERROR(rows.Status());
  return page;
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
