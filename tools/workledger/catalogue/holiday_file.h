#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_HOLIDAY_FILE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_HOLIDAY_FILE_H_

// A year's notice of public holidays as a JSON file: days off and days worked
// instead 调休, in the form of holiday-cn.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {

struct HolidayFile {
  int32_t year = 0;
  // As the file has them: some may be of the December before.
  std::vector<v1::DayOverride> days;
};

// Reads `year`, `papers` and `days` of {`date`, `isOffDay`}; each day names
// the papers as its document. `file` names the text in errors.
//
//   INVALID_ARGUMENT  FIELD_INVALID: the text has another form, or a day that
//                     is of neither this year nor the one before, or twice.
absl::StatusOr<HolidayFile> ParseHolidayFile(std::string_view text,
                                             const std::string& file);

// Refuses files of which two are of one year, or between which a year is
// missing, whose days would pass for ordinary ones.
//
//   INVALID_ARGUMENT  FIELD_INVALID: the message says which year.
absl::Status CheckYears(const std::vector<HolidayFile>& files);

// Refuses files that begin later than the year after the last that the calendar
// knows; one that waits for no notice takes any.
//
//   INVALID_ARGUMENT  FIELD_INVALID: the message says which year.
absl::Status CheckFollows(const std::vector<HolidayFile>& files,
                          const v1::Calendar& calendar);

// Sets the days of `files`, whatever the calendar said of them, and the last
// year that is known. Where two years' files name one day, the later year's
// holds: its notice is the younger one. Other days of the calendar stay.
void AddHolidays(std::vector<HolidayFile> files, v1::Calendar& calendar);

// The same below what the calendar says: its own days stay.
void AddHolidaysBelow(std::vector<HolidayFile> files, v1::Calendar& calendar);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_HOLIDAY_FILE_H_
