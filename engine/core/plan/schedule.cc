#include "engine/core/plan/schedule.h"

#include <algorithm>

#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/calendar_at.h"
#include "engine/core/plan/recurrence.h"

namespace workledger {
namespace {

constexpr int kMinutesPerDay = 1440;

// How far a closed day is moved at most: no calendar closes for a year.
constexpr int kMoveDaysMax = 366;

// Windows, leads and gaps of more than ten years count as ten years.
constexpr absl::Duration kSpanMax = absl::Hours(24 * 3660);

absl::Duration SpanOf(const google::protobuf::Duration& duration) {
  return std::clamp(
      absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos()),
      absl::ZeroDuration(), kSpanMax);
}

// A plan with the calendar that its dates are read in.
class PlanDays {
 public:
  PlanDays(const Catalogue& catalogue, const v1::Plan& plan)
      : plan_(plan),
        entry_(CalendarEntry(catalogue, plan)),
        calendar_(entry_ == nullptr ? nullptr
                                    : &catalogue.WorkingCalendarOf(*entry_)) {}

  uint64_t revision() const { return entry_ ? entry_->revision() : 0; }

  absl::CivilDay DayOf(absl::Time time) const { return clock().DayOf(time); }

  // The start minute of a day.
  absl::Time StartOn(absl::CivilDay day) const {
    const int minute = static_cast<int>(
        std::min<uint32_t>(plan_.start_minute(), kMinutesPerDay - 1));
    return clock().TimeOf(day, minute);
  }

  absl::Time EndOf(absl::Time start) const {
    const absl::Duration window = SpanOf(plan_.window());
    if (window > absl::ZeroDuration()) return FloorMillis(start + window);
    return clock().TimeOf(DayOf(start), kMinutesPerDay);
  }

  // The day on which what falls on `day` is done.
  absl::CivilDay Moved(absl::CivilDay day, v1::ClosedDay closed_day) const {
    if (calendar_ == nullptr || (closed_day != v1::CLOSED_DAY_BEFORE &&
                                 closed_day != v1::CLOSED_DAY_AFTER)) {
      return day;
    }
    const int step = closed_day == v1::CLOSED_DAY_BEFORE ? -1 : 1;
    absl::CivilDay moved = day;
    for (int i = 0; i < kMoveDaysMax; ++i, moved += step) {
      if (calendar_->Describe(moved).day_class == v1::DAY_CLASS_WORK) {
        return moved;
      }
    }
    return day;
  }

  // The start of what falls on the rule's date.
  absl::Time StartOnDate(absl::CivilDay date) const {
    return StartOn(Moved(date, plan_.closed_day()));
  }

  // The last start at or before `time`, on an open day where the plan asks for
  // one.
  absl::Time LastStart(absl::Time time) const {
    absl::CivilDay day = DayOf(time);
    if (StartOn(day) > time) --day;
    const bool keep = plan_.closed_day() == v1::CLOSED_DAY_KEEP;
    return StartOn(
        Moved(day, keep ? v1::CLOSED_DAY_KEEP : v1::CLOSED_DAY_BEFORE));
  }

 private:
  static const v1::CatalogueEntry* CalendarEntry(const Catalogue& catalogue,
                                                 const v1::Plan& plan) {
    return plan.calendar().empty()
               ? CalendarAt(catalogue, plan.location())
               : catalogue.Find(v1::CATALOGUE_KIND_CALENDAR, plan.calendar());
  }

  const LocalClock& clock() const {
    return calendar_ == nullptr ? utc_ : calendar_->clock();
  }

