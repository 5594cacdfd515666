#include "tools/workledger/import/row_mapper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/time.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kMapping = R"(source = "old"
id = "number"
report_time = "opened"
category = ["kind", "part"]
location = "room"
requester = "caller"
text = "words"
[csv]
missing = "?"
[time]
column = "updated"
format = "%Y-%m-%d %H:%M"
zone = "UTC"
[state]
column = "status"
[state.map]
Open = "REPORTED"
Done = "CLOSED"
Kept = {state = "CLOSED", closure_code = "NO_FAULT"}
Wait = {hold = "THIRD_PARTY"}
"?" = "unknown"
[state.closure_code]
column = "how"
map = {fixed = "FIXED"}
[assignee]
party = "team"
person = "who"
[priority]
column = "urgency"
map = {high = "P1"}
[channel]
column = "via"
map = {phone = "HOTLINE"}
default = "OTHER"
[facts]
sla = "made_sla"
brand = "brand"
[check]
reopens = "reopens"
close_time = "closed"
state = "final"
)";

// A row by column; columns that a test does not name hold "?".
using Cells = std::map<std::string, std::string>;

class RowMapperTest : public ::testing::Test {
 protected:
  RowMapperTest() : mapping_(*ParseMapping(kMapping, "m.toml")) {}

  absl::StatusOr<MappedRow> Map(Cells cells) {
    cells.try_emplace("number", "T1");
    cells.try_emplace("updated", "2016-05-18 09:30");
    cells.try_emplace("status", "Open");
    std::vector<std::string> header;
    Row row{.number = 17, .fields = {}};
    for (const std::string_view column :
         {"number", "updated", "status", "opened", "kind", "part", "room",
          "caller", "words", "how", "team", "who", "urgency", "via", "made_sla",
          "brand", "reopens", "closed", "final"}) {
      header.emplace_back(column);
      const auto cell = cells.find(header.back());
      row.fields.push_back(cell == cells.end() ? "?" : cell->second);
    }
    absl::StatusOr<RowMapper> mapper = RowMapper::Create(mapping_, header);
    EXPECT_TRUE(mapper.ok()) << mapper.status();
    return mapper->Map(row);
  }

  void ExpectError(const Cells& cells, std::string_view field,
                   std::string_view message) {
    const absl::Status status = Map(cells).status();
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_INVALID) << status;
    EXPECT_EQ(ErrorOf(status).field(), field);
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(message)));
  }

  const Mapping mapping_;
};

TEST_F(RowMapperTest, MapsEveryColumn) {
  const absl::StatusOr<MappedRow> row = Map({{"number", "INC 0001_x"},
                                             {"opened", "2016-05-17 08:00"},
                                             {"kind", "lift"},
                                             {"part", "door"},
                                             {"room", "2.01"},
                                             {"caller", "Ms Li"},
                                             {"words", "it squeaks"},
                                             {"team", "lifts"},
                                             {"who", "Wang"},
                                             {"urgency", "high"},
                                             {"via", "phone"},
                                             {"made_sla", "true"},
                                             {"brand", "A"},
                                             {"reopens", "02"},
                                             {"closed", "2016-06-01 00:00"},
                                             {"final", "Wait"}});
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->number, 17);
  EXPECT_EQ(row->source_id, "INC 0001_x");
  EXPECT_EQ(row->ticket, "inc-0001-x");
  const auto utc = absl::UTCTimeZone();
  EXPECT_EQ(row->time,
            absl::FromCivil(absl::CivilMinute(2016, 5, 18, 9, 30), utc));
  const v1::RecordHistory& values = row->values;
  EXPECT_EQ(FromTimestamp(values.report_time()),
            absl::FromCivil(absl::CivilMinute(2016, 5, 17, 8, 0), utc));
  EXPECT_EQ(values.state().state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(values.category(), "lift/door");
  EXPECT_EQ(values.location(), "2.01");
  EXPECT_EQ(values.priority(), v1::PRIORITY_P1);
  EXPECT_EQ(values.assignee().party(), "lifts");
  EXPECT_EQ(values.assignee().person(), "Wang");
  EXPECT_EQ(values.report().channel(), v1::CHANNEL_HOTLINE);
  EXPECT_EQ(values.report().requester().data_subject(), "Ms Li");
  EXPECT_EQ(values.report().requester().clear(), "Ms Li");
  EXPECT_EQ(values.report().text().data_subject(), "Ms Li");
  EXPECT_EQ(values.report().text().clear(), "it squeaks");
  ASSERT_EQ(values.facts_size(), 2);
  EXPECT_EQ(values.facts(0).name(), "brand");
  EXPECT_EQ(values.facts(1).name(), "sla");
  EXPECT_EQ(values.facts(1).value(), "true");
  EXPECT_THAT(row->expected,
              ElementsAre("2", "2016-06-01T00:00:00Z", "THIRD_PARTY"));
}

