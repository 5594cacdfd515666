// The forms of items that are about time: calendars, rosters, windows, terms,
// plans and alarm rules.

#include <algorithm>
#include <cstdint>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/item_form.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using google::protobuf::Duration;

constexpr uint32_t kWeekdayMax = 7;
constexpr uint32_t kMinutesPerDay = 1440;
constexpr int kYearMax = 9999;

bool IsDay(const v1::Date& date) {
  if (date.year() < 1 || date.year() > kYearMax) return false;
  const absl::CivilDay day(date.year(), date.month(), date.day());
  return day.year() == date.year() && day.month() == date.month() &&
         day.day() == date.day();
}

absl::CivilDay DayOf(const v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

bool IsPositive(const Duration& span) {
  return span.seconds() > 0 || (span.seconds() == 0 && span.nanos() > 0);
}

bool IsNegative(const Duration& span) {
  return span.seconds() < 0 || span.nanos() < 0;
}

// From a start to a later end, both of them given.
template <typename Span>
absl::Status CheckSpan(const Span& span, std::string_view field) {
  if (!span.has_start_time()) return MissingPart(field, "start_time");
  if (!span.has_end_time()) return MissingPart(field, "end_time");
  if (CompareTimestamps(span.start_time(), span.end_time()) < 0) {
    return absl::OkStatus();
  }
  return WrongPart(field, "end_time",
                   "got one at or before start_time, want a later one");
}

absl::Status CheckWeekdays(const v1::Calendar& calendar,
                           std::string_view field) {
  std::set<uint32_t> seen;
  for (int i = 0; i < calendar.weekdays_size(); ++i) {
    const uint32_t weekday = calendar.weekdays(i);
    if (weekday >= 1 && weekday <= kWeekdayMax && seen.insert(weekday).second) {
      continue;
    }
    return WrongPart(
        field, absl::StrCat("weekdays[", i, "]"),
        absl::StrCat("got ", weekday,
                     ", want 1 (Monday) to 7 (Sunday), each once"));
  }
  return absl::OkStatus();
}

using Intervals = google::protobuf::RepeatedPtrField<v1::DayInterval>;

// Returns the first minute after a midnight at which some day may open.
uint32_t FirstOpen(const v1::Calendar& calendar) {
  uint32_t first = kMinutesPerDay;
  const auto take = [&first](const Intervals& intervals) {
    if (!intervals.empty()) {
      first = std::min(first, intervals[0].open_minute());
    }
  };
  take(calendar.intervals());
  for (const v1::DayOverride& day : calendar.days()) take(day.intervals());
  return first;
}

// An interval may end on the next day, which may be worked, too, by some
// override: it ends before any day's first one begins. So only the last can.
absl::Status CheckIntervals(const Intervals& intervals, uint32_t first_open,
                            std::string_view field) {
  const uint32_t next_open = kMinutesPerDay + first_open;
  uint32_t free_from = 0;
  for (int i = 0; i < intervals.size(); ++i) {
    const v1::DayInterval& interval = intervals[i];
    const std::string name = absl::StrCat("intervals[", i, "]");
    if (interval.open_minute() < free_from) {
      return WrongPart(
          field, absl::StrCat(name, ".open_minute"),
          absl::StrCat("got ", interval.open_minute(), ", want at least ",
                       free_from, ", where the one before closes"));
    }
    if (interval.open_minute() >= kMinutesPerDay) {
      return WrongPart(field, absl::StrCat(name, ".open_minute"),
                       absl::StrCat("got ", interval.open_minute(),
                                    ", want less than ", kMinutesPerDay));
    }
    if (interval.close_minute() <= interval.open_minute() ||
        interval.close_minute() > next_open) {
      return WrongPart(field, absl::StrCat(name, ".close_minute"),
                       absl::StrCat("got ", interval.close_minute(),
                                    ", want more than open_minute and at most ",
                                    next_open, ", when the next day may open"));
    }
    free_from = interval.close_minute();
  }
  return absl::OkStatus();
}

absl::Status CheckOwnHours(const v1::Calendar& calendar, int index,
                           std::string_view field) {
  const v1::DayOverride& day = calendar.days(index);
  const std::string name = absl::StrCat("days[", index, "]");
  if (!day.intervals().empty() && day.day_class() != v1::DAY_CLASS_WORK) {
    return WrongPart(field, absl::StrCat(name, ".intervals"),
                     "got some, want none for a day that is not worked");
  }
  return CheckIntervals(day.intervals(), FirstOpen(calendar),
                        absl::StrCat(ToAbsl(field), ".", name));
}

absl::Status CheckDays(const v1::Calendar& calendar, std::string_view field) {
  for (int i = 0; i < calendar.days_size(); ++i) {
    const std::string name = absl::StrCat("days[", i, "].date");
    if (!IsDay(calendar.days(i).date())) {
      return WrongPart(field, name, "got no day, want one of the calendar");
    }
    if (i > 0 &&
        DayOf(calendar.days(i).date()) <= DayOf(calendar.days(i - 1).date())) {
      return WrongPart(field, name,
                       "got one at or before the last, want them ascending");
    }
    WL_RETURN_IF_ERROR(CheckOwnHours(calendar, i, field));
  }
  return absl::OkStatus();
}

absl::Status CheckPlanDates(const v1::Plan& plan, std::string_view field) {
  if (!plan.has_start_date()) return MissingPart(field, "start_date");
  if (!IsDay(plan.start_date())) {
    return WrongPart(field, "start_date",
                     "got no day, want one of the calendar");
  }
  if (plan.start_minute() >= kMinutesPerDay) {
    return WrongPart(field, "start_minute",
                     absl::StrCat("got ", plan.start_minute(),
                                  ", want less than ", kMinutesPerDay));
  }
  if (plan.has_end_date() &&
      (!IsDay(plan.end_date()) ||
       DayOf(plan.end_date()) < DayOf(plan.start_date()))) {
    return WrongPart(field, "end_date",
                     "got no day or one before start_date, want a later one");
  }
  return absl::OkStatus();
}

absl::Status CheckPlanSpans(const v1::Plan& plan, std::string_view field) {
  if (!plan.has_window()) return MissingPart(field, "window");
  if (!IsPositive(plan.window())) {
    return WrongPart(field, "window", "got none, want more than 0");
  }
  if (plan.has_lead() && IsNegative(plan.lead())) {
    return WrongPart(field, "lead", "got less than 0, want 0 or more");
  }
  if (plan.has_gap_max() && !IsPositive(plan.gap_max())) {
    return WrongPart(field, "gap_max", "got none, want more than 0");
  }
  return absl::OkStatus();
}

absl::Status CheckPlannedTicket(const v1::Plan& plan, std::string_view field) {
  if (plan.kind() == v1::TICKET_KIND_UNSPECIFIED) {
    return MissingPart(field, "kind");
  }
  if (plan.kind() == v1::TICKET_KIND_SECURITY) {
    return WrongPart(field, "kind",
                     "got SECURITY, want CLEANING, REPAIR or SERVICE");
  }
  if (plan.category().empty()) return MissingPart(field, "category");
  if (plan.location().empty()) return MissingPart(field, "location");
  return absl::OkStatus();
}

absl::Status CheckPlannedRound(const v1::Plan& plan, std::string_view field) {
  if (plan.kind() != v1::TICKET_KIND_UNSPECIFIED) {
    return WrongPart(field, "kind", "got one, want none beside a round");
  }
  const auto& locations = plan.round().locations();
  if (locations.empty()) return MissingPart(field, "round.locations");
  std::set<std::string_view> seen;
  for (int i = 0; i < locations.size(); ++i) {
    if (!seen.insert(locations[i]).second) {
      return WrongPart(field, absl::StrCat("round.locations[", i, "]"),
                       "got a place twice, want each once");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCalendarForm(const v1::Calendar& calendar,
                               std::string_view field) {
  if (calendar.zone().empty()) return MissingPart(field, "zone");
  if (calendar.last_year() < 0 || calendar.last_year() > kYearMax) {
    return WrongPart(
        field, "last_year",
        absl::StrCat("got ", calendar.last_year(), ", want 0 to ", kYearMax));
  }
  WL_RETURN_IF_ERROR(CheckWeekdays(calendar, field));
  WL_RETURN_IF_ERROR(
      CheckIntervals(calendar.intervals(), FirstOpen(calendar), field));
  return CheckDays(calendar, field);
}

absl::Status CheckRosterForm(const v1::Roster& roster, std::string_view field) {
  if (roster.shifts().empty()) return MissingPart(field, "shifts");
  for (int i = 0; i < roster.shifts_size(); ++i) {
    const v1::Shift& shift = roster.shifts(i);
    const std::string name = absl::StrCat(ToAbsl(field), ".shifts[", i, "]");
    WL_RETURN_IF_ERROR(CheckSpan(shift, name));
    if (shift.levels().empty()) return MissingPart(name, "levels");
    if (i > 0 && CompareTimestamps(shift.start_time(),
                                   roster.shifts(i - 1).end_time()) < 0) {
      return WrongPart(name, "start_time",
                       "got one before the last ends, want them apart");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckWindowForm(const v1::Window& window, std::string_view field) {
  if (window.kind() == v1::WINDOW_KIND_UNSPECIFIED) {
    return MissingPart(field, "kind");
  }
  return CheckSpan(window, field);
}

absl::Status CheckContractTerm(const v1::Contract& contract,
                               std::string_view field) {
  const Duration& window = contract.return_window();
  if (contract.has_return_window() &&
      (!IsPositive(window) ||
       window.seconds() >= int64_t{kTargetDaysMax} * kMinutesPerDay * 60)) {
    return WrongPart(
        field, "return_window",
        absl::StrCat("got another, want more than 0 and less than ",
                     kTargetDaysMax, " days"));
  }
  return CheckSpan(contract, field);
}

absl::Status CheckPlanForm(const v1::Plan& plan, std::string_view field) {
  if (plan.recurrence().empty()) return MissingPart(field, "recurrence");
  WL_RETURN_IF_ERROR(CheckPlanDates(plan, field));
  WL_RETURN_IF_ERROR(CheckPlanSpans(plan, field));
  if (plan.mode() == v1::PLAN_MODE_UNSPECIFIED) {
    return MissingPart(field, "mode");
  }
  if (plan.calendar().empty()) return MissingPart(field, "calendar");
  return plan.has_round() ? CheckPlannedRound(plan, field)
                          : CheckPlannedTicket(plan, field);
}

absl::Status CheckAlarmRuleForm(const v1::AlarmRule& rule,
                                std::string_view field) {
  if (IsNegative(rule.reopen_window())) {
    return WrongPart(field, "reopen_window", "got less than 0, want 0 or more");
  }
  if (IsNegative(rule.group_wait())) {
    return WrongPart(field, "group_wait", "got less than 0, want 0 or more");
  }
  if (!rule.has_acknowledge_limit()) return absl::OkStatus();
  if (!IsPositive(rule.acknowledge_limit())) {
    return WrongPart(field, "acknowledge_limit", "got none, want more than 0");
  }
  return rule.roster().empty() ? MissingPart(field, "roster")
                               : absl::OkStatus();
}

}  // namespace workledger
