#include "services/log_line.h"

#include <memory>
#include <string>
#include <utility>

#include "nlohmann/json.hpp"
#include "spdlog/pattern_formatter.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace workledger {
namespace {

spdlog::logger& Logger() {
  // Never destroyed: threads may log until the process ends.
  static spdlog::logger& logger = *[] {
    auto* const made = new spdlog::logger(
        "workledgerd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
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
    std::visit(
        [&](const auto& value) { line[std::string(field.name)] = value; },
        field.value);
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
