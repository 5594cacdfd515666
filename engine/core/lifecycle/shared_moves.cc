// Orders that tickets of every kind take. A kind whose own table has the order,
// too, has it instead.

#include <span>

#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/shared_decide.h"
#include "engine/core/sla/clock_orders.h"

namespace workledger {
namespace {

using v1::Command;

// Before work starts.
constexpr StateSet kBeforeWork = {
    v1::TICKET_STATE_REPORTED,   v1::TICKET_STATE_ACCEPTED,
    v1::TICKET_STATE_DISPATCHED, v1::TICKET_STATE_ACKNOWLEDGED,
    v1::TICKET_STATE_ON_SITE,    v1::TICKET_STATE_ASSIGNED};

// Done, and not yet closed.
constexpr StateSet kJudged = {v1::TICKET_STATE_COMPLETED,
                              v1::TICKET_STATE_VERIFIED, v1::TICKET_STATE_DONE,
                              v1::TICKET_STATE_PASSED};

// Work is still to be done.
constexpr StateSet kUnfinished = kOpenStates.Without(kJudged);

// Before the work is done. Incidents have a row of their own.
constexpr StateSet kLinkable = {
    v1::TICKET_STATE_REPORTED,   v1::TICKET_STATE_ACCEPTED,
    v1::TICKET_STATE_DISPATCHED, v1::TICKET_STATE_ACKNOWLEDGED,
    v1::TICKET_STATE_ON_SITE,    v1::TICKET_STATE_IN_PROGRESS,
    v1::TICKET_STATE_ASSIGNED,   v1::TICKET_STATE_ALARMED,
    v1::TICKET_STATE_VERIFYING,  v1::TICKET_STATE_CONFIRMED,
    v1::TICKET_STATE_RESPONDING, v1::TICKET_STATE_ON_SCENE,
    v1::TICKET_STATE_CONTAINED,  v1::TICKET_STATE_HANDED_OVER};

// No incident ends without its review.
constexpr StateSet kConvertible = kOpenStates.Without(
    StateSet::Range(v1::TICKET_STATE_ALARMED, v1::TICKET_STATE_FALSE_ALARM));

constexpr StateSet kAnswered = {v1::TICKET_STATE_PASSED,
                                v1::TICKET_STATE_VERIFIED,
                                v1::TICKET_STATE_CLOSED};

constexpr StateSet kAtWork = {
    v1::TICKET_STATE_ACKNOWLEDGED, v1::TICKET_STATE_ON_SITE,
    v1::TICKET_STATE_IN_PROGRESS, v1::TICKET_STATE_ASSIGNED};

// Columns as in repair_moves.cc. A hold stops none of them but steps.
constexpr Move kMoves[] = {
    {Command::kWithdraw, kBeforeWork, v1::TICKET_STATE_WITHDRAWN,
     kRequesterOrDesk, DecideWithdraw, false, true},
    {Command::kLinkDuplicate, kLinkable, v1::TICKET_STATE_DUPLICATE, kBureau,
     DecideLinkDuplicate, false, true},
    // Leads to the state before, which MoveAllowed knows.
    {Command::kUnlinkDuplicate,
     {v1::TICKET_STATE_DUPLICATE},
     kStays,
     kBureau,
     DecideUnlinkDuplicate},
    {Command::kRecordCallback, kAnswered, kStays, kBureau,
     DecideRecordCallback},
    {Command::kRateService, kAnswered, kStays, kRequesterOrBureau,
     DecideRateService},
    {Command::kScheduleLookBack,
     {v1::TICKET_STATE_CLOSED},
     kStays,
     kBureau,
     DecideScheduleLookBack},
    {Command::kConvertToProject, kConvertible, v1::TICKET_STATE_CLOSED, kBureau,
     DecideConvertToProject, false, true},
    {Command::kSetPriority, kOpenStates, kStays, kBureau, DecideSetPriority,
     false, true},
    {Command::kAddNote, kAllStates, kStays, kAnyone, DecideAddNote, false,
     true},
    {Command::kAttach, kAllStates, kStays, kAnyone, DecideAttach, false, true},
    {Command::kAddChild, kUnfinished, kStays, kBureau, DecideAddChild, false,
     true, AddChildElsewhere},
    {Command::kUrge, kOpenStates, kStays, kRequesterOrBureau, DecideUrge, false,
     true},
    {Command::kSupervise, kOpenStates, kStays, kSupervisor, DecideSupervise,
     false, true},
    {Command::kRequestExtension, kUnfinished, kStays, kBureau,
     DecideRequestExtension, true, true},
    {Command::kGrantExtension, kUnfinished, kStays, kBureau,
     DecideGrantExtension, false, true},
    {Command::kRefuseExtension, kUnfinished, kStays, kBureau,
     DecideRefuseExtension, false, true},
    {Command::kRequestApproval, kUnfinished, kStays, kBureau,
     DecideRequestApproval, true, true},
    {Command::kGrantApproval, kUnfinished, kStays, kBureau, DecideGrantApproval,
     false, true},
    {Command::kRefuseApproval, kUnfinished, kStays, kBureau,
     DecideRefuseApproval, false, true},
    {Command::kCorrectTimeline, kAllStates, kStays, kSupervisor,
     DecideCorrectTimeline, false, true},
    {Command::kRecordLookBack,
     {v1::TICKET_STATE_CLOSED},
     kStays,
     kBureau,
     DecideRecordLookBack},
    {Command::kExcuseBreach, kAllStates, kStays, kSupervisor,
     DecideExcuseBreach, false, true},
    {Command::kMigratePolicy, kOpenStates, kStays, kSupervisor,
     DecideMigratePolicy, false, true},
    {Command::kRecordStep, kAtWork, kStays, kBureau, DecideRecordStep, true},
};

}  // namespace

std::span<const Move> SharedMoves() { return kMoves; }

}  // namespace workledger
