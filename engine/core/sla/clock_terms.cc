#include "engine/core/sla/clock_terms.h"

#include <algorithm>
#include <set>
#include <string>

#include "engine/base/time.h"
#include "engine/core/catalogue/calendar_at.h"
#include "engine/core/enum_set.h"
#include "engine/core/sla/deadline.h"

namespace workledger {
namespace {

constexpr EnumSet<v1::Metric> kAnswers = {
    v1::METRIC_ACCEPT, v1::METRIC_ACKNOWLEDGE, v1::METRIC_RESPONSE};

bool Names(const google::protobuf::RepeatedField<int>& numbers, int value) {
  return numbers.empty() || std::ranges::find(numbers, value) != numbers.end();
}

// Returns the code of the calendar that the rule's clocks run on.
std::string CalendarCodeOf(const v1::PolicyRule& rule,
                           const TermsCase& terms_case) {
  if (!rule.calendar().empty()) return rule.calendar();
  const v1::CatalogueEntry* const local =
      CalendarAt(terms_case.catalogue, terms_case.ticket.location());
  return local == nullptr ? terms_case.policy.calendar()
                          : local->item().calendar().code();
}

// Returns the revision of the calendar that a clock is to run on: the one it
// has, or else the newest.
uint64_t RevisionOf(const Catalogue& catalogue, const std::string& code,
                    const std::string& previous_code,
                    uint64_t previous_revision) {
  if (previous_revision > 0 && previous_code == code) return previous_revision;
  const v1::CatalogueEntry* const entry =
      catalogue.FindEver(v1::CATALOGUE_KIND_CALENDAR, code);
  return entry == nullptr ? 0 : entry->revision();
}

void SetLevels(const v1::ClockKey& key, const TermsCase& terms_case,
               v1::ClockTerms& terms) {
  if (terms_case.silent) return;
  for (const v1::EscalationLevel& level : terms_case.policy.levels()) {
    if (Names(level.priorities(), terms_case.ticket.priority()) &&
        Names(level.metrics(), key.metric())) {
      *terms.add_levels() = level;
    }
  }
}

void SetParty(const TermsCase& terms_case, const v1::ClockTerms* previous,
              v1::ClockTerms& terms) {
  if (previous != nullptr) {
    terms.set_assignee(previous->assignee());
    terms.set_contract(previous->contract());
    terms.set_contract_revision(previous->contract_revision());
    return;
  }
  const v1::Ticket& ticket = terms_case.ticket;
  terms.set_assignee(ticket.assignee().party());
  if (ticket.contract().empty()) return;
  terms.set_contract(ticket.contract());
  const v1::CatalogueEntry* const contract = terms_case.catalogue.FindEver(
      v1::CATALOGUE_KIND_CONTRACT, ticket.contract());
  if (contract != nullptr) terms.set_contract_revision(contract->revision());
}

}  // namespace

std::optional<v1::ClockTerms> TermsOf(const v1::PolicyRule& rule,
                                      const Anchor& anchor,
                                      const TermsCase& terms_case,
                                      const v1::ClockTerms* previous) {
  static const v1::ClockTerms* const none = new v1::ClockTerms();
  const v1::ClockTerms& before = previous == nullptr ? *none : *previous;
  const v1::Policy& policy = terms_case.policy;
  v1::ClockTerms terms;
  *terms.mutable_clock() = anchor.key;
  terms.set_policy(policy.code());
  terms.set_policy_revision(terms_case.ticket.policy_revision());
  terms.set_rule(rule.code());
  *terms.mutable_target() = rule.target();
  terms.set_calendar(CalendarCodeOf(rule, terms_case));
  terms.set_calendar_revision(RevisionOf(terms_case.catalogue, terms.calendar(),
                                         before.calendar(),
                                         before.calendar_revision()));
  *terms.mutable_start_time() = ToTimestamp(anchor.start);
  if (anchor.key.party() == v1::CLOCK_PARTY_CONTRACTOR) {
    SetParty(terms_case, previous, terms);
  }
  for (v1::ClockPause& pause : PausesFor(policy, rule.metric(), rule.party())) {
    *terms.add_pauses() = std::move(pause);
  }
  SetLevels(anchor.key, terms_case, terms);
  if (!policy.delivery_calendar().empty()) {
    terms.set_delivery_calendar(policy.delivery_calendar());
    terms.set_delivery_calendar_revision(RevisionOf(
        terms_case.catalogue, policy.delivery_calendar(),
        before.delivery_calendar(), before.delivery_calendar_revision()));
  }
  if (CalendarOf(terms, terms_case.catalogue) == nullptr) return std::nullopt;
  return terms;
}

std::vector<v1::ClockPause> PausesFor(const v1::Policy& policy,
                                      v1::Metric metric, v1::ClockParty party) {
  std::vector<v1::ClockPause> pauses;
  // Reasons of which a row has fitted that asks for nothing more.
  EnumSet<v1::HoldReason> settled;
  for (const v1::PauseRule& row : policy.pauses()) {
    if (settled.Contains(row.reason()) || !Names(row.metrics(), metric) ||
        !Names(row.parties(), party)) {
      continue;
    }
    if (!row.approval()) settled.Insert(row.reason());
    if (!row.pause() || (kAnswers.Contains(metric) &&
                         row.reason() != v1::HOLD_REASON_FORCE_MAJEURE)) {
      continue;
    }
    v1::ClockPause& pause = pauses.emplace_back();
    pause.set_reason(row.reason());
    pause.set_approval(row.approval());
    if (row.has_cap()) *pause.mutable_cap() = row.cap();
  }
  return pauses;
}

absl::Time DueOf(const v1::ClockTerms& terms, const v1::Ticket& ticket,
                 const Catalogue& catalogue, absl::Time now) {
  const WorkingCalendar* const calendar = CalendarOf(terms, catalogue);
  return calendar == nullptr ? absl::InfiniteFuture()
                             : CourseOf(terms, ticket, *calendar, now).due;
}

const WorkingCalendar* CalendarOf(const v1::ClockTerms& terms,
                                  const Catalogue& catalogue) {
  return catalogue.FindWorkingCalendar(terms.calendar(),
                                       terms.calendar_revision());
}

const WorkingCalendar* OriginalCalendarOf(const v1::Clock& clock,
                                          const Catalogue& catalogue) {
  return clock.has_original_terms()
             ? CalendarOf(clock.original_terms(), catalogue)
             : nullptr;
}

}  // namespace workledger
