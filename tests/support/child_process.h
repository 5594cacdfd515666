#ifndef WORKLEDGER_TESTS_SUPPORT_CHILD_PROCESS_H_
#define WORKLEDGER_TESTS_SUPPORT_CHILD_PROCESS_H_

// A program started by a test or a benchmark; ended, by its own id, when this
// goes.

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace workledger {

class ChildProcess {
 public:
  // Starts the program `arguments[0]`. What it prints to standard output can be
  // read; standard error is the parent's, or goes to the file `errors`.
  static absl::StatusOr<ChildProcess> Start(
      const std::vector<std::string>& arguments,
      const std::string& errors = "");

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  // Kills it if it still runs.
  ~ChildProcess();

  // Returns the next line of its output; UNAVAILABLE at the end.
  absl::StatusOr<std::string> ReadLine();

  // Returns the rest of its output.
  std::string ReadAll();

  void Signal(int signal) const;

  // Waits for its end and returns its exit code, or 128 plus the signal that
  // ended it.
  int Wait();

  // Resident memory in MiB: the most so far, and at present. 0 once it ended.
  double PeakMemoryMib() const;
  double MemoryMib() const;

  // Processor time of all its threads so far, in user and kernel mode, in steps
  // of 10 ms; zero once it ended.
  absl::Duration CpuTime() const;

 private:
  ChildProcess(pid_t pid, int output) : pid_(pid), output_(output) {}
  double MemoryFieldMib(const std::string& field) const;
  // Appends to buffer_; false at the end.
  bool Fill();

  pid_t pid_;   // -1 once waited for
  int output_;  // -1 once moved from
  std::string buffer_;
};

// What a finished program said.
struct Finished {
  int exit_code = 0;
  std::string output;
  // Standard error, where it was asked for.
  std::string errors;
};

// Runs a program to its end.
absl::StatusOr<Finished> RunToEnd(const std::vector<std::string>& arguments);

// The same, with what it prints to standard error.
absl::StatusOr<Finished> RunToEndWithErrors(
    const std::vector<std::string>& arguments);

// workledgerd, ready to be called.
struct RunningServer {
  ChildProcess process;
  std::string address;
};

// Starts `program` on `data_directory` and `listen`, by default a free port,
// with more `flags`.
absl::StatusOr<RunningServer> StartServer(
    const std::string& program, const std::string& data_directory,
    const std::string& listen = "127.0.0.1:0",
    const std::vector<std::string>& flags = {});

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_SUPPORT_CHILD_PROCESS_H_
