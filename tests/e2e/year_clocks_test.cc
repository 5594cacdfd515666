// The clocks of a bureau's year: what was told to be late is missed, and
// nothing else; breaches, levels, figures and folds agree with each other.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/e2e/bureau_year.h"
#include "tests/e2e/year_expected.h"
#include "tools/workledger/simulate/year.h"
#include "workledger/v1/metric_service.pb.h"

namespace workledger {
namespace {

using v1::Event;

const YearExpected& Expected() {
  static const auto* const expected =
      new YearExpected(ExpectedOf(TellYear(1, 1)));
  return *expected;
}

uint64_t Told(v1::Command::OrderCase order) {
  const auto found = Expected().orders.find(order);
  return found == Expected().orders.end() ? 0 : found->second;
}

uint64_t Told(StoryCourse course) {
  const auto found = Expected().courses.find(course);
  return found == Expected().courses.end() ? 0 : found->second;
}

std::map<Event::BodyCase, uint64_t> CountOf(
    const std::vector<Event::BodyCase>& types) {
  std::map<Event::BodyCase, uint64_t> counts;
  BureauYearTest::VisitEvents(types,
                              [&](const v1::Record&, const Event& event) {
                                ++counts[event.body_case()];
                              });
  return counts;
}

Promise PromiseOf(const v1::ClockKey& clock) {
  return {clock.metric(), clock.party()};
}

// Drills are no part of any figure.
bool Counts(const v1::Ticket& ticket) { return !ticket.drill(); }

// Figures of the year for one promise, without their parts but "original".
struct Judged {
  v1::FigureValue compliance;
  v1::FigureValue original;
  v1::FigureValue relieved;
};

Judged JudgedOf(const Promise& promise) {
  v1::QueryMetricsRequest request;
  request.set_ledger("year");
  *request.mutable_start_time() = ToTimestamp(YearStart());
  *request.mutable_end_time() = ToTimestamp(YearEnd());
  request.add_figures(v1::METRIC_FIGURE_COMPLIANCE);
  request.add_figures(v1::METRIC_FIGURE_RELIEVED);
  request.set_metric(promise.first);
  request.set_party(promise.second);
  const auto response = BureauYearTest::client().Call(
      &v1::MetricService::Stub::QueryMetrics, request);
  EXPECT_TRUE(response.ok()) << response.status();
  Judged judged;
  if (!response.ok()) return judged;
  for (const v1::FigureValue& value : response->total().figures()) {
    const bool relieved = value.figure() == v1::METRIC_FIGURE_RELIEVED;
    if (relieved && value.bucket().empty()) judged.relieved = value;
    if (relieved) continue;
    if (value.bucket().empty()) judged.compliance = value;
    if (value.bucket() == "original") judged.original = value;
  }
  return judged;
}

TEST_F(BureauYearTest, MissesWhatWasToldToBeLate) {
  std::map<Promise, uint64_t> missed;
  VisitEvents({Event::kSlaBreached}, [&](const v1::Record&, const Event& e) {
    ++missed[PromiseOf(e.sla_breached().clock())];
  });
  EXPECT_THAT(missed, testing::ContainerEq(Expected().missed));
}

TEST_F(BureauYearTest, PausesReopensAndReturnsAsOften) {
  const auto counts = CountOf(
      {Event::kWorkHeld, Event::kWorkResumed, Event::kHoldExpired,
       Event::kWorkReturned, Event::kWorkRejected, Event::kTicketReopened,
       Event::kTicketUrged, Event::kExtensionGranted, Event::kBreachExcused,
       Event::kWorkDeemedAccepted, Event::kTaskMissed,
       Event::kRectificationOrdered});
  const std::map<Event::BodyCase, uint64_t> told = {
      {Event::kWorkHeld,
       Told(v1::Command::kHold) + Told(v1::Command::kReportNoAccess)},
      {Event::kWorkResumed, Told(v1::Command::kResume)},
      // Those to whom nobody opened wait until the next morning.
      {Event::kHoldExpired, Told(v1::Command::kReportNoAccess)},
      {Event::kWorkReturned, Told(v1::Command::kReturn)},
      {Event::kWorkRejected, Told(v1::Command::kRejectWork)},
      {Event::kTicketReopened, Told(v1::Command::kReopen)},
      {Event::kTicketUrged, Told(v1::Command::kUrge)},
      {Event::kExtensionGranted, Told(v1::Command::kGrantExtension)},
      {Event::kBreachExcused, Told(v1::Command::kExcuseBreach)},
      {Event::kWorkDeemedAccepted, Told(StoryCourse::kUnanswered)},
      {Event::kTaskMissed, Told(StoryCourse::kMissed)},
      {Event::kRectificationOrdered,
       Told(StoryCourse::kFailed) + Told(StoryCourse::kRectifiedLate)}};
  EXPECT_THAT(counts, testing::ContainerEq(told));
  for (const auto& [event, count] : told) EXPECT_GT(count, 0u) << event;
  uint64_t holds = 0;
  uint64_t reopens = 0;
  for (const v1::Ticket& ticket : Folds()) {
    holds += ticket.tallies().holds();
    reopens += ticket.tallies().reopens();
  }
  EXPECT_EQ(holds, told.at(Event::kWorkHeld));
  EXPECT_EQ(reopens, told.at(Event::kTicketReopened));
}

// Each clock is judged once: what has a breach was not met, what stopped
// without one was. The rest was cancelled before it was due, as the clock of
// whoever returned the work.
TEST_F(BureauYearTest, JudgesEachClockOnce) {
  struct Sum {
    uint64_t met = 0;
    uint64_t not_met = 0;
    uint64_t excused = 0;
  };
  std::map<Promise, Sum> sums;
  uint64_t drill_breaches = 0;
  for (const v1::Ticket& ticket : Folds()) {
    for (const v1::Clock& clock : ticket.clocks()) {
      Sum& sum = sums[PromiseOf(clock.terms().clock())];
      if (!Counts(ticket)) {
        drill_breaches += clock.has_breach() ? 1 : 0;
      } else if (clock.has_breach()) {
        ++sum.not_met;
        if (clock.breach().state() == v1::BREACH_STATE_EXCUSED) ++sum.excused;
      } else if (clock.has_stop_time()) {
        ++sum.met;
      }
    }
  }
  uint64_t not_met = 0;
  for (const auto& [promise, sum] : sums) {
    const std::string name = v1::Metric_Name(promise.first) + " " +
                             v1::ClockParty_Name(promise.second);
    const Judged judged = JudgedOf(promise);
    EXPECT_EQ(judged.compliance.count(), sum.met) << name;
    EXPECT_EQ(judged.compliance.total(), sum.met + sum.not_met) << name;
    EXPECT_EQ(judged.relieved.count(), sum.excused) << name;
    not_met += sum.not_met;
  }
  // What figures leave out are the drills, and nothing else.
  uint64_t breaches = 0;
  for (const auto& [promise, count] : Expected().missed) breaches += count;
  EXPECT_EQ(not_met + drill_breaches, breaches);
  EXPECT_EQ(sums[Promise(v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA)].excused,
            Told(v1::Command::kExcuseBreach));
}

// More time was granted, so what the promise was first is missed.
TEST_F(BureauYearTest, KeepsTheDeadlineThatWasPromisedFirst) {
  const Promise resolution = {v1::METRIC_RESOLUTION, v1::CLOCK_PARTY_SLA};
  const Judged judged = JudgedOf(resolution);
  EXPECT_EQ(judged.original.total(), judged.compliance.total());
  EXPECT_LT(judged.original.count(), judged.compliance.count());
  uint64_t extended = 0;
  uint64_t late_at_first = 0;
  for (const v1::Ticket& ticket : Folds()) {
    if (!ticket.extension().has_due_time()) continue;
    ++extended;
    for (const v1::Clock& clock : ticket.clocks()) {
      if (PromiseOf(clock.terms().clock()) != resolution) continue;
      EXPECT_FALSE(clock.has_breach()) << ticket.ticket();
      if (CompareTimestamps(clock.stop_time(), clock.original_due_time()) > 0) {
        ++late_at_first;
      }
    }
  }
  EXPECT_EQ(extended, Told(StoryCourse::kExtended));
  EXPECT_EQ(judged.compliance.count() - judged.original.count(), late_at_first);
}

// When the level "supervision" is reached: close of business of the working day
// after the deadline's; round the clock the next day's end.
absl::Time SupervisionOf(const v1::Clock& clock) {
  const absl::Time due = FromTimestamp(clock.breach().due_time());
  if (clock.terms().calendar() == kOfficeCalendar) {
    return OnWorkingDay(due, 1, absl::Hours(18));
  }
  const absl::CivilDay day = absl::ToCivilDay(due, BureauTime());
  return absl::FromCivil(day + 2, BureauTime());
}

// Reads the log from its begin and keeps what it says of levels.
class LevelReader {
 public:
  void Take(const v1::Record& record, const Event& event) {
    const std::string& ticket = record.stream().key();
    if (event.has_work_completed()) {
      completed_[ticket] = FromTimestamp(record.occur_time());
    } else if (event.has_work_rejected()) {
      rejected_[ticket] = FromTimestamp(record.occur_time());
    } else if (event.has_sla_breached()) {
      const v1::SlaBreached& breached = event.sla_breached();
      TakeOnce(record, breached.clock().SerializeAsString());
      TakeTimes(record, FromTimestamp(breached.due_time()));
    } else {
      const v1::EscalationRaised& raised = event.escalation_raised();
      ++levels_[raised.level()];
      TakeOnce(record, absl::StrCat(raised.clock().SerializeAsString(), " ",
                                    raised.level(), " ", raised.repeat(), " ",
                                    raised.deadline_revision()));
      const absl::Time due = FromTimestamp(raised.due_time());
      EXPECT_EQ(absl::Milliseconds(raised.late_millis()),
                FromTimestamp(record.record_time()) - due);
      TakeTimes(record, due);
    }
  }

