#include "tools/workledger/catalogue/holiday_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

constexpr int kYearMax = 9999;

absl::Status Wrong(const std::string& file, std::string_view field,
                   std::string_view want) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_FIELD_INVALID,
                   absl::StrCat(file, ": ", std::string(field), ": want ",
                                std::string(want)),
                   field);
}

// Returns the value under `name`; an empty one if there is none.
Value FieldOf(const Struct& object, const std::string& name) {
  const auto field = object.fields().find(name);
  return field == object.fields().end() ? Value() : field->second;
}

// The notices, or the last of them where all are too long.
std::string DocumentOf(const Struct& object) {
  std::string all;
  std::string last;
  const Value papers = FieldOf(object, "papers");
  for (const Value& paper : papers.list_value().values()) {
    last = paper.string_value();
    absl::StrAppend(&all, all.empty() ? "" : " ", last);
  }
  if (all.size() <= kPathBytesMax) return all;
  return last.size() <= kPathBytesMax ? last : "";
}

absl::StatusOr<v1::DayOverride> ParseDay(const Value& value,
                                         const std::string& file, int index) {
  const std::string field = absl::StrCat("days[", index, "]");
  const Struct& object = value.struct_value();
  absl::CivilDay day;
  if (!absl::ParseCivilTime(FieldOf(object, "date").string_value(), &day) ||
      day.year() < 1 || day.year() > kYearMax) {
    return Wrong(file, field + ".date", "YYYY-MM-DD");
  }
  const Value off = FieldOf(object, "isOffDay");
  if (off.kind_case() != Value::kBoolValue) {
    return Wrong(file, field + ".isOffDay", "true or false");
  }
  v1::DayOverride override;
  override.mutable_date()->set_year(static_cast<int32_t>(day.year()));
  override.mutable_date()->set_month(day.month());
  override.mutable_date()->set_day(day.day());
  override.set_day_class(off.bool_value() ? v1::DAY_CLASS_OFF
                                          : v1::DAY_CLASS_WORK);
  return override;
}

absl::CivilDay DayOf(const v1::DayOverride& override) {
  return absl::CivilDay(override.date().year(), override.date().month(),
                        override.date().day());
}

using Days = std::map<absl::CivilDay, v1::DayOverride>;

void SetDays(const google::protobuf::RepeatedPtrField<v1::DayOverride>& from,
             Days& days) {
  for (const v1::DayOverride& day : from) days[DayOf(day)] = day;
}

// What the files say together.
v1::Calendar Merge(std::vector<HolidayFile> files) {
  std::ranges::stable_sort(files, {}, &HolidayFile::year);
  v1::Calendar merged;
  Days days;
  for (const HolidayFile& file : files) {
    for (const v1::DayOverride& day : file.days) days[DayOf(day)] = day;
    merged.set_last_year(std::max(merged.last_year(), file.year));
  }
  for (auto& [day, override] : days) *merged.add_days() = std::move(override);
  return merged;
}

// Sets the days of `calendar` to those of `below`, and over them of `above`.
void Overlay(const v1::Calendar& below, const v1::Calendar& above,
             v1::Calendar& calendar) {
  Days days;
  SetDays(below.days(), days);
  SetDays(above.days(), days);
  calendar.set_last_year(std::max(below.last_year(), above.last_year()));
  calendar.clear_days();
  for (auto& [day, override] : days) *calendar.add_days() = std::move(override);
}

}  // namespace

absl::StatusOr<HolidayFile> ParseHolidayFile(std::string_view text,
                                             const std::string& file) {
  Struct object;
  if (!google::protobuf::util::JsonStringToMessage(std::string(text), &object)
           .ok()) {
    return Wrong(file, "text", "a JSON object");
  }
  const double year = FieldOf(object, "year").number_value();
  HolidayFile parsed;
  parsed.year = year >= 1 && year <= kYearMax ? static_cast<int32_t>(year) : 0;
  if (parsed.year == 0 || parsed.year != year) {
    return Wrong(file, "year", "a year from 1 to 9999");
  }
  const Value days = FieldOf(object, "days");
  if (days.kind_case() != Value::kListValue) {
    return Wrong(file, "days", "a list");
  }
  const std::string document = DocumentOf(object);
  std::set<absl::CivilDay> seen;
  for (int i = 0; i < days.list_value().values_size(); ++i) {
    WL_ASSIGN_OR_RETURN(v1::DayOverride day,
                        ParseDay(days.list_value().values(i), file, i));
    const std::string field = absl::StrCat("days[", i, "].date");
    if (day.date().year() != parsed.year &&
        day.date().year() != parsed.year - 1) {
      return Wrong(
          file, field,
          absl::StrCat("a day of ", parsed.year, " or of the year before"));
    }
    if (!seen.insert(DayOf(day)).second) {
      return Wrong(file, field, "each day once");
    }
    day.set_document(document);
    parsed.days.push_back(std::move(day));
  }
  return parsed;
}

absl::Status CheckYears(const std::vector<HolidayFile>& files) {
  std::set<int32_t> years;
  for (const HolidayFile& file : files) {
    if (years.insert(file.year).second) continue;
    return MakeError(
        absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_FIELD_INVALID,
        absl::StrCat("got ", file.year, " twice, want each year once"));
  }
  for (const int32_t year : years) {
    if (year == *years.rbegin() || years.contains(year + 1)) continue;
    return MakeError(
        absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_FIELD_INVALID,
        absl::StrCat("got ", year, " and later years without ", year + 1,
                     ", want every year between the first and the last"));
  }
  return absl::OkStatus();
}

absl::Status CheckFollows(const std::vector<HolidayFile>& files,
                          const v1::Calendar& calendar) {
  if (files.empty() || calendar.last_year() == 0) return absl::OkStatus();
  const int32_t first = std::ranges::min(files, {}, &HolidayFile::year).year;
  const int32_t next = calendar.last_year() + 1;
  if (first <= next) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_FIELD_INVALID,
                   absl::StrCat("calendar ", calendar.code(), ": got ", first,
                                " first, want ", next, " or before"));
}

void AddHolidays(std::vector<HolidayFile> files, v1::Calendar& calendar) {
  const v1::Calendar own = calendar;
  Overlay(own, Merge(std::move(files)), calendar);
}

void AddHolidaysBelow(std::vector<HolidayFile> files, v1::Calendar& calendar) {
  const v1::Calendar own = calendar;
  Overlay(Merge(std::move(files)), own, calendar);
}

}  // namespace workledger
