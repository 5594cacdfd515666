// Power lost at changes all over the life of a disk, RocksDB and the guard of
// its tail included (RELIABILITY section 8, F1 and F2): nothing acknowledged is
// lost, nothing appears that was never appended, and the store opens again.

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/log/rocksdb.h"
#include "gtest/gtest.h"
#include "tests/simulation/sim_disk.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr char kLedger[] = "east-campus";
constexpr int kWrites = 12;
// Points of power loss in the normal run, and in a release run
// (WORKLEDGER_FAULT_POINTS).
constexpr int kPoints = 1'000;

int PointsWanted() {
  const char* const wanted = std::getenv("WORKLEDGER_FAULT_POINTS");
  return wanted != nullptr ? std::atoi(wanted) : kPoints;
}

std::string BytesOf(uint64_t position) {
  return absl::StrCat("record ", position, " ", std::string(700, 'x'));
}

// One life of a store: what was appended, and how much of it was acknowledged.
class Life {
 public:
  explicit Life(bool mirror) : mirror_(mirror) {}

  SimDisk& disk() { return disk_; }

  absl::StatusOr<std::unique_ptr<LogStore>> Open() {
    const std::string root(SimDisk::kRoot);
    return OpenRocksdbLogStore({.directory = root + "/log",
                                .disk_reserve_bytes = 0,
                                .mirror_directory = root + "/mirror",
                                .mirror = mirror_,
                                .env = &disk_.env()});
  }

  // Opens the store and appends until it has so many records or the power goes.
  void Run(uint64_t records) {
    const auto store = Open();
    if (!store.ok()) return;
    auto log = (*store)->Open(kLedger);
    if (!log.ok()) log = (*store)->Create(kLedger);
    if (!log.ok()) return;
    created_ = true;
    for (uint64_t next = (*log)->GetHead().position + 1; next <= records;
         ++next) {
      attempted_ = std::max(attempted_, next);
      if (!AppendNext(**log,
                      {TransactionOf(absl::StrCat("r-", next),
                                     {RecordOf("t", next, BytesOf(next))})})
               .ok()) {
        return;
      }
      acknowledged_ = std::max(acknowledged_, next);
    }
  }

  // Checks what the store holds.
  void Check() {
    const auto store = Open();
    ASSERT_THAT(store, IsOk());
    if (!created_) return;
    const auto log = (*store)->Open(kLedger);
    ASSERT_THAT(log, IsOk());
    const auto rows = ReadChecked(**log);
    ASSERT_THAT(rows, IsOk());
    EXPECT_GE(rows->size(), acknowledged_) << "acknowledged and lost";
    EXPECT_LE(rows->size(), attempted_) << "never appended";
    for (const ReadRow& row : *rows) {
      EXPECT_EQ(row.bytes, BytesOf(row.position));
    }
  }

 private:
  const bool mirror_;
  SimDisk disk_;
  bool created_ = false;  // acknowledged
  uint64_t attempted_ = 0;
  uint64_t acknowledged_ = 0;
};

class PowerLossTest : public testing::TestWithParam<bool> {};

// How many changes of the disk a whole life has.
uint64_t ChangesOf(bool mirror) {
  Life life(mirror);
  life.Run(kWrites / 2);
  life.Run(kWrites);
  return life.disk().changes();
}

TEST_P(PowerLossTest, LosesNothingThatWasAcknowledged) {
  const uint64_t changes = ChangesOf(GetParam());
  ASSERT_GT(changes, 100u);
  std::mt19937 random(7);  // NOLINT: seeded, so that a failure comes again
  uint64_t again = 0;      // power lost again while it recovers
  for (int point = 0; point < PointsWanted(); ++point) {
    const auto model = static_cast<DiskModel>(point % kDiskModels);
    const uint64_t at =
        1 + static_cast<uint64_t>(point / kDiskModels) * 37 % changes;
    SCOPED_TRACE(absl::StrCat("point ", point, ": change ", at, " of ", changes,
                              ", model ", static_cast<int>(model)));
    Life life(GetParam());
    life.disk().CutPowerAt(at);
    life.Run(kWrites / 2);
    life.Run(kWrites);
    life.disk().Restart(model, random);
    if (point % 4 == 0) {
      life.disk().CutPowerAt(1 + random() % 60);
      life.Run(kWrites);
      again += life.disk().power_is_off() ? 1 : 0;
      life.disk().Restart(model, random);
    }
    life.Check();
    if (HasFailure()) return;
  }
  EXPECT_GT(again, static_cast<uint64_t>(PointsWanted()) / 8);
}

INSTANTIATE_TEST_SUITE_P(All, PowerLossTest, testing::Bool(),
                         [](const auto& mirror) {
                           return mirror.param ? "Mirror" : "Watermark";
                         });

// The check itself: a disk that says it has synced and has not loses what was
// acknowledged, and this test sees it.
TEST(PowerLossCheckTest, SeesADiskThatLies) {
  std::mt19937 random(7);  // NOLINT
  Life life(/*mirror=*/true);
  life.Run(kWrites / 2);
  life.disk().IgnoreSyncs();
  life.Run(kWrites);
  life.disk().Restart(DiskModel::kNothingKept, random);
  const auto store = life.Open();
  const bool refused = !store.ok();
  const bool shorter = store.ok() && (*store)->Open(kLedger).ok() &&
                       (*(*store)->Open(kLedger))->GetHead().position < kWrites;
  EXPECT_TRUE(refused || shorter);
}

}  // namespace
}  // namespace workledger
