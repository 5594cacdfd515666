// The lifecycle of cleaning tickets 保洁.

#include <span>

#include "engine/core/lifecycle/cleaning_decide.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/roles.h"

namespace workledger {
namespace {

using v1::Command;

constexpr v1::TicketState kReported = v1::TICKET_STATE_REPORTED;
constexpr v1::TicketState kPlanned = v1::TICKET_STATE_PLANNED;
constexpr v1::TicketState kAssigned = v1::TICKET_STATE_ASSIGNED;
constexpr v1::TicketState kInProgress = v1::TICKET_STATE_IN_PROGRESS;
constexpr v1::TicketState kFinished = v1::TICKET_STATE_DONE;
constexpr v1::TicketState kPassed = v1::TICKET_STATE_PASSED;
constexpr v1::TicketState kFailed = v1::TICKET_STATE_FAILED;
constexpr v1::TicketState kRectifying = v1::TICKET_STATE_RECTIFYING;
constexpr v1::TicketState kRecheck = v1::TICKET_STATE_RECHECK;
constexpr v1::TicketState kClosed = v1::TICKET_STATE_CLOSED;
constexpr v1::TicketState kSkipped = v1::TICKET_STATE_SKIPPED;

// Columns as in repair_moves.cc, and elsewhere. In the order of the schema's
// field numbers.
constexpr Move kMoves[] = {
    // Before its window a planned task is released by it.
    {Command::kDispatch,
     {kReported, kPlanned},
     kAssigned,
     kBureau,
     DecideDispatch},
    {Command::kReassign, {kAssigned}, kAssigned, kBureau, DecideReassign},
    {Command::kStartWork,
     {kAssigned},
     kInProgress,
     kPartyOnly,
     DecideStartTask,
     true},
    {Command::kHold, {kInProgress}, kStays, kBureau, DecideHold, true},
    {Command::kResume,
     {kInProgress},
     kStays,
     kBureau,
     DecideResume,
     true,
     true},
    {Command::kClose, {kFinished, kPassed}, kClosed, kBureau, DecideCloseTask},
    {Command::kRelease, {kPlanned}, kAssigned, kBureau, DecideRelease},
    {Command::kSkip, {kPlanned}, kSkipped, kSupervisor, DecideSkip},
    {Command::kFinish, {kInProgress}, kFinished, kBureau, DecideFinish, true},
    {Command::kRaiseRepair,
     {kInProgress},
     kStays,
     kBureau,
     DecideRaiseRepair,
     true,
     true,
     RaisedRepair},
    // Leads to FAILED, too.
    {Command::kInspect, {kFinished}, kPassed, kInspectors, DecideInspect},
    {Command::kContest, {kFailed}, kStays, kPartyOnly, DecideContest, true},
    // Leads to PASSED where the score does not stand.
    {Command::kDecideContest,
     {kFailed},
     kStays,
     kSupervisor,
     DecideContestDecision},
    {Command::kOrderRectification,
     {kFailed},
     kRectifying,
     kInspectors,
     DecideOrderRectification},
    {Command::kSubmitRectification,
     {kRectifying},
     kRecheck,
     kBureau,
     DecideSubmitRectification,
     true},
    // Leads back to RECTIFYING, too.
    {Command::kRecheck, {kRecheck}, kClosed, kInspectors, DecideRecheck},
};

}  // namespace

std::span<const Move> CleaningMoves() { return kMoves; }

}  // namespace workledger