TEST_F(RowMapperTest, TakesMissingAsNothing) {
  const absl::StatusOr<MappedRow> row = Map({{"part", "door"}, {"brand", ""}});
  ASSERT_TRUE(row.ok()) << row.status();
  const v1::RecordHistory& values = row->values;
  EXPECT_FALSE(values.has_report_time());
  EXPECT_EQ(values.category(), "door");
  EXPECT_EQ(values.location(), "");
  EXPECT_FALSE(values.has_priority());
  EXPECT_TRUE(values.has_assignee());
  EXPECT_EQ(values.assignee().party(), "");
  EXPECT_EQ(values.report().channel(), v1::CHANNEL_UNSPECIFIED);
  EXPECT_FALSE(values.report().has_requester());
  EXPECT_FALSE(values.report().has_text());
  EXPECT_EQ(values.facts(0).value(), "");
  EXPECT_THAT(row->expected, ElementsAre("", "", ""));
}

TEST_F(RowMapperTest, TakesMissingStateAsAText) {
  const absl::StatusOr<MappedRow> row = Map({{"status", "?"}});
  ASSERT_TRUE(row.ok()) << row.status();
  EXPECT_EQ(row->values.unknown_state(), "?");
}

TEST_F(RowMapperTest, TakesClosureCodeFromEntryThenFromColumn) {
  EXPECT_EQ(Map({{"status", "Kept"}})->values.state().closure_code(),
            v1::CLOSURE_CODE_NO_FAULT);
  EXPECT_EQ(Map({{"status", "Done"}, {"how", "fixed"}})
                ->values.state()
                .closure_code(),
            v1::CLOSURE_CODE_FIXED);
  ExpectError({{"status", "Done"}, {"how", "magic"}}, "row 17, how",
              "got \"magic\", which the mapping's map has not");
  // No value is a text as any other, for a ticket cannot end without a code.
  ExpectError({{"status", "Done"}, {"how", "?"}}, "row 17, how",
              "got \"?\", which the mapping's map has not");
  EXPECT_EQ(Map({{"status", "Open"}, {"how", "magic"}})
                ->values.state()
                .closure_code(),
            v1::CLOSURE_CODE_UNSPECIFIED);
}

TEST_F(RowMapperTest, TakesDefault) {
  EXPECT_EQ(Map({{"via", "pigeon"}})->values.report().channel(),
            v1::CHANNEL_OTHER);
}

TEST_F(RowMapperTest, NamesRowColumnAndValue) {
  ExpectError({{"status", "Odd"}}, "row 17, status",
              "got \"Odd\", which [state.map] has not");
  ExpectError({{"updated", "yesterday"}}, "row 17, updated",
              "got \"yesterday\", want a time like");
  ExpectError({{"updated", "?"}}, "row 17, updated", "got \"?\"");
  ExpectError({{"opened", "18.5.2016"}}, "row 17, opened", "want a time like");
  ExpectError({{"urgency", "so so"}}, "row 17, urgency", "got \"so so\"");
  ExpectError({{"reopens", "-1"}}, "row 17, reopens", "want a count");
  ExpectError({{"closed", "x"}}, "row 17, closed", "want a time like");
  ExpectError({{"final", "x"}}, "row 17, final", "which [state.map] has not");
}

TEST_F(RowMapperTest, BoundsTexts) {
  struct Case {
    std::string column;
    size_t bytes_max;
  };
  for (const Case& text :
       {Case{"caller", 128}, Case{"words", 4096}, Case{"team", 128},
        Case{"who", 128}, Case{"kind", 256}, Case{"room", 256},
        Case{"brand", 256}}) {
    std::string full(text.bytes_max, 'x');
    EXPECT_TRUE(Map({{text.column, full}}).ok()) << text.column;
    full += 'x';
    const absl::Status status = Map({{text.column, full}}).status();
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FIELD_TOO_LONG) << status;
    EXPECT_EQ(ErrorOf(status).field(), "row 17, " + text.column);
  }
}

TEST_F(RowMapperTest, RefusesIdThatCannotNameATicket) {
  ExpectError({{"number", "?"}}, "row 17, number", "want an id of 1 to 63");
  EXPECT_TRUE(Map({{"number", std::string(63, 'x')}}).ok());
  ExpectError({{"number", std::string(64, 'x')}}, "row 17, number",
              "want an id of 1 to 63");
}

TEST_F(RowMapperTest, RefusesColumnThatTheFileHasNotExactlyOnce) {
  absl::Status status = RowMapper::Create(mapping_, {"number"}).status();
  EXPECT_EQ(ErrorOf(status).field(), "updated");
  EXPECT_EQ(std::string(status.message()),
            "m.toml:11:1: time.column: got column \"updated\", which the file "
            "has not");
  status = RowMapper::Create(mapping_, {"number", "number"}).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("more than once"));
}

}  // namespace
}  // namespace workledger
