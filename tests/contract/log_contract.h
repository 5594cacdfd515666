#ifndef WORKLEDGER_TESTS_CONTRACT_LOG_CONTRACT_H_
#define WORKLEDGER_TESTS_CONTRACT_LOG_CONTRACT_H_

// What every implementation of the log seam must do. To add one, add a line to
// Implementations().

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/log/event_log.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace workledger {

struct LogImplementation {
  std::string name;
  std::function<std::unique_ptr<LogStore>(const std::filesystem::path&)> open;
  // Whether what was appended is there when the store is opened again.
  bool durable = false;
};

std::vector<LogImplementation> Implementations();

// Those whose records are there when the store is opened again.
std::vector<LogImplementation> DurableImplementations();

std::string NameOf(const testing::TestParamInfo<LogImplementation>& info);

// An open store with one empty ledger.
class LogContract : public testing::TestWithParam<LogImplementation> {
 protected:
  void SetUp() override;

  LogStore& store() { return *store_; }
  EventLog& log() { return *log_; }

  // Closes the store and opens it again.
  void Reopen();

 private:
  const TempDir directory_;
  std::unique_ptr<LogStore> store_;
  EventLog* log_ = nullptr;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CONTRACT_LOG_CONTRACT_H_
