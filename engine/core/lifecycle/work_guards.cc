#include "engine/core/lifecycle/work_guards.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/calendar_at.h"
#include "engine/core/catalogue/guards.h"
#include "engine/core/evolve.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr int kPicturesMin = 2;  // before and after

// Returns what the ticket's category or those above it say, or null.
const v1::Category* Demand(const TicketCase& ticket_case,
                           bool (*has)(const v1::Category&)) {
  return FindCategoryWith(*ticket_case.folds.catalogue,
                          ticket_case.ticket.category(), has);
}

absl::Status CheckCost(const TicketCase& ticket_case, int64_t estimate_fen) {
  const v1::Category* const limited =
      Demand(ticket_case,
             [](const v1::Category& c) { return c.has_cost_limit_fen(); });
  if (limited == nullptr || estimate_fen <= limited->cost_limit_fen()) {
    return absl::OkStatus();
  }
  const v1::Approval* const approval =
      FindApproval(ticket_case.ticket, v1::APPROVAL_SUBJECT_COST);
  if (approval != nullptr && approval->state() == v1::APPROVAL_STATE_GRANTED &&
      approval->cost_fen() >= estimate_fen) {
    return absl::OkStatus();
  }
  return Forbid(
      v1::ERROR_REASON_APPROVAL_REQUIRED,
      absl::StrCat("got ", estimate_fen, ", want at most ",
                   limited->cost_limit_fen(), " or COST granted for as much"),
      "start_work.estimate_fen");
}

}  // namespace

const v1::Approval* FindApproval(const v1::Ticket& ticket,
                                 v1::ApprovalSubject subject) {
  const auto found = std::find_if(
      ticket.approvals().begin(), ticket.approvals().end(),
      [&](const v1::Approval& a) { return a.subject() == subject; });
  return found == ticket.approvals().end() ? nullptr : &*found;
}

bool Granted(const v1::Ticket& ticket, v1::ApprovalSubject subject) {
  const v1::Approval* const approval = FindApproval(ticket, subject);
  return approval != nullptr && approval->state() == v1::APPROVAL_STATE_GRANTED;
}

