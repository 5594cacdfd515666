#include "tools/workledger/import/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "tests/import/temp_file.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr std::string_view kMinimal = R"(source = "old"
id = "number"
[time]
column = "updated"
format = "%Y-%m-%d %H:%M"
zone = "UTC"
[state]
column = "status"
[state.map]
Open = "REPORTED"
)";

absl::StatusOr<Mapping> Parse(std::string_view text) {
  return ParseMapping(text, "m.toml");
}

Mapping Parsed(std::string_view text) {
  absl::StatusOr<Mapping> mapping = Parse(text);
  EXPECT_TRUE(mapping.ok()) << mapping.status();
  return *std::move(mapping);
}

// The minimal mapping with `lines` after it, in [state.map] unless they begin
// another table.
std::string With(std::string_view lines) {
  return absl::StrCat(std::string(kMinimal), std::string(lines));
}

// The minimal mapping with `lines` before it, at its top.
std::string WithTop(std::string_view lines) {
  return absl::StrCat(std::string(lines), std::string(kMinimal));
}

void ExpectError(std::string_view text, v1::ErrorReason reason,
                 std::string_view field, std::string_view message) {
  const absl::Status status = Parse(text).status();
  ASSERT_FALSE(status.ok()) << text;
  EXPECT_EQ(ReasonOf(status), reason) << status;
  EXPECT_EQ(ErrorOf(status).field(), field) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(message)));
}

TEST(MappingTest, TakesMinimalMapping) {
  const Mapping mapping = Parsed(kMinimal);
  EXPECT_EQ(mapping.source, "old");
  EXPECT_EQ(mapping.id, "number");
  EXPECT_EQ(mapping.time, "updated");
  EXPECT_EQ(mapping.state, "status");
  EXPECT_EQ(mapping.delimiter, ',');
  EXPECT_EQ(mapping.missing, "");
  EXPECT_FALSE(mapping.HasAssignee());
  EXPECT_THAT(mapping.category, IsEmpty());
  EXPECT_THAT(mapping.checks, IsEmpty());
  EXPECT_EQ(mapping.uses.size(), 3);
  EXPECT_EQ(*mapping.time_format.Parse("2016-05-18 09:30"),
            absl::FromCivil(absl::CivilMinute(2016, 5, 18, 9, 30),
                            absl::UTCTimeZone()));
}

