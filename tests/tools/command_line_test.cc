// What is typed, up to the first call: `workledger` as a process.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/child_process.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

using ::testing::StartsWith;

// Runs the tool with `words`, as a shell reads them, and returns all that it
// prints to both outputs. Nothing listens on port 1 of the loopback.
Finished Type(const std::string& words) {
  const auto finished =
      RunToEnd({"/bin/sh", "-c",
                absl::StrCat("WORKLEDGER_SERVER=127.0.0.1:1 ", WORKLEDGER, " ",
                             words, " 2>&1")});
  EXPECT_THAT(finished, IsOk());
  return finished.ok() ? *finished : Finished{.exit_code = -1};
}

TEST(CommandLineTest, RefusesNegativeNumbers) {
  for (const std::string words :
       {"log read --from -3", "log read --from=-3", "log read --limit -1",
        "log tail --from -3", "log export x --from -3",
        "ticket show t --min-position -3", "report summary --as-of-position -3",
        "ticket accept t --actor a --expected-version -3",
        "ticket accept t --actor a --cause-position -3"}) {
    const Finished finished = Type(words);
    EXPECT_EQ(finished.exit_code, 2) << words;
    EXPECT_THAT(finished.output, ::testing::ContainsRegex(
                                     "workledger: --[a-z-]+: got \"-[13]\", "
                                     "want a whole number from 0"));
  }
}

TEST(CommandLineTest, RefusesEmptyWords) {
  for (const std::string words : {"ticket accept t --actor a --request-id ''",
                                  "--server '' ledger list"}) {
    const Finished finished = Type(words);
    EXPECT_EQ(finished.exit_code, 2) << words;
    EXPECT_THAT(finished.output,
                ::testing::HasSubstr("got \"\", want something"));
  }
}

TEST(CommandLineTest, NamesUnexpectedWordsInTheOrderTyped) {
  const Finished finished = Type("ledger list one two three");
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_EQ(finished.output,
            "workledger: not expected: one two three; see --help (USAGE)\n");
}

// Whatever reads takes the instant that it reads as of, before any call.
TEST(CommandLineTest, TakesAnInstantWhereverItReads) {
  for (const std::string verb :
       {"ticket show t", "ticket list", "ticket count --by state",
        "catalogue show", "inspection show i", "inspection list", "plan list",
        "penalty show c 2025-03", "penalty list", "clock explain t",
        "report summary", "report summary --by category", "report tally",
        "report sla --from 2025-01-01T00:00:00Z --to 2025-02-01T00:00:00Z",
        "report holders --from 2025-01-01T00:00:00Z --to "
        "2025-02-01T00:00:00Z"}) {
    for (const std::string flag :
         {"--as-of-known", "--as-of-valid", "--as-of-position"}) {
      const Finished finished =
          Type(absl::StrCat(verb, " --ledger x ", flag, " soon"));
      EXPECT_EQ(finished.exit_code, 2) << verb << " " << flag;
      EXPECT_THAT(finished.output, ::testing::HasSubstr(flag));
    }
  }
}

// A summary of all tickets is of an instant; only work is told by period.
TEST(CommandLineTest, TakesAPeriodOfWorkOnly) {
  const Finished finished = Type("report summary --from 2025-01-01");
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.output, ::testing::HasSubstr("--by"));
}

TEST(CommandLineTest, SaysInHelpWhatIsRequired) {
  const Finished finished = Type("ticket dispatch --help");
  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.output,
              ::testing::ContainsRegex("--party TEXT +code of the team or "
                                       "contractor \\(required\\)"));
  EXPECT_THAT(finished.output,
              ::testing::HasSubstr("id of the ticket (required)"));
}

TEST(CommandLineTest, NamesEveryRole) {
  EXPECT_THAT(Type("ticket accept --help").output,
              ::testing::ContainsRegex("technician,[[:space:]]+inspector"));
}

TEST(CommandLineTest, AsksForTheStartOfADrivenClock) {
  const Finished finished = Type("ledger create x --clock driven");
  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.output, StartsWith("workledger: --start-time: got "));
}

TEST(CommandLineTest, SaysOneSentenceOnly) {
  const Finished unreachable = Type("ledger list");
  EXPECT_EQ(unreachable.exit_code, 3);
  EXPECT_EQ(unreachable.output,
            "workledger: server 127.0.0.1:1: cannot be reached "
            "(UNAVAILABLE)\n");
  const Finished text = Type(
      "ticket accept t --actor \"$(printf '\\377')\" --request-id r "
      "--ledger x");
  EXPECT_EQ(text.output,
            "workledger: server 127.0.0.1:1: cannot be reached "
            "(UNAVAILABLE)\n");
}

}  // namespace
}  // namespace workledger