  const v1::Plan& plan_;
  const v1::CatalogueEntry* entry_;
  const WorkingCalendar* calendar_;
  const LocalClock utc_ = LocalClock(v1::Calendar());
};

bool Floats(const v1::Plan& plan) {
  return plan.mode() == v1::PLAN_MODE_FLOATING && !plan.statutory();
}

// Returns the last date of the rule that is used up. A visit that the gap
// demanded has the key of its own day, and stands for the date that it was
// nearer than; it is told from one whose date another rule gave by that date
// being one of the rule still.
std::optional<absl::CivilDay> LastUsed(const v1::Plan& plan,
                                       const v1::PlanProgress& progress) {
  const auto last = DateOfKey(progress.last_key());
  if (SpanOf(plan.gap_max()) == absl::ZeroDuration()) return last;
  const auto scheduled = DateOfKey(progress.rule_key());
  if (!last || !scheduled || *scheduled < *last ||
      NextDate(plan, *scheduled - 1) != scheduled) {
    return last;
  }
  const auto used = NextDate(plan, *last - 1);
  return used ? used : last;
}

// The rule's dates are taken after this one.
absl::CivilDay DateBefore(const PlanDays& days, const v1::Plan& plan,
                          const v1::PlanProgress& progress,
                          const ScheduleFrom& from) {
  absl::CivilDay before = absl::CivilDay::min();
  const auto after = [&](absl::CivilDay day) {
    before = std::max(before, day);
  };
  if (const auto used = LastUsed(plan, progress)) after(*used);
  if (from.first_date) after(*from.first_date - 1);
  if (Floats(plan) && !progress.last_key().empty()) {
    const bool done = !progress.has_last_start_time();
    after(
        days.DayOf(done ? FromTimestamp(progress.last_done_time()) : from.now));
  }
  return before;
}

// The longest time without work that a plan allows.
struct Gap {
  absl::Time last;  // when the work was done, or began, last
  absl::Time end;   // when it must begin again at the latest
};

std::optional<Gap> FindGap(const v1::Plan& plan,
                           const v1::PlanProgress& progress) {
  const absl::Duration gap_max = SpanOf(plan.gap_max());
  std::optional<absl::Time> last;
  if (progress.has_last_done_time()) {
    last = FromTimestamp(progress.last_done_time());
  }
  if (progress.has_last_start_time()) {
    const absl::Time start = FromTimestamp(progress.last_start_time());
    last = std::max(last.value_or(start), start);
  }
  if (!last || gap_max == absl::ZeroDuration()) return std::nullopt;
  return Gap{.last = *last, .end = FloorMillis(*last + gap_max)};
}

// The next date of the rule that is not used up.
std::optional<absl::CivilDay> FindDate(const PlanDays& days,
                                       const v1::Plan& plan,
                                       const v1::PlanProgress& progress,
                                       const ScheduleFrom& from) {
  absl::CivilDay before = DateBefore(days, plan, progress, from);
  if (from.skip_past) {
    // Long plans have many dates behind them; those of the last year may lie
    // in a window that was moved.
    const absl::Time far = from.now - SpanOf(plan.window());
    before = std::max(before, days.DayOf(far) - kMoveDaysMax);
  }
  std::optional<absl::CivilDay> date = NextDate(plan, before);
  while (date && from.skip_past &&
         days.EndOf(days.StartOnDate(*date)) < from.now) {
    date = NextDate(plan, *date);
  }
  return date;
}

// A visit that the plan's longest gap demands.
struct Visit {
  absl::CivilDay key;
  absl::Time start;
  // The last date of the rule that is used up with it; nothing if none is.
  std::optional<absl::CivilDay> used;
};

// Returns the visit that must come before `date`, or after the rule's last date
// where there is none any more but the plan is still in force.
std::optional<Visit> GapVisit(const PlanDays& days, const v1::Plan& plan,
                              const v1::PlanProgress& progress,
                              std::optional<absl::CivilDay> date,
                              absl::Time now) {
  const auto gap = FindGap(plan, progress);
  const auto last_key = DateOfKey(progress.last_key());
  if (!gap || !last_key) return std::nullopt;
  if (date && days.StartOnDate(*date) <= gap->end) return std::nullopt;
  // Late already, it begins at once.
  const absl::Time start = std::max(days.LastStart(gap->end), now);
  if (date && start >= days.StartOnDate(*date)) return std::nullopt;
  // Else no open day lies within the gap, and the same day would come again
  // and again.
  if (days.DayOf(start) <= days.DayOf(gap->last)) return std::nullopt;
  // Work that was brought forward has a later key than its day.
  const absl::CivilDay key = std::max(days.DayOf(start), *last_key + 1);
  const auto used = LastUsed(plan, progress);
  if (!date) {
    if (days.DayOf(start) > LastDay(plan).value_or(*used)) return std::nullopt;
    return Visit{.key = key, .start = start, .used = used};
  }
  if (key >= *date) return Visit{.key = *date, .start = start, .used = date};
  return Visit{.key = key, .start = start, .used = key <= *used ? used : date};
}

}  // namespace

bool WaitsForWork(const v1::Plan& plan, const v1::PlanProgress& progress) {
  return Floats(plan) && progress.made() > progress.done() + progress.missed();
}

std::optional<v1::OccurrenceScheduled> NextOccurrence(
    const Catalogue& catalogue, const v1::CatalogueEntry& entry,
    const v1::PlanProgress& progress, const ScheduleFrom& from) {
  const v1::Plan& plan = entry.item().plan();
  const PlanDays days(catalogue, plan);
  const auto date = FindDate(days, plan, progress, from);
  auto visit = GapVisit(days, plan, progress, date, from.now);
  if (!date && !visit) return std::nullopt;

  v1::OccurrenceScheduled next;
  next.set_gap_bound(visit.has_value());
  const absl::Time start = visit ? visit->start : days.StartOnDate(*date);
  next.set_key(absl::FormatCivilTime(visit ? visit->key : *date));
  const std::optional<absl::CivilDay> used = visit ? visit->used : date;
  if (used) next.set_rule_key(absl::FormatCivilTime(*used));
  *next.mutable_window_start_time() = ToTimestamp(start);
  *next.mutable_window_end_time() = ToTimestamp(days.EndOf(start));
  *next.mutable_plan_time() =
      ToTimestamp(FloorMillis(start - SpanOf(plan.lead())));
  next.set_plan_revision(entry.revision());
  next.set_calendar_revision(days.revision());
  return next;
}

absl::Time WindowEnd(const Catalogue& catalogue, const v1::Plan& plan,
                     absl::Time start) {
  return PlanDays(catalogue, plan).EndOf(start);
}

std::optional<absl::CivilDay> DateOfKey(std::string_view key) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(ToAbsl(key), &day)) return std::nullopt;
  return day;
}

}  // namespace workledger
