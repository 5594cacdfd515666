// The RocksDB log over damaged bytes: every damage is reported, by the layer
// that can see it (RocksDB's checksums, density, the chain).

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/log/rocksdb.h"
#include "engine/log/rocksdb_keys.h"
#include "engine/log/rocksdb_log.h"
#include "engine/log/rocksdb_options.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

constexpr char kLedger[] = "east-campus";
constexpr uint32_t kNumber = 1;  // of the first ledger of a store
constexpr int kRecords = 10;     // all to the stream "t"
constexpr auto kCorrupt = v1::ERROR_REASON_RECORD_CORRUPT;
constexpr auto kBroken = v1::ERROR_REASON_CHAIN_BROKEN;

// Bytes that do not compress, so that files hold them as they are.
std::string BytesOf(uint64_t version) {
  const std::string name = absl::StrCat(version);
  return std::string(AsBytes(Sha256({name})));
}

auto DataLoss(v1::ErrorReason reason) {
  return FailsWith(absl::StatusCode::kDataLoss, reason);
}

class RocksdbDamageTest : public testing::Test {
 protected:
  void SetUp() override { Fill(kRecords, 0); }

  absl::StatusOr<std::unique_ptr<LogStore>> OpenStore() const {
    return OpenRocksdbLogStore({.directory = path(), .disk_reserve_bytes = 0});
  }

  // Makes the ledger, and appends records of versions `from` + 1 to `to`, a
  // thousand at a time.
  void Fill(uint64_t to, uint64_t from) {
    const auto store = OpenStore();
    ASSERT_THAT(store, IsOk());
    const auto log =
        from == 0 ? (*store)->Create(kLedger) : (*store)->Open(kLedger);
    ASSERT_THAT(log, IsOk());
    while (from < to) {
      std::vector<Transaction> batch;
      for (; from < to && batch.size() < 1000; ++from) {
        batch.push_back(
            TransactionOf(absl::StrCat("r-", from + 1),
                          {RecordOf("t", from + 1, BytesOf(from + 1))}));
      }
      ASSERT_THAT(AppendNext(**log, batch), IsOk());
    }
  }

  // Opens and closes the store: recovery moves everything into tables.
  void MoveIntoTables() const { ASSERT_THAT(OpenStore(), IsOk()); }

  // Flips one bit of the first place in a file of this kind that holds `bytes`.
  void FlipIn(const std::string& extension, const std::string& bytes) const {
    for (const fs::directory_entry& entry : fs::directory_iterator(path())) {
      if (entry.path().extension() != extension) continue;
      std::fstream file(entry.path(),
                        std::ios::in | std::ios::out | std::ios::binary);
      std::string content(std::istreambuf_iterator<char>(file), {});
      const size_t place = content.find(bytes);
      if (place == std::string::npos) continue;
      file.seekp(static_cast<std::streamoff>(place));
      file.put(static_cast<char>(content[place] ^ 1));
      return;
    }
    FAIL() << "no " << extension << " file holds the bytes";
  }

  // Changes rows behind the log's back, with checksums that are right.
  void Change(Column column, const std::string& key,
              const std::optional<std::string>& value) const {
    rocksdb::DB* raw = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::DBOptions(), path(), LogColumns(),
                                  &handles, &raw)
                    .ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    rocksdb::ColumnFamilyHandle* const handle =
        handles[static_cast<size_t>(column)];
    const rocksdb::WriteOptions options;
    EXPECT_TRUE((value.has_value() ? db->Put(options, handle, key, *value)
                                   : db->Delete(options, handle, key))
                    .ok());
    for (rocksdb::ColumnFamilyHandle* const each : handles) delete each;
  }

  void ExpectLedgerRefused(v1::ErrorReason reason) const {
    const auto store = OpenStore();
    ASSERT_THAT(store, IsOk());
    EXPECT_THAT((*store)->Open(kLedger), DataLoss(reason));
    EXPECT_THAT((*store)->Create("untouched"), IsOk());
  }

  // The digest stored with a record.
  std::string ChainOf(uint64_t position) const {
    const auto store = OpenStore();
    EXPECT_THAT(store, IsOk());
    const auto log = (*store)->Open(kLedger);
    EXPECT_THAT(log, IsOk());
    const auto rows = ReadAll(**log, position);
    EXPECT_THAT(rows, IsOk());
    return rows->front().chain;
  }

  fs::path path() const { return directory_.path() / "log"; }

 private:
  const TempDir directory_;
};

TEST_F(RocksdbDamageTest, SeesABitFlippedInTheWriteAheadLog) {
  Fill(1500, kRecords);  // two writes
  FlipIn(".log", BytesOf(kRecords + 1));
  EXPECT_THAT(OpenStore(), DataLoss(kCorrupt));
}

TEST_F(RocksdbDamageTest, SeesABitFlippedInATableWhenItOpensTheLedger) {
  MoveIntoTables();
  FlipIn(".sst", BytesOf(kRecords));
  const auto store = OpenStore();
  ASSERT_THAT(store, IsOk());
  EXPECT_THAT((*store)->Open(kLedger), DataLoss(kCorrupt));
  EXPECT_THAT((*store)->Health(), FailsWith(absl::StatusCode::kUnavailable,
                                            v1::ERROR_REASON_ENGINE_FAILED));
}

