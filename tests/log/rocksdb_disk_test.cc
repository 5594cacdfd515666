// The RocksDB log on a disk that runs full.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "engine/log/rocksdb.h"
#include "gtest/gtest.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tmpfs.h"

namespace workledger {
namespace {

constexpr char kLedger[] = "east-campus";
constexpr int kSmallMegabytes = 24;
constexpr int kLargeMegabytes = 96;
constexpr uint64_t kReserveBytes = 8 << 20;

// Appends records of 64 KiB until that fails, and returns how; adds the heads
// that were acknowledged.
absl::Status AppendUntilRefused(EventLog& log, std::vector<Head>& heads) {
  while (true) {
    const uint64_t version = log.GetHead().position + 1;
    const std::string bytes(64 << 10, static_cast<char>(version));
    const auto head =
        AppendNext(log, {TransactionOf(std::to_string(version),
                                       {RecordOf("t", version, bytes)})});
    if (!head.ok()) return head.status();
    heads.push_back(*head);
  }
}

TEST(RocksdbDiskTest, RefusesToEatIntoTheReserve) {
  const TempDir directory;
  const auto open = [&](uint64_t reserve) {
    return OpenRocksdbLogStore(
        {.directory = directory.path() / "log", .disk_reserve_bytes = reserve});
  };
  {
    const auto store = open(0);
    ASSERT_THAT(store, IsOk());
    const auto log = (*store)->Create(kLedger);
    ASSERT_THAT(log, IsOk());
    ASSERT_THAT(AppendMany(**log, "first", 3), IsOk());
  }
  {
    const auto store = open(UINT64_MAX);
    ASSERT_THAT(store, IsOk());
    const auto log = (*store)->Open(kLedger);
    ASSERT_THAT(log, IsOk());
    const auto full = FailsWith(absl::StatusCode::kResourceExhausted,
                                v1::ERROR_REASON_DISK_FULL);
    EXPECT_THAT(AppendMany(**log, "second", 1), full);
    EXPECT_THAT((*store)->Create("west-campus"), full);
    EXPECT_THAT((*store)->Health(), IsOk());
    const auto rows = ReadChecked(**log);
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->size(), 3);
  }
  const auto store = open(0);
  ASSERT_THAT(store, IsOk());
  const auto log = (*store)->Open(kLedger);
  ASSERT_THAT(log, IsOk());
  EXPECT_THAT(AppendMany(**log, "second", 1), IsOk());
  EXPECT_THAT((*store)->Create("west-campus"), IsOk());
}

class RocksdbFullDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const absl::Status status = disk_.Resize(kSmallMegabytes);
        !status.ok()) {
      GTEST_SKIP() << "no small disk to fill: " << status;
    }
  }

  void Open(uint64_t reserve) {
    store_.reset();
    auto store = OpenRocksdbLogStore(
        {.directory = disk_.path() / "log", .disk_reserve_bytes = reserve});
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  Tmpfs disk_;
  std::unique_ptr<LogStore> store_;
};

TEST_F(RocksdbFullDiskTest, StopsAtTheReserveAndGoesOnWhenThereIsSpace) {
  ASSERT_NO_FATAL_FAILURE(Open(kReserveBytes));
  const auto log = store_->Create(kLedger);
  ASSERT_THAT(log, IsOk());
  std::vector<Head> heads;
  EXPECT_THAT(AppendUntilRefused(**log, heads),
              FailsWith(absl::StatusCode::kResourceExhausted,
                        v1::ERROR_REASON_DISK_FULL));
  EXPECT_GT(heads.size(), 100);
  EXPECT_THAT(store_->Health(), IsOk());

  ASSERT_THAT(disk_.Resize(kLargeMegabytes), IsOk());
  ASSERT_THAT(AppendMany(**log, "later", 1), IsOk());
  const Head head = (*log)->GetHead();
  EXPECT_EQ(head.position, heads.size() + 1);
  ASSERT_NO_FATAL_FAILURE(Open(kReserveBytes));
  const auto again = store_->Open(kLedger);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ((*again)->GetHead(), head);
  EXPECT_THAT(ReadChecked(**again), IsOk());
}

