// A verification that reads the table files, too.

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;

class DeepVerifyTest : public EngineTest {
 protected:
  absl::StatusOr<v1::VerifyLedgerResponse> Verify() {
    v1::VerifyLedgerRequest request;
    request.set_ledger("main");
    request.set_deep(true);
    std::promise<absl::StatusOr<v1::VerifyLedgerResponse>> answer;
    engine_->VerifyLedger(
        request, [](const v1::VerifyLedgerResponse&) { return true; },
        [&answer](absl::StatusOr<v1::VerifyLedgerResponse> response) {
          answer.set_value(std::move(response));
        });
    return answer.get_future().get();
  }

  std::vector<fs::path> Tables(const char* store) const {
    std::vector<fs::path> tables;
    for (const auto& entry :
         fs::directory_iterator(directory_.path() / "data" / store)) {
      if (entry.path().extension() == ".sst") tables.push_back(entry.path());
    }
    return tables;
  }

  static void Flip(const fs::path& file, size_t at) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(bytes.get());
    bytes.seekp(static_cast<std::streamoff>(at));
    bytes.put(static_cast<char>(byte ^ 16));
  }
};

TEST_P(DeepVerifyTest, FindsAFlippedBitInAnyTable) {
  for (int i = 0; i < 50; ++i) {
    ASSERT_THAT(
        Execute(ReportRequest(absl::StrCat("r-", i), absl::StrCat("t-", i))),
        IsOk());
  }
  ASSERT_THAT(GetTicket("t-1"), IsOk());
  // What was in the write-ahead logs is in tables then.
  Open();
  const auto sound = Verify();
  ASSERT_THAT(sound, IsOk());
  EXPECT_EQ(sound->violation_count(), 0U);
  EXPECT_EQ(sound->records(), 51U);
  EXPECT_GT(sound->view_rows(), 51U);
  std::vector<fs::path> tables = Tables("log");
  EXPECT_FALSE(tables.empty());
  for (const fs::path& table : Tables("views")) tables.push_back(table);
  EXPECT_EQ(sound->table_files(), tables.size());
  std::mt19937 random(2);
  for (const fs::path& table : tables) {
    const size_t at = random() % fs::file_size(table);
    Flip(table, at);
    const auto damaged = Verify();
    ASSERT_THAT(damaged, IsOk());
    ASSERT_EQ(damaged->violation_count(), 1U) << table << " at " << at;
    EXPECT_EQ(damaged->violations(0).check(), "file");
    EXPECT_THAT(damaged->violations(0).detail(),
                HasSubstr(table.filename().string()));
    // Nothing else is read, or the store would fail.
    EXPECT_EQ(damaged->records(), 0U);
    Flip(table, at);
  }
  EXPECT_EQ(Verify()->violation_count(), 0U);
  EXPECT_THAT(engine_->WaitFailed(absl::ZeroDuration()), IsOk());
}

INSTANTIATE_TEST_SUITE_P(OnDisk, DeepVerifyTest, testing::Values(true));

class MemoryVerifyTest : public DeepVerifyTest {};

TEST_P(MemoryVerifyTest, HasTheFilesOfTheViewsOnly) {
  ASSERT_THAT(Execute(ReportRequest("r", "t")), IsOk());
  const auto sound = Verify();
  ASSERT_THAT(sound, IsOk());
  EXPECT_EQ(sound->violation_count(), 0U);
  EXPECT_EQ(sound->records(), 2U);
}

INSTANTIATE_TEST_SUITE_P(InMemory, MemoryVerifyTest, testing::Values(false));

}  // namespace
}  // namespace workledger
