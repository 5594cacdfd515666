#include "engine/view/fold_row.h"

#include <cstdint>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/view/row.h"
#include "engine/view/ticket_row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {

std::string FoldRowKey(std::string_view ledger_uid, const StreamName& stream) {
  std::string key = RowKey(ledger_uid, RowKind::kFold);
  AppendBigEndian(key, static_cast<uint64_t>(stream.first), 1);
  return key.append(stream.second);
}

std::string FoldRowKey(std::string_view ledger_uid, const StreamName& stream,
                       const v1::Fold& fold) {
  if (stream.first != v1::STREAM_KIND_TICKET) {
    return FoldRowKey(ledger_uid, stream);
  }
  return TicketRowKey(ledger_uid, stream.second,
                      IsTerminal(fold.ticket().state()));
}

std::string CatalogueRowKey(std::string_view ledger_uid,
                            const CatalogueKey& key) {
  std::string row = RowKey(ledger_uid, RowKind::kCatalogue);
  AppendBigEndian(row, static_cast<uint64_t>(key.first), 1);
  return row.append(key.second);
}

absl::StatusOr<Catalogue> ReadCatalogue(rocksdb::DB& db,
                                        const rocksdb::ReadOptions& at,
                                        std::string_view ledger_uid) {
  const std::string end = RowKeyEnd(ledger_uid, RowKind::kCatalogue);
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options = at;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
  Catalogue catalogue;
  for (rows->Seek(RowKey(ledger_uid, RowKind::kCatalogue)); rows->Valid();
       rows->Next()) {
    v1::CatalogueEntry entry;
    if (!entry.ParseFromArray(rows->value().data(),
                              static_cast<int>(rows->value().size()))) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_RECORD_CORRUPT,
                       "a catalogue row does not parse");
    }
    catalogue.Load(std::move(entry));
  }
  WL_RETURN_IF_ERROR(ViewStatus(rows->status()));
  return catalogue;
}

absl::StatusOr<bool> GetFoldRow(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                                std::string_view ledger_uid,
                                const StreamName& stream, v1::Fold& fold) {
  if (stream.first != v1::STREAM_KIND_TICKET) {
    return GetRow(db, at, FoldRowKey(ledger_uid, stream), fold);
  }
  v1::Ticket ticket;
  WL_ASSIGN_OR_RETURN(const bool found,
                      GetTicketRow(db, at, ledger_uid, stream.second, ticket));
  if (found) *fold.mutable_ticket() = std::move(ticket);
  return found;
}

}  // namespace workledger
