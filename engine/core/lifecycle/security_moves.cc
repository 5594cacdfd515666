// The lifecycle of security incidents 安保事件.

#include <span>

#include "engine/core/lifecycle/incident_alarms.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/security_decide.h"

namespace workledger {
namespace {

using v1::Command;

constexpr v1::TicketState kAlarmed = v1::TICKET_STATE_ALARMED;
constexpr v1::TicketState kVerifying = v1::TICKET_STATE_VERIFYING;
constexpr v1::TicketState kConfirmed = v1::TICKET_STATE_CONFIRMED;
constexpr v1::TicketState kResponding = v1::TICKET_STATE_RESPONDING;
constexpr v1::TicketState kOnScene = v1::TICKET_STATE_ON_SCENE;
constexpr v1::TicketState kContained = v1::TICKET_STATE_CONTAINED;
constexpr v1::TicketState kHandedOver = v1::TICKET_STATE_HANDED_OVER;
constexpr v1::TicketState kResolved = v1::TICKET_STATE_RESOLVED;
constexpr v1::TicketState kReview = v1::TICKET_STATE_REVIEW;
constexpr v1::TicketState kFalseAlarm = v1::TICKET_STATE_FALSE_ALARM;
constexpr v1::TicketState kClosed = v1::TICKET_STATE_CLOSED;
constexpr v1::TicketState kDuplicate = v1::TICKET_STATE_DUPLICATE;

// What is going on waits for nobody; what is over may wait for an authority.
constexpr StateSet kHoldable = StateSet::Range(kContained, kReview);
constexpr StateSet kUnderControl = {kContained, kHandedOver};
constexpr StateSet kUnderway = {kResponding, kOnScene};
constexpr StateSet kTrue = StateSet::Range(kConfirmed, kReview);
constexpr StateSet kBeforeReview = StateSet::Range(kConfirmed, kResolved);
// Until it is resolved: two alarms may tell of one thing, and guards be on
// their way to both.
constexpr StateSet kLinkable = StateSet::Range(kAlarmed, kHandedOver);
constexpr StateSet kEnded = {kReview, kFalseAlarm, kClosed};

// The control room judges; the desk may start what cannot wait.
constexpr RoleSet kControl = {v1::ROLE_DUTY_OFFICER, v1::ROLE_SUPERVISOR};
constexpr RoleSet kControlOrDesk = {v1::ROLE_DUTY_OFFICER, v1::ROLE_SUPERVISOR,
                                    v1::ROLE_DESK};
constexpr RoleSet kControlOrLeader = {v1::ROLE_DUTY_OFFICER,
                                      v1::ROLE_SUPERVISOR, v1::ROLE_LEADER};

// Columns: order, from, to, roles, decide, by_party, while_held, elsewhere. In
// the order of the schema's field numbers.
constexpr Move kMoves[] = {
    {Command::kLinkDuplicate, kLinkable, kDuplicate, kControlOrDesk,
     DecideLinkIncident, false, false, JoinedElsewhere},
    {Command::kUnlinkDuplicate,
     {kDuplicate},
     kStays,
     kControlOrDesk,
     DecideUnlinkIncident,
     false,
     false,
     PartedElsewhere},
    {Command::kRecordArrival,
     {kResponding},
     kOnScene,
     kControl,
     DecideSceneArrival,
     true},
    {Command::kHold, kHoldable, kStays, kControl, DecideHold, true},
    {Command::kResume, kHoldable, kStays, kControl, DecideResume, true, true},
    {Command::kClose,
     {kReview},
     kClosed,
     kControlOrLeader,
     DecideCloseIncident},
    // Leads from FALSE_ALARM to ALARMED, from elsewhere to CONFIRMED.
    {Command::kReopen, kEnded, kStays, kControlOrLeader, DecideReopenIncident,
     false, true},
    {Command::kVerify, {kAlarmed}, kVerifying, kControlOrDesk, DecideVerify},
    {Command::kConfirm, {kVerifying}, kConfirmed, kControl, DecideConfirm},
    {Command::kDismissFalse,
     {kVerifying},
     kFalseAlarm,
     kControl,
     DecideDismissFalse},
    {Command::kReclassify, kBeforeReview, kStays, kControl, DecideReclassify,
     false, true},
    {Command::kDispatchGuards,
     {kConfirmed},
     kResponding,
     kControlOrDesk,
     DecideDispatchGuards},
    {Command::kRequestReinforcement, kUnderway, kStays, kControl,
     DecideRequestReinforcement, true},
    {Command::kContain, {kOnScene}, kContained, kControl, DecideContain, true},
    {Command::kHandOver,
     {kOnScene},
     kHandedOver,
     kControl,
     DecideHandOver,
     true},
    {Command::kResolve, kUnderControl, kResolved, kControl, DecideResolve,
     true},
    {Command::kReportUp, kTrue, kStays, kControlOrLeader, DecideReportUp, false,
     true},
    {Command::kSubmitReport,
     {kResolved},
     kReview,
     kControl,
     DecideSubmitReport},
};

}  // namespace

std::span<const Move> SecurityMoves() { return kMoves; }

}  // namespace workledger
