#ifndef WORKLEDGER_VIEW_POLICY_INDEX_H_
#define WORKLEDGER_VIEW_POLICY_INDEX_H_

// The policy index: which open tickets are judged by which revision of which
// policy, with what a migration may choose them by. Rows follow from the
// tickets alone, so that publishing a policy writes none of them; those that
// the policy takes over are found by their keys, and no others are looked at. A
// key is that of its kind of row, then the policy's code with its length (2
// bytes), the revision (8 bytes), the ticket's kind and priority (1 byte each),
// its location, a zero byte, the position that it is judged by it since (8
// bytes) and its id; the row is empty.

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/view/timer_index.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns the key of a ticket's row; none for one that has ended or has no
// policy.
std::vector<std::string> PolicyKeys(std::string_view ledger_uid,
                                    const v1::Ticket& ticket);

// Returns the ids of the first `count_max` tickets that the policy's entry
// takes over (TakesOver), by policy, revision, kind, priority and location.
// Costs what it returns, a seek for each value of its lists, and one for each
// location of tickets that came to another policy later.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is damaged.
absl::StatusOr<std::vector<std::string>> FindTakenOver(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const v1::CatalogueEntry& entry,
    int count_max);

// Returns timers of tickets that a policy in use takes over: one for each, due
// when the policy was recorded, if that is at or before `through`; the first
// `count_max` in the order of their due times.
//
//   DATA_LOSS  RECORD_CORRUPT: a row is damaged.
absl::StatusOr<std::vector<DueTimer>> FindDuePolicies(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const Catalogue& catalogue, absl::Time through,
    int count_max);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_POLICY_INDEX_H_
