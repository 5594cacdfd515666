#ifndef WORKLEDGER_TESTS_SERVICES_DAEMON_H_
#define WORKLEDGER_TESTS_SERVICES_DAEMON_H_

// A process of workledgerd, from its start to its exit code.

#include <sys/types.h>

#include <string>
#include <vector>

namespace workledger {

class Daemon {
 public:
  // Runs `command`, found on the path, with `arguments`. Its standard error is
  // ours, or goes to the file `errors`.
  Daemon(const std::string& command, const std::vector<std::string>& arguments,
         const std::string& errors = "");
  // Kills it if it runs still.
  ~Daemon();

  // Waits for the next line of its standard output, without the line's end;
  // empty at the end of the output.
  std::string ReadLine();
  void Signal(int signal);
  // Waits for its end. Returns its exit code, or -1 if a signal ended it.
  int AwaitExit();

 private:
  pid_t pid_ = -1;
  int stdout_ = -1;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SERVICES_DAEMON_H_
