#include "tools/workledger/table.h"

#include <sstream>

#include "gtest/gtest.h"

namespace workledger {
namespace {

std::string Text(const Table& table) {
  std::ostringstream out;
  table.Print(out);
  return out.str();
}

TEST(TableTest, AlignsColumns) {
  Table table({{"TICKET"}, {.title = "AGE", .right = true}, {"TEXT"}});
  table.AddRow({"r-1", "2h 5m", "lamp"});
  table.AddRow({"ticket-17", "3s", ""});
  EXPECT_EQ(Text(table),
            "TICKET       AGE  TEXT\n"
            "r-1        2h 5m  lamp\n"
            "ticket-17     3s  -\n");
}

TEST(TableTest, CountsAChineseCharacterAsTwoColumns) {
  Table table({{"STATE"}, {"X"}});
  table.AddRow({"on-site 已到场", "1"});
  table.AddRow({"closed", "2"});
  EXPECT_EQ(Text(table),
            "STATE           X\n"
            "on-site 已到场  1\n"
            "closed          2\n");
}

TEST(TableTest, CountsACombiningMarkAsNone) {
  EXPECT_EQ(FitCell("e\xcc\x81t\xc3\xa9").width, 3u);
}

TEST(TableTest, CutsLongTextAtItsWidth) {
  EXPECT_EQ(FitCell("abcdef", 6).text, "abcdef");
  EXPECT_EQ(FitCell("abcdefg", 6).text, "abcde…");
  EXPECT_EQ(FitCell("走廊灯不亮", 10).text, "走廊灯不亮");
  // The ellipsis takes one column, and half a character cannot be shown.
  const Cell cell = FitCell("走廊灯不亮", 9);
  EXPECT_EQ(cell.text, "走廊灯不…");
  EXPECT_EQ(cell.width, 9u);
  EXPECT_EQ(FitCell("走廊灯不亮", 8).text, "走廊灯…");
}

TEST(TableTest, LetsNoTextMoveTheCursor) {
  EXPECT_EQ(FitCell("a\nb\x1b[2Jc\x7f").text, "a b [2Jc ");
  EXPECT_EQ(FitCell("\xff\xfe ok").text, "?? ok");
  EXPECT_EQ(FitCell(std::string_view("a\0b", 3)).text, "a b");
}

}  // namespace
}  // namespace workledger
