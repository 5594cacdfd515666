#ifndef WORKLEDGER_CORE_SLA_POLICY_MIGRATION_H_
#define WORKLEDGER_CORE_SLA_POLICY_MIGRATION_H_

// Running tickets that a new revision of a policy takes over (DOMAIN 2.5): each
// gets one order of the engine's own, as it does after a calendar's revision.

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/core/catalogue/overlay.h"
#include "engine/core/fold.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "workledger/v1/policy.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/timer.pb.h"

namespace workledger {

// Returns the codes of the policies whose tickets the policy takes over.
std::vector<std::string> MigratedPolicies(const v1::Policy& policy);

// Whether the policy's entry takes the ticket over: it is open, it is judged by
// one of those policies, by an earlier revision of this one, and each list of
// the migration holds its value. Only what was pinned or moved before the entry
// came: who is moved away afterwards, or reported, was never looked at.
bool TakesOver(const v1::CatalogueEntry& entry, const v1::Ticket& ticket);

// Returns PolicyMigrated if the policy in use that the timer names takes the
// ticket over; else nothing, so that each ticket moves once. What that means
// for its clocks follows as for any event.
absl::StatusOr<std::vector<StreamEvents>> FirePolicy(const v1::FireTimer& order,
                                                     const Folds& folds,
                                                     const Context& context);

// Refuses a migration that is wrong by itself.
//
//   INVALID_ARGUMENT  FIELD_REQUIRED, FIELD_INVALID, TOO_MANY_ITEMS with the
//                     path.
absl::Status CheckMigrationForm(const v1::Policy& policy,
                                std::string_view field);

// Refuses one that the catalogue or the ledger forbids; `head` is the position
// of its last event.
//
//   FAILED_PRECONDITION  CATALOGUE_UNKNOWN: no such policy ever was.
//                        CATALOGUE_CYCLE: tickets would come back again.
//                        STATE_FORBIDS: the what-if is of a later position.
absl::Status CheckMigration(const Overlay& overlay, const v1::Policy& policy,
                            uint64_t head, std::string_view field);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_SLA_POLICY_MIGRATION_H_
