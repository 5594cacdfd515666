#ifndef WORKLEDGER_TESTS_E2E_BUREAU_YEAR_H_
#define WORKLEDGER_TESTS_E2E_BUREAU_YEAR_H_

// A bureau's year, told once to the real server by the real tool; the tests of
// it read it back.

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "google/protobuf/util/json_util.h"
#include "tests/support/child_process.h"
#include "tools/workledger/client.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// All tests of the year are of this one suite, so that it is told once.
class BureauYearTest : public testing::Test {
 public:
  // The year of seed 1 in the ledger "year".
  static void SetUpTestSuite();
  static void TearDownTestSuite();

  // Kills the server, and starts it again on the same data.
  static void Restart();

  static Finished Tool(const std::vector<std::string>& arguments);
  static Client& client();

  // Reads what the tool printed, one message a line.
  template <typename Row>
  static std::vector<Row> RowsOf(const std::string& output) {
    std::vector<Row> rows;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                      line, &rows.emplace_back())
                      .ok())
          << line;
    }
    return rows;
  }

  // The same of a command that succeeds.
  template <typename Row>
  static std::vector<Row> Rows(const std::vector<std::string>& arguments) {
    const Finished finished = Tool(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    return RowsOf<Row>(finished.output);
  }

  // Every ticket as `ticket list --all --output json` prints it.
  static const std::string& FoldLines();
  static const std::vector<v1::Ticket>& Folds();

  // Calls `visit` with each event of these types, in the order of the log.
  using Visit = std::function<void(const v1::Record&, const v1::Event&)>;
  static void VisitEvents(const std::vector<v1::Event::BodyCase>& types,
                          const Visit& visit);
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_E2E_BUREAU_YEAR_H_
