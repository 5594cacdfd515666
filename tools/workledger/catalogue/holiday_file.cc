#include "tools/workledger/catalogue/holiday_file.h"

#include <algorithm>
#include <map>
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
  for (int i = 0; i < days.list_value().values_size(); ++i) {
    WL_ASSIGN_OR_RETURN(v1::DayOverride day,
                        ParseDay(days.list_value().values(i), file, i));
    day.set_document(document);
    parsed.days.push_back(std::move(day));
  }
  return parsed;
}

void AddHolidays(std::vector<HolidayFile> files, v1::Calendar& calendar) {
  std::ranges::sort(files, {}, &HolidayFile::year);
  std::map<absl::CivilDay, v1::DayOverride> days;
  for (const v1::DayOverride& day : calendar.days()) days[DayOf(day)] = day;
  for (const HolidayFile& file : files) {
    for (const v1::DayOverride& day : file.days) days[DayOf(day)] = day;
    calendar.set_last_year(std::max(calendar.last_year(), file.year));
  }
  calendar.clear_days();
  for (auto& [day, override] : days) *calendar.add_days() = std::move(override);
}

}  // namespace workledger
