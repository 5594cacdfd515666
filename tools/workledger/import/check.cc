#include "tools/workledger/import/check.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"

namespace workledger {
namespace {

// Both name a value without the prefix of its enum, as a mapping does.
std::string StateText(v1::TicketState state) {
  static constexpr std::string_view kPrefix = "TICKET_STATE_";
  return v1::TicketState_Name(state).substr(kPrefix.size());
}

std::string HoldText(v1::HoldReason reason) {
  static constexpr std::string_view kPrefix = "HOLD_REASON_";
  return v1::HoldReason_Name(reason).substr(kPrefix.size());
}

}  // namespace

std::string CheckedText(CheckKind kind, const v1::Ticket& ticket) {
  const v1::Milestones& milestones = ticket.milestones();
  switch (kind) {
    case CheckKind::kReopens:
      return absl::StrCat(ticket.tallies().reopens());
    case CheckKind::kReassignments:
      return absl::StrCat(ticket.tallies().reassignments());
    case CheckKind::kCompleteTime:
      if (!milestones.has_complete_time()) return "";
      return CheckedTime(FromTimestamp(milestones.complete_time()));
    case CheckKind::kCloseTime:
      if (!milestones.has_close_time()) return "";
      return CheckedTime(FromTimestamp(milestones.close_time()));
    case CheckKind::kState:
      if (ticket.has_hold()) return HoldText(ticket.hold().reason());
      return StateText(ticket.state());
  }
  return "";
}

std::string CheckedTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

std::string CheckedMove(const v1::RecordHistory& move) {
  switch (move.move_case()) {
    case v1::RecordHistory::kState:
      return StateText(move.state().state());
    case v1::RecordHistory::kHold:
      return HoldText(move.hold().reason());
    case v1::RecordHistory::kUnknownState:
    case v1::RecordHistory::MOVE_NOT_SET:
      return "";
  }
  return "";
}

}  // namespace workledger
