#include "services/log_line.h"

#include <poll.h>
#include <unistd.h>

#include <climits>
#include <memory>
#include <string>
#include <utility>

#include "nlohmann/json.hpp"
#include "spdlog/pattern_formatter.h"
#include "spdlog/sinks/base_sink.h"
#include "spdlog/spdlog.h"

namespace workledger {
namespace {

// Standard error, which may be a pipe whose reader stands still: callers commit
// and answer calls, so a line that would have to wait is left out.
class StandardErrorSink final : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    pollfd standard_error = {.fd = STDERR_FILENO, .events = POLLOUT};
    // A pipe that can be written to takes PIPE_BUF bytes at once.
    if (line.size() > PIPE_BUF || poll(&standard_error, 1, 0) != 1) return;
    [[maybe_unused]] const ssize_t written =
        write(STDERR_FILENO, line.data(), line.size());
  }

  void flush_() override {}
};

spdlog::logger& Logger() {
  // Never destroyed: threads may log until the process ends.
  static spdlog::logger& logger = *[] {
    auto* const made = new spdlog::logger(
        "workledgerd", std::make_shared<StandardErrorSink>());
    made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
        spdlog::pattern_time_type::utc));
    return made;
  }();
  return logger;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

}  // namespace

void Log(LogLevel level, std::string_view event,
         std::initializer_list<LogField> fields) {
  nlohmann::ordered_json line;
  line["event"] = event;
  for (const LogField& field : fields) {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
      line[field.name] = text->substr(0, kLogValueBytesMax);
    } else {
      line[field.name] = std::get<int64_t>(field.value);
    }
  }
  const std::string text = line.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  // Its members, without the braces that the pattern has.
  Logger().log(ToSpdlog(level),
               spdlog::string_view_t(text.data() + 1, text.size() - 2));
}

std::optional<int64_t> LogBudget::Take() {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    taken_ = 0;
  }
  if (taken_ == lines_) {
    ++dropped_;
    return std::nullopt;
  }
  ++taken_;
  return std::exchange(dropped_, 0);
}

}  // namespace workledger
