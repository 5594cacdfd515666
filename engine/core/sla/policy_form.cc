#include "engine/core/sla/policy_form.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/catalogue/item_form.h"
#include "engine/core/sla/policy_migration.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using google::protobuf::Duration;

// Nothing is timed finer.
constexpr absl::Duration kSpanMin = absl::Milliseconds(1);
constexpr int32_t kNanosPerMilli = 1'000'000;
constexpr uint32_t kPercentMax = 100;

absl::Status CheckSpan(const Duration& span, absl::Duration least,
                       std::string_view field, std::string_view name) {
  const absl::Duration got =
      absl::Seconds(span.seconds()) + absl::Nanoseconds(span.nanos());
  if (span.nanos() % kNanosPerMilli != 0) {
    return WrongPart(field, name,
                     absl::StrCat("got ", absl::FormatDuration(got),
                                  ", want whole milliseconds"));
  }
  if (got >= least && got <= absl::Hours(24) * kTargetDaysMax) {
    return absl::OkStatus();
  }
  return WrongPart(field, name,
                   absl::StrCat("got ", absl::FormatDuration(got), ", want ",
                                absl::FormatDuration(least), " to ",
                                kTargetDaysMax, " days"));
}

absl::Status CheckDays(uint32_t days, std::string_view field,
                       std::string_view name) {
  if (days >= 1 && days <= uint32_t{kTargetDaysMax}) return absl::OkStatus();
  return WrongPart(field, name,
                   absl::StrCat("got ", days, ", want 1 to ", kTargetDaysMax));
}

absl::Status CheckTarget(const v1::Target& target, std::string_view field) {
  switch (target.span_case()) {
    case v1::Target::kOpenTime:
      return CheckSpan(target.open_time(), kSpanMin, field, "open_time");
    case v1::Target::kWorkingDays:
      return CheckDays(target.working_days(), field, "working_days");
    case v1::Target::kNaturalDays:
      return CheckDays(target.natural_days(), field, "natural_days");
    case v1::Target::SPAN_NOT_SET:
      break;
  }
  return MissingPart(field, "span");
}

absl::Status CheckCount(int count, std::string_view field,
                        std::string_view name) {
  if (static_cast<size_t>(count) <= kRuleScopeMax) return absl::OkStatus();
  return FieldError(
      v1::ERROR_REASON_TOO_MANY_ITEMS,
      absl::StrCat(ToAbsl(field), ".", ToAbsl(name)),
      absl::StrCat("got ", count, ", want at most ", kRuleScopeMax));
}

// Lists that are shorter in a rule than elsewhere.
absl::Status CheckScope(const v1::PolicyRule& rule, std::string_view field) {
  WL_RETURN_IF_ERROR(CheckCount(rule.categories_size(), field, "categories"));
  return CheckCount(rule.locations_size(), field, "locations");
}

absl::Status CheckTerms(const v1::PolicyRule& rule, std::string_view field) {
  if (rule.exempt()) {
    return rule.has_target() ? WrongPart(field, "target",
                                         "got one, want none of what is exempt")
                             : absl::OkStatus();
  }
  if (!rule.has_target()) return MissingPart(field, "target");
  return CheckTarget(rule.target(), absl::StrCat(ToAbsl(field), ".target"));
}

