#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TIME_FORMAT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TIME_FORMAT_H_

// Times as a source writes them.
//
//   WL_ASSIGN_OR_RETURN(
//       const TimeFormat format,
//       TimeFormat::Create("%d/%m/%Y %H:%M", "Europe/Lisbon"));
//   absl::StatusOr<absl::Time> time = format.Parse("29/2/2016 01:16");

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace workledger {

class TimeFormat {
 public:
  // Reads nothing: Parse fails.
  TimeFormat() = default;

  // `format` is in the syntax of absl::ParseTime, with the fields that
  // docs/import.md lists; `zone` is an IANA name.
  //
  //   INVALID_ARGUMENT  no such zone on this machine, or what CheckFormat says.
  static absl::StatusOr<TimeFormat> Create(std::string_view format,
                                           std::string_view zone);

  //   INVALID_ARGUMENT  `format` has a field that is not listed, or none.
  static absl::Status CheckFormat(std::string_view format);

  // Returns the instant, in whole milliseconds. Of a local time that happened
  // twice it is the first, of one that was skipped the one that the offset
  // before the skip gives.
  //
  //   INVALID_ARGUMENT  `text` is not of this format, is no date, or lies
  //                     outside the years 1 to 9999.
  absl::StatusOr<absl::Time> Parse(std::string_view text) const;

 private:
  std::string format_;
  absl::TimeZone zone_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TIME_FORMAT_H_
