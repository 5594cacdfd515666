#include "tools/workledger/import/summary.h"

#include <gtest/gtest.h>

#include <string>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace workledger {
namespace {

ImportSummary MakeSummary() {
  ImportSummary summary;
  summary.rows = 141712;
  summary.tickets = 24918;
  summary.unchanged_rows = 28516;
  summary.sent.commands = 113196;
  summary.sent.replayed = 6;
  summary.sent.events = 150000;
  summary.sent.findings[v1::FINDING_KIND_MOVE_NOT_ALLOWED] = 12;
  summary.sent.findings[v1::FINDING_KIND_UNKNOWN_STATE] = 5;
  summary.elapsed = absl::Seconds(8);
  summary.checks.push_back({.name = "close_time",
                            .equal = 24917,
                            .different = 1,
                            .absent = 0,
                            .differences = {{.ticket = "inc-1",
                                             .source = "\"\\\n\t\x01 \u62a5",
                                             .ledger = "2016"}}});
  return summary;
}

TEST(SummaryTest, WritesTable) {
  ImportSummary summary = MakeSummary();
  summary.checks[0].differences[0].source = "2017";
  EXPECT_EQ(ToTable(summary),
            "rows                           141712\n"
            "tickets                         24918\n"
            "events                         150000\n"
            "unchanged_rows                  28516\n"
            "commands                       113196\n"
            "replayed                            6\n"
            "elapsed_seconds                 8.000\n"
            "rows_per_second                 17714\n"
            "\n"
            "findings\n"
            "  MOVE_NOT_ALLOWED                 12\n"
            "  UNKNOWN_STATE                     5\n"
            "\n"
            "checks                          equal    different       absent\n"
            "  close_time                    24917            1            0\n"
            "    inc-1: source 2017, ledger 2016\n");
}

TEST(SummaryTest, LeavesEmptySectionsOutOfTheTable) {
  EXPECT_EQ(ToTable(ImportSummary()),
            "rows                                0\n"
            "tickets                             0\n"
            "events                              0\n"
            "unchanged_rows                      0\n"
            "commands                            0\n"
            "replayed                            0\n"
            "elapsed_seconds                 0.000\n"
            "rows_per_second                     0\n");
}

TEST(SummaryTest, WritesJson) {
  google::protobuf::Struct json;
  const std::string text = ToJson(MakeSummary());
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(text, &json).ok())
      << text;
  const auto& fields = json.fields();
  EXPECT_EQ(fields.at("rows").number_value(), 141712);
  EXPECT_EQ(fields.at("tickets").number_value(), 24918);
  EXPECT_EQ(fields.at("events").number_value(), 150000);
  EXPECT_EQ(fields.at("unchanged_rows").number_value(), 28516);
  EXPECT_EQ(fields.at("commands").number_value(), 113196);
  EXPECT_EQ(fields.at("replayed").number_value(), 6);
  EXPECT_EQ(fields.at("elapsed_seconds").number_value(), 8);
  EXPECT_EQ(fields.at("rows_per_second").number_value(), 17714);
  const auto& findings = fields.at("findings").struct_value().fields();
  EXPECT_EQ(findings.at("MOVE_NOT_ALLOWED").number_value(), 12);
  EXPECT_EQ(findings.at("UNKNOWN_STATE").number_value(), 5);
  const auto& check = fields.at("checks")
                          .struct_value()
                          .fields()
                          .at("close_time")
                          .struct_value()
                          .fields();
  EXPECT_EQ(check.at("equal").number_value(), 24917);
  EXPECT_EQ(check.at("different").number_value(), 1);
  EXPECT_EQ(check.at("absent").number_value(), 0);
  const auto& difference =
      check.at("differences").list_value().values(0).struct_value().fields();
  EXPECT_EQ(difference.at("ticket").string_value(), "inc-1");
  EXPECT_EQ(difference.at("source").string_value(), "\"\\\n\t\x01 \u62a5");
  EXPECT_EQ(difference.at("ledger").string_value(), "2016");
}

TEST(SummaryTest, WritesJsonOnOneLineAndSecondsInMilliseconds) {
  ImportSummary summary = MakeSummary();
  summary.elapsed = absl::Nanoseconds(8'123'456'789);
  const std::string text = ToJson(summary);
  EXPECT_EQ(text.find('\n'), std::string::npos) << text;
  EXPECT_NE(text.find("8.123,"), std::string::npos) << text;
}

TEST(SummaryTest, WritesIntegersAsIntegers) {
  const std::string text = ToJson(ImportSummary());
  EXPECT_NE(text.find("\"rows\" : 0,"), std::string::npos) << text;
}

}  // namespace
}  // namespace workledger
