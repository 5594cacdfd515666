// The lifecycle of repairs 报修.

#include <span>

#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/repair_decide.h"
#include "engine/core/lifecycle/roles.h"

namespace workledger {
namespace {

using v1::Command;

constexpr v1::TicketState kReported = v1::TICKET_STATE_REPORTED;
constexpr v1::TicketState kAccepted = v1::TICKET_STATE_ACCEPTED;
constexpr v1::TicketState kDispatched = v1::TICKET_STATE_DISPATCHED;
constexpr v1::TicketState kAcknowledged = v1::TICKET_STATE_ACKNOWLEDGED;
constexpr v1::TicketState kOnSite = v1::TICKET_STATE_ON_SITE;
constexpr v1::TicketState kInProgress = v1::TICKET_STATE_IN_PROGRESS;
constexpr v1::TicketState kCompleted = v1::TICKET_STATE_COMPLETED;
constexpr v1::TicketState kVerified = v1::TICKET_STATE_VERIFIED;
constexpr v1::TicketState kClosed = v1::TICKET_STATE_CLOSED;
constexpr v1::TicketState kRejected = v1::TICKET_STATE_REJECTED;

constexpr StateSet kHoldable = {kAcknowledged, kOnSite, kInProgress};
constexpr StateSet kReassignable = {kDispatched, kAcknowledged, kInProgress};
constexpr StateSet kDone = {kVerified, kClosed};
// Ended without the work that was asked for.
constexpr StateSet kRefused = {kRejected, v1::TICKET_STATE_WITHDRAWN,
                               v1::TICKET_STATE_DUPLICATE};

// Columns: order, from, to, roles, decide, by_party, while_held. In the order
// of the schema's field numbers. A hold stops work, not what ends the ticket,
// moves it to other hands or sets a date.
constexpr Move kMoves[] = {
    {Command::kAccept, {kReported}, kAccepted, kBureau, DecideAccept},
    {Command::kReject,
     {kReported},
     kRejected,
     kDesk,
     DecideReject,
     false,
     true},
    {Command::kAppeal, kRefused, kReported, kRequester, DecideAppeal},
    {Command::kDispatch, {kAccepted}, kDispatched, kBureau, DecideDispatch},
    {Command::kForceDispatch,
     {kAccepted},
     kDispatched,
     kSupervisor,
     DecideForceDispatch},
    {Command::kOfferToPool, {kAccepted}, kStays, kBureau, DecideOfferToPool},
    {Command::kClaim, {kAccepted}, kDispatched, kAnyone, DecideClaim},
    {Command::kReturn,
     {kDispatched},
     kAccepted,
     kPartyOnly,
     DecideReturn,
     true},
    {Command::kReassign, kReassignable, kDispatched, kBureau, DecideReassign,
     false, true},
    {Command::kAcknowledge,
     {kDispatched},
     kAcknowledged,
     kPartyOnly,
     DecideAcknowledge,
     true},
    {Command::kAppoint,
     {kAcknowledged},
     kStays,
     kBureau,
     DecideAppoint,
     true,
     true},
    {Command::kRecordArrival,
     {kAcknowledged},
     kOnSite,
     kPartyOnly,
     DecideRecordArrival,
     true},
    {Command::kStartWork,
     {kOnSite},
     kInProgress,
     kBureau,
     DecideStartWork,
     true},
    {Command::kReportNoAccess,
     {kOnSite},
     kStays,
     kBureau,
     DecideReportNoAccess,
     true},
    {Command::kHold, kHoldable, kStays, kBureau, DecideHold, true},
    {Command::kResume, kWorkingStates, kStays, kBureau, DecideResume, true,
     true},
    {Command::kComplete,
     {kInProgress},
     kCompleted,
     kBureau,
     DecideComplete,
     true},
    {Command::kAcceptWork,
     {kCompleted},
     kVerified,
     kRequesterOrDesk,
     DecideAcceptWork},
    {Command::kRejectWork,
     {kCompleted},
     kInProgress,
     kRequesterOrDesk,
     DecideRejectWork},
    {Command::kClose, {kVerified}, kClosed, kBureau, DecideClose},
    {Command::kReopen, kDone, kAccepted, kRequesterOrBureau, DecideReopen},
    {Command::kContain,
     {kOnSite, kInProgress},
     kStays,
     kBureau,
     DecideContainWork,
     true,
     true},
    // Of what an inspection found. Leads back to IN_PROGRESS or ACCEPTED where
    // it fails.
    {Command::kRecheck,
     {kCompleted, kVerified},
     kStays,
     kInspectors,
     DecideRecheckFinding},
};

}  // namespace

std::span<const Move> RepairMoves() { return kMoves; }

}  // namespace workledger
