#include "engine/core/plan/recurrence.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "tests/support/status_is.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::Plan PlanOn(const std::string& recurrence, absl::CivilDay start) {
  v1::Plan plan;
  plan.set_recurrence(recurrence);
  plan.mutable_start_date()->set_year(static_cast<int>(start.year()));
  plan.mutable_start_date()->set_month(start.month());
  plan.mutable_start_date()->set_day(start.day());
  return plan;
}

// The first `count` dates from the start on.
std::vector<std::string> Dates(const v1::Plan& plan, size_t count) {
  std::vector<std::string> dates;
  absl::CivilDay after = absl::CivilDay::min();
  while (dates.size() < count) {
    const auto next = NextDate(plan, after);
    if (!next) break;
    EXPECT_GT(*next, after);
    dates.push_back(absl::FormatCivilTime(*next));
    after = *next;
  }
  return dates;
}

std::vector<std::string> Dates(const std::string& recurrence, size_t count) {
  return Dates(PlanOn(recurrence, absl::CivilDay(2026, 1, 5)), count);
}

TEST(RecurrenceTest, FindsTheDatesOfEachKindOfRule) {
  EXPECT_THAT(
      Dates("FREQ=MONTHLY;BYMONTHDAY=5,20", 4),
      ElementsAre("2026-01-05", "2026-01-20", "2026-02-05", "2026-02-20"));
  EXPECT_THAT(Dates("FREQ=MONTHLY;BYMONTHDAY=-1", 3),
              ElementsAre("2026-01-31", "2026-02-28", "2026-03-31"));
  EXPECT_THAT(Dates("FREQ=MONTHLY;BYDAY=2TU", 3),
              ElementsAre("2026-01-13", "2026-02-10", "2026-03-10"));
  EXPECT_THAT(Dates("FREQ=MONTHLY;BYDAY=-1FR", 2),
              ElementsAre("2026-01-30", "2026-02-27"));
  EXPECT_THAT(Dates("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 2),
              ElementsAre("2026-01-30", "2026-02-27"));
  EXPECT_THAT(
      Dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", 4),
      ElementsAre("2026-01-05", "2026-01-08", "2026-01-19", "2026-01-22"));
  EXPECT_THAT(Dates("FREQ=DAILY;INTERVAL=10", 3),
              ElementsAre("2026-01-05", "2026-01-15", "2026-01-25"));
  EXPECT_THAT(Dates("FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1", 3),
              ElementsAre("2026-03-01", "2026-09-01", "2027-03-01"));
  EXPECT_THAT(Dates("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", 2),
              ElementsAre("2026-05-11", "2027-05-17"));
}

TEST(RecurrenceTest, SkipsDatesThatAMonthOrYearDoesNotHave) {
  EXPECT_THAT(Dates("FREQ=MONTHLY;BYMONTHDAY=31", 3),
              ElementsAre("2026-01-31", "2026-03-31", "2026-05-31"));
  EXPECT_THAT(Dates("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 3),
              ElementsAre("2028-02-29", "2032-02-29", "2036-02-29"));
  EXPECT_THAT(Dates(PlanOn("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
                           absl::CivilDay(2097, 1, 1)),
                    2),
              ElementsAre("2104-02-29", "2108-02-29"));
}

TEST(RecurrenceTest, EndsWithCountUntilAndEndDate) {
  EXPECT_THAT(Dates("FREQ=DAILY;COUNT=2", 9),
              ElementsAre("2026-01-05", "2026-01-06"));
  for (const char* const until :
       {"20260106", "20260106T000000", "20260106T235959Z"}) {
    EXPECT_THAT(Dates(std::string("FREQ=DAILY;UNTIL=") + until, 9),
                ElementsAre("2026-01-05", "2026-01-06"))
        << until;
  }
  v1::Plan plan = PlanOn("FREQ=DAILY", absl::CivilDay(2026, 1, 5));
  *plan.mutable_end_date() = FromText<v1::Date>("year: 2026 month: 1 day: 6");
  EXPECT_THAT(Dates(plan, 9), ElementsAre("2026-01-05", "2026-01-06"));
}

TEST(RecurrenceTest, CountsIntervalsFromTheStartNotFromTheDateAskedFor) {
  const v1::Plan plan =
      PlanOn("FREQ=MONTHLY;INTERVAL=3", absl::CivilDay(2026, 1, 15));
  EXPECT_EQ(NextDate(plan, absl::CivilDay(2026, 2, 1)),
            absl::CivilDay(2026, 4, 15));
  EXPECT_EQ(NextDate(plan, absl::CivilDay(2026, 4, 15)),
            absl::CivilDay(2026, 7, 15));
}

TEST(RecurrenceTest, APlanWithoutARuleOrStartHasNoDates) {
  EXPECT_THAT(Dates("", 1), IsEmpty());
  EXPECT_THAT(Dates("FREQ=SOMETIMES", 1), IsEmpty());
  v1::Plan plan;
  plan.set_recurrence("FREQ=DAILY");
  EXPECT_THAT(Dates(plan, 1), IsEmpty());
  EXPECT_THAT(Dates(PlanOn("FREQ=DAILY", absl::CivilDay(2501, 1, 1)), 1),
              IsEmpty());
}

TEST(RecurrenceTest, AcceptsRulesThatHaveDates) {
  for (const char* const rule :
       {"FREQ=MONTHLY;BYMONTHDAY=5,20", "FREQ=DAILY;INTERVAL=9999",
        "FREQ=DAILY;COUNT=9999", "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", "FREQ=DAILY;UNTIL=19990101",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=WEEKLY;BYDAY=SU;WKST=SU",
        "FREQ=YEARLY;BYYEARDAY=366", "BYDAY=MO;FREQ=WEEKLY"}) {
    EXPECT_THAT(CheckRecurrence(rule, "plan.recurrence"), IsOk()) << rule;
  }
}

TEST(RecurrenceTest, RefusesWhatIsNoRuleForAPlan) {
  for (const std::string rule : {"",
                                 "daily",
                                 "FREQ=",
                                 "FREQ=SOMETIMES",
                                 "FREQ=SECONDLY",
                                 "FREQ=MINUTELY",
                                 "FREQ=HOURLY;INTERVAL=24",
                                 "FREQ=DAILY;BYHOUR=9",
                                 "FREQ=DAILY;BYMINUTE=0",
                                 "BYDAY=MO",
                                 "FREQ=DAILY;FREQ=WEEKLY",
                                 "FREQ=DAILY;INTERVAL=0",
                                 "FREQ=DAILY;INTERVAL=10000",
                                 "FREQ=DAILY;INTERVAL=65537",
                                 "FREQ=DAILY;INTERVAL=2x",
                                 "FREQ=DAILY;COUNT=-1",
                                 "FREQ=DAILY;COUNT=2;UNTIL=20260101",
                                 "FREQ=DAILY;UNTIL=soon",
                                 "FREQ=DAILY;BYDAY=XX",
                                 "FREQ=MONTHLY;BYMONTHDAY=32",
                                 "FREQ=WEEKLY;BYDAY=1MO",
                                 "FREQ=DAILY;BYDAY=-1MO",
                                 "RSCALE=CHINESE;FREQ=YEARLY",
                                 "FREQ=DAILY;X-OURS=1",
                                 "RRULE:FREQ=DAILY",
                                 "FREQ=DAILY;",
                                 "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                                 "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
                                 "FREQ=MONTHLY;BYDAY=6MO",
                                 "FREQ=WEEKLY;BYMONTHDAY=3"}) {
    const absl::Status status = CheckRecurrence(rule, "plan.recurrence");
    EXPECT_THAT(status, FailsWith(absl::StatusCode::kFailedPrecondition,
                                  v1::ERROR_REASON_RECURRENCE_INVALID))
        << rule;
    EXPECT_EQ(ErrorOf(status).field(), "plan.recurrence") << rule;
  }
  EXPECT_FALSE(
      CheckRecurrence(std::string("FREQ=DAILY\0;", 12), "plan.recurrence")
          .ok());
}

}  // namespace
}  // namespace workledger
