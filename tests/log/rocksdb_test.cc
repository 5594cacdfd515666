// The RocksDB log's directory: who may open it, and what is refused.

#include "engine/log/rocksdb.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>

#include "gtest/gtest.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

namespace fs = std::filesystem;

class RocksdbLogTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<LogStore>> Open() const {
    return OpenRocksdbLogStore({.directory = path()});
  }

  fs::path path() const { return directory_.path() / "log"; }

 private:
  const TempDir directory_;
};

TEST_F(RocksdbLogTest, IsLockedWhileOpen) {
  auto first = Open();
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Open(), FailsWith(absl::StatusCode::kUnavailable,
                                v1::ERROR_REASON_STORE_LOCKED));
  EXPECT_THAT((*first)->Create("east-campus"), IsOk());
  first->reset();
  EXPECT_THAT(Open(), IsOk());
}

TEST_F(RocksdbLogTest, IsLockedByAnotherProcess) {
  ASSERT_THAT(Open(), IsOk());
  std::array<int, 2> locked{};
  ASSERT_EQ(pipe(locked.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    const int file = open((path() / "LOCK").c_str(), O_RDWR);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    const bool done = fcntl(file, F_SETLK, &lock) == 0;
    if (done && write(locked[1], "x", 1) == 1) pause();
    _exit(1);
  }
  close(locked[1]);
  char byte = 0;
  const bool ready = read(locked[0], &byte, 1) == 1;
  close(locked[0]);
  EXPECT_TRUE(ready);
  EXPECT_THAT(Open(), FailsWith(absl::StatusCode::kUnavailable,
                                v1::ERROR_REASON_STORE_LOCKED));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_THAT(Open(), IsOk());
}

TEST_F(RocksdbLogTest, TellsALockThatIsHeldFromOneThatCannotBeTaken) {
  fs::create_directories(path() / "LOCK");
  EXPECT_THAT(Open(), FailsWith(absl::StatusCode::kUnavailable,
                                v1::ERROR_REASON_ENGINE_FAILED));
}

TEST_F(RocksdbLogTest, WantsAParentDirectory) {
  EXPECT_THAT(OpenRocksdbLogStore({.directory = path() / "below"}),
              FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "directory"));
}

TEST_F(RocksdbLogTest, WantsADirectory) {
  std::ofstream(path()) << "a file";
  EXPECT_THAT(Open(),
              FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "directory"));
}

TEST_F(RocksdbLogTest, WillNotStartAnewOverWhatIsThere) {
  {
    const auto store = Open();
    ASSERT_THAT(store, IsOk());
    ASSERT_THAT((*store)->Create("east-campus"), IsOk());
  }
  fs::rename(path() / "CURRENT", path() / "CURRENT.lost");
  EXPECT_THAT(Open(), FailsWith(absl::StatusCode::kDataLoss,
                                v1::ERROR_REASON_RECORD_CORRUPT));
  fs::rename(path() / "CURRENT.lost", path() / "CURRENT");
  const auto store = Open();
  ASSERT_THAT(store, IsOk());
  EXPECT_THAT((*store)->Open("east-campus"), IsOk());
}

}  // namespace
}  // namespace workledger
