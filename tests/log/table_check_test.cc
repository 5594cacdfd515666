#include "engine/log/table_check.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/file_checksum.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Parameter: whether files have checksums as a whole.
class TableCheckTest : public testing::TestWithParam<bool> {
 protected:
  TableCheckTest() {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.disable_auto_compactions = true;
    if (GetParam()) {
      options.file_checksum_gen_factory =
          rocksdb::GetFileChecksumGenCrc32cFactory();
    }
    rocksdb::DB* db = nullptr;
    EXPECT_TRUE(rocksdb::DB::Open(options, Folder(), &db).ok());
    db_.reset(db);
    for (int file = 0; file < 3; ++file) {
      for (int row = 0; row < 200; ++row) {
        EXPECT_TRUE(db_->Put({}, absl::StrCat(file, "-", row),
                             std::string(20, 'a' + row % 26))
                        .ok());
      }
      EXPECT_TRUE(db_->Flush({}).ok());
    }
  }

  std::string Folder() const { return (directory_.path() / "db").string(); }

  std::vector<fs::path> Tables() const {
    std::vector<fs::path> tables;
    for (const auto& entry : fs::directory_iterator(Folder())) {
      if (entry.path().extension() == ".sst") tables.push_back(entry.path());
    }
    return tables;
  }

  // What a check finds; `files_` counts what it looked at.
  std::vector<std::string> Check() {
    files_ = 0;
    std::vector<std::string> found;
    EXPECT_THAT(CheckTables(*db_, {.file =
                                       [this] {
                                         ++files_;
                                         return absl::OkStatus();
                                       },
                                   .violation =
                                       [&](std::string_view detail) {
                                         found.emplace_back(detail);
                                       }}),
                IsOk());
    return found;
  }

  static void Flip(const fs::path& file, size_t at) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(bytes.get());
    bytes.seekp(static_cast<std::streamoff>(at));
    bytes.put(static_cast<char>(byte ^ 4));
  }

  const TempDir directory_;
  std::unique_ptr<rocksdb::DB> db_;
  int files_ = 0;
};

TEST_P(TableCheckTest, LooksAtEveryFileAndFindsNothing) {
  EXPECT_THAT(Check(), IsEmpty());
  EXPECT_EQ(files_, 3);
}

TEST_P(TableCheckTest, FindsFlippedBits) {
  std::mt19937 random(17);
  const fs::path table = Tables().front();
  const size_t size = fs::file_size(table);
  for (int i = 0; i < 200; ++i) {
    // Blocks have checksums, what lies around them has not.
    const size_t at = random() % (GetParam() ? size : size / 2);
    Flip(table, at);
    EXPECT_THAT(Check(), ElementsAre(HasSubstr(table.filename().string())))
        << "byte " << at << " of " << size;
    EXPECT_EQ(files_, 3);
    Flip(table, at);
  }
  EXPECT_THAT(Check(), IsEmpty());
}

TEST_P(TableCheckTest, FindsFilesThatAreCutOffOrGone) {
  const fs::path table = Tables().front();
  fs::resize_file(table, fs::file_size(table) - 1);
  EXPECT_THAT(Check(), ElementsAre(HasSubstr(table.filename().string())));
  fs::remove(table);
  EXPECT_THAT(Check(), ElementsAre(HasSubstr(table.filename().string())));
}

TEST_P(TableCheckTest, StopsWhenItIsTold) {
  int files = 0;
  EXPECT_TRUE(absl::IsCancelled(
      CheckTables(*db_, {.file =
                             [&] {
                               ++files;
                               return absl::CancelledError();
                             },
                         .violation = [](std::string_view) {}})));
  EXPECT_EQ(files, 1);
}

INSTANTIATE_TEST_SUITE_P(Checksums, TableCheckTest, testing::Bool());

}  // namespace
}  // namespace workledger
