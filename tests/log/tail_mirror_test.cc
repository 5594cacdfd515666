// The tail mirror and the watermark over damaged files: what was acknowledged
// is there again, or the store says by name what is not.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/log/rocksdb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

constexpr char kLedger[] = "east-campus";
constexpr auto kCorrupt = v1::ERROR_REASON_RECORD_CORRUPT;

std::string BytesOf(uint64_t position) {
  // Bytes that do not compress, so that files hold them as they are.
  const std::string name = absl::StrCat(position);
  return std::string(AsBytes(Sha256({name})));
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The files of this kind that hold anything.
std::vector<fs::path> FilesOf(const fs::path& directory,
                              const std::string& extension) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() != extension) continue;
    if (entry.file_size() > 0) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// A store with ten records, each a write of its own, which RocksDB holds in its
// write-ahead log only.
class TailMirrorTest : public testing::Test {
 protected:
  static constexpr uint64_t kRecords = 10;

  void SetUp() override {
    { ASSERT_THAT((*Open())->Create(kLedger), IsOk()); }
    // What was written so far is in tables when it opens again.
    Append(1, kRecords);
  }

  absl::StatusOr<std::unique_ptr<LogStore>> Open() const {
    return OpenRocksdbLogStore({.directory = log_directory(),
                                .disk_reserve_bytes = 0,
                                .mirror_directory = mirror_directory(),
                                .mirror = mirror_});
  }

  void Append(uint64_t first, uint64_t last) const {
    const auto store = Open();
    ASSERT_THAT(store, IsOk());
    const auto log = (*store)->Open(kLedger);
    ASSERT_THAT(log, IsOk());
    for (uint64_t i = first; i <= last; ++i) {
      ASSERT_THAT(
          AppendNext(**log, {TransactionOf(absl::StrCat("r-", i),
                                           {RecordOf("t", i, BytesOf(i))})}),
          IsOk());
    }
  }

  // Opens the store and expects all records.
  void ExpectRecords(uint64_t last) const {
    const auto store = Open();
    ASSERT_THAT(store, IsOk());
    const auto log = (*store)->Open(kLedger);
    ASSERT_THAT(log, IsOk());
    const auto rows = ReadChecked(**log);
    ASSERT_THAT(rows, IsOk());
    ASSERT_EQ(rows->size(), last);
    for (uint64_t i = 1; i <= last; ++i) {
      EXPECT_EQ((*rows)[i - 1].bytes, BytesOf(i));
    }
  }

  // Also that it takes one more.
  void ExpectAll(uint64_t last = kRecords) const {
    ExpectRecords(last);
    Append(last + 1, last + 1);
  }

  // The one log file, or mirror file, with the writes.
  fs::path LogFile() const { return FilesOf(log_directory(), ".log").back(); }
  fs::path MirrorFile() const {
    return FilesOf(mirror_directory(), ".mirror").back();
  }

  void Flip(const fs::path& file, size_t bit) const {
    std::string bytes = ReadFile(file);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    WriteFile(file, bytes);
  }

  // Flips a bit of what a file has of this record.
  void FlipRecord(const fs::path& file, uint64_t position) const {
    const size_t place = ReadFile(file).find(BytesOf(position));
    ASSERT_NE(place, std::string::npos);
    Flip(file, 8 * place);
  }

  void CutAt(const fs::path& file, uint64_t position) const {
    const size_t place = ReadFile(file).find(BytesOf(position));
    ASSERT_NE(place, std::string::npos);
    fs::resize_file(file, place);
  }

  // Keeps and brings back everything on the disk.
  void Save() const {
    Copy(directory_.path() / "now", directory_.path() / "saved");
  }
  void Restore() const {
    Copy(directory_.path() / "saved", directory_.path() / "now");
  }

  fs::path log_directory() const { return base_ / "log"; }
  fs::path mirror_directory() const { return base_ / "mirror"; }

  bool mirror_ = true;

 private:
  static void Copy(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
  }

  const TempDir directory_;

 protected:
  const fs::path base_ = [this] {
    fs::create_directory(directory_.path() / "now");
    return directory_.path() / "now";
  }();
};

auto DataLoss(const std::string& words) {
  return testing::AllOf(FailsWith(absl::StatusCode::kDataLoss, kCorrupt),
                        testing::ResultOf(
                            [](const auto& result) {
                              return std::string(result.status().message());
                            },
                            testing::HasSubstr(words)));
}

