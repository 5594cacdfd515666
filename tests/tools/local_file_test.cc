#include "tools/workledger/local_file.h"

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tools/workledger/exit_code.h"

namespace workledger {
namespace {

class LocalFileTest : public ::testing::Test {
 protected:
  void SetUp() override { std::ofstream(Path("file")) << "x"; }

  std::string Path(const std::string& name) const {
    return folder_.path().string() + "/" + name;
  }

 private:
  const TempDir folder_;
};

TEST_F(LocalFileTest, ReadsFilesOnly) {
  EXPECT_THAT(CheckReadable(Path("file")), IsOk());
  EXPECT_THAT(CheckReadable("/dev/null"), IsOk());
  EXPECT_EQ(ExitCodeOf(CheckReadable(Path("missing"))), ExitCode::kFile);
  EXPECT_EQ(FailureText(CheckReadable(Path(""))),
            "workledger: file " + Path("") + ": is a folder (FILE)");
}

TEST_F(LocalFileTest, ReplacesRegularFilesOnly) {
  EXPECT_THAT(CheckReplaceable(Path("file")), IsOk());
  EXPECT_THAT(CheckReplaceable(Path("new")), IsOk());
  std::filesystem::create_symlink(Path("file"), Path("link"));
  std::filesystem::create_symlink(Path("missing"), Path("dangling"));
  for (const std::string& other :
       {Path(""), Path("link"), Path("dangling"), std::string("/dev/null")}) {
    EXPECT_EQ(ExitCodeOf(CheckReplaceable(other)), ExitCode::kFile) << other;
  }
}

}  // namespace
}  // namespace workledger
