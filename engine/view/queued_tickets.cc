#include "engine/view/queued_tickets.h"

#include <algorithm>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/view/ticket_row.h"

namespace workledger {
namespace {

// A row can be as large as a page; this many are in memory beside one.
constexpr size_t kRowsAtOnce = 64;

}  // namespace

absl::StatusOr<std::vector<QueuedTicket>> ReadQueued(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, QueueScan& scan, size_t count) {
  std::vector<QueuedTicket> queued;
  std::vector<TicketPlace> rows;
  for (size_t left = std::min(count, kRowsAtOnce); left > 0 && scan.Valid();
       --left, scan.Next()) {
    queued.emplace_back().place = scan.Place();
    rows.push_back(
        {.ticket = std::string(scan.Ticket()), .terminal = scan.Terminal()});
  }
  WL_ASSIGN_OR_RETURN(std::vector<v1::Ticket> tickets,
                      GetTicketRows(db, at, ledger_uid, rows));
  for (size_t i = 0; i < queued.size(); ++i) {
    queued[i].ticket = std::move(tickets[i]);
  }
  return queued;
}

}  // namespace workledger