// A contractor has a clock for each dispatch: there is none before, and one
// that ran from the report would leave the second contractor no time.
absl::Status CheckParty(const v1::PolicyRule& rule, std::string_view field) {
  if (rule.party() != v1::CLOCK_PARTY_CONTRACTOR) {
    return rule.contracts().empty()
               ? absl::OkStatus()
               : WrongPart(field, "contracts",
                           "got some, want none but for CONTRACTOR");
  }
  if (rule.metric() == v1::METRIC_ACCEPT) {
    return WrongPart(field, "metric",
                     "got ACCEPT, want what comes after a dispatch");
  }
  if (rule.start() == v1::CLOCK_START_REPORTED) {
    return WrongPart(field, "start",
                     "got REPORTED, want one that a dispatch comes before");
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const v1::PolicyRule& rule, std::string_view field) {
  if (rule.code().empty()) return MissingPart(field, "code");
  if (rule.metric() == v1::METRIC_UNSPECIFIED) {
    return MissingPart(field, "metric");
  }
  if (rule.party() == v1::CLOCK_PARTY_UNSPECIFIED) {
    return MissingPart(field, "party");
  }
  WL_RETURN_IF_ERROR(CheckScope(rule, field));
  WL_RETURN_IF_ERROR(CheckTerms(rule, field));
  return CheckParty(rule, field);
}

absl::Status CheckPause(const v1::PauseRule& rule, std::string_view field) {
  if (rule.reason() == v1::HOLD_REASON_UNSPECIFIED) {
    return MissingPart(field, "reason");
  }
  if (!rule.has_cap()) return absl::OkStatus();
  if (!rule.pause()) {
    return WrongPart(field, "cap", "got one, want none where nothing pauses");
  }
  return CheckTarget(rule.cap(), absl::StrCat(ToAbsl(field), ".cap"));
}

absl::Status CheckHold(const v1::Policy& policy, int index,
                       std::string_view field) {
  const v1::HoldRule& rule = policy.holds(index);
  if (rule.reason() == v1::HOLD_REASON_UNSPECIFIED) {
    return MissingPart(field, "reason");
  }
  for (int i = 0; i < index; ++i) {
    if (policy.holds(i).reason() != rule.reason()) continue;
    return WrongPart(field, "reason",
                     absl::StrCat("got ", v1::HoldReason_Name(rule.reason()),
                                  " twice, want each once"));
  }
  if (rule.contact_attempts() > kContactTimesMax) {
    return WrongPart(field, "contact_attempts",
                     absl::StrCat("got ", rule.contact_attempts(),
                                  ", want at most ", kContactTimesMax));
  }
  if (!rule.has_cap()) return absl::OkStatus();
  return CheckTarget(rule.cap(), absl::StrCat(ToAbsl(field), ".cap"));
}

absl::Status CheckRecipients(const v1::EscalationLevel& level,
                             std::string_view field) {
  std::set<std::string_view> seen;
  for (int i = 0; i < level.recipients_size(); ++i) {
    const std::string name = absl::StrCat("recipients[", i, "]");
    const std::string& recipient = level.recipients(i);
    if (recipient.empty()) return MissingPart(field, name);
    if (!seen.insert(recipient).second) {
      return WrongPart(
          field, name,
          absl::StrCat("got ", recipient, " twice, want each once"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMoment(const v1::EscalationLevel& level,
                         std::string_view field) {
  switch (level.moment_case()) {
    case v1::EscalationLevel::kPercent:
      if (level.percent() >= 1 && level.percent() <= kPercentMax) {
        return absl::OkStatus();
      }
      return WrongPart(
          field, "percent",
          absl::StrCat("got ", level.percent(), ", want 1 to ", kPercentMax));
    case v1::EscalationLevel::kOverdueOpenTime:
      return CheckSpan(level.overdue_open_time(), kSpanMin, field,
                       "overdue_open_time");
    case v1::EscalationLevel::kOverdueWorkingDays:
      return CheckDays(level.overdue_working_days(), field,
                       "overdue_working_days");
    case v1::EscalationLevel::MOMENT_NOT_SET:
      break;
  }
  return MissingPart(field, "moment");
}

absl::Status CheckLevel(const v1::EscalationLevel& level,
                        std::string_view field) {
  if (level.code().empty()) return MissingPart(field, "code");
  WL_RETURN_IF_ERROR(CheckMoment(level, field));
  WL_RETURN_IF_ERROR(CheckRecipients(level, field));
  if (!level.has_repeat()) return absl::OkStatus();
  return CheckSpan(level.repeat(), absl::Seconds(kRepeatSecondsMin), field,
                   "repeat");
}

// Whether `later` may follow: before the deadline by percent, then by open
// time, then by days. One by open time and one by days cannot be compared
// without a calendar, so days come last.
bool InOrder(const v1::EscalationLevel& earlier,
             const v1::EscalationLevel& later) {
  if (earlier.moment_case() != later.moment_case()) {
    return earlier.moment_case() < later.moment_case();
  }
  if (later.has_percent()) return earlier.percent() <= later.percent();
  if (later.has_overdue_working_days()) {
    return earlier.overdue_working_days() <= later.overdue_working_days();
  }
  const Duration& a = earlier.overdue_open_time();
  const Duration& b = later.overdue_open_time();
  return a.seconds() < b.seconds() ||
         (a.seconds() == b.seconds() && a.nanos() <= b.nanos());
}

absl::Status CheckLevels(const v1::Policy& policy, std::string_view field) {
  for (int i = 0; i < policy.levels_size(); ++i) {
    const std::string name = absl::StrCat("levels[", i, "]");
    WL_RETURN_IF_ERROR(
        CheckLevel(policy.levels(i), absl::StrCat(ToAbsl(field), ".", name)));
    if (i > 0 && !InOrder(policy.levels(i - 1), policy.levels(i))) {
      return WrongPart(field, name,
                       "got one that comes before the last, want them in the "
                       "order in which they come");
    }
  }
  return absl::OkStatus();
}

// Refuses rules or levels of which two have one code.
template <typename List>
absl::Status CheckCodes(const List& list, std::string_view field,
                        std::string_view name) {
  std::set<std::string_view> seen;
  for (int i = 0; i < list.size(); ++i) {
    if (seen.insert(list[i].code()).second) continue;
    return WrongPart(
        field, absl::StrCat(ToAbsl(name), "[", i, "].code"),
        absl::StrCat("got ", list[i].code(), " twice, want each once"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPolicyForm(const v1::Policy& policy, std::string_view field) {
  if (policy.calendar().empty()) return MissingPart(field, "calendar");
  for (int i = 0; i < policy.rules_size(); ++i) {
    WL_RETURN_IF_ERROR(CheckRule(
        policy.rules(i), absl::StrCat(ToAbsl(field), ".rules[", i, "]")));
  }
  for (int i = 0; i < policy.pauses_size(); ++i) {
    WL_RETURN_IF_ERROR(CheckPause(
        policy.pauses(i), absl::StrCat(ToAbsl(field), ".pauses[", i, "]")));
  }
  for (int i = 0; i < policy.holds_size(); ++i) {
    WL_RETURN_IF_ERROR(
        CheckHold(policy, i, absl::StrCat(ToAbsl(field), ".holds[", i, "]")));
  }
  WL_RETURN_IF_ERROR(CheckMigrationForm(policy, field));
  WL_RETURN_IF_ERROR(CheckLevels(policy, field));
  WL_RETURN_IF_ERROR(CheckCodes(policy.rules(), field, "rules"));
  return CheckCodes(policy.levels(), field, "levels");
}

}  // namespace workledger
