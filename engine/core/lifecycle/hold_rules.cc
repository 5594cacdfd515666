#include "engine/core/lifecycle/hold_rules.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/calendar_at.h"
#include "engine/core/lifecycle/work_guards.h"
#include "engine/core/sla/deadline.h"
#include "engine/core/sla/spans.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// When the ticket's last event happened, as far as the engine was told.
absl::Time LastEvent(const v1::Ticket& ticket) {
  absl::Time last = FromTimestamp(ticket.milestones().change_time());
  if (!ticket.spans().empty()) {
    last = std::max(last, FromTimestamp(ticket.spans().rbegin()->start_time()));
  }
  return last;
}

bool IsDesk(const v1::Actor& actor) {
  return actor.kind() == v1::ACTOR_KIND_SYSTEM ||
         std::ranges::find(actor.roles(), static_cast<int>(v1::ROLE_DESK)) !=
             actor.roles().end();
}

bool HasPicture(const v1::WorkHeld& held) {
  return std::ranges::any_of(held.evidence(), [](const v1::Attachment& a) {
    return absl::StartsWith(a.media_type(), "image/");
  });
}

// Whether it is said when the work goes on: by the hold, or by a visit that was
// agreed on.
bool SaysWhen(const TicketCase& ticket_case, const v1::WorkHeld& held) {
  const v1::Ticket& ticket = ticket_case.ticket;
  return held.has_until_time() ||
         (ticket.has_appointment_time() &&
          FromTimestamp(ticket.appointment_time()) > ticket_case.context.now);
}

absl::Status CheckContacts(const TicketCase& ticket_case,
                           const v1::WorkHeld& held, std::string_view path) {
  const auto& times = held.contact_times();
  for (int i = 0; i < times.size(); ++i) {
    const bool ascends =
        i == 0 || CompareTimestamps(times[i - 1], times[i]) < 0;
    if (ascends && FromTimestamp(times[i]) <= ticket_case.context.occur_time) {
      continue;
    }
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID,
        absl::StrCat(ToAbsl(path), ".contact_times[", i, "]"),
        "got one that is not later than the last, or later than the hold, "
        "want attempts in their order before it");
  }
  return absl::OkStatus();
}

// The open time that holds for the reason have taken in the present cycle.
absl::Duration Used(const v1::Ticket& ticket, v1::HoldReason reason,
                    const WorkingCalendar& calendar, absl::Time until) {
  absl::Duration used;
  for (const SpanPart& part : PartsOf(ticket)) {
    if (part.span->hold_reason() != reason ||
        part.span->cycle() != ticket.cycle() || part.start >= until) {
      continue;
    }
    used += calendar.Elapsed(part.start, std::min(part.end, until));
  }
  return used;
}

}  // namespace

absl::Status CheckHoldStart(const TicketCase& ticket_case) {
  const absl::Time last = LastEvent(ticket_case.ticket);
  const absl::Time start = ticket_case.context.occur_time;
  if (start >= last) return absl::OkStatus();
  return Forbid(v1::ERROR_REASON_HOLD_BACKDATED,
                absl::StrCat("got a hold ", absl::FormatDuration(last - start),
                             " before the ticket's last event, want it there "
                             "or later"),
                "occur_time");
}

const v1::HoldRule* FindHoldRule(const TicketCase& ticket_case,
                                 v1::HoldReason reason) {
  const v1::Policy* const policy = ticket_case.folds.catalogue->FindPolicy(
      ticket_case.ticket.policy(), ticket_case.ticket.policy_revision());
  if (policy == nullptr) return nullptr;
  const auto rule =
      std::ranges::find(policy->holds(), reason, &v1::HoldRule::reason);
  return rule == policy->holds().end() ? nullptr : &*rule;
}

absl::Status CheckHoldEvidence(const TicketCase& ticket_case,
                               const v1::HoldRule* rule,
                               const v1::WorkHeld& held,
                               std::string_view path) {
  WL_RETURN_IF_ERROR(CheckContacts(ticket_case, held, path));
  if (rule == nullptr) return absl::OkStatus();
  const auto attempts = static_cast<uint32_t>(held.contact_times_size());
  const struct {
    bool wanted;
    bool shown;
    std::string_view field;
    std::string_view message;
  } kProofs[] = {
      {rule->contact_attempts() > 0, attempts >= rule->contact_attempts(),
       "contact_times", "got fewer attempts than the policy wants"},
      {rule->picture(), HasPicture(held) || IsDesk(ticket_case.command.actor()),
       "evidence", "got no picture, want one, or the desk's own word"},
      {rule->end(), SaysWhen(ticket_case, held), "until_time",
       "got none, want when the work goes on, or a visit agreed on"},
      {rule->number(), !held.number().empty(), "number",
       "got none, want the other side's number of the matter"},
      {rule->approver(), !held.approver().empty(), "approver",
       "got none, want who has to approve"},
  };
  for (const auto& proof : kProofs) {
    if (!proof.wanted || proof.shown) continue;
    return Forbid(v1::ERROR_REASON_EVIDENCE_REQUIRED, proof.message,
                  absl::StrCat(ToAbsl(path), ".", ToAbsl(proof.field)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<absl::Time>> RuleEnd(
    const TicketCase& ticket_case, const v1::HoldRule& rule,
    std::optional<absl::Time> until) {
  const v1::Ticket& ticket = ticket_case.ticket;
  const WorkingCalendar* const calendar =
      TicketCalendar(ticket, *ticket_case.folds.catalogue);
  if (!rule.has_cap() || calendar == nullptr ||
      Granted(ticket, v1::APPROVAL_SUBJECT_HOLD)) {
    return until;
  }
  const absl::Time start = ticket_case.context.occur_time;
  const absl::Duration used = Used(ticket, rule.reason(), *calendar, start);
  absl::Time last = EndOfTarget(rule.cap(), *calendar, start);
  if (used > absl::ZeroDuration()) {
    last =
        calendar->Add(start, OpenTimeOf(rule.cap(), *calendar, start) - used);
  }
  if (last > start && (!until || *until <= last)) return until ? until : last;
  return Forbid(
      v1::ERROR_REASON_HOLD_CAP_REACHED,
      absl::StrCat("got a hold for ", v1::HoldReason_Name(rule.reason()),
                   " beyond what the policy allows, want it to end by ",
                   absl::FormatTime(last, absl::UTCTimeZone()),
                   " or HOLD granted"));
}

const WorkingCalendar* TicketCalendar(const v1::Ticket& ticket,
                                      const Catalogue& catalogue) {
  const v1::CatalogueEntry* entry = CalendarAt(catalogue, ticket.location());
  const v1::Policy* const policy =
      catalogue.FindPolicy(ticket.policy(), ticket.policy_revision());
  if (entry == nullptr && policy != nullptr) {
    entry = catalogue.FindEver(v1::CATALOGUE_KIND_CALENDAR, policy->calendar());
  }
  return entry == nullptr ? nullptr : &catalogue.WorkingCalendarOf(*entry);
}

}  // namespace workledger