TEST_F(TailMirrorTest, BringsBackWhatAFlippedBitHides) {
  FlipRecord(LogFile(), 4);
  ExpectAll();
  ExpectAll(kRecords + 1);
}

// To RocksDB the end of the log looks like this after a loss of power.
TEST_F(TailMirrorTest, BringsBackWhatWasCutOff) {
  CutAt(LogFile(), 7);
  ExpectAll();
}

TEST_F(TailMirrorTest, BringsBackAWholeLogFile) {
  fs::resize_file(LogFile(), 0);
  ExpectAll();
}

// RELIABILITY section 8, F6: 500 flips in the write-ahead log and 500 in the
// mirror, at seeded places.
TEST_F(TailMirrorTest, SurvivesAnyFlippedBit) {
  Save();
  std::mt19937 random(1);  // NOLINT: seeded, so that a failure comes again
  for (int i = 0; i < 1000; ++i) {
    Restore();
    const fs::path file = i % 2 == 0 ? LogFile() : MirrorFile();
    const size_t bit = random() % (8 * fs::file_size(file));
    SCOPED_TRACE(absl::StrCat(file.string(), ", bit ", bit));
    Flip(file, bit);
    ExpectRecords(kRecords);
    if (HasFailure()) return;
  }
}

TEST_F(TailMirrorTest, NamesWhatBothHaveLost) {
  FlipRecord(LogFile(), 4);
  FlipRecord(MirrorFile(), 5);
  EXPECT_THAT(Open(), DataLoss("ledger 1: positions 4 to 5"));
  // Nothing was changed: another mirror would still help.
  EXPECT_THAT(Open(), DataLoss("ledger 1: positions 4 to 5"));
}

TEST_F(TailMirrorTest, RefusesADamagedLogThatTheMirrorEndsBefore) {
  FlipRecord(LogFile(), 4);
  CutAt(MirrorFile(), 3);
  EXPECT_THAT(Open(), DataLoss("were acknowledged and are lost"));
}

// Writes of ledgers that wait for each other share a sync.
TEST_F(TailMirrorTest, BringsBackTheWritesOfManyLedgersAtOnce) {
  constexpr int kLedgers = 8;
  constexpr int kEach = 40;
  {
    const auto store = Open();
    ASSERT_THAT(store, IsOk());
    std::vector<std::thread> writers;
    for (int i = 0; i < kLedgers; ++i) {
      const auto log = (*store)->Create(absl::StrCat("campus-", i));
      ASSERT_THAT(log, IsOk());
      writers.emplace_back([log = *log] {
        for (int j = 0; j < kEach; ++j) {
          EXPECT_THAT(AppendMany(*log, absl::StrCat("r", j), 1), IsOk());
        }
      });
    }
    for (std::thread& writer : writers) writer.join();
  }
  fs::resize_file(LogFile(), 0);
  const auto store = Open();
  ASSERT_THAT(store, IsOk());
  for (int i = 0; i < kLedgers; ++i) {
    const auto log = (*store)->Open(absl::StrCat("campus-", i));
    ASSERT_THAT(log, IsOk());
    const auto rows = ReadChecked(**log);
    ASSERT_THAT(rows, IsOk());
    EXPECT_EQ(rows->size(), kEach);
  }
}

TEST_F(TailMirrorTest, NeedsNoMirrorFileThatIsWhole) {
  CutAt(MirrorFile(), 3);
  ExpectAll();
}

// What was being written when the power failed was never acknowledged.
TEST_F(TailMirrorTest, IgnoresTheBeginningOfAWrite) {
  std::ofstream(MirrorFile(), std::ios::binary | std::ios::app) << "wl-mirr1xx";
  ExpectAll();
}

TEST_F(TailMirrorTest, RefusesTheMirrorOfAnotherStore) {
  Save();
  fs::remove_all(base_);
  fs::create_directory(base_);
  { ASSERT_THAT((*Open())->Create(kLedger), IsOk()); }
  fs::remove_all(mirror_directory());
  fs::copy(base_.parent_path() / "saved" / "mirror", mirror_directory());
  EXPECT_THAT(Open(),
              FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "mirror_directory"));
}

