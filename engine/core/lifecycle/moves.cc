#include "engine/core/lifecycle/moves.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"

namespace workledger {
namespace {

using v1::Command;

constexpr std::string_view kStatePrefix = "TICKET_STATE_";

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
constexpr v1::TicketState kWithdrawn = v1::TICKET_STATE_WITHDRAWN;
constexpr v1::TicketState kDuplicate = v1::TICKET_STATE_DUPLICATE;
constexpr v1::TicketState kStays = v1::TICKET_STATE_UNSPECIFIED;

constexpr StateSet kBeforeWork = StateSet::Range(kReported, kOnSite);
constexpr StateSet kHoldable = {kAcknowledged, kOnSite, kInProgress};
constexpr StateSet kReassignable = {kDispatched, kAcknowledged, kInProgress};
constexpr StateSet kOpen = StateSet::Range(kReported, kVerified);
constexpr StateSet kDone = {kVerified, kClosed};

constexpr RoleSet kAnyone = {};
constexpr RoleSet kPartyOnly = {};
constexpr RoleSet kRequester = {v1::ROLE_REQUESTER};
constexpr RoleSet kDesk = {v1::ROLE_DESK};
constexpr RoleSet kSupervisor = {v1::ROLE_SUPERVISOR};
constexpr RoleSet kBureau = {v1::ROLE_DESK, v1::ROLE_SUPERVISOR};
constexpr RoleSet kRequesterOrDesk = {v1::ROLE_REQUESTER, v1::ROLE_DESK};
constexpr RoleSet kRequesterOrBureau = {v1::ROLE_REQUESTER, v1::ROLE_DESK,
                                        v1::ROLE_SUPERVISOR};

// Columns: order, from, to, roles, by_party, while_held. In the order of the
// schema's field numbers. A hold stops work, not what ends the ticket, moves it
// to other hands or sets a date.
constexpr Move kMoves[] = {
    {Command::kAccept, {kReported}, kAccepted, kBureau},
    {Command::kReject, {kReported}, kRejected, kDesk, false, true},
    {Command::kWithdraw, kBeforeWork, kWithdrawn, kRequesterOrDesk, false,
     true},
    {Command::kLinkDuplicate, kWorkingStates, kDuplicate, kBureau, false, true},
    // Leads to the state before, which MoveAllowed knows.
    {Command::kUnlinkDuplicate, {kDuplicate}, kStays, kBureau},
    {Command::kAppeal, {kRejected}, kReported, kRequester},
    {Command::kDispatch, {kAccepted}, kDispatched, kBureau},
    {Command::kForceDispatch, {kAccepted}, kDispatched, kSupervisor},
    {Command::kOfferToPool, {kAccepted}, kStays, kBureau},
    {Command::kClaim, {kAccepted}, kDispatched, kAnyone},
    {Command::kReturn, {kDispatched}, kAccepted, kPartyOnly, true},
    {Command::kReassign, kReassignable, kDispatched, kBureau, false, true},
    {Command::kAcknowledge, {kDispatched}, kAcknowledged, kPartyOnly, true},
    {Command::kAppoint, {kAcknowledged}, kStays, kBureau, true, true},
    {Command::kRecordArrival, {kAcknowledged}, kOnSite, kPartyOnly, true},
    {Command::kStartWork, {kOnSite}, kInProgress, kBureau, true},
    {Command::kReportNoAccess, {kOnSite}, kStays, kBureau, true},
    {Command::kHold, kHoldable, kStays, kBureau, true},
    {Command::kResume, kWorkingStates, kStays, kBureau, true, true},
    {Command::kComplete, {kInProgress}, kCompleted, kBureau, true},
    {Command::kAcceptWork, {kCompleted}, kVerified, kRequesterOrDesk},
    {Command::kRejectWork, {kCompleted}, kInProgress, kRequesterOrDesk},
    {Command::kRecordCallback, kDone, kStays, kBureau},
    {Command::kRateService, kDone, kStays, kRequesterOrBureau},
    {Command::kClose, {kVerified}, kClosed, kBureau},
    {Command::kReopen, kDone, kAccepted, kRequesterOrBureau},
    {Command::kScheduleLookBack, {kClosed}, kStays, kBureau},
    {Command::kConvertToProject, kOpen, kClosed, kBureau, false, true},
};

constexpr bool Dense() {
  for (size_t i = 0; i < std::size(kMoves); ++i) {
    if (kMoves[i].order != Command::kAccept + static_cast<int>(i)) return false;
  }
  return true;
}
static_assert(Dense(), "MoveOf looks rows up by their place");

}  // namespace

const Move& MoveOf(Command::OrderCase order) {
  const size_t row = order - Command::kAccept;
  WL_CHECK(row < std::size(kMoves));
  return kMoves[row];
}

bool MoveAllowed(const v1::Ticket& ticket, v1::TicketState to,
                 v1::ClosureCode closure_code) {
  if (ticket.state() == kDuplicate && StateBeforeDuplicate(ticket) == to) {
    return true;
  }
  // A project takes over from nearly everywhere, nothing else closes from
  // there.
  const bool project = closure_code == v1::CLOSURE_CODE_DEFERRED_TO_PROJECT;
  return std::any_of(std::begin(kMoves), std::end(kMoves), [&](const Move& m) {
    return m.to == to && m.from.Contains(ticket.state()) &&
           (to != kClosed ||
            project == (m.order == Command::kConvertToProject));
  });
}

v1::TicketState StateBeforeDuplicate(const v1::Ticket& ticket) {
  return ticket.previous_state() == kStays ? kReported
                                           : ticket.previous_state();
}

std::string StateName(v1::TicketState state) {
  return v1::TicketState_Name(state).substr(kStatePrefix.size());
}

std::string StateNames(StateSet states) {
  std::string names;
  for (int number = kReported; number <= kDuplicate; ++number) {
    const auto state = static_cast<v1::TicketState>(number);
    if (!states.Contains(state)) continue;
    absl::StrAppend(&names, names.empty() ? "" : " or ", StateName(state));
  }
  return names;
}

}  // namespace workledger
