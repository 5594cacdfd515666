#include "engine/core/plan/recurrence.h"

#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {
namespace {

// What a plan's rule may be made of.
constexpr std::string_view kParts[] = {
    "FREQ",      "INTERVAL", "COUNT",   "UNTIL",    "BYDAY", "BYMONTHDAY",
    "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST"};

// libical keeps these numbers in few bits and would cut larger ones.
constexpr int kCountMax = 9999;

// Rules without an end go on for ever; nobody plans further ahead.
constexpr int kYearMax = 2500;

// From here a date is looked for when a rule is checked; a leap year.
constexpr absl::CivilDay kProbe(2000, 1, 1);

struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const {
    icalrecur_iterator_free(iterator);
  }
};
using Iterator = std::unique_ptr<icalrecur_iterator, FreeIterator>;

absl::Status Invalid(std::string_view field, std::string_view message) {
  return Forbid(v1::ERROR_REASON_RECURRENCE_INVALID, message, field);
}

icaltimetype ToIcal(absl::CivilDay day) {
  icaltimetype time = icaltime_null_time();
  time.is_date = 1;
  time.year = static_cast<int>(day.year());
  time.month = day.month();
  time.day = day.day();
  return time;
}

absl::CivilDay ToDay(const icaltimetype& time) {
  return absl::CivilDay(time.year, time.month, time.day);
}

absl::CivilDay ToDay(const v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

// Parses the rule; its frequency is ICAL_NO_RECURRENCE if it is none.
icalrecurrencetype Parse(const std::string& rrule) {
  icalrecurrencetype rule = icalrecurrencetype_from_string(rrule.c_str());
  // Dates are compared with dates.
  if (!icaltime_is_null_time(rule.until)) {
    rule.until = ToIcal(ToDay(rule.until));
  }
  return rule;
}

// Returns the first date of the rule, counted from `start`, after `after`.
std::optional<absl::CivilDay> Find(const icalrecurrencetype& rule,
                                   absl::CivilDay start, absl::CivilDay after) {
  if (start.year() > kYearMax || start.year() < 1) return std::nullopt;
  const Iterator dates(icalrecur_iterator_new(rule, ToIcal(start)));
  if (dates == nullptr) return std::nullopt;
  while (true) {
    const icaltimetype next = icalrecur_iterator_next(dates.get());
    if (icaltime_is_null_time(next) || next.year > kYearMax) break;
    if (const absl::CivilDay day = ToDay(next); day > after) return day;
  }
  return std::nullopt;
}

bool IsSmallNumber(std::string_view text) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  return parsed.ec == std::errc() && parsed.ptr == end && number >= 1 &&
         number <= kCountMax;
}

// Checks what libical passes over: parts that it does not know or finds twice,
// and numbers that it cuts.
absl::Status CheckParts(std::string_view rrule, std::string_view field) {
  std::set<std::string> seen;
  for (const std::string& part : std::vector<std::string>(
           absl::StrSplit(ToAbsl(rrule), absl::ByChar(';')))) {
    const size_t end = std::min(part.find('='), part.size());
    const std::string name = part.substr(0, end);
    const std::string_view value =
        std::string_view(part).substr(std::min(end + 1, part.size()));
    if (std::ranges::find(kParts, name) == std::end(kParts)) {
      return Invalid(field, absl::StrCat("got ", part,
                                         ", want parts of RFC 5545 that name "
                                         "no times of day"));
    }
    if (!seen.insert(name).second) {
      return Invalid(field, absl::StrCat("got ", name, " twice, want it once"));
    }
    const bool number = name == "INTERVAL" || name == "COUNT";
    if (number && !IsSmallNumber(value)) {
      return Invalid(field,
                     absl::StrCat("got ", part, ", want 1 to ", kCountMax));
    }
  }
  return absl::OkStatus();
}

// RFC 5545 counts weekdays ("2TU") within months and years only.
bool CountsWeekdays(const icalrecurrencetype& rule) {
  if (rule.freq == ICAL_MONTHLY_RECURRENCE ||
      rule.freq == ICAL_YEARLY_RECURRENCE) {
    return false;
  }
  return std::ranges::any_of(rule.by_day, [](auto day) {
    return day != ICAL_RECURRENCE_ARRAY_MAX &&
           icalrecurrencetype_day_position(day) != 0;
  });
}

// Whether the rule has a date at all, wherever its intervals are counted from.
bool HasDate(icalrecurrencetype rule) {
  rule.interval = 1;
  rule.count = 0;
  rule.until = icaltime_null_time();
  return Find(rule, kProbe, kProbe - 1).has_value();
}

}  // namespace

absl::Status CheckRecurrence(std::string_view rrule, std::string_view field) {
  if (rrule.empty()) return Invalid(field, "got none, want a rule");
  if (rrule.find('\0') != rrule.npos) {
    return Invalid(field, "got a zero byte, want a rule");
  }
  WL_RETURN_IF_ERROR(CheckParts(rrule, field));
  const icalrecurrencetype rule = Parse(std::string(rrule));
  constexpr std::array kFrequencies = {
      ICAL_DAILY_RECURRENCE, ICAL_WEEKLY_RECURRENCE, ICAL_MONTHLY_RECURRENCE,
      ICAL_YEARLY_RECURRENCE};
  if (std::ranges::find(kFrequencies, rule.freq) == kFrequencies.end()) {
    return Invalid(field, absl::StrCat("got ", ToAbsl(rrule),
                                       ", want a rule of RFC 5545 with FREQ "
                                       "DAILY, WEEKLY, MONTHLY or YEARLY"));
  }
  if (CountsWeekdays(rule)) {
    return Invalid(field, absl::StrCat("got ", ToAbsl(rrule),
                                       ", want counted weekdays with MONTHLY "
                                       "or YEARLY only"));
  }
  if (HasDate(rule)) return absl::OkStatus();
  return Invalid(field, absl::StrCat("got ", ToAbsl(rrule),
                                     ", want one that some date meets"));
}

std::optional<absl::CivilDay> NextDate(const v1::Plan& plan,
                                       absl::CivilDay after) {
  const icalrecurrencetype rule = Parse(plan.recurrence());
  if (rule.freq == ICAL_NO_RECURRENCE) return std::nullopt;
  const std::optional<absl::CivilDay> next =
      Find(rule, ToDay(plan.start_date()), after);
  if (next && plan.has_end_date() && *next > ToDay(plan.end_date())) {
    return std::nullopt;
  }
  return next;
}

std::optional<absl::CivilDay> LastDay(const v1::Plan& plan) {
  std::optional<absl::CivilDay> last;
  if (plan.has_end_date()) last = ToDay(plan.end_date());
  const icalrecurrencetype rule = Parse(plan.recurrence());
  if (!icaltime_is_null_time(rule.until)) {
    const absl::CivilDay until = ToDay(rule.until);
    last = std::min(last.value_or(until), until);
  }
  return last;
}

}  // namespace workledger