TEST(MappingTest, ReadsTopColumns) {
  const Mapping mapping = Parsed(WithTop(R"(
report_time = "opened"
category = "kind"
location = "room"
requester = "caller"
text = "words"
)"));
  EXPECT_EQ(mapping.report_time, "opened");
  EXPECT_THAT(mapping.category, ElementsAre("kind"));
  EXPECT_EQ(mapping.location, "room");
  EXPECT_EQ(mapping.requester, "caller");
  EXPECT_EQ(mapping.text, "words");
  EXPECT_EQ(mapping.uses.size(), 8);
}

TEST(MappingTest, ReadsListOfCategories) {
  EXPECT_THAT(Parsed(WithTop("category = [\"a\", \"b\"]\n")).category,
              ElementsAre("a", "b"));
}

TEST(MappingTest, ReadsCsv) {
  const Mapping mapping =
      Parsed(With("[csv]\ndelimiter = \"\\t\"\nmissing = \"?\"\n"));
  EXPECT_EQ(mapping.delimiter, '\t');
  EXPECT_EQ(mapping.missing, "?");
}

TEST(MappingTest, ReadsStates) {
  const Mapping mapping = Parsed(With(R"(
Waiting = {hold = "AWAIT_PARTS"}
Stuck = {hold = "OTHER", label = "stuck somewhere"}
Done = {state = "CLOSED", closure_code = "FIXED"}
Gone = "WITHDRAWN"
Twin = {state = "DUPLICATE"}
"-1" = "unknown"
"" = "unknown"
)"));
  ASSERT_EQ(mapping.states.size(), 8);
  const auto& open = mapping.states.at("Open").state();
  EXPECT_EQ(open.state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(open.label(), "Open");
  const auto& waiting = mapping.states.at("Waiting").hold();
  EXPECT_EQ(waiting.reason(), v1::HOLD_REASON_AWAIT_PARTS);
  EXPECT_EQ(waiting.label(), "Waiting");
  EXPECT_EQ(mapping.states.at("Stuck").hold().label(), "stuck somewhere");
  const auto& done = mapping.states.at("Done").state();
  EXPECT_EQ(done.state(), v1::TICKET_STATE_CLOSED);
  EXPECT_EQ(done.closure_code(), v1::CLOSURE_CODE_FIXED);
  EXPECT_EQ(mapping.states.at("Gone").state().closure_code(),
            v1::CLOSURE_CODE_WITHDRAWN);
  EXPECT_EQ(mapping.states.at("Twin").state().closure_code(),
            v1::CLOSURE_CODE_DUPLICATE);
  EXPECT_EQ(mapping.states.at("-1").unknown_state(), "-1");
  EXPECT_EQ(mapping.states.at("").unknown_state(), "(empty)");
}

TEST(MappingTest, ReadsClosureCodeColumn) {
  const Mapping mapping = Parsed(With(R"(Done = "CLOSED"
[state.closure_code]
column = "how"
map = {fixed = "FIXED"}
default = "UNRESOLVED"
)"));
  EXPECT_EQ(mapping.closure_code.column, "how");
  EXPECT_THAT(mapping.closure_code.map,
              ElementsAre(Pair("fixed", v1::CLOSURE_CODE_FIXED)));
  EXPECT_EQ(mapping.closure_code.fallback, v1::CLOSURE_CODE_UNRESOLVED);
}

TEST(MappingTest, ReadsAssignee) {
  const Mapping mapping =
      Parsed(With("[assignee]\nparty = \"team\"\nperson = \"who\"\n"));
  EXPECT_EQ(mapping.party, "team");
  EXPECT_EQ(mapping.person, "who");
  EXPECT_TRUE(mapping.HasAssignee());
}

TEST(MappingTest, ReadsPriorityAndChannel) {
  const Mapping mapping = Parsed(With(R"(
[priority]
column = "urgency"
map = {high = "P1", low = "P4"}
[channel]
column = "via"
default = "OTHER"
)"));
  EXPECT_EQ(mapping.priority.column, "urgency");
  EXPECT_THAT(mapping.priority.map, ElementsAre(Pair("high", v1::PRIORITY_P1),
                                                Pair("low", v1::PRIORITY_P4)));
  EXPECT_EQ(mapping.priority.fallback, std::nullopt);
  EXPECT_EQ(mapping.channel.column, "via");
  EXPECT_EQ(mapping.channel.fallback, v1::CHANNEL_OTHER);
}

TEST(MappingTest, ReadsFactsAndChecks) {
  const Mapping mapping = Parsed(With(R"([facts]
sla = "made_sla"
[check]
state = "final"
reopens = "reopen_count"
close_time = "closed"
complete_time = "resolved"
reassignments = "moves"
)"));
  EXPECT_THAT(mapping.facts, ElementsAre(Pair("sla", "made_sla")));
  ASSERT_EQ(mapping.checks.size(), 5);
  EXPECT_EQ(mapping.checks[0].kind, CheckKind::kReopens);
  EXPECT_EQ(mapping.checks[0].name, "reopens");
  EXPECT_EQ(mapping.checks[0].column, "reopen_count");
  EXPECT_EQ(mapping.checks[1].column, "moves");
  EXPECT_EQ(mapping.checks[2].column, "resolved");
  EXPECT_EQ(mapping.checks[3].column, "closed");
  EXPECT_EQ(mapping.checks[4].column, "final");
}

TEST(MappingTest, RefusesUnknownKeysWithTheirPlace) {
  ExpectError(WithTop("colour = \"x\"\n"), v1::ERROR_REASON_FIELD_UNKNOWN,
              "colour", "m.toml:1:1: colour: unknown key, want one of source");
  ExpectError(With("  [csv]\n  quote = \"x\"\n"),
              v1::ERROR_REASON_FIELD_UNKNOWN, "csv.quote",
              "m.toml:12:3: csv.quote: unknown key");
  for (const std::string_view table :
       {"assignee", "priority", "channel", "check", "state.closure_code"}) {
    ExpectError(With(absl::StrCat("[", std::string(table), "]\nx = \"y\"\n")),
                v1::ERROR_REASON_FIELD_UNKNOWN,
                absl::StrCat(std::string(table), ".x"), "m.toml:12:1");
  }
  ExpectError(With("A = {hold = \"OTHER\", until = \"x\"}\n"),
              v1::ERROR_REASON_FIELD_UNKNOWN, "state.map.A.until", "m.toml:11");
  ExpectError(With("A = {state = \"ACCEPTED\", x = \"x\"}\n"),
              v1::ERROR_REASON_FIELD_UNKNOWN, "state.map.A.x", "m.toml:11");
}

TEST(MappingTest, RefusesMissingKeys) {
  struct Case {
    std::string_view line;
    std::string_view field;
  };
  for (const Case& missing :
       {Case{"source = \"old\"\n", "source"}, Case{"id = \"number\"\n", "id"},
        Case{"column = \"updated\"\n", "time.column"},
        Case{"format = \"%Y-%m-%d %H:%M\"\n", "time.format"},
        Case{"zone = \"UTC\"\n", "time.zone"},
        Case{"column = \"status\"\n", "state.column"},
        Case{"Open = \"REPORTED\"\n", "state.map"}}) {
    ExpectError(absl::StrReplaceAll(std::string(kMinimal),
                                    {{std::string(missing.line), ""}}),
                v1::ERROR_REASON_FIELD_REQUIRED, missing.field, "missing");
  }
  ExpectError("source = \"s\"\nid = \"i\"\n", v1::ERROR_REASON_FIELD_REQUIRED,
              "time", "missing");
  ExpectError(With("[priority]\n"), v1::ERROR_REASON_FIELD_REQUIRED,
              "priority.column", "m.toml:11:1");
}

TEST(MappingTest, RefusesWrongTypesAndNames) {
  constexpr auto kInvalid = v1::ERROR_REASON_FIELD_INVALID;
  ExpectError(WithTop("location = 7\n"), kInvalid, "location",
              "m.toml:1:1: location: want a text");
  ExpectError(WithTop("category = [1]\n"), kInvalid, "category",
              "want a column or a list of columns");
  ExpectError(WithTop("csv = \",\"\n"), kInvalid, "csv", "want a table");
  ExpectError(With("A = 7\n"), kInvalid, "state.map.A", "want a table");
  ExpectError(With("A = \"OPEN\"\n"), kInvalid, "state.map.A",
              "got \"OPEN\", want one of REPORTED, ACCEPTED");
  ExpectError(With("A = \"UNSPECIFIED\"\n"), kInvalid, "state.map.A",
              "want one of");
  ExpectError(With("A = {hold = \"LUNCH\"}\n"), kInvalid, "state.map.A.hold",
              "want one of AWAIT_REQUESTER");
  ExpectError(With("[priority]\ncolumn = \"p\"\nmap = {x = \"P9\"}\n"),
              kInvalid, "priority.map.x", "want one of P1, P2, P3, P4, P5");
  ExpectError(With("[channel]\ncolumn = \"c\"\ndefault = \"FAX\"\n"), kInvalid,
              "channel.default", "m.toml:13:1");
  ExpectError(With("[csv]\ndelimiter = \"||\"\n"), kInvalid, "csv.delimiter",
              "want one ASCII character");
  ExpectError(With("[csv]\ndelimiter = '\"'\n"), kInvalid, "csv.delimiter",
              "want one ASCII character");
  ExpectError(absl::StrReplaceAll(std::string(kMinimal), {{"UTC", "Nowhere"}}),
              kInvalid, "time.zone", "m.toml:6:1: time.zone: got \"Nowhere\"");
}

// A server would refuse the first row that is in it, in the middle of an
// import.
TEST(MappingTest, RefusesStatesOfOtherKindsOfTickets) {
  constexpr auto kInvalid = v1::ERROR_REASON_FIELD_INVALID;
  ExpectError(
      With("A = \"PLANNED\"\n"), kInvalid, "state.map.A",
      "m.toml:11:1: state.map.A: got \"PLANNED\", want one of REPORTED");
  ExpectError(With("A = {state = \"RESOLVED\"}\n"), kInvalid,
              "state.map.A.state", "WITHDRAWN, DUPLICATE");
  for (int number = v1::TicketState_MIN + 1; number <= v1::TicketState_MAX;
       ++number) {
    const std::string name =
        v1::TicketState_Name(number).substr(sizeof("TICKET_STATE_") - 1);
    EXPECT_EQ(Parse(With(absl::StrCat("A = \"", name,
                                      "\"\n[state.closure_code]"
                                      "\ncolumn = \"how\"\n")))
                  .ok(),
              number <= v1::TICKET_STATE_DUPLICATE)
        << name;
  }
}

TEST(MappingTest, WantsClosureCodesWhereTheyBelong) {
  ExpectError(With("A = \"CLOSED\"\n"), v1::ERROR_REASON_FIELD_REQUIRED,
              "state.map.A", "want a closure_code");
  ExpectError(With("A = {state = \"REJECTED\"}\n"),
              v1::ERROR_REASON_FIELD_REQUIRED, "state.map.A.state",
              "want a closure_code");
  for (const std::string_view state : {"ACCEPTED", "WITHDRAWN", "DUPLICATE"}) {
    ExpectError(With(absl::StrCat("A = {state = \"", std::string(state),
                                  "\", closure_code = \"FIXED\"}\n")),
                v1::ERROR_REASON_FIELD_INVALID, "state.map.A.closure_code",
                "want it for CLOSED and REJECTED only");
  }
}

TEST(MappingTest, BoundsTexts) {
  const std::string label(128, 'x');
  EXPECT_TRUE(Parse(With(label + " = \"unknown\"\n")).ok());
  ExpectError(With("x" + label + " = \"unknown\"\n"),
              v1::ERROR_REASON_FIELD_TOO_LONG, "state.map.x" + label,
              "got 129 bytes");
  ExpectError(With("A = {hold = \"OTHER\", label = \"x" + label + "\"}\n"),
              v1::ERROR_REASON_FIELD_TOO_LONG, "state.map.A.label",
              "got 129 bytes");
  const std::string code(64, 'x');
  const std::string minimal(kMinimal);
  EXPECT_TRUE(Parse(absl::StrReplaceAll(minimal, {{"old", code}})).ok());
  ExpectError(absl::StrReplaceAll(minimal, {{"old", "x" + code}}),
              v1::ERROR_REASON_FIELD_TOO_LONG, "source", "got 65 bytes");
  EXPECT_TRUE(Parse(With("[facts]\n" + code + " = \"a\"\n")).ok());
  ExpectError(With("[facts]\nx" + code + " = \"a\"\n"),
              v1::ERROR_REASON_FIELD_INVALID, "facts.x" + code, "1 to 64");
}

TEST(MappingTest, BoundsFacts) {
  std::string facts = "[facts]\n";
  for (int i = 0; i < 32; ++i) absl::StrAppend(&facts, "f", i, " = \"a\"\n");
  EXPECT_TRUE(Parse(With(facts)).ok());
  ExpectError(With(facts + "more = \"a\"\n"), v1::ERROR_REASON_TOO_MANY_ITEMS,
              "facts", "got 33 facts");
}

TEST(MappingTest, RefusesTimeFormatOfUnknownFields) {
  std::string text(kMinimal);
  const size_t at = text.find("%M");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 2, "%Q");
  ExpectError(text, v1::ERROR_REASON_FIELD_INVALID, "time.format",
              "time.format: got the field \"%Q\"");
}

TEST(MappingTest, RefusesWhatIsNoToml) {
  ExpectError("source = \n", v1::ERROR_REASON_FIELD_INVALID, "", "m.toml:1:");
}

TEST(MappingTest, LoadsFile) {
  const TempFile file(kMinimal);
  EXPECT_TRUE(LoadMapping(file.path()).ok());
  const TempFile bad("x = 1\n");
  EXPECT_THAT(std::string(LoadMapping(bad.path()).status().message()),
              HasSubstr(bad.path() + ":1:1: x: unknown key"));
}

TEST(MappingTest, RefusesFileThatCannotBeRead) {
  for (const std::string path : {"/nowhere/m.toml", "/"}) {
    const absl::Status status = LoadMapping(path).status();
    EXPECT_EQ(ErrorOf(status).field(), path);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("cannot read the mapping"));
  }
}

}  // namespace
}  // namespace workledger
