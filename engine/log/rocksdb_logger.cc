#include "engine/log/rocksdb_logger.h"

#include <cstdarg>
#include <cstdio>

namespace workledger {
namespace {

// Thread-safe.
class StderrLogger final : public rocksdb::Logger {
 public:
  StderrLogger() : Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    char line[512];
    std::vsnprintf(line, sizeof(line), format, arguments);
    std::fprintf(stderr, "rocksdb: %s\n", line);
  }

  // Versions and options, of no level.
  void LogHeader(const char* /*format*/, va_list /*arguments*/) override {}
};

}  // namespace

std::shared_ptr<rocksdb::Logger> MakeRocksdbLogger() {
  return std::make_shared<StderrLogger>();
}

}  // namespace workledger
