#include "tests/ledger/clock_ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/time.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr char kPolicy[] =
    "changes { put { policy { code: 'p' calendar: 'all' "
    "  rules { code: 'done' metric: METRIC_RESOLUTION party: CLOCK_PARTY_SLA "
    "    target { open_time { seconds: 14400 } } } "
    "  levels { code: 'half' percent: 50 recipients: 'desk' } "
    "  levels { code: 'over' percent: 100 recipients: 'desk' } "
    "  levels { code: 'day' overdue_open_time { seconds: 86400 } "
    "    recipients: 'desk' } } } }";

std::string CalendarText(int revision) {
  std::string days;
  for (int day = 1; day < revision; ++day) {
    days += absl::StrCat("days { date { year: 2030 month: 1 day: ", day,
                         " } day_class: DAY_CLASS_OFF document: 'no. ", day,
                         "' } ");
  }
  return absl::StrCat(
      "changes { put { calendar { code: 'all' zone: 'UTC' "
      "weekdays: [1, 2, 3, 4, 5, 6, 7] "
      "intervals { open_minute: 0 close_minute: 1440 } ",
      days, "} } }");
}

void Change(Engine& engine, const std::string& request_id,
            const std::string& changes) {
  v1::ExecuteRequest request = MakeRequest(request_id, "");
  v1::Command& command = *request.mutable_command();
  command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
  v1::ChangeCatalogue& change = *command.mutable_change_catalogue();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(changes, &change))
      << changes;
  change.set_document("no. 7");
  ASSERT_THAT(Call(engine, &Engine::Execute, request).status(), IsOk());
}

}  // namespace

void PutPolicy(Engine& engine) {
  Change(engine, "put-policy", CalendarText(1) + kPolicy);
}

void ReviseCalendar(Engine& engine, int revision) {
  Change(engine, absl::StrCat("revise-", revision), CalendarText(revision));
}

v1::WhatIf MigrateTickets(Engine& engine, uint64_t head) {
  v1::ChangeCatalogue change;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kPolicy, &change));
  v1::Policy& policy =
      *change.mutable_changes(0)->mutable_put()->mutable_policy();
  policy.mutable_rules(0)->mutable_target()->mutable_open_time()->set_seconds(
      7200);
  policy.mutable_migration()->set_reason("faster");
  v1::PreviewMigrationRequest preview;
  preview.set_ledger("main");
  *preview.mutable_policy() = policy;
  preview.set_min_position(head);
  const auto seen = Call(engine, &Engine::PreviewMigration, preview);
  EXPECT_THAT(seen.status(), IsOk());
  if (!seen.ok()) return {};
  EXPECT_EQ(seen->tickets_size(), static_cast<int>(std::min<uint64_t>(
                                      1000, seen->what_if().tickets())));
  *policy.mutable_migration()->mutable_what_if() = seen->what_if();
  Change(engine, "migrate", change.ShortDebugString());
  return seen->what_if();
}

void ReportTicket(Engine& engine, const std::string& ticket) {
  ASSERT_THAT(
      Call(engine, &Engine::Execute, ReportRequest("report-" + ticket, ticket))
          .status(),
      IsOk());
}

std::vector<Fired> FiredOf(const EventLog& log) {
  std::vector<Fired> all;
  for (const LoggedEvent& logged : EventsOf(log)) {
    Fired fired = {.ticket = logged.record.stream().key(),
                   .record_time = FromTimestamp(logged.record.record_time())};
    if (logged.event.has_sla_breached()) {
      fired.level = "breach";
      fired.due = FromTimestamp(logged.event.sla_breached().due_time());
      fired.late = fired.record_time - fired.due;
    } else if (logged.event.has_escalation_raised()) {
      const v1::EscalationRaised& raised = logged.event.escalation_raised();
      fired.level = raised.level();
      fired.due = FromTimestamp(raised.due_time());
      fired.late = absl::Milliseconds(raised.late_millis());
    } else {
      continue;
    }
    all.push_back(std::move(fired));
  }
  return all;
}

std::string TextOf(const Fired& fired) {
  return absl::StrCat(
      absl::FormatTime("%Y-%m-%dT%H:%M:%E3S", fired.due, absl::UTCTimeZone()),
      " ", fired.ticket, " ", fired.level);
}

std::vector<std::string> FiresOf(const std::string& ticket, absl::Time start,
                                 absl::Time through) {
  const Fired all[] = {
      {.ticket = ticket, .level = "half", .due = start + absl::Hours(2)},
      {.ticket = ticket, .level = "breach", .due = start + absl::Hours(4)},
      {.ticket = ticket, .level = "over", .due = start + absl::Hours(4)},
      {.ticket = ticket, .level = "day", .due = start + absl::Hours(28)}};
  std::vector<std::string> texts;
  for (const Fired& fired : all) {
    if (fired.due <= through) texts.push_back(TextOf(fired));
  }
  return texts;
}

bool AwaitFired(const EventLog& log, size_t count) {
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (FiredOf(log).size() < count) {
    if (absl::Now() > end) return false;
    log.WaitForHead(log.GetHead().position, absl::Milliseconds(200));
  }
  return true;
}

}  // namespace workledger
