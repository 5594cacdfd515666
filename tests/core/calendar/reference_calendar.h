#ifndef WORKLEDGER_TESTS_CORE_CALENDAR_REFERENCE_CALENDAR_H_
#define WORKLEDGER_TESTS_CORE_CALENDAR_REFERENCE_CALENDAR_H_

// Open time, slowly and obviously right: it asks of every minute what the clock
// on the wall reads then, and whether the bureau works at that time. Instants
// and spans are whole minutes.
//
//   const ReferenceCalendar reference(calendar);
//   EXPECT_EQ(engine.Elapsed(from, to), reference.Elapsed(from, to));

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {

class ReferenceCalendar {
 public:
  explicit ReferenceCalendar(const v1::Calendar& calendar)
      : calendar_(calendar) {}

  // Whether the minute that begins at `time` is open.
  bool IsOpen(absl::Time time) const;

  // Returns how much of [from, to) is open.
  absl::Duration Elapsed(absl::Time from, absl::Time to) const;

  // Returns the first instant from `start` on up to which so much was open;
  // nothing if that is later than `limit`.
  std::optional<absl::Time> Add(absl::Time start, absl::Duration open_time,
                                absl::Time limit) const;

  // Returns when the `count`th worked day after the local day of `start`
  // closes, and when the `count`th local day after it ends; nothing if that is
  // later than `limit`.
  std::optional<absl::Time> EndOfWorkingDays(absl::Time start, int count,
                                             absl::Time limit) const;
  std::optional<absl::Time> EndOfNaturalDays(absl::Time start, int count,
                                             absl::Time limit) const;

 private:
  absl::CivilMinute ReadingAt(absl::Time time) const;

  // Returns the end of the last minute from `from` on that reads earlier than
  // this one.
  std::optional<absl::Time> EndOf(absl::CivilMinute reading, absl::Time from,
                                  absl::Time limit) const;

  absl::Duration OffsetAt(absl::Time time) const;

  // Whether the clock jumped over the day as a whole.
  bool IsSkipped(absl::CivilDay day) const;
  bool IsWorked(absl::CivilDay day) const;

  // Whether the minute, counted from the midnight of `day`, lies in one of its
  // intervals.
  bool IsWithin(absl::CivilDay day, int minute) const;

  // The hours of a worked day.
  const google::protobuf::RepeatedPtrField<v1::DayInterval>& HoursOf(
      absl::CivilDay day) const;

  const v1::Calendar calendar_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_CALENDAR_REFERENCE_CALENDAR_H_
