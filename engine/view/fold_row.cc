#include "engine/view/fold_row.h"

#include <cstdint>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/view/row.h"
#include "engine/view/ticket_row.h"
#include "rocksdb/db.h"

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