TEST_F(RocksdbFullDiskTest, CannotBeOpenedOnAFullDiskButSaysSo) {
  ASSERT_NO_FATAL_FAILURE(Open(0));
  ASSERT_THAT(store_->Create(kLedger), IsOk());
  store_.reset();
  {
    std::ofstream ballast(disk_.path() / "ballast", std::ios::binary);
    const std::string block(1 << 20, 'x');
    while (ballast.write(block.data(),
                         static_cast<std::streamsize>(block.size()))) {
      ballast.flush();
    }
  }
  const auto store = OpenRocksdbLogStore(
      {.directory = disk_.path() / "log", .disk_reserve_bytes = 0});
  EXPECT_EQ(store.status().code(), absl::StatusCode::kUnavailable)
      << store.status();

  ASSERT_TRUE(std::filesystem::remove(disk_.path() / "ballast"));
  ASSERT_NO_FATAL_FAILURE(Open(0));
  EXPECT_THAT(store_->Open(kLedger), IsOk());
}

TEST_F(RocksdbFullDiskTest, FailsByNameWithoutReserveAndLosesNothing) {
  ASSERT_NO_FATAL_FAILURE(Open(0));
  const auto log = store_->Create(kLedger);
  ASSERT_THAT(log, IsOk());
  std::vector<Head> heads;
  EXPECT_THAT(AppendUntilRefused(**log, heads),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_OUTCOME_UNKNOWN));
  ASSERT_GT(heads.size(), 100);
  EXPECT_EQ((*log)->GetHead(), heads.back());
  const auto failed =
      FailsWith(absl::StatusCode::kUnavailable, v1::ERROR_REASON_ENGINE_FAILED);
  EXPECT_THAT(store_->Health(), failed);

  // Space alone does not mend it.
  ASSERT_THAT(disk_.Resize(kLargeMegabytes), IsOk());
  EXPECT_THAT(AppendMany(**log, "later", 1), failed);
  EXPECT_THAT(store_->Create("west-campus"), failed);
  const auto rows = ReadChecked(**log);
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(rows->size(), heads.size());

  ASSERT_NO_FATAL_FAILURE(Open(0));
  const auto again = store_->Open(kLedger);
  ASSERT_THAT(again, IsOk());
  const auto kept = ReadChecked(**again);
  ASSERT_THAT(kept, IsOk());
  ASSERT_GE(kept->size(), rows->size());
  EXPECT_LE(kept->size(), rows->size() + 1);  // the one of unknown outcome
  EXPECT_TRUE(std::equal(rows->begin(), rows->end(), kept->begin()));
  EXPECT_THAT(AppendMany(**again, "later", 1), IsOk());
}

// The mirror on a disk of its own, which fills up before the log's.
TEST_F(RocksdbFullDiskTest, FailsByNameWhenTheMirrorCannotBeWritten) {
  const TempDir directory;
  const RocksdbLogOptions options{
      .directory = (directory.path() / "log").string(),
      .disk_reserve_bytes = 0,
      .mirror_directory = (disk_.path() / "mirror").string(),
      .mirror = true};
  std::vector<Head> heads;
  {
    const auto store = OpenRocksdbLogStore(options);
    ASSERT_THAT(store, IsOk());
    const auto log = (*store)->Create(kLedger);
    ASSERT_THAT(log, IsOk());
    EXPECT_THAT(AppendUntilRefused(**log, heads),
                FailsWith(absl::StatusCode::kUnavailable,
                          v1::ERROR_REASON_OUTCOME_UNKNOWN));
    EXPECT_THAT((*store)->Health(), FailsWith(absl::StatusCode::kUnavailable,
                                              v1::ERROR_REASON_ENGINE_FAILED));
  }
  const auto again = OpenRocksdbLogStore(options);
  ASSERT_THAT(again, IsOk());
  const auto log = (*again)->Open(kLedger);
  ASSERT_THAT(log, IsOk());
  const auto rows = ReadChecked(**log);
  ASSERT_THAT(rows, IsOk());
  EXPECT_GE(rows->size(), heads.size());
  EXPECT_LE(rows->size(), heads.size() + 1);  // the one of unknown outcome
}

TEST_F(RocksdbFullDiskTest, KeepsTheReserveOfTheMirrorsDiskToo) {
  const TempDir directory;
  const auto store = OpenRocksdbLogStore(
      {.directory = (directory.path() / "log").string(),
       .disk_reserve_bytes = kReserveBytes,
       .mirror_directory = (disk_.path() / "mirror").string(),
       .mirror = true});
  ASSERT_THAT(store, IsOk());
  const auto log = (*store)->Create(kLedger);
  ASSERT_THAT(log, IsOk());
  std::vector<Head> heads;
  EXPECT_THAT(AppendUntilRefused(**log, heads),
              FailsWith(absl::StatusCode::kResourceExhausted,
                        v1::ERROR_REASON_DISK_FULL));
  EXPECT_THAT((*store)->Health(), IsOk());
}

}  // namespace
}  // namespace workledger
