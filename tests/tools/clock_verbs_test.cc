// `workledger clock explain` against a server in this process: the examples of
// docs/clocks.md, worked out again.

#include "tools/workledger/clock_verbs.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tools/workledger/clock_text.h"
#include "workledger/engine.h"

namespace workledger {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// 2025-09-26 17:00 in Shanghai, a Friday.
constexpr int64_t kFriday = 1758877200;
// 2025-09-30 16:00, the Tuesday before the holiday.
constexpr int64_t kTuesday = 1759219200;

// What the notice of 2025 says of October.
std::string Catalogue() {
  const std::string document = "document: '国办发明电〔2024〕12号'";
  std::string days = absl::StrCat(
      "days { date { year: 2025 month: 9 day: 28 } day_class: DAY_CLASS_WORK ",
      document, " } ");
  for (int day = 1; day <= 8; ++day) {
    absl::StrAppend(&days, "days { date { year: 2025 month: 10 day: ", day,
                    " } day_class: DAY_CLASS_OFF ", document, " } ");
  }
  return absl::StrCat(
      "changes { put { calendar { code: 'biz' zone: 'Asia/Shanghai' "
      "  weekdays: [1, 2, 3, 4, 5] last_year: 2025 "
      "  intervals { open_minute: 540 close_minute: 720 } "
      "  intervals { open_minute: 840 close_minute: 1080 } ",
      days,
      "} } } "
      "changes { put { policy { code: 'p' calendar: 'biz' "
      "  rules { code: 'urgent' metric: METRIC_RESOLUTION "
      "    party: CLOCK_PARTY_SLA priorities: PRIORITY_P1 "
      "    target { open_time { seconds: 3600 } } } "
      "  rules { code: 'ordinary' metric: METRIC_RESOLUTION "
      "    party: CLOCK_PARTY_SLA target { open_time { seconds: 14400 } } } } "
      "} } document: 'no. 7'");
}

class ClockVerbsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({});
    ASSERT_THAT(engine, IsOk());
    engine_ = *std::move(engine);
    v1::CreateLedgerRequest create;
    create.set_ledger("main");
    create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
    create.mutable_start_time()->set_seconds(kFriday);
    ASSERT_THAT(Call(*engine_, &Engine::CreateLedger, create), IsOk());
    Execute("", "change_catalogue { " + Catalogue() + " }");
    Execute("lamp-1", kReport);
    auto server = Server::Start(*engine_, {.listen = "127.0.0.1:0"});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  static constexpr char kReport[] =
      "report { channel: CHANNEL_HOTLINE location: 'b3' category: 'mep/lamp' "
      "priority: PRIORITY_P3 }";

  void Execute(const std::string& ticket, const std::string& order) {
    v1::ExecuteRequest request;
    request.set_ledger("main");
    v1::Command& command = *request.mutable_command();
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(order, &command))
        << order;
    command.set_request_id(absl::StrCat("r-", ++requests_));
    command.set_ticket(ticket);
    command.mutable_actor()->set_principal("zhao");
    command.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
    command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
    command.mutable_actor()->add_roles(v1::ROLE_DESK);
    const auto response = Call(*engine_, &Engine::Execute, request);
    ASSERT_THAT(response, IsOk());
    head_ = response->last_position();
  }

  std::string Explain(const std::string& ticket, const std::string& at,
                      OutputFormat output = OutputFormat::kTable,
                      const std::string& zone_name = "Asia/Shanghai") {
    std::ostringstream out;
    std::ostringstream err;
    absl::TimeZone zone;
    EXPECT_TRUE(absl::LoadTimeZone(zone_name, &zone));
    ExplainFlags flags = {.ticket = ticket, .at_time = at, .as_of = {}};
    flags.as_of.min_position = head_;
    EXPECT_THAT(RunClockExplain(flags, {.server = server_->address(),
                                        .ledger = "main",
                                        .zone = zone,
                                        .output = output,
                                        .out = out,
                                        .err = err}),
                IsOk());
    return out.str();
  }

  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  int requests_ = 0;
  uint64_t head_ = 0;
};

std::string ClocksDoc() {
  std::ifstream file(WORKLEDGER_CLOCKS_DOC);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_F(ClockVerbsTest, TheExamplesOfTheDocumentationAreRight) {
  // Golden vector (a), an hour before it is due.
  const std::string sunday = Explain("lamp-1", "2025-09-28 11:00");
  EXPECT_THAT(ClocksDoc(), HasSubstr(sunday)) << sunday;

  Execute("", absl::StrCat("advance_time { now_time { seconds: ", kTuesday,
                           " } }"));
  Execute("lamp-2", kReport);
  const std::string holiday = Explain("lamp-2", "2025-10-09 10:30");
  EXPECT_THAT(ClocksDoc(), HasSubstr(holiday)) << holiday;
}

// The session's zone is not the calendar's.
TEST_F(ClockVerbsTest, SaysWhichZoneItsTimesAreOf) {
  const std::string text =
      Explain("lamp-1", "2025-09-28 03:00", OutputFormat::kTable, "UTC");
  EXPECT_THAT(text, HasSubstr("ticket lamp-1 at 2025-09-28 03:00:00 UTC\n"));
  EXPECT_THAT(text, ContainsRegex("times in +Asia/Shanghai\n"));
  EXPECT_THAT(text, ContainsRegex("due +2025-09-28 12:00:00"));
  EXPECT_THAT(text, HasSubstr("\nholders, times in UTC\n"));
}

TEST_F(ClockVerbsTest, PrintsOneLineOfJson) {
  const std::string json =
      Explain("lamp-1", "2025-09-28 11:00", OutputFormat::kJson);
  EXPECT_THAT(json, HasSubstr("\"ordinary\""));
  EXPECT_THAT(json, HasSubstr("CLOCK_ACTIVITY_CLOSED"));
  EXPECT_EQ(json.find('\n'), json.size() - 1);
}

TEST(ClockTextTest, SpansAreHoursAndMinutes) {
  EXPECT_EQ(SpanText(absl::ZeroDuration()), "0:00");
  EXPECT_EQ(SpanText(absl::Hours(65)), "65:00");
  EXPECT_EQ(SpanText(-absl::Minutes(30)), "-0:30");
  EXPECT_EQ(SpanText(absl::Minutes(61) + absl::Seconds(5)), "1:01:05");
}

TEST(ClockTextTest, SaysWhatAClockDid) {
  const auto text = [](const std::string& fields) {
    v1::ClockInterval interval;
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(fields, &interval));
    return ActivityText(interval);
  };
  EXPECT_EQ(text("activity: CLOCK_ACTIVITY_RUN"), "run");
  EXPECT_EQ(text("activity: CLOCK_ACTIVITY_PAUSE "
                 "hold_reason: HOLD_REASON_AWAIT_PARTS"),
            "paused: await-parts 待料");
  EXPECT_EQ(text("activity: CLOCK_ACTIVITY_CLOSED day_class: DAY_CLASS_OFF "
                 "document: 'no. 7'"),
            "closed: OFF no. 7");
  EXPECT_EQ(text("activity: CLOCK_ACTIVITY_CLOSED day_class: DAY_CLASS_WORK"),
            "closed: out of hours");
  EXPECT_EQ(text("activity: CLOCK_ACTIVITY_CLOSED day_class: DAY_CLASS_WORK "
                 "document: 'no. 7'"),
            "closed: out of hours, WORK no. 7");
}

}  // namespace
}  // namespace workledger
