// The lifecycle of service tickets 服务: as that of repairs, but nobody arrives
// before work starts.

#include <span>

#include "engine/core/lifecycle/moves.h"
#include "engine/core/lifecycle/repair_decide.h"

namespace workledger {
namespace {

using v1::Command;

constexpr v1::TicketState kReported = v1::TICKET_STATE_REPORTED;
constexpr v1::TicketState kAccepted = v1::TICKET_STATE_ACCEPTED;
constexpr v1::TicketState kDispatched = v1::TICKET_STATE_DISPATCHED;
constexpr v1::TicketState kAcknowledged = v1::TICKET_STATE_ACKNOWLEDGED;
constexpr v1::TicketState kInProgress = v1::TICKET_STATE_IN_PROGRESS;
constexpr v1::TicketState kCompleted = v1::TICKET_STATE_COMPLETED;
constexpr v1::TicketState kVerified = v1::TICKET_STATE_VERIFIED;
constexpr v1::TicketState kClosed = v1::TICKET_STATE_CLOSED;
constexpr v1::TicketState kRejected = v1::TICKET_STATE_REJECTED;

constexpr StateSet kHoldable = {kAcknowledged, kInProgress};
constexpr StateSet kReassignable = {kDispatched, kAcknowledged, kInProgress};
constexpr StateSet kDone = {kVerified, kClosed};
// Ended without the work that was asked for.
constexpr StateSet kRefused = {kRejected, v1::TICKET_STATE_WITHDRAWN,
                               v1::TICKET_STATE_DUPLICATE};

// Columns as in repair_moves.cc.
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
    {Command::kStartWork,
     {kAcknowledged},
     kInProgress,
     kBureau,
     DecideStartWork,
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
     {kInProgress},
     kStays,
     kBureau,
     DecideContainWork,
     true,
     true},
};

}  // namespace

std::span<const Move> ServiceMoves() { return kMoves; }

}  // namespace workledger
