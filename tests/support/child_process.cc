#include "tests/support/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

constexpr std::string_view kReadyPrefix = "workledgerd listening on ";

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(
    const std::vector<std::string>& arguments, const std::string& errors) {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return absl::UnavailableError("no pipe");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (!errors.empty()) {
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  }
  std::vector<char*> argv;
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    return absl::UnavailableError(absl::StrCat("cannot start ", arguments[0]));
  }
  return ChildProcess(pid, ends[0]);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      buffer_(std::move(other.buffer_)) {}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) {
    Signal(SIGKILL);
    Wait();
  }
  if (output_ >= 0) close(output_);
}

bool ChildProcess::Fill() {
  std::array<char, 65536> bytes;
  const ssize_t count = read(output_, bytes.data(), bytes.size());
  if (count <= 0) return false;
  buffer_.append(bytes.data(), static_cast<size_t>(count));
  return true;
}

absl::StatusOr<std::string> ChildProcess::ReadLine() {
  size_t end = buffer_.find('\n');
  while (end == std::string::npos) {
    if (!Fill()) return absl::UnavailableError("the program printed no line");
    end = buffer_.find('\n');
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

std::string ChildProcess::ReadAll() {
  while (Fill()) {
  }
  return std::exchange(buffer_, "");
}

void ChildProcess::Signal(int signal) const { kill(pid_, signal); }

int ChildProcess::Wait() {
  int status = 0;
  waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

double ChildProcess::MemoryFieldMib(const std::string& field) const {
  std::ifstream status(absl::StrCat("/proc/", pid_, "/status"));
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind(field, 0) != 0) continue;
    return std::strtod(line.c_str() + field.size(), nullptr) / 1024;
  }
  return 0;
}

double ChildProcess::PeakMemoryMib() const { return MemoryFieldMib("VmHWM:"); }

double ChildProcess::MemoryMib() const { return MemoryFieldMib("VmRSS:"); }

absl::Duration ChildProcess::CpuTime() const {
  std::ifstream stat(absl::StrCat("/proc/", pid_, "/stat"));
  std::string text;
  std::getline(stat, text);
  // The second field, the program's name, may hold anything but ends with the
  // last parenthesis. User and system time are the 14th and 15th, in ticks.
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return absl::ZeroDuration();
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  int64_t user = 0;
  int64_t system = 0;
  fields >> user >> system;
  return absl::Seconds(user + system) / sysconf(_SC_CLK_TCK);
}

absl::StatusOr<Finished> RunToEnd(const std::vector<std::string>& arguments) {
  WL_ASSIGN_OR_RETURN(ChildProcess child, ChildProcess::Start(arguments));
  Finished finished;
  finished.output = child.ReadAll();
  finished.exit_code = child.Wait();
  return finished;
}

absl::StatusOr<Finished> RunToEndWithErrors(
    const std::vector<std::string>& arguments) {
  const TempDir directory;
  const std::string errors = (directory.path() / "errors").string();
  WL_ASSIGN_OR_RETURN(ChildProcess child,
                      ChildProcess::Start(arguments, errors));
  Finished finished;
  finished.output = child.ReadAll();
  finished.exit_code = child.Wait();
  std::ifstream in(errors, std::ios::binary);
  finished.errors.assign(std::istreambuf_iterator<char>(in), {});
  return finished;
}

absl::StatusOr<RunningServer> StartServer(
    const std::string& program, const std::string& data_directory,
    const std::string& listen, const std::vector<std::string>& flags) {
  std::vector<std::string> arguments = {program, "--data-dir", data_directory,
                                        "--listen", listen};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  WL_ASSIGN_OR_RETURN(ChildProcess child, ChildProcess::Start(arguments));
  WL_ASSIGN_OR_RETURN(const std::string line, child.ReadLine());
  if (line.rfind(kReadyPrefix, 0) != 0) {
    return absl::UnavailableError(absl::StrCat("the server said: ", line));
  }
  return RunningServer{.process = std::move(child),
                       .address = line.substr(kReadyPrefix.size())};
}

}  // namespace workledger
