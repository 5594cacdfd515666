#include "engine/view/ticket_row.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {
namespace {

RowKind KindOf(bool terminal) {
  return terminal ? RowKind::kTicket : RowKind::kOpenTicket;
}

absl::Status Corrupt(const std::string& message) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                   message);
}

// Adds up to `count` ids of one kind of row.
absl::Status AddIds(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                    std::string_view ledger_uid, std::string_view after,
                    bool terminal, size_t count,
                    std::vector<std::string>& ids) {
  const std::string prefix = TicketRowKey(ledger_uid, "", terminal);
  const std::string end = RowKeyEnd(ledger_uid, KindOf(terminal));
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options = at;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
  std::string begin = prefix + std::string(after);
  // The smallest key after `after`'s own.
  if (!after.empty()) begin.push_back('\0');
  rows->Seek(begin);
  for (; rows->Valid() && count > 0; rows->Next(), --count) {
    ids.emplace_back(rows->key().ToStringView().substr(prefix.size()));
  }
  return ViewStatus(rows->status());
}

}  // namespace

std::string TicketRowKey(std::string_view ledger_uid, std::string_view ticket,
                         bool terminal) {
  return RowKey(ledger_uid, KindOf(terminal)).append(ticket);
}

absl::StatusOr<bool> GetTicketRow(rocksdb::DB& db,
                                  const rocksdb::ReadOptions& at,
                                  std::string_view ledger_uid,
                                  std::string_view ticket, v1::Ticket& row) {
  WL_ASSIGN_OR_RETURN(
      const bool open,
      GetRow(db, at, TicketRowKey(ledger_uid, ticket, false), row));
  if (open) return true;
  return GetRow(db, at, TicketRowKey(ledger_uid, ticket, true), row);
}

absl::StatusOr<std::vector<v1::Ticket>> GetTicketRows(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const std::vector<TicketPlace>& places) {
  std::vector<std::string> keys;
  keys.reserve(places.size());
  for (const TicketPlace& place : places) {
    keys.push_back(TicketRowKey(ledger_uid, place.ticket, place.terminal));
  }
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> rows(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  db.MultiGet(at, db.DefaultColumnFamily(), keys.size(), slices.data(),
              rows.data(), statuses.data());
  std::vector<v1::Ticket> tickets(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) {
      return Corrupt(absl::StrCat("the queue names ticket ", places[i].ticket,
                                  ", which has no row"));
    }
    WL_RETURN_IF_ERROR(ViewStatus(statuses[i]));
    if (!tickets[i].ParseFromArray(rows[i].data(),
                                   static_cast<int>(rows[i].size()))) {
      return Corrupt(
          absl::StrCat("the row of ticket ", places[i].ticket, " is none"));
    }
  }
  return tickets;
}

absl::StatusOr<std::vector<std::string>> ListTicketIds(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, std::string_view after, size_t count) {
  std::vector<std::string> open;
  WL_RETURN_IF_ERROR(AddIds(db, at, ledger_uid, after, false, count, open));
  std::vector<std::string> ended;
  WL_RETURN_IF_ERROR(AddIds(db, at, ledger_uid, after, true, count, ended));
  std::vector<std::string> ids;
  std::ranges::merge(open, ended, std::back_inserter(ids));
  if (ids.size() > count) ids.resize(count);
  return ids;
}

}  // namespace workledger
