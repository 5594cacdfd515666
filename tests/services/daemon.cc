#include "tests/services/daemon.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/check.h"

namespace workledger {

Daemon::Daemon(const std::string& command,
               const std::vector<std::string>& arguments,
               const std::string& errors) {
  int ends[2];
  // Closed on exec, so that no other child keeps the pipe open.
  WL_CHECK(pipe2(ends, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (!errors.empty()) {
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  }
  std::vector<char*> argv = {const_cast<char*>(command.c_str())};
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  WL_CHECK(posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(),
                        environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  stdout_ = ends[0];
}

Daemon::~Daemon() {
  if (pid_ != -1) {
    Signal(SIGKILL);
    AwaitExit();
  }
  close(stdout_);
}

std::string Daemon::ReadLine() {
  std::string line;
  char next = 0;
  while (read(stdout_, &next, 1) == 1 && next != '\n') line += next;
  return line;
}

void Daemon::Signal(int signal) { kill(pid_, signal); }

int Daemon::AwaitExit() {
  int status = 0;
  WL_CHECK(waitpid(pid_, &status, 0) == pid_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace workledger
