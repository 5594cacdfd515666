// The golden vectors of DOMAIN 2.3.6 and the cases of 2.7 that calendars alone
// decide.

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/core/calendar/working_calendar.h"
#include "gtest/gtest.h"
#include "tests/core/calendar/calendars.h"

namespace workledger {
namespace {

TEST(GoldenCalendarTest, FourHoursReachTheSundayThatIsWorked) {
  // (a) 4 h from Friday 2025-09-26 17:00. Sunday the 28th makes up for the
  // holidays; who knows only Monday to Friday says Monday the 29th, 12:00.
  EXPECT_EQ(WorkingCalendar(OfficeWith(Notice2025()))
                .Add(Shanghai("2025-09-26T17:00"), absl::Hours(4)),
            Shanghai("2025-09-28T12:00"));
  EXPECT_EQ(WorkingCalendar(Office()).Add(Shanghai("2025-09-26T17:00"),
                                          absl::Hours(4)),
            Shanghai("2025-09-29T12:00"));
}

TEST(GoldenCalendarTest, FiveWorkingDaysPassTheHolidays) {
  // (b) 5 working days from Tuesday 2025-09-30: 10-14. Without the Saturday
  // that makes up it is 10-15, without the holidays 10-07.
  const absl::Time start = Shanghai("2025-09-30T10:00");
  EXPECT_EQ(WorkingCalendar(OfficeWith(Notice2025())).AddWorkingDays(start, 5),
            Shanghai("2025-10-14T18:00"));
  EXPECT_EQ(WorkingCalendar(OfficeWithoutMakeUpDays(Notice2025()))
                .AddWorkingDays(start, 5),
            Shanghai("2025-10-15T18:00"));
  EXPECT_EQ(WorkingCalendar(Office()).AddWorkingDays(start, 5),
            Shanghai("2025-10-07T18:00"));
}

TEST(GoldenCalendarTest, EightHoursReachTheSaturdayThatIsWorked) {
  // (c) 8 h from Friday 2026-02-13 16:00: Saturday 02-14 17:00. Without the
  // day that makes up it is 02-24 17:00, after the Spring Festival.
  const absl::Time start = Shanghai("2026-02-13T16:00");
  EXPECT_EQ(
      WorkingCalendar(OfficeWith(Notice2026())).Add(start, absl::Hours(8)),
      Shanghai("2026-02-14T17:00"));
  EXPECT_EQ(WorkingCalendar(OfficeWithoutMakeUpDays(Notice2026()))
                .Add(start, absl::Hours(8)),
            Shanghai("2026-02-24T17:00"));
}

TEST(GoldenCalendarTest, AnAmendmentInsideTheHolidayMovesTheDeadline) {
  // (d) 16 h from 2020-01-22 16:00. The first notice of 2020 makes Friday
  // 01-31 a working day; that of 2020-01-27 takes it and 02-01 away.
  const absl::Time start = Shanghai("2020-01-22T16:00");
  EXPECT_EQ(
      WorkingCalendar(OfficeWith(First2020())).Add(start, absl::Hours(16)),
      Shanghai("2020-01-31T18:00"));
  EXPECT_EQ(
      WorkingCalendar(OfficeWith(Amended2020())).Add(start, absl::Hours(16)),
      Shanghai("2020-02-03T18:00"));
}

TEST(GoldenCalendarTest, ANoticeSetsDaysOfTheDecemberBefore) {
  // (e) The next working day after 2018-12-28 is 12-31 by the file of 2018
  // alone, and Saturday 12-29 by that of 2019.
  const absl::Time start = Shanghai("2018-12-28T10:00");
  v1::Calendar calendar = OfficeWith(Notice2018());
  EXPECT_EQ(WorkingCalendar(calendar).AddWorkingDays(start, 1),
            Shanghai("2018-12-31T18:00"));
  Declare(First2019(), calendar);
  EXPECT_EQ(WorkingCalendar(calendar).AddWorkingDays(start, 1),
            Shanghai("2018-12-29T18:00"));
}

TEST(GoldenCalendarTest, TheAmendmentOf2019MovesMayDay) {
  // 2.3.3: the notice of 2019-03-22 made 1 May a holiday of four days, with
  // Sunday 04-28 and Sunday 05-05 worked for it.
  const absl::Time start = Shanghai("2019-04-30T10:00");
  EXPECT_EQ(WorkingCalendar(OfficeWith(First2019())).AddWorkingDays(start, 1),
            Shanghai("2019-05-02T18:00"));
  EXPECT_EQ(WorkingCalendar(OfficeWith(Amended2019())).AddWorkingDays(start, 1),
            Shanghai("2019-05-05T18:00"));
}

int DaysThatMondayToFridayGetsWrong(const v1::Calendar& office, int year) {
  const WorkingCalendar declared(office);
  const WorkingCalendar plain((Office()));
  int wrong = 0;
  for (absl::CivilDay day(year, 1, 1); day.year() == year; ++day) {
    if (declared.Describe(day).day_class != plain.Describe(day).day_class) {
      ++wrong;
    }
  }
  return wrong;
}

TEST(GoldenCalendarTest, MondayToFridayIsWrongOnSoManyDays) {
  // 2.3.2: on 23 days of 2025 and 25 of 2026.
  EXPECT_EQ(DaysThatMondayToFridayGetsWrong(OfficeWith(Notice2025()), 2025),
            23);
  EXPECT_EQ(DaysThatMondayToFridayGetsWrong(OfficeWith(Notice2026()), 2026),
            25);
}

TEST(EdgeCaseTest, Case2AHoldOverTheWeekendIsCreditedItsOpenTimeOnly) {
  // Others credit a pause over nights and weekends as full time. Friday 17:00
  // to Monday 10:00 are 65 hours on the clock and two open ones; a pause
  // wholly outside open time is worth nothing.
  const WorkingCalendar office((Office()));
  EXPECT_EQ(office.Elapsed(Shanghai("2026-03-06T17:00"),
                           Shanghai("2026-03-09T10:00")),
            absl::Hours(2));
  EXPECT_EQ(office.Elapsed(Shanghai("2026-03-06T18:00"),
                           Shanghai("2026-03-09T09:00")),
            absl::ZeroDuration());
}

TEST(EdgeCaseTest, Case3ResumingNeverLeadsToADeadlineOutsideHours) {
  // With others a resumed clock falls due at night. Whenever it is resumed, and
  // whatever is left, the deadline lies in (open, close] of a worked day.
  const WorkingCalendar office(OfficeWith(Notice2026()));
  const absl::Time start = Shanghai("2026-02-13T00:00");
  for (int half_hours = 0; half_hours < 14 * 48; ++half_hours) {
    const absl::Time resumed = start + half_hours * absl::Minutes(30);
    for (const int minutes : {1, 60, 180, 240, 420, 900}) {
      const absl::Time due = office.Add(resumed, absl::Minutes(minutes));
      const auto interval = office.NextInterval(due - absl::Milliseconds(1));
      ASSERT_TRUE(interval);
      EXPECT_LT(interval->open, due) << resumed;
      EXPECT_LE(due, interval->close) << resumed;
      EXPECT_EQ(office.Describe(due).day_class, v1::DAY_CLASS_WORK) << resumed;
    }
  }
}

TEST(EdgeCaseTest, Case16DaysThatMakeUpAreNeitherSkippedNorMisread) {
  // A Sunday that is worked runs the clock with a weekday's hours, and a
  // weekday off does not; each says which notice makes it so.
  v1::Calendar calendar = OfficeWith(Notice2025());
  for (v1::DayOverride& day : *calendar.mutable_days()) {
    day.set_document("notice of 2024-11-12");
  }
  const WorkingCalendar office(calendar);
  EXPECT_EQ(office.Elapsed(Shanghai("2025-09-28T00:00"),
                           Shanghai("2025-09-29T00:00")),
            absl::Hours(7));
  EXPECT_EQ(office.Elapsed(Shanghai("2025-10-01T00:00"),
                           Shanghai("2025-10-09T00:00")),
            absl::ZeroDuration());
  const DayInfo sunday = office.Describe(absl::CivilDay(2025, 9, 28));
  EXPECT_EQ(sunday.day_class, v1::DAY_CLASS_WORK);
  EXPECT_EQ(sunday.document, "notice of 2024-11-12");
  const DayInfo wednesday = office.Describe(absl::CivilDay(2025, 10, 1));
  EXPECT_EQ(wednesday.day_class, v1::DAY_CLASS_OFF);
  EXPECT_EQ(wednesday.document, "notice of 2024-11-12");
  EXPECT_EQ(office.Describe(absl::CivilDay(2025, 9, 29)).document, "");
}

TEST(EdgeCaseTest, Case17AWorkingDayIsNotTwentyFourHoursAndLunchIsNotLost) {
  // From Monday 10:00 one working day ends on Tuesday at 18:00, 24 business
  // hours on Thursday: 6 + 7 + 7 + 4. A day with a lunch break sums up to its
  // intervals.
  const WorkingCalendar office((Office()));
  const absl::Time start = Shanghai("2026-03-09T10:00");
  EXPECT_EQ(office.AddWorkingDays(start, 1), Shanghai("2026-03-10T18:00"));
  EXPECT_EQ(office.Add(start, absl::Hours(24)), Shanghai("2026-03-12T15:00"));
  EXPECT_EQ(office.Elapsed(Shanghai("2026-03-09T00:00"),
                           Shanghai("2026-03-10T00:00")),
            absl::Hours(7));
  // The break itself counts nothing, and an hour from 11:30 spans it.
  EXPECT_EQ(office.Elapsed(Shanghai("2026-03-09T12:00"),
                           Shanghai("2026-03-09T14:00")),
            absl::ZeroDuration());
  EXPECT_EQ(office.Add(Shanghai("2026-03-09T11:30"), absl::Hours(1)),
            Shanghai("2026-03-09T14:30"));
}

TEST(EdgeCaseTest, Case18TimesAreExactAndOfTheOffsetThatHeldThen) {
  // Others round suspensions to the step of a timer, and judge history with
  // today's offset from UTC. A millisecond counts as one; and 09:00 in Berlin
  // is 08:00 UTC in January and 07:00 UTC in July, asked at any time.
  v1::Calendar calendar = Office();
  SetZone("Europe/Berlin", 2020, 2030, calendar);
  const WorkingCalendar berlin(calendar);
  const auto utc = [](int month, int day, int hour) {
    return absl::FromCivil(absl::CivilHour(2026, month, day, hour),
                           absl::UTCTimeZone());
  };
  EXPECT_EQ(berlin.NextOpen(utc(1, 14, 0)), utc(1, 14, 8));
  EXPECT_EQ(berlin.NextOpen(utc(7, 15, 0)), utc(7, 15, 7));
  EXPECT_EQ(berlin.Add(utc(1, 14, 8), absl::Milliseconds(1)),
            utc(1, 14, 8) + absl::Milliseconds(1));
  EXPECT_EQ(berlin.Elapsed(utc(1, 14, 8) + absl::Milliseconds(999),
                           utc(1, 14, 8) + absl::Milliseconds(1001)),
            absl::Milliseconds(2));
}

}  // namespace
}  // namespace workledger
