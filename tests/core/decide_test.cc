#include "engine/core/decide.h"

#include "engine/base/time.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

v1::Command At(v1::Command command, absl::Time time) {
  *command.mutable_occur_time() = ToTimestamp(time);
  return command;
}

TEST(DecideTest, RefusesOrdersToUnknownTickets) {
  Given({})
      .When(SampleOrder("accept"))
      .ThenFails(absl::StatusCode::kNotFound, v1::ERROR_REASON_TICKET_NOT_FOUND,
                 "ticket");
}

TEST(DecideTest, RefusesASecondReport) {
  Given(PathTo(v1::TICKET_STATE_REPORTED))
      .When(Order("report { channel: CHANNEL_WEB }", Requester()))
      .ThenFails(absl::StatusCode::kAlreadyExists,
                 v1::ERROR_REASON_TICKET_EXISTS, "ticket");
}

TEST(DecideTest, RefusesAStaleVersion) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_ACCEPTED));
  v1::Command command = SampleOrder("dispatch");
  command.set_expected_version(1);
  scene.When(command).ThenFails(absl::StatusCode::kFailedPrecondition,
                                v1::ERROR_REASON_VERSION_CONFLICT,
                                "expected_version");
  command.set_expected_version(2);
  EXPECT_TRUE(scene.When(command).events().ok());
}

TEST(DecideTest, NewTicketHasVersionZero) {
  v1::Command command = Order("report { channel: CHANNEL_WEB }", Requester());
  command.set_expected_version(0);
  EXPECT_TRUE(Given({}).When(command).events().ok());
  command.set_expected_version(1);
  Given({}).When(command).ThenFails(absl::StatusCode::kFailedPrecondition,
                                    v1::ERROR_REASON_VERSION_CONFLICT);
}

TEST(DecideTest, AcceptsTimesAheadUpToTheLimit) {
  const Scene scene = Given(PathTo(v1::TICKET_STATE_REPORTED));
  const v1::Command command = SampleOrder("accept");
  EXPECT_TRUE(scene.When(At(command, kNow + kOccurTimeAheadMax)).events().ok());
  scene.When(At(command, kNow + kOccurTimeAheadMax + absl::Milliseconds(1)))
      .ThenFails(absl::StatusCode::kInvalidArgument,
                 v1::ERROR_REASON_TIME_AHEAD, "occur_time");
  EXPECT_TRUE(scene.When(At(command, kNow - absl::Hours(9999))).events().ok());
}

TEST(DecideTest, ChecksExistenceThenVersionThenTimeThenRoleThenState) {
  v1::Command command = At(SampleOrder("close"), kNow + absl::Hours(1));
  *command.mutable_actor() = Stranger();
  command.set_expected_version(9);
  Given({}).When(command).ThenFails(absl::StatusCode::kNotFound,
                                    v1::ERROR_REASON_TICKET_NOT_FOUND);
  const Scene scene = Given(PathTo(v1::TICKET_STATE_REPORTED));
  scene.When(command).ThenFails(absl::StatusCode::kFailedPrecondition,
                                v1::ERROR_REASON_VERSION_CONFLICT);
  command.clear_expected_version();
  scene.When(command).ThenFails(absl::StatusCode::kInvalidArgument,
                                v1::ERROR_REASON_TIME_AHEAD);
  command.clear_occur_time();
  scene.When(command).ThenFails(absl::StatusCode::kPermissionDenied,
                                v1::ERROR_REASON_ROLE_REQUIRED);
  *command.mutable_actor() = Desk();
  scene.When(command).ThenFails(absl::StatusCode::kFailedPrecondition,
                                v1::ERROR_REASON_STATE_FORBIDS);
}

TEST(DecideTest, DerivesTheTicketOfAReportFromItsRequestId) {
  v1::Command command = Order("report { channel: CHANNEL_WEB }", Requester());
  command.clear_ticket();
  const std::string id = TicketIdOf(command);
  // The first half of SHA-256("r-1").
  EXPECT_EQ(id, "a5fa777a3dc67268caea6eea038ba141");
  EXPECT_EQ(TicketIdOf(command), id);
  command.set_request_id("r-2");
  EXPECT_NE(TicketIdOf(command), id);
  EXPECT_EQ(Given({}).When(command).ticket().ticket(), TicketIdOf(command));
}

const Context kContext = {.now = kNow, .occur_time = kNow};

TEST(DecideTest, ReadsTheTicketAndItsMaster) {
  const StreamName first(v1::STREAM_KIND_TICKET, "t-1");
  const StreamName second(v1::STREAM_KIND_TICKET, "t-2");
  const v1::Command link = SampleOrder("link_duplicate");
  EXPECT_EQ(Reads(link, {}, kContext),
            (std::vector<StreamName>{first, second}));
  const v1::Fold fold;
  Folds known;
  known.streams[first] = &fold;
  EXPECT_EQ(Reads(link, known, kContext), std::vector<StreamName>{second});
  known.streams[second] = &fold;
  EXPECT_TRUE(Reads(link, known, kContext).empty());
  EXPECT_EQ(
      Reads(Order("link_duplicate { master: 't-1' }", Desk()), {}, kContext),
      std::vector<StreamName>{first});
}

TEST(DecideTest, LedgerOrdersReadNoTicket) {
  v1::Command command = Order("advance_time { step { seconds: 1 } }", Desk());
  command.clear_ticket();
  EXPECT_TRUE(Reads(command, {}, kContext).empty());
  EXPECT_EQ(TicketIdOf(command), "");
}

}  // namespace
}  // namespace workledger
