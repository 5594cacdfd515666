#include "tools/workledger/import/differ.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "engine/base/time.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

v1::RecordHistory Values(const std::string& text) {
  v1::RecordHistory values;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &values))
      << text;
  return values;
}

// Feeds rows, one minute apart.
class DifferTest : public ::testing::Test {
 protected:
  // The command for the next row of `id`, or nothing.
  absl::StatusOr<std::optional<v1::Command>> Next(const std::string& id,
                                                  v1::RecordHistory values) {
    MappedRow row{.number = ++row_,
                  .source_id = id,
                  .ticket = "a-1",
                  .time = absl::UnixEpoch() + absl::Minutes(row_),
                  .values = std::move(values),
                  .expected = {std::to_string(row_)}};
    return differ_.Next(std::move(row));
  }

  // Expects that the next row, which has `values`, is sent as `sent`, or not at
  // all if that is "unchanged".
  void ExpectSent(const std::string& values, const std::string& sent) {
    const auto command = Next("A 1", Values(values));
    ASSERT_TRUE(command.ok()) << command.status();
    if (sent == "unchanged") {
      EXPECT_FALSE(command->has_value()) << (*command)->DebugString();
      return;
    }
    ASSERT_TRUE(command->has_value()) << values;
    const v1::RecordHistory& history = (*command)->record_history();
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
        history, Values(sent)))
        << history.DebugString();
  }

  Differ differ_{"old"};
  uint64_t row_ = 0;
};

TEST_F(DifferTest, SendsFirstRowAsReport) {
  ExpectSent(R"(report { channel: CHANNEL_EMAIL } report_time { seconds: 5 }
                state { state: TICKET_STATE_REPORTED label: "New" }
                assignee { party: "p" } category: "c/d"
                priority: PRIORITY_P2 location: "l"
                facts { name: "a" } facts { name: "b" value: "1" })",
             R"(report { channel: CHANNEL_EMAIL category: "c/d"
                         priority: PRIORITY_P2 location: "l" }
                report_time { seconds: 5 } assignee { party: "p" }
                facts { name: "b" value: "1" })");
}

TEST_F(DifferTest, SendsFirstRowInAnotherState) {
  ExpectSent("report {} state { state: TICKET_STATE_IN_PROGRESS } assignee {}",
             "report {} state { state: TICKET_STATE_IN_PROGRESS } assignee {}");
  ExpectSent("state { state: TICKET_STATE_IN_PROGRESS } assignee {}",
             "unchanged");
}

TEST_F(DifferTest, SendsOnlyWhatDiffers) {
  const std::string first =
      R"(report {} state { state: TICKET_STATE_IN_PROGRESS }
         category: "c" location: "l" priority: PRIORITY_P3
         assignee { party: "p" person: "x" }
         facts { name: "a" value: "1" } facts { name: "b" value: "2" })";
  ExpectSent(first,
             R"(report { category: "c" location: "l" priority: PRIORITY_P3 }
         state { state: TICKET_STATE_IN_PROGRESS }
         assignee { party: "p" person: "x" }
         facts { name: "a" value: "1" } facts { name: "b" value: "2" })");
  ExpectSent(first, "unchanged");
  ExpectSent(
      R"(report {} state { state: TICKET_STATE_IN_PROGRESS }
         category: "c" location: "m" priority: PRIORITY_P3
         assignee { party: "p" person: "y" }
         facts { name: "a" value: "1" } facts { name: "b" value: "3" })",
      R"(location: "m" assignee { party: "p" person: "y" }
         facts { name: "b" value: "3" })");
  ExpectSent(
      R"(report {} state { state: TICKET_STATE_IN_PROGRESS }
         category: "e" location: "m" priority: PRIORITY_P1
         assignee {}
         facts { name: "a" } facts { name: "b" value: "3" })",
      R"(category: "e" priority: PRIORITY_P1 assignee {} facts { name: "a" })");
}

TEST_F(DifferTest, KeepsPriorityThatARowDoesNotGive) {
  ExpectSent("report {} priority: PRIORITY_P1 location: \"l\"",
             "report { priority: PRIORITY_P1 location: \"l\" }");
  ExpectSent("location: \"m\"", "location: \"m\"");
  ExpectSent("location: \"m\" priority: PRIORITY_P1", "unchanged");
}

