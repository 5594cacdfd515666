// The main of every test program. GoogleTest counts a program whose tests were
// skipped as passed; this one says which were, and why, and ends with an exit
// code that CTest shows as "Skipped".

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <string>

namespace workledger {
namespace {

// As in cmake/workledger.cmake.
constexpr int kSkipped = 77;

// The words of a skip in one line.
std::string ReasonOf(const testing::TestResult& result) {
  std::string reason;
  for (int i = 0; i < result.total_part_count(); ++i) {
    const testing::TestPartResult& part = result.GetTestPartResult(i);
    if (part.skipped()) reason.append(" ").append(part.message());
  }
  std::ranges::replace(reason, '\n', ' ');
  return reason;
}

// Tells the tests that were skipped, and returns how many.
int TellSkipped() {
  int skipped = 0;
  const testing::UnitTest& program = *testing::UnitTest::GetInstance();
  for (int i = 0; i < program.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *program.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const testing::TestInfo& test = *suite.GetTestInfo(j);
      if (!test.result()->Skipped()) continue;
      ++skipped;
      std::cout << "skipped: " << suite.name() << "." << test.name() << ":"
                << ReasonOf(*test.result()) << std::endl;
    }
  }
  return skipped;
}

int Main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  const int failed = RUN_ALL_TESTS();
  // A failure is not to be hidden behind a test that was skipped.
  return TellSkipped() > 0 && failed == 0 ? kSkipped : failed;
}

}  // namespace
}  // namespace workledger

int main(int argc, char** argv) { return workledger::Main(argc, argv); }
