#include "engine/view/view_store.h"

#include <fstream>

#include "engine/view/row.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/table.h"
#include "tests/support/temp_dir.h"
#include "tests/view/rows.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::string Directory(const TempDir& directory) {
  return (directory.path() / "views").string();
}

void Damage(const std::filesystem::path& file) {
  std::ofstream(file, std::ios::trunc) << "damage";
}

// Leaves the file's size, which RocksDB looks at when it opens.
void DamageStart(const std::filesystem::path& file) {
  std::fstream(file, std::ios::in | std::ios::out) << "damage";
}

TEST(ViewStoreTest, KeepsRowsWhenOpenedAgain) {
  const TempDir directory;
  {
    const auto store = ViewStore::Open(Directory(directory));
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE((*store)->db().Put({}, "key", "row").ok());
  }
  const auto store = ViewStore::Open(Directory(directory));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_THAT(AllRows(**store), UnorderedElementsAre(Pair("key", "row")));
}

TEST(ViewStoreTest, ReplacesADamagedStore) {
  for (const std::string_view damaged : {"CURRENT", "MANIFEST", ".sst"}) {
    const TempDir directory;
    {
      const auto store = ViewStore::Open(Directory(directory));
      ASSERT_TRUE(store.ok()) << store.status();
      ASSERT_TRUE((*store)->db().Put({}, "key", "row").ok());
      ASSERT_TRUE((*store)->db().Flush({}).ok());
    }
    for (const auto& file :
         std::filesystem::directory_iterator(Directory(directory))) {
      if (file.path().filename().string().find(damaged) != std::string::npos) {
        Damage(file.path());
      }
    }
    const auto store = ViewStore::Open(Directory(directory));
    ASSERT_TRUE(store.ok()) << damaged << ": " << store.status();
    EXPECT_THAT(AllRows(**store), IsEmpty()) << damaged;
  }
}

// RocksDB opens such a store; only who reads the rows finds out.
TEST(ViewStoreTest, ReplacesAStoreWhoseFirstRowsAreDamaged) {
  for (const RowKind kind : {RowKind::kCheckpoint, RowKind::kLedger}) {
    const std::string key = RowKey(std::string(16, 'u'), kind);
    const TempDir directory;
    {
      const auto store = ViewStore::Open(Directory(directory));
      ASSERT_TRUE(store.ok()) << store.status();
      ASSERT_TRUE((*store)->db().Put({}, key, "row").ok());
      ASSERT_TRUE((*store)->db().Flush({}).ok());
    }
    for (const auto& file :
         std::filesystem::directory_iterator(Directory(directory))) {
      if (file.path().extension() == ".sst") DamageStart(file.path());
    }
    const auto store = ViewStore::Open(Directory(directory));
    ASSERT_TRUE(store.ok()) << store.status();
    std::string row;
    EXPECT_TRUE((*store)->db().Get({}, key, &row).IsNotFound());
  }
}

TEST(ViewStoreTest, BoundsItsFilesAndItsMemory) {
  const TempDir directory;
  const auto store = ViewStore::Open(Directory(directory));
  ASSERT_TRUE(store.ok()) << store.status();
  const rocksdb::Options options = (*store)->db().GetOptions();
  EXPECT_GT(options.max_open_files, 0);
  const auto* const table =
      options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
  ASSERT_NE(table, nullptr);
  EXPECT_TRUE(table->cache_index_and_filter_blocks);
}

TEST(ViewStoreTest, LeavesAnotherStoreAlone) {
  const TempDir directory;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, Directory(directory), &opened).ok());
  {
    const std::unique_ptr<rocksdb::DB> other(opened);
    rocksdb::ColumnFamilyHandle* column = nullptr;
    ASSERT_TRUE(other->CreateColumnFamily({}, "records", &column).ok());
    ASSERT_TRUE(other->DestroyColumnFamilyHandle(column).ok());
  }
  EXPECT_EQ(ReasonOf(ViewStore::Open(Directory(directory)).status()),
            v1::ERROR_REASON_ENGINE_FAILED);
  EXPECT_TRUE(std::filesystem::exists(directory.path() / "views" / "CURRENT"));
}

TEST(ViewStoreTest, RefusesASecondOpener) {
  const TempDir directory;
  const auto first = ViewStore::Open(Directory(directory));
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = ViewStore::Open(Directory(directory));
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(second.status()), v1::ERROR_REASON_STORE_LOCKED);
  EXPECT_TRUE((*first)->db().Put({}, "key", "row").ok());
}

TEST(ViewStoreTest, TellsALockThatIsHeldFromOneThatCannotBeTaken) {
  const TempDir directory;
  std::filesystem::create_directories(directory.path() / "views" / "LOCK");
  EXPECT_EQ(ReasonOf(ViewStore::Open(Directory(directory)).status()),
            v1::ERROR_REASON_ENGINE_FAILED);
}

TEST(ViewStoreTest, NamesADirectoryThatCannotBe) {
  const auto store = ViewStore::Open("/dev/null/views");
  EXPECT_EQ(store.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(store.status()), v1::ERROR_REASON_ENGINE_FAILED);
}

}  // namespace
}  // namespace workledger