TEST_F(RocksdbDamageTest, SeesABitFlippedBeforeTheTailWhenItReads) {
  // The records beside the damaged one must not share its block.
  Fill(kTailRecordsMax + 2000, kRecords);
  MoveIntoTables();
  FlipIn(".sst", BytesOf(1));
  const auto store = OpenStore();
  ASSERT_THAT(store, IsOk());
  const auto log = (*store)->Open(kLedger);
  ASSERT_THAT(log, IsOk());
  EXPECT_THAT(ReadAll(**log, kTailRecordsMax), IsOk());
  EXPECT_THAT(ReadAll(**log), DataLoss(kCorrupt));
  EXPECT_THAT(ReadAllOf(**log, {.kind = 2, .key = "t"}), DataLoss(kCorrupt));
  // A store that cannot read what it holds takes nothing more.
  EXPECT_THAT(AppendMany(**log, "later", 1),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_ENGINE_FAILED));
}

TEST_F(RocksdbDamageTest, TrustsWhatLiesBeforeTheTail) {
  Fill(kTailRecordsMax + kRecords, kRecords);
  const std::string chain = ChainOf(kRecords);
  // Of the record before the tail only the digest counts, and it does.
  Change(Column::kRecord, RecordKey(kNumber, kRecords), BytesOf(0) + chain);
  {
    const auto store = OpenStore();
    ASSERT_THAT(store, IsOk());
    EXPECT_THAT((*store)->Open(kLedger), IsOk());
  }
  Change(Column::kRecord, RecordKey(kNumber, kRecords),
         BytesOf(0) + BytesOf(0));
  ExpectLedgerRefused(kBroken);
}

struct Damage {
  std::string name;
  Column column;
  std::string key;
  std::optional<std::string> value;  // none: the row is removed
  v1::ErrorReason reason;
};

class RocksdbChangeTest : public RocksdbDamageTest,
                          public testing::WithParamInterface<Damage> {};

// What Open of the ledger sees.
std::vector<Damage> DamagesAtTheEnd() {
  const std::string row = BytesOf(0) + BytesOf(0);  // 32 bytes and a digest
  const std::string head = HeadKey(kNumber);
  const auto record = [](uint64_t position) {
    return RecordKey(kNumber, position);
  };
  return {
      {"RecordChanged", Column::kRecord, record(5), row, kBroken},
      {"RecordRemoved", Column::kRecord, record(5), std::nullopt, kCorrupt},
      {"RecordCutOff", Column::kRecord, record(5), BytesOf(0), kCorrupt},
      {"FirstRemoved", Column::kRecord, record(1), std::nullopt, kCorrupt},
      {"LastChanged", Column::kRecord, record(kRecords), row, kBroken},
      {"LastRemoved", Column::kRecord, record(kRecords), std::nullopt,
       kCorrupt},
      {"RecordBeyondHead", Column::kRecord, record(kRecords + 1), row, kBroken},
      {"RecordFarBeyondHead", Column::kRecord, record(kRecords + 9), row,
       kBroken},
      {"HeadWithOtherChain", Column::kMeta, head,
       HeadValue({.position = kRecords}), kBroken},
      {"HeadBehind", Column::kMeta, head, HeadValue({.position = kRecords - 1}),
       kBroken},
      {"HeadAhead", Column::kMeta, head, HeadValue({.position = kRecords + 1}),
       kCorrupt},
      {"HeadCutOff", Column::kMeta, head, "short", kCorrupt},
      {"HeadRemoved", Column::kMeta, head, std::nullopt, kCorrupt},
  };
}

std::string NameOf(const testing::TestParamInfo<Damage>& damage) {
  return damage.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, RocksdbChangeTest,
                         testing::ValuesIn(DamagesAtTheEnd()), NameOf);

TEST_P(RocksdbChangeTest, IsSeenWhenTheLedgerIsOpened) {
  Change(GetParam().column, GetParam().key, GetParam().value);
  ExpectLedgerRefused(GetParam().reason);
}

TEST_F(RocksdbDamageTest, SeesAHeadThatWentBackWithItsChain) {
  const std::string chain = ChainOf(kRecords - 1);
  Head head = {.position = kRecords - 1};
  std::copy(chain.begin(), chain.end(), head.chain.begin());
  Change(Column::kMeta, HeadKey(kNumber), HeadValue(head));
  ExpectLedgerRefused(kBroken);
}

TEST_F(RocksdbDamageTest, SeesADamagedNameOfALedger) {
  Change(Column::kMeta, LedgerKey(kLedger), "short");
  EXPECT_THAT(OpenStore(), DataLoss(kCorrupt));
}

// Of these rows each is looked at only when it is read.
TEST_F(RocksdbDamageTest, SeesDamagedIndexRowsWhenItReadsThem) {
  const StreamId stream = {.kind = 2, .key = "t"};
  Change(Column::kStream, StreamKey(kNumber, stream, 3), std::nullopt);
  Change(Column::kStream, StreamKey(kNumber, stream, 7), "short");
  Change(Column::kRequest, RequestKey(kNumber, "r-1"), "short");
  const auto store = OpenStore();
  ASSERT_THAT(store, IsOk());
  const auto log = (*store)->Open(kLedger);
  ASSERT_THAT(log, IsOk());
  EXPECT_THAT(ReadAllOf(**log, stream), DataLoss(kCorrupt));
  EXPECT_THAT(ReadAllOf(**log, stream, 3), DataLoss(kCorrupt));
  EXPECT_THAT(ReadAllOf(**log, stream, 4), DataLoss(kCorrupt));
  EXPECT_THAT(ReadAllOf(**log, stream, 8), IsOk());
  EXPECT_THAT((*log)->FindRequest("r-1"), DataLoss(kCorrupt));
  EXPECT_THAT((*log)->FindRequest("r-2"), IsOk());
}

}  // namespace
}  // namespace workledger
