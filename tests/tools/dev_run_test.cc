// `tools/dev run --once` as a person types it: it builds (nothing, by now),
// starts the server, fills two ledgers, prints them, and leaves nothing behind
// but their data.

#include <csignal>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DevRunTest : public ::testing::Test {
 protected:
  Finished Run(const std::vector<std::string>& words) const {
    std::vector<std::string> all = {
        "/usr/bin/env",
        absl::StrCat("WORKLEDGER_VAR=", directory_.path().string()), TOOLS_DEV};
    all.insert(all.end(), words.begin(), words.end());
    const auto finished = RunToEndWithErrors(all);
    EXPECT_THAT(finished, IsOk());
    return finished.ok() ? *finished : Finished{.exit_code = -1};
  }

  // The list of open tickets, which the sums follow.
  static std::string QueueOf(const Finished& run) {
    const size_t begin = run.output.find("TICKET");
    return run.output.substr(begin, run.output.find(" tickets, ") - begin);
  }

  const TempDir directory_;
};

TEST_F(DevRunTest, ShowsTheDemoAndStops) {
  const Finished first = Run({"run", "--once"});
  ASSERT_EQ(first.exit_code, 0) << first.errors;
  EXPECT_THAT(first.errors, HasSubstr("==> starting workledgerd"));
  EXPECT_THAT(first.errors, HasSubstr("ticket list --open"));
  // The queue of the month, the sums of the year, and a figure of it.
  EXPECT_THAT(first.output, HasSubstr("TICKET"));
  EXPECT_THAT(first.output, HasSubstr("(all)"));
  EXPECT_THAT(first.output, HasSubstr("bicycles"));
  EXPECT_THAT(first.output, HasSubstr("compliance"));

  // The data is whole and nobody holds it.
  auto server = StartServer(WORKLEDGERD, (directory_.path() / "demo").string());
  ASSERT_THAT(server, IsOk());
  for (const char* const ledger : {"demo", "bureau-year"}) {
    const auto shown = RunToEndWithErrors(
        {WORKLEDGER, "--server", server->address, "ledger", "show", ledger});
    ASSERT_THAT(shown, IsOk());
    EXPECT_EQ(shown->exit_code, 0) << shown->errors;
  }
  server->process.Signal(SIGTERM);
  EXPECT_EQ(server->process.Wait(), 0);

  // A second time there is nothing to fill, and the same to show.
  const Finished second = Run({"run", "--once"});
  EXPECT_EQ(second.exit_code, 0) << second.errors;
  EXPECT_THAT(second.output, HasSubstr("has its tickets; nothing done"));
  EXPECT_EQ(QueueOf(second), QueueOf(first));
}

TEST_F(DevRunTest, SaysHowItIsUsed) {
  const Finished wrong = Run({"run", "--twice"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("usage: tools/dev VERB"));
  EXPECT_THAT(wrong.errors, Not(HasSubstr("==>")));
}

}  // namespace
}  // namespace workledger
