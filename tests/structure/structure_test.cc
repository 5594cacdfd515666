#include "tests/structure/structure.h"

#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> Check(std::string path, std::string text) {
  return CheckStructure({.path = std::move(path), .text = std::move(text)});
}

TEST(StructureTest, HoldsForTheWholeTree) {
  const std::vector<SourceFile> files = ReadSources(SOURCE_ROOT);
  ASSERT_GT(files.size(), 20u);
  for (const SourceFile& file : files) {
    EXPECT_THAT(CheckStructure(file), IsEmpty());
  }
}

TEST(StructureTest, HasAtMostFifteenPublicHeaders) {
  int headers = 0;
  for (const SourceFile& file : ReadSources(SOURCE_ROOT)) {
    if (file.path.starts_with("engine/include/")) ++headers;
  }
  EXPECT_GE(headers, 1);
  EXPECT_LE(headers, 15);
}

TEST(StructureTest, AllowsIncludesThatPointDown) {
  EXPECT_THAT(Check("engine/core/decide.cc",
                    "#include \"engine/base/time.h\"\n"
                    "#include <vector>\n"
                    "#include \"absl/status/status.h\"\n"
                    "#include \"workledger/v1/ticket.pb.h\"\n"),
              IsEmpty());
  EXPECT_THAT(Check("engine/view/ticket.cc", "#include \"rocksdb/db.h\"\n"),
              IsEmpty());
  EXPECT_THAT(Check("tools/workledger/main.cc",
                    "#include \"services/status.h\"\n"
                    "#include <grpcpp/grpcpp.h>\n"),
              IsEmpty());
}

TEST(StructureTest, NamesTheLineOfAnIncludeThatPointsUp) {
  EXPECT_THAT(Check("engine/view/x.cc",
                    "// A view.\n#include \"engine/ledger/engine.h\"\n"),
              ElementsAre("engine/view/x.cc:2: engine/view/ may not include "
                          "engine/ledger/engine.h"));
}

// Each sample breaks one rule.
struct BadSample {
  const char* path;
  const char* line;
};

class BadSampleTest : public ::testing::TestWithParam<BadSample> {};

TEST_P(BadSampleTest, IsReported) {
  EXPECT_THAT(Check(GetParam().path, GetParam().line), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(
    Samples, BadSampleTest,
    ::testing::Values(
        BadSample{"engine/base/x.h", "#include \"engine/core/fold.h\""},
        BadSample{"engine/base/x.h", "#include \"workledger/v1/ticket.pb.h\""},
        BadSample{"engine/base/x.h", "#include \"workledger/engine.h\""},
        BadSample{"engine/core/x.cc", "#include \"engine/log/event_log.h\""},
        BadSample{"engine/core/x.cc", "#include <chrono>"},
        BadSample{"engine/core/x.cc", "#include <mutex>"},
        BadSample{"engine/core/x.cc", "#include <random>"},
        BadSample{"engine/core/x.cc", "#include <thread>"},
        BadSample{"engine/core/x.cc", "#include <iostream>"},
        BadSample{"engine/core/x.cc", "#include \"absl/time/clock.h\""},
        BadSample{"engine/core/x.cc", "#include \"rocksdb/db.h\""},
        BadSample{"engine/core/x.cc", "#include <grpcpp/grpcpp.h>"},
        BadSample{"engine/log/x.cc", "#include \"engine/core/upcast.h\""},
        BadSample{"engine/log/x.cc", "#include \"workledger/v1/event.pb.h\""},
        BadSample{"engine/view/x.cc", "#include \"engine/replay/as_of.h\""},
        BadSample{"engine/replay/x.cc", "#include \"engine/ledger/engine.h\""},
        BadSample{"engine/replay/x.cc", "#include \"rocksdb/db.h\""},
        BadSample{"engine/replay/x.cc", "  rocksdb::DB& db;"},
        BadSample{"engine/ledger/x.cc",
                  "#include \"workledger/v1/log_service.grpc.pb.h\""},
        BadSample{"engine/ledger/x.cc", "#include \"services/status.h\""},
        BadSample{"engine/include/workledger/x.h",
                  "#include \"engine/base/check.h\""},
        BadSample{"services/x.cc", "#include \"engine/ledger/engine.h\""},
        BadSample{"services/x.cc", "#include \"tools/demo/demo.h\""},
        BadSample{"tools/x.cc", "#include \"services/server.h\""},
        BadSample{"tools/x.cc", "#include \"tests/support/server.h\""},
        BadSample{"tools/x.cc", "#include \"local.h\""},
        BadSample{"engine/attic/x.h", "int x;"}));

TEST(StructureTest, ReportsAFileOverFourHundredLines) {
  std::string text;
  for (int line = 0; line < 400; ++line) text += "int x;\n";
  EXPECT_THAT(Check("engine/core/x.cc", text), IsEmpty());
  text += "int x;\n";
  EXPECT_THAT(Check("engine/core/x.cc", text),
              ElementsAre(HasSubstr("longer than 400 lines")));
}

}  // namespace
}  // namespace workledger
