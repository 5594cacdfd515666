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

// The rule's dates are taken after this one.
absl::CivilDay DateBefore(const PlanDays& days, const v1::Plan& plan,
                          const v1::PlanProgress& progress,
                          const ScheduleFrom& from) {
  absl::CivilDay before = absl::CivilDay::min();
  const auto after = [&](absl::CivilDay day) {
    before = std::max(before, day);
  };
  if (const auto last = DateOfKey(progress.last_key())) after(*last);
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

}  // namespace

bool WaitsForWork(const v1::Plan& plan, const v1::PlanProgress& progress) {
  return Floats(plan) && progress.made() > progress.done() + progress.missed();
}

std::optional<v1::OccurrenceScheduled> NextOccurrence(
    const Catalogue& catalogue, const v1::CatalogueEntry& entry,
    const v1::PlanProgress& progress, const ScheduleFrom& from) {
  const v1::Plan& plan = entry.item().plan();
  const PlanDays days(catalogue, plan);
  const auto start_on = [&](absl::CivilDay date) {
    return days.StartOn(days.Moved(date, plan.closed_day()));
  };
  absl::CivilDay before = DateBefore(days, plan, progress, from);
  if (from.skip_past) {
    // Long plans have many dates behind them; those of the last year may lie
    // in a window that was moved.
    const absl::Time far = from.now - SpanOf(plan.window());
    before = std::max(before, days.DayOf(far) - kMoveDaysMax);
  }
  std::optional<absl::CivilDay> date = NextDate(plan, before);
  while (date && from.skip_past && days.EndOf(start_on(*date)) < from.now) {
    date = NextDate(plan, *date);
  }
  if (!date) return std::nullopt;

  v1::OccurrenceScheduled next;
  absl::Time start = start_on(*date);
  if (const auto gap = FindGap(plan, progress); gap && start > gap->end) {
    // Late already, it begins at once.
    const absl::Time nearer = std::max(days.LastStart(gap->end), from.now);
    // Else no open day lies within the gap, and the same day would come again
    // and again.
    if (days.DayOf(nearer) > days.DayOf(gap->last)) {
      next.set_gap_bound(nearer < start);
      start = std::min(start, nearer);
    }
  }
  next.set_key(absl::FormatCivilTime(*date));
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