  std::map<std::string, uint64_t>& levels() { return levels_; }
  uint64_t late() const { return late_; }

 private:
  void TakeOnce(const v1::Record& record, const std::string& what) {
    EXPECT_TRUE(seen_.emplace(record.stream().key(), what).second)
        << record.position();
  }

  // A driven clock stops at each. Late is only what fell due while a clock
  // stood still that goes on as if it never had: when the work is rejected.
  void TakeTimes(const v1::Record& record, absl::Time due) {
    const std::string& ticket = record.stream().key();
    const absl::Time time = FromTimestamp(record.record_time());
    if (time != due) {
      ++late_;
      EXPECT_EQ(time, rejected_[ticket]) << record.position();
      EXPECT_GE(due, completed_[ticket]) << record.position();
      return;
    }
    EXPECT_GE(due, before_) << record.position();
    before_ = due;
  }

  std::map<std::string, uint64_t> levels_;
  std::map<std::string, absl::Time> completed_;
  std::map<std::string, absl::Time> rejected_;
  std::set<std::pair<std::string, std::string>> seen_;
  absl::Time before_ = YearStart();
  uint64_t late_ = 0;
};

TEST_F(BureauYearTest, RaisesEachLevelOnceAtItsTime) {
  LevelReader reader;
  VisitEvents({Event::kEscalationRaised, Event::kSlaBreached,
               Event::kWorkCompleted, Event::kWorkRejected},
              [&](const v1::Record& record, const Event& event) {
                reader.Take(record, event);
              });
  EXPECT_GT(reader.late(), 0u);
  std::map<std::string, uint64_t>& levels = reader.levels();
  uint64_t breaches = 0;
  uint64_t supervised = 0;
  for (const v1::Ticket& ticket : Folds()) {
    for (const v1::Clock& clock : ticket.clocks()) {
      if (!clock.has_breach()) continue;
      ++breaches;
      if (FromTimestamp(clock.stop_time()) > SupervisionOf(clock)) ++supervised;
    }
  }
  // Whoever is late was told on the way and at the deadline.
  EXPECT_EQ(levels["overdue"], breaches);
  EXPECT_EQ(levels["supervision"], supervised);
  EXPECT_GE(levels["reminder"], levels["warning"]);
  EXPECT_GE(levels["warning"], levels["imminent"]);
  EXPECT_GE(levels["imminent"], levels["overdue"]);
  EXPECT_GT(levels["notice"], 0u);
  EXPECT_GT(levels["supervision"], levels["notice"]);
  EXPECT_GT(levels["p1-minute"], levels["p1-leader"]);
  EXPECT_GT(levels["p1-leader"], 0u);
}

}  // namespace
}  // namespace workledger
