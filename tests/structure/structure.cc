#include "tests/structure/structure.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <sstream>
#include <string_view>

namespace workledger {
namespace {

using Prefixes = std::vector<std::string_view>;

constexpr int kFileLinesMax = 400;

// A room of the house and what of ours it may include, besides itself.
struct Room {
  std::string_view prefix;
  Prefixes may_include;
};

// Headers that say what something is called, not what the engine does.
constexpr std::string_view kClock = "workledger/clock.h";
constexpr std::string_view kError = "workledger/error.h";
constexpr std::string_view kLimits = "workledger/limits.h";
constexpr std::string_view kRequired = "workledger/required.h";
constexpr std::string_view kErrorProto = "workledger/v1/error.pb.h";
constexpr std::string_view kProtos = "workledger/v1/";
constexpr std::string_view kPublic = "workledger/";

const std::vector<Room>& Rooms() {
  static const std::vector<Room> rooms = {
      {"engine/include/", {kPublic}},
      {"engine/base/", {kClock, kError, kLimits, kErrorProto}},
      {"engine/core/", {"engine/base/", kProtos, kError, kLimits, kRequired}},
      {"engine/log/", {"engine/base/", kErrorProto, kError, kLimits}},
      {"engine/view/",
       {"engine/base/", "engine/core/", "engine/log/", kProtos, kError,
        kLimits}},
      {"engine/replay/",
       {"engine/base/", "engine/core/", "engine/log/", "engine/view/", kProtos,
        kError, kLimits, "workledger/export.h"}},
      {"engine/ledger/", {"engine/", kPublic}},
      {"services/", {"engine/base/", kPublic}},
      {"tools/", {"engine/base/", "services/status.h", kPublic}},
  };
  return rooms;
}

// Something of others that only some rooms may include.
struct Reserved {
  std::string_view header;  // prefix, or suffix when it starts with '.'
  Prefixes rooms;
};

const std::vector<Reserved>& ReservedHeaders() {
  static const std::vector<Reserved> reserved = {
      {"rocksdb/", {"engine/log/", "engine/view/"}},
      {"libical/", {"engine/core/"}},
      {"prometheus/", {"services/"}},
      {"spdlog/", {"services/"}},
      {"grpc/", {"services/", "tools/"}},
      {"grpcpp/", {"services/", "tools/"}},
      {".grpc.pb.h", {"services/", "tools/"}},
  };
  return reserved;
}

// What would make the core impure.
const Prefixes& ImpureHeaders() {
  static const Prefixes headers = {
      "absl/random/",
      "absl/time/clock.h",
      "atomic",
      "chrono",
      "condition_variable",
      "cstdio",
      "ctime",
      "filesystem",
      "fstream",
      "future",
      "iostream",
      "locale",
      "mutex",
      "random",
      "shared_mutex",
      "thread",
  };
  return headers;
}

bool StartsWithAny(std::string_view text, const Prefixes& prefixes) {
  return std::any_of(
      prefixes.begin(), prefixes.end(),
      [text](std::string_view prefix) { return text.starts_with(prefix); });
}

bool IsReserved(const Reserved& reserved, std::string_view header) {
  return reserved.header.starts_with('.') ? header.ends_with(reserved.header)
                                          : header.starts_with(reserved.header);
}

const Room* RoomOf(std::string_view path) {
  for (const Room& room : Rooms()) {
    if (path.starts_with(room.prefix)) return &room;
  }
  return nullptr;
}

// Returns what is wrong with including `header` in `room`, or nothing.
std::string CheckInclude(const Room& room, std::string_view header,
                         bool quoted) {
  const std::string name(header);
  if (quoted && header.find('/') == header.npos) {
    return "\"" + name + "\" is not written from the root";
  }
  static const Prefixes ours = {"engine/", "services/", "tools/", "tests/",
                                "workledger/"};
  if (StartsWithAny(header, ours) && !header.starts_with(room.prefix) &&
      !StartsWithAny(header, room.may_include)) {
    return std::string(room.prefix) + " may not include " + name;
  }
  for (const Reserved& reserved : ReservedHeaders()) {
    if (IsReserved(reserved, header) &&
        !StartsWithAny(room.prefix, reserved.rooms)) {
      return std::string(room.prefix) + " may not include " + name;
    }
  }
  const Prefixes& impure = ImpureHeaders();
  const bool found = std::any_of(
      impure.begin(), impure.end(), [header](std::string_view entry) {
        return entry.ends_with('/') ? header.starts_with(entry)
                                    : header == entry;
      });
  if (room.prefix == "engine/core/" && found) {
    return "the core is pure and may not include " + name;
  }
  return "";
}

// Returns what is wrong with one line, or nothing.
std::string CheckLine(const Room& room, std::string_view line) {
  constexpr std::string_view kInclude = "#include ";
  if (line.starts_with(kInclude)) {
    line.remove_prefix(kInclude.size());
    const size_t end = line.find_first_of(">\"", 1);
    if (end == line.npos) return "an include that cannot be read";
    return CheckInclude(room, line.substr(1, end - 1), line.front() == '"');
  }
  if (line.find("rocksdb::") != line.npos && room.prefix != "engine/log/" &&
      room.prefix != "engine/view/") {
    return std::string(room.prefix) + " may not name rocksdb::";
  }
  return "";
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::vector<SourceFile> ReadSources(const std::string& root) {
  std::vector<SourceFile> files;
  for (const char* folder : {"engine", "services", "tools"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             std::filesystem::path(root) / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      files.push_back(
          {.path = std::filesystem::relative(entry.path(), root).string(),
           .text = ReadFile(entry.path())});
    }
  }
  std::sort(
      files.begin(), files.end(),
      [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::vector<std::string> CheckStructure(const SourceFile& file) {
  const Room* room = RoomOf(file.path);
  if (room == nullptr) return {file.path + ":1: lies in no room"};
  std::vector<std::string> violations;
  std::istringstream lines(file.text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string violation = CheckLine(*room, line);
    if (violation.empty()) continue;
    violations.push_back(file.path + ":" + std::to_string(number) + ": " +
                         violation);
  }
  if (number > kFileLinesMax) {
    violations.push_back(file.path + ":" + std::to_string(number) +
                         ": longer than " + std::to_string(kFileLinesMax) +
                         " lines");
  }
  return violations;
}

}  // namespace workledger
