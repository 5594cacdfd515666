// Keeps docs/errors.md complete.

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/exit_code.h"
#include "workledger/error.h"

namespace workledger {
namespace {

std::string ReadDoc() {
  std::ifstream file(WORKLEDGER_ERRORS_DOC);
  EXPECT_TRUE(file) << WORKLEDGER_ERRORS_DOC;
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ErrorsDocTest, ListsEveryReasonOnce) {
  const std::string doc = ReadDoc();
  const auto& reasons = *v1::ErrorReason_descriptor();
  for (int i = 0; i < reasons.value_count(); ++i) {
    const auto reason =
        static_cast<v1::ErrorReason>(reasons.value(i)->number());
    if (reason == v1::ERROR_REASON_UNSPECIFIED) continue;
    const std::string row = absl::StrCat("\n| `", ReasonName(reason), "` |");
    EXPECT_NE(doc.find(row), std::string::npos) << ReasonName(reason);
    EXPECT_EQ(doc.find(row), doc.rfind(row)) << ReasonName(reason);
  }
}

TEST(ErrorsDocTest, ListsEveryExitCode) {
  const std::string doc = ReadDoc();
  for (const ExitCodeMeaning& meaning : kExitCodes) {
    EXPECT_NE(doc.find(absl::StrCat("| ", static_cast<int>(meaning.code), " | ",
                                    meaning.text, " |")),
              std::string::npos)
        << meaning.text;
  }
}

}  // namespace
}  // namespace workledger
