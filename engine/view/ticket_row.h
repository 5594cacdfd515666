#ifndef WORKLEDGER_VIEW_TICKET_ROW_H_
#define WORKLEDGER_VIEW_TICKET_ROW_H_

// The rows of tickets. Those of open and of ended tickets are of two kinds, so
// that the open ones lie close together however many have ended: what a list
// of them reads is small and stays in memory. A ticket has one of the two; it
// moves when it ends, and back when it is opened again.

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "workledger/v1/ticket.pb.h"

namespace rocksdb {
class DB;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

// Returns the key of the row that a ticket has while it is open, or once it has
// ended.
std::string TicketRowKey(std::string_view ledger_uid, std::string_view ticket,
                         bool terminal);

// Reads a ticket's row; false if there is none. Without a snapshot in `at` it
// can miss a ticket that moves meanwhile.
//
//   DATA_LOSS  RECORD_CORRUPT: the row does not parse.
absl::StatusOr<bool> GetTicketRow(rocksdb::DB& db,
                                  const rocksdb::ReadOptions& at,
                                  std::string_view ledger_uid,
                                  std::string_view ticket, v1::Ticket& row);

// A ticket's row, by what tells where it is.
struct TicketPlace {
  std::string ticket;
  bool terminal = false;
};

// Reads the rows of several tickets at once, which costs less than one by one;
// all exist. Sees the moment that `at` names.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is missing or does not parse.
absl::StatusOr<std::vector<v1::Ticket>> GetTicketRows(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const std::vector<TicketPlace>& places);

// Returns up to `count` ids of tickets in byte order, after `after`. Sees the
// moment that `at` names.
absl::StatusOr<std::vector<std::string>> ListTicketIds(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, std::string_view after, size_t count);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_TICKET_ROW_H_
