// Deadlines on a calendar of ten years, built once, against a bare binary
// search in as many numbers as it has days.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "engine/core/calendar/working_calendar.h"
#include "tests/bench/bench.h"

namespace workledger::bench {
namespace {

constexpr int kFirstYear = 2017;
constexpr int kYears = 10;
constexpr int64_t kBatch = 1024;
constexpr int64_t kMillisPerHour = 3'600'000;

void AddDay(absl::CivilDay day, v1::DayClass day_class,
            v1::Calendar& calendar) {
  v1::DayOverride& override = *calendar.add_days();
  override.mutable_date()->set_year(static_cast<int32_t>(day.year()));
  override.mutable_date()->set_month(day.month());
  override.mutable_date()->set_day(day.day());
  override.set_day_class(day_class);
}

// An office in Shanghai with 36 declared days a year, as in a usual year.
v1::Calendar TenYears() {
  v1::Calendar calendar;
  calendar.add_transitions()->set_offset_seconds(8 * 3600);
  for (uint32_t weekday = 1; weekday <= 5; ++weekday) {
    calendar.add_weekdays(weekday);
  }
  for (const uint32_t hour : {9, 14}) {
    v1::DayInterval& interval = *calendar.add_intervals();
    interval.set_open_minute(hour * 60);
    interval.set_close_minute((hour == 9 ? 12 : 18) * 60);
  }
  for (int year = kFirstYear; year < kFirstYear + kYears; ++year) {
    for (int month = 1; month <= 12; ++month) {
      AddDay(absl::CivilDay(year, month, 1), v1::DAY_CLASS_OFF, calendar);
      AddDay(absl::CivilDay(year, month, 2), v1::DAY_CLASS_OFF, calendar);
      AddDay(absl::CivilDay(year, month, 10), v1::DAY_CLASS_WORK, calendar);
    }
  }
  return calendar;
}

// The same numbers in every run.
class Numbers {
 public:
  int64_t Below(int64_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int64_t>(state_ >> 33) % limit;
  }

 private:
  uint64_t state_ = 2026;
};

struct Question {
  absl::Time start;
  absl::Duration target;
  int64_t key;  // for the bare search
};

// Runs `answer` over the questions for some time; returns answers a second.
template <typename Answer>
double Rate(const std::vector<Question>& questions, absl::Duration duration,
            Answer answer) {
  // Written to where the compiler cannot see that nobody reads it.
  volatile int64_t sink = 0;
  int64_t answers = 0;
  const absl::Time begin = absl::Now();
  absl::Time now = begin;
  for (; now - begin < duration; now = absl::Now()) {
    int64_t sum = 0;
    for (const Question& question : questions) sum += answer(question);
    sink = sink + sum;
    answers += static_cast<int64_t>(questions.size());
  }
  return static_cast<double>(answers) / absl::ToDoubleSeconds(now - begin);
}

}  // namespace

absl::StatusOr<Figures> Deadlines(const Options& options) {
  const v1::Calendar source = TenYears();
  const WorkingCalendar calendar(source);
  const absl::Time first =
      absl::FromCivil(absl::CivilDay(kFirstYear, 1, 1), absl::UTCTimeZone());
  const int64_t days = absl::CivilDay(kFirstYear + kYears, 1, 1) -
                       absl::CivilDay(kFirstYear, 1, 1);
  // What was open before each day: the table that a search would go through.
  std::vector<int64_t> open_before;
  for (int64_t day = 0; day < days; ++day) {
    open_before.push_back(absl::ToInt64Milliseconds(
        calendar.Elapsed(first, first + day * absl::Hours(24))));
  }
  Numbers numbers;
  std::vector<Question> questions;
  for (int64_t i = 0; i < kBatch; ++i) {
    // Targets of up to 100 hours open, some three weeks.
    questions.push_back(
        {.start = first +
                  absl::Milliseconds(numbers.Below(days * 24 * kMillisPerHour)),
         .target = absl::Milliseconds(1 + numbers.Below(100 * kMillisPerHour)),
         .key = numbers.Below(open_before.back())});
  }
  const double bare =
      Rate(questions, options.duration, [&](const Question& question) {
        return std::lower_bound(open_before.begin(), open_before.end(),
                                question.key) -
               open_before.begin();
      });
  const double deadlines =
      Rate(questions, options.duration, [&](const Question& question) {
        return absl::ToUnixMillis(
            calendar.Add(question.start, question.target));
      });
  const double built = Rate({{}}, options.duration, [&](const Question&) {
    return WorkingCalendar(source).EverOpen() ? 1 : 0;
  });
  return Figures{
      {.name = "deadlines on a calendar of ten years",
       .value = deadlines,
       .unit = "deadlines/s",
       .bare = bare,
       .note = absl::StrCat("bare: a binary search in ", open_before.size(),
                            " integers; ", source.days_size(),
                            " declared days, one core")},
      {.name = "building that calendar",
       .value = built,
       .unit = "calendars/s"}};
}

}  // namespace workledger::bench
