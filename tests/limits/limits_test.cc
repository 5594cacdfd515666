#include "tests/limits/limits.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string ReadFile(const std::string& path) {
  std::ifstream in(std::string(SOURCE_ROOT) + "/" + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Returns what `a` holds and `b` does not, or holds with another value.
LimitValues Difference(const LimitValues& a, const LimitValues& b) {
  LimitValues difference;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(),
                      std::inserter(difference, difference.end()));
  return difference;
}

TEST(LimitsTest, DocumentListsEveryConstantWithItsValue) {
  const LimitValues header =
      ParseHeader(ReadFile("engine/include/workledger/limits.h"));
  ASSERT_GT(header.size(), 30u);
  EXPECT_THAT(header, Each(Pair(testing::_, Ge(0))));
  const LimitValues table = ParseTable(ReadFile("docs/limits.md"));
  EXPECT_THAT(Difference(header, table), IsEmpty());
  EXPECT_THAT(Difference(table, header), IsEmpty());
}

TEST(LimitsTest, ReadsTheFormsOfTheHeader) {
  EXPECT_THAT(ParseHeader("inline constexpr size_t kA = 64;  // why\n"
                          "inline constexpr uint64_t kB = 4 << 20;\n"
                          "inline constexpr absl::Duration kC =\n"
                          "    absl::Minutes(5);\n"
                          "inline constexpr int kD = kA + 1;\n"),
              ElementsAre(Pair("kA", 64), Pair("kB", 4194304), Pair("kC", 300),
                          Pair("kD", -1)));
}

TEST(LimitsTest, ReadsTheRowsOfTheTable) {
  EXPECT_THAT(ParseTable("| constant | value | unit | why |\n|---|---|---|\n"
                         "| `kA` | 64 | bytes | a name |\n"
                         "| `kC` | 5 | minutes | devices drift |\n"),
              ElementsAre(Pair("kA", 64), Pair("kC", 300)));
}

}  // namespace
}  // namespace workledger