absl::Status CheckApprovals(const TicketCase& ticket_case,
                            int64_t estimate_fen) {
  WL_RETURN_IF_ERROR(CheckCost(ticket_case, estimate_fen));
  const v1::Category* const demanding = Demand(
      ticket_case, [](const v1::Category& c) { return c.permits_size() > 0; });
  if (demanding == nullptr) return absl::OkStatus();
  for (int i = 0; i < demanding->permits_size(); ++i) {
    const v1::ApprovalSubject permit = demanding->permits(i);
    if (Granted(ticket_case.ticket, permit)) continue;
    return Forbid(
        v1::ERROR_REASON_APPROVAL_REQUIRED,
        absl::StrCat("approvals: got none of ",
                     v1::ApprovalSubject_Name(permit), ", want it granted"));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::EvidenceLevel> CheckArrival(const TicketCase& ticket_case,
                                               v1::EvidenceLevel level,
                                               std::string_view field) {
  const v1::Category* const demanding =
      Demand(ticket_case, [](const v1::Category& c) {
        return c.evidence_level() != v1::EVIDENCE_LEVEL_UNSPECIFIED;
      });
  if (demanding == nullptr) return v1::EVIDENCE_LEVEL_UNSPECIFIED;
  if (level >= demanding->evidence_level()) return demanding->evidence_level();
  return Forbid(
      v1::ERROR_REASON_EVIDENCE_REQUIRED,
      absl::StrCat("got ", v1::EvidenceLevel_Name(level), ", want at least ",
                   v1::EvidenceLevel_Name(demanding->evidence_level())),
      field);
}

absl::Status CheckSteps(const v1::Ticket& ticket) {
  const auto& open = ticket.checklist().open_steps();
  if (open.empty()) return absl::OkStatus();
  return Forbid(v1::ERROR_REASON_STEPS_OPEN,
                absl::StrCat("steps: got ", absl::StrJoin(open, ", "),
                             " open, want them done"));
}

absl::Status CheckPictures(
    const TicketCase& ticket_case,
    const google::protobuf::RepeatedPtrField<v1::Attachment>& evidence,
    std::string_view field) {
  const auto pictures = std::count_if(
      evidence.begin(), evidence.end(), [](const v1::Attachment& attachment) {
        return absl::StartsWith(attachment.media_type(), "image/");
      });
  if (pictures >= kPicturesMin ||
      Demand(ticket_case, [](const v1::Category& c) { return c.pictures(); }) ==
          nullptr) {
    return absl::OkStatus();
  }
  return Forbid(
      v1::ERROR_REASON_EVIDENCE_REQUIRED,
      absl::StrCat("got ", pictures, " pictures, want two: before and after"),
      field);
}

absl::Status CheckChildren(const TicketCase& ticket_case) {
  std::string open;
  for (const std::string& child : ticket_case.ticket.children()) {
    if (IsTerminal(TicketOf(ticket_case.folds, child).state())) continue;
    absl::StrAppend(&open, open.empty() ? "" : ", ", child);
  }
  if (open.empty()) return absl::OkStatus();
  return Forbid(v1::ERROR_REASON_CHILDREN_OPEN,
                absl::StrCat("children: got ", open, " open, want them ended"));
}

absl::StatusOr<std::optional<absl::Time>> HoldEnd(
    const TicketCase& ticket_case, std::optional<absl::Time> until) {
  if (Granted(ticket_case.ticket, v1::APPROVAL_SUBJECT_HOLD)) return until;
  const absl::Time start = ticket_case.context.occur_time;
  const v1::Tallies& tallies = ticket_case.ticket.tallies();
  const absl::Duration before = absl::Milliseconds(tallies.hold_millis());
  const absl::Time last = start + kHoldTotalMax - before;
  const bool fits = until ? *until <= std::max(start, last) : start < last;
  if (tallies.holds() < kHoldCountMax && before <= kHoldTotalMax && fits) {
    return until ? until : last;
  }
  const absl::Duration total =
      before + std::max(until.value_or(start) - start, absl::ZeroDuration());
  return Forbid(
      v1::ERROR_REASON_HOLD_CAP_REACHED,
      absl::StrCat("holds: got ", tallies.holds() + 1, " with ",
                   absl::FormatDuration(total), " in all, want at most ",
                   kHoldCountMax, " with ", absl::FormatDuration(kHoldTotalMax),
                   " or HOLD granted"));
}

absl::StatusOr<const v1::CatalogueEntry*> FindHoldWindow(
    const TicketCase& ticket_case, v1::HoldReason reason) {
  const bool disaster = reason == v1::HOLD_REASON_FORCE_MAJEURE;
  if (!disaster && reason != v1::HOLD_REASON_MAJOR_EVENT) return nullptr;
  const Catalogue& catalogue = *ticket_case.folds.catalogue;
  const v1::WindowKind kind =
      disaster ? v1::WINDOW_KIND_FORCE_MAJEURE : v1::WINDOW_KIND_MAJOR_EVENT;
  const v1::CatalogueEntry* const window =
      FindWindow(catalogue, kind, ticket_case.ticket.location(), "",
                 ticket_case.context.occur_time);
  if (window != nullptr || !catalogue.Keeps(v1::CATALOGUE_KIND_WINDOW)) {
    return window;
  }
  return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                absl::StrCat("got ", v1::HoldReason_Name(reason),
                             ", want a window of the catalogue that declares "
                             "it here and now"),
                "hold.reason");
}

absl::Status CheckLater(const TicketCase& ticket_case, absl::Time time,
                        std::string_view field) {
  if (time > ticket_case.context.now) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, field,
                    "got a time that is not later than now, want a later one");
}

std::optional<WorkingDayDue> DueAfter(const TicketCase& ticket_case,
                                      absl::Time time, int working_days) {
  const v1::CatalogueEntry* const calendar =
      CalendarAt(*ticket_case.folds.catalogue, ticket_case.ticket.location());
  if (calendar == nullptr) return std::nullopt;
  const absl::Time due =
      ticket_case.folds.catalogue->WorkingCalendarOf(*calendar).AddWorkingDays(
          time, working_days);
  if (due == absl::InfiniteFuture()) return std::nullopt;
  return WorkingDayDue{.time = due, .calendar = calendar};
}

void SetReopenEnd(const TicketCase& ticket_case, v1::TicketClosed& closed) {
  closed.set_catalogue_position(ticket_case.folds.ledger->catalogue_position());
  const auto due =
      DueAfter(ticket_case, ticket_case.context.occur_time, kReopenWorkingDays);
  if (!due) return;
  *closed.mutable_reopen_end_time() = ToTimestamp(due->time);
  closed.set_calendar(due->calendar->item().calendar().code());
  closed.set_calendar_revision(due->calendar->revision());
}

absl::Status CheckReopenWindow(const TicketCase& ticket_case) {
  const v1::Ticket& ticket = ticket_case.ticket;
  if (!ticket.has_reopen_end_time() ||
      ticket_case.context.occur_time <=
          FromTimestamp(ticket.reopen_end_time())) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_REOPEN_WINDOW_OVER,
                "reopen: got it after the window, want a new ticket with "
                "recurrence_of");
}

}  // namespace workledger