TEST_F(TailMirrorTest, RefusesAnOlderLogThanTheMirrorBeginsWith) {
  Save();
  Append(kRecords + 1, kRecords + 2);
  Append(kRecords + 3, kRecords + 4);
  fs::remove_all(log_directory());
  fs::copy(base_.parent_path() / "saved" / "log", log_directory());
  EXPECT_THAT(Open(), DataLoss("positions 11 to 12"));
}

TEST_F(TailMirrorTest, RefusesToOpenWithoutTheMirrorUntilItIsOff) {
  fs::remove_all(mirror_directory());
  EXPECT_THAT(Open(),
              FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "mirror_directory"));
  mirror_ = false;
  ExpectAll();
}

TEST_F(TailMirrorTest, StillRepairsWhenItIsTurnedOff) {
  CutAt(LogFile(), 7);
  mirror_ = false;
  ExpectAll();
  EXPECT_TRUE(FilesOf(mirror_directory(), ".mirror").empty());
}

// A full write buffer (64 MiB) goes into tables with all others.
TEST_F(TailMirrorTest, KeepsOnlyWhatTheWriteAheadLogHolds) {
  const auto mirror_bytes = [this] {
    uint64_t bytes = 0;
    for (const fs::path& file : FilesOf(mirror_directory(), ".mirror")) {
      bytes += fs::file_size(file);
    }
    return bytes;
  };
  {
    const auto store = Open();
    ASSERT_THAT(store, IsOk());
    const auto log = (*store)->Open(kLedger);
    ASSERT_THAT(log, IsOk());
    const auto append = [&](uint64_t first, uint64_t last) {
      for (uint64_t i = first; i <= last; ++i) {
        std::string bytes(1'000'000, 'x');
        ASSERT_THAT(
            AppendNext(**log, {TransactionOf(absl::StrCat("r-", i),
                                             {RecordOf("t", i, bytes)})}),
            IsOk());
      }
    };
    append(kRecords + 1, 40);
    EXPECT_GT(mirror_bytes(), uint64_t{25} << 20);
    // All that is in tables by then is gone, but for two write buffers and what
    // its own files are too large to drop.
    append(41, 320);
    EXPECT_LT(mirror_bytes(), uint64_t{180} << 20);
  }
  ASSERT_THAT(Open(), IsOk());
  EXPECT_TRUE(FilesOf(mirror_directory(), ".mirror").empty());
}

// Without the mirror: the watermark sees what it cannot bring back.
class WatermarkTest : public TailMirrorTest {
 protected:
  WatermarkTest() { mirror_ = false; }
};

TEST_F(WatermarkTest, SeesWhatWasCutOff) {
  CutAt(LogFile(), 7);
  EXPECT_THAT(Open(), DataLoss("were acknowledged and are lost"));
  EXPECT_THAT(Open(), DataLoss("were acknowledged and are lost"));
}

TEST_F(WatermarkTest, SeesThatTheLastWriteIsGone) {
  CutAt(LogFile(), kRecords);
  EXPECT_THAT(Open(), DataLoss("were acknowledged and are lost"));
}

TEST_F(WatermarkTest, SeesAnyFlippedBitInTheLog) {
  Save();
  std::mt19937 random(2);  // NOLINT: seeded, so that a failure comes again
  const size_t bits = 8 * fs::file_size(LogFile());
  for (int i = 0; i < 500; ++i) {
    Restore();
    const size_t bit = random() % bits;
    SCOPED_TRACE(absl::StrCat("bit ", bit));
    Flip(LogFile(), bit);
    EXPECT_THAT(Open(), FailsWith(absl::StatusCode::kDataLoss, kCorrupt));
    if (HasFailure()) return;
  }
}

TEST_F(WatermarkTest, StandsOneOfItsPlacesDamaged) {
  Flip(log_directory() / "ACKNOWLEDGED", 3);
  ExpectAll();
}

TEST_F(WatermarkTest, RefusesWhenBothOfItsPlacesAreDamaged) {
  Flip(log_directory() / "ACKNOWLEDGED", 3);
  Flip(log_directory() / "ACKNOWLEDGED", 8 * 4096 + 3);
  EXPECT_THAT(Open(), DataLoss("holds no watermark in either place"));
}

}  // namespace
}  // namespace workledger
