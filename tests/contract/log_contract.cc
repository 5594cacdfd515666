#include "tests/contract/log_contract.h"

#include "engine/base/check.h"
#include "engine/log/memory.h"
#include "engine/log/rocksdb.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

constexpr char kLedger[] = "east-campus";

auto OpenRocksdb(bool mirror) {
  return [mirror](const std::filesystem::path& directory) {
    auto store = OpenRocksdbLogStore({.directory = directory / "log",
                                      .disk_reserve_bytes = 0,
                                      .mirror_directory = directory / "mirror",
                                      .mirror = mirror});
    EXPECT_THAT(store, IsOk());
    return store.ok() ? *std::move(store) : nullptr;
  };
}

}  // namespace

std::vector<LogImplementation> Implementations() {
  return {
      {.name = "Memory",
       .open =
           [](const std::filesystem::path&) { return OpenMemoryLogStore(); },
       .durable = false},
      {.name = "Rocksdb", .open = OpenRocksdb(false), .durable = true},
      {.name = "RocksdbMirrored", .open = OpenRocksdb(true), .durable = true},
  };
}

std::vector<LogImplementation> DurableImplementations() {
  std::vector<LogImplementation> durable = Implementations();
  std::erase_if(durable, [](const LogImplementation& implementation) {
    return !implementation.durable;
  });
  return durable;
}

std::string NameOf(const testing::TestParamInfo<LogImplementation>& info) {
  return info.param.name;
}

void LogContract::SetUp() {
  store_ = GetParam().open(directory_.path());
  ASSERT_NE(store_, nullptr);
  const auto log = store_->Create(kLedger);
  ASSERT_THAT(log, IsOk());
  log_ = *log;
}

void LogContract::Reopen() {
  log_ = nullptr;
  store_.reset();
  store_ = GetParam().open(directory_.path());
  ASSERT_NE(store_, nullptr);
  const auto log = store_->Open(kLedger);
  ASSERT_THAT(log, IsOk());
  log_ = *log;
}

}  // namespace workledger