TEST_F(DifferTest, SendsHoldsAndTheirEnd) {
  const std::string open = "state { state: TICKET_STATE_REPORTED }";
  const std::string hold = "hold { reason: HOLD_REASON_OTHER label: \"x\" }";
  const std::string other = "hold { reason: HOLD_REASON_OTHER label: \"y\" }";
  ExpectSent("report {} " + open, "report {}");
  ExpectSent(hold, hold);
  ExpectSent(hold, "unchanged");
  ExpectSent(other, other);
  ExpectSent(open, open);
}

TEST_F(DifferTest, SendsEveryStop) {
  ExpectSent("report {}", "report {}");
  for (const std::string state : {"COMPLETED", "VERIFIED", "CLOSED"}) {
    const std::string stop = "state { state: TICKET_STATE_" + state + " }";
    ExpectSent(stop, stop);
    ExpectSent(stop, stop);
  }
  const std::string rejected = "state { state: TICKET_STATE_REJECTED }";
  ExpectSent(rejected, rejected);
  ExpectSent(rejected, "unchanged");
}

TEST_F(DifferTest, ComparesWithLastKnownState) {
  const std::string active = "state { state: TICKET_STATE_IN_PROGRESS }";
  const std::string stop = "state { state: TICKET_STATE_COMPLETED }";
  const std::string unknown = "unknown_state: \"-100\"";
  ExpectSent("report {} " + active, "report {} " + active);
  ExpectSent(unknown, unknown);
  ExpectSent(unknown, unknown);
  ExpectSent(active, "unchanged");
  ExpectSent(stop, stop);
  ExpectSent(unknown, unknown);
  ExpectSent(stop, stop);
}

TEST_F(DifferTest, ComparesWithNothingAfterAnUnknownBeginning) {
  const std::string open = "state { state: TICKET_STATE_REPORTED }";
  ExpectSent("report {} unknown_state: \"?\"",
             "report {} unknown_state: \"?\"");
  ExpectSent(open, open);
}

TEST_F(DifferTest, FillsTheEnvelope) {
  const auto first = Next("A 1", Values("report {}"));
  const auto second = Next("A 1", Values("location: \"l\""));
  ASSERT_TRUE(first.ok() && second.ok());
  const v1::Command& command = **first;
  // First 32 digits of sha256 of "old", NUL, "a-1", NUL, "1".
  EXPECT_EQ(command.request_id(), "e4c919d84c7f21525a96b79b76b5193c");
  EXPECT_EQ(command.ticket(), "a-1");
  EXPECT_EQ(command.actor().principal(), "import");
  EXPECT_EQ(command.actor().kind(), v1::ACTOR_KIND_SYSTEM);
  EXPECT_EQ(command.provenance().source(), "old");
  EXPECT_EQ(command.provenance().reference(), "A 1 row 1");
  EXPECT_EQ(FromTimestamp(command.occur_time()),
            absl::UnixEpoch() + absl::Minutes(1));
  EXPECT_EQ((*second)->provenance().reference(), "A 1 row 2");
  EXPECT_NE((*second)->request_id(), command.request_id());
}

TEST_F(DifferTest, CountsUnchangedRowsInRequestIds) {
  ASSERT_TRUE(Next("A 1", Values("report {}")).ok());
  ASSERT_TRUE(Next("A 1", Values("")).ok());
  const auto third = Next("A 1", Values("location: \"l\""));
  EXPECT_EQ((**third).provenance().reference(), "A 1 row 3");
}

TEST_F(DifferTest, KeepsTheLastRowsExpectations) {
  ASSERT_TRUE(Next("A 1", Values("report {}")).ok());
  ASSERT_TRUE(Next("A 1", Values("")).ok());
  ASSERT_THAT(differ_.trails(), SizeIs(1));
  const TicketTrail& trail = differ_.trails().at("a-1");
  EXPECT_EQ(trail.rows, 2);
  EXPECT_THAT(trail.expected, ::testing::ElementsAre("2"));
}

TEST_F(DifferTest, RefusesTwoIdsOfOneTicket) {
  ASSERT_TRUE(Next("A 1", Values("report {}")).ok());
  const absl::Status status = Next("a_1", Values("report {}")).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ErrorOf(status).field(), "row 2");
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("ids \"A 1\" and \"a_1\" would become the same ticket "
                        "\"a-1\""));
}

}  // namespace
}  // namespace workledger
