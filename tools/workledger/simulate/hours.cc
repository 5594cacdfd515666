#include "tools/workledger/simulate/hours.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "engine/base/check.h"
#include "tools/workledger/catalogue/catalogue_file.h"
#include "tools/workledger/simulate/default_profile.h"
#include "tools/workledger/simulate/story.h"

namespace workledger {
namespace {

constexpr absl::Duration kWorkOffset = absl::Seconds(140);

v1::ChangeCatalogue ReadProfile() {
  constexpr char kFile[] = "cn-gov-default.toml";
  auto file = ParseCatalogueFile(
      kDefaultProfile, kFile, BureauTime(),
      [](const std::string& name) -> absl::StatusOr<std::string> {
        return std::string(name == "cn-2025.json" ? kHolidays2025
                                                  : kHolidays2026);
      });
  WL_CHECK(file.ok());
  v1::ChangeCatalogue changes;
  for (FileChange& change : file->changes) {
    *changes.add_changes() = std::move(change.change);
  }
  return changes;
}

const v1::Calendar& Office() {
  const auto& changes = ProfileChanges().changes();
  const auto found =
      std::ranges::find_if(changes, [](const v1::CatalogueChange& change) {
        return change.put().calendar().code() == kOfficeCalendar;
      });
  WL_CHECK(found != changes.end());
  return found->put().calendar();
}

bool IsWorked(absl::CivilDay day) {
  const auto& days = Office().days();
  const auto named = std::ranges::find_if(days, [&](const auto& one) {
    return one.date().year() == day.year() &&
           one.date().month() == day.month() && one.date().day() == day.day();
  });
  if (named != days.end()) return named->day_class() == v1::DAY_CLASS_WORK;
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
}

absl::Time Moment(absl::Time time, const Pace& pace, absl::Duration offset) {
  const absl::Time zero = YearStart() + offset;
  absl::Time moment = zero + absl::Ceil(time - zero, pace.step);
  while (pace.office && !OfficeOpen(moment)) moment += pace.step;
  return moment;
}

}  // namespace

const v1::ChangeCatalogue& ProfileChanges() {
  static const auto* const changes = new v1::ChangeCatalogue(ReadProfile());
  return *changes;
}

bool OfficeOpen(absl::Time time) {
  const absl::CivilMinute minute = absl::ToCivilMinute(time, BureauTime());
  const auto of_day =
      static_cast<uint32_t>(minute.hour()) * 60 + minute.minute();
  const bool open =
      std::ranges::any_of(Office().intervals(), [&](const auto& interval) {
        return interval.open_minute() <= of_day &&
               of_day < interval.close_minute();
      });
  return open && IsWorked(absl::CivilDay(minute));
}

absl::Time DeskMoment(absl::Time time, const Pace& pace) {
  return Moment(time, pace, absl::ZeroDuration());
}

absl::Time WorkMoment(absl::Time time, const Pace& pace, int steps) {
  absl::Time moment = Moment(time, pace, kWorkOffset);
  for (int i = 0; i < steps; ++i) {
    moment = Moment(moment + pace.step, pace, kWorkOffset);
  }
  return moment;
}

absl::Time OnWorkingDay(absl::Time time, int days, absl::Duration time_of_day) {
  absl::CivilDay day = absl::ToCivilDay(time, BureauTime());
  for (int left = days; left > 0; left -= IsWorked(day) ? 1 : 0) ++day;
  return absl::FromCivil(day, BureauTime()) + time_of_day;
}

}  // namespace workledger
