#ifndef WORKLEDGER_SERVICES_LOG_LINE_H_
#define WORKLEDGER_SERVICES_LOG_LINE_H_

// The server's log: one JSON object a line on standard error.
//
//   Log(LogLevel::kInfo, "listening", {{"address", address}});
//   {"time":"2026-03-01T09:00:00.000Z","level":"info","event":"listening",...}
//
// docs/monitoring.md lists the events.

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string_view>
#include <variant>

namespace workledger {

enum class LogLevel { kInfo, kWarning, kError };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, int64_t> value;
};

// A longer value is cut, so that a line has PIPE_BUF bytes at most.
inline constexpr size_t kLogValueBytesMax = 512;

// Writes a line. Bytes that are not UTF-8 become U+FFFD. Never waits: a line
// that standard error does not take at once is left out. Thread-safe.
void Log(LogLevel level, std::string_view event,
         std::initializer_list<LogField> fields);

// Keeps a flood of the same lines from filling the disk. Thread-safe.
class LogBudget {
 public:
  explicit LogBudget(int lines_per_second) : lines_(lines_per_second) {}

  // Returns how many lines were dropped since the last one, or nothing where
  // this one is to be dropped too.
  std::optional<int64_t> Take();

 private:
  const int lines_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::chrono::steady_clock::time_point second_;  // when it began
  int taken_ = 0;                                 // in it
  int64_t dropped_ = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_SERVICES_LOG_LINE_H_
