#include "tools/workledger/ticket_verbs.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/usage_error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TicketVerbsTest : public ::testing::Test {
 protected:
  static OrderVerb Verb(const std::string& name) {
    for (const OrderVerb& verb : TicketOrderVerbs()) {
      if (verb.name == name) return verb;
    }
    ADD_FAILURE() << "no verb " << name;
    return {};
  }

  std::ostringstream out_;
  std::ostringstream err_;
  const Session session_ = {.server = "unused",
                            .ledger = "unused",
                            .zone = absl::UTCTimeZone(),
                            .out = out_,
                            .err = err_};
};

TEST_F(TicketVerbsTest, MakesACommandOfFlags) {
  const auto command =
      MakeOrder(Verb("dispatch"),
                {.ticket = "r-1",
                 .command = {.request_id = "req-1",
                             .expected_version = 2,
                             .occur_time = "2025-03-03 09:00",
                             .actor = "desk-1",
                             .actor_party = "bureau",
                             .roles = {"desk", "supervisor"},
                             .cause_position = 17},
                 .texts = {{"--party", {"water"}}, {"--mode", {"rotation"}}},
                 .json = ""},
                session_);
  ASSERT_TRUE(command.ok()) << command.status();
  EXPECT_EQ(command->ticket(), "r-1");
  EXPECT_EQ(command->request_id(), "req-1");
  EXPECT_EQ(command->expected_version(), 2u);
  EXPECT_EQ(command->occur_time().seconds(), 1740992400);
  EXPECT_EQ(command->cause_position(), 17u);
  EXPECT_EQ(command->actor().principal(), "desk-1");
  EXPECT_EQ(command->actor().party(), "bureau");
  EXPECT_EQ(command->actor().kind(), v1::ACTOR_KIND_HUMAN);
  EXPECT_THAT(command->actor().roles(),
              ElementsAre(v1::ROLE_DESK, v1::ROLE_SUPERVISOR));
  EXPECT_EQ(command->dispatch().party(), "water");
  EXPECT_EQ(command->dispatch().mode(), v1::DISPATCH_MODE_ROTATION);
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(TicketVerbsTest, TellsTheRequestIdThatItMakesUp) {
  OrderArguments arguments;
  arguments.command.actor = "desk-1";
  const auto command = MakeOrder(Verb("report"), arguments, session_);
  ASSERT_TRUE(command.ok()) << command.status();
  EXPECT_THAT(command->request_id(), SizeIs(32));
  EXPECT_EQ(err_.str(), "request-id: " + command->request_id() + "\n");
  EXPECT_FALSE(command->has_expected_version());
  EXPECT_FALSE(command->has_occur_time());
}

TEST_F(TicketVerbsTest, GivesAnOrderWithoutFields) {
  OrderArguments arguments;
  arguments.ticket = "r-1";
  arguments.command.actor = "tech-1";
  const auto command = MakeOrder(Verb("start-work"), arguments, session_);
  ASSERT_TRUE(command.ok()) << command.status();
  EXPECT_TRUE(command->has_start_work());
}

TEST_F(TicketVerbsTest, ReadsAnOrderAsJsonUnderItsFlags) {
  OrderArguments arguments;
  arguments.ticket = "r-1";
  arguments.command.actor = "desk-1";
  arguments.json = R"({"party": "water", "person": "ma"})";
  arguments.texts = {{"--person", {"gao"}}};
  const auto command = MakeOrder(Verb("dispatch"), arguments, session_);
  ASSERT_TRUE(command.ok()) << command.status();
  EXPECT_EQ(command->dispatch().party(), "water");
  EXPECT_EQ(command->dispatch().person(), "gao");
}

TEST_F(TicketVerbsTest, RefusesWhatIsNotTheOrder) {
  OrderArguments arguments;
  arguments.ticket = "r-1";
  arguments.command.actor = "desk-1";
  arguments.json = R"({"colour": "red"})";
  EXPECT_THAT(MakeOrder(Verb("dispatch"), arguments, session_),
              IsUsageError("--json: not a Dispatch in JSON"));
}

TEST_F(TicketVerbsTest, NeedsATicketAndAnActor) {
  OrderArguments arguments;
  EXPECT_THAT(MakeOrder(Verb("accept"), arguments, session_),
              IsUsageError("TICKET: got none"));
  arguments.ticket = "r-1";
  EXPECT_THAT(MakeOrder(Verb("accept"), arguments, session_),
              IsUsageError("--actor: got none; give it or set "
                           "WORKLEDGER_ACTOR"));
  arguments.command.actor = "x";
  arguments.command.roles = {"king"};
  EXPECT_THAT(MakeOrder(Verb("accept"), arguments, session_),
              IsUsageError("--role: got \"king\", want one of requester, "));
}

TEST_F(TicketVerbsTest, ReadsEveryFilter) {
  ListFlags flags;
  flags.states = {"reported", "on-site"};
  flags.hold_reasons = {"await-parts"};
  flags.priorities = {"p1"};
  flags.party = "water";
  flags.person = "ma";
  flags.location = "A/1F";
  flags.category = "plumbing";
  flags.terminal = false;
  flags.held = true;
  flags.report_start_time = "2025-03-01 00:00";
  flags.report_end_time = "2025-04-01 00:00";
  flags.close_start_time = "2025-03-02 00:00";
  flags.close_end_time = "2025-04-02 00:00";
  flags.kinds = {"repair"};
  flags.title = "lamp";
  flags.number_prefix = "12";
  flags.due_before_time = "2025-03-03 10:00";
  const auto filter = ParseFilter(flags, absl::UTCTimeZone());
  ASSERT_TRUE(filter.ok()) << filter.status();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  filter->GetReflection()->ListFields(*filter, &fields);
  EXPECT_THAT(fields, SizeIs(v1::TicketFilter::descriptor()->field_count()));
  EXPECT_THAT(filter->states(),
              ElementsAre(v1::TICKET_STATE_REPORTED, v1::TICKET_STATE_ON_SITE));
}

TEST_F(TicketVerbsTest, NamesTheFlagOfABadFilter) {
  ListFlags flags;
  flags.states = {"lost"};
  EXPECT_THAT(ParseFilter(flags, absl::UTCTimeZone()),
              IsUsageError("--state: got \"lost\""));
  AsOfFlags as_of;
  as_of.valid_time = "noon";
  EXPECT_THAT(ParseAsOf(as_of, absl::UTCTimeZone()),
              IsUsageError("--as-of-valid: got \"noon\""));
}

TEST_F(TicketVerbsTest, RefusesAnOrderThatItDoesNotKnow) {
  ListFlags flags;
  flags.order = "colour";
  EXPECT_THAT(RunTicketList(flags, session_),
              IsUsageError("--order: got \"colour\""));
}

TEST_F(TicketVerbsTest, ShowsTheMostUrgentOfOpenTicketsFirst) {
  ListFlags flags;
  EXPECT_EQ(ListOrderOf(flags, session_), "report");
  flags.terminal = false;
  EXPECT_EQ(ListOrderOf(flags, session_), "due");
  flags.order = "report";
  EXPECT_EQ(ListOrderOf(flags, session_), "report");
  flags.order.clear();
  // What was open then is not sorted so.
  flags.as_of.position = 7;
  EXPECT_EQ(ListOrderOf(flags, session_), "report");
  flags.as_of.position.reset();
  Session json = session_;
  json.output = OutputFormat::kJson;
  EXPECT_EQ(ListOrderOf(flags, json), "report");
  flags.terminal = true;
  EXPECT_EQ(ListOrderOf(flags, session_), "report");
}

TEST_F(TicketVerbsTest, RefusesAPageSizeOutOfRange) {
  for (const int page_size : {-1, 0, kPageSizeMax + 1}) {
    ListFlags flags;
    flags.page_size = page_size;
    EXPECT_THAT(RunTicketList(flags, session_),
                IsUsageError("--page-size: got"));
  }
}

TEST_F(TicketVerbsTest, SaysThatTheServerIsNotThere) {
  // Nothing listens on port 1 of the loopback.
  const Session session = {.server = "127.0.0.1:1",
                           .ledger = "x",
                           .zone = absl::UTCTimeZone(),
                           .out = out_,
                           .err = err_};
  const absl::Status status = RunReportSummary({}, session);
  EXPECT_EQ(ExitCodeOf(status), ExitCode::kUnreachable);
  EXPECT_THAT(FailureText(status),
              HasSubstr("server 127.0.0.1:1: cannot be reached"));
}

}  // namespace
}  // namespace workledger
