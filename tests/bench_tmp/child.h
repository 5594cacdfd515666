#ifndef WORKLEDGER_TESTS_BENCH_CHILD_H_
#define WORKLEDGER_TESTS_BENCH_CHILD_H_

// A program started for a benchmark or an end-to-end test; ended, by its own
// id, when this goes.

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace workledger::bench {

class Child {
 public:
  // Starts `arguments[0]`; its standard output can be read.
  static absl::StatusOr<Child> Start(const std::vector<std::string>& arguments);

  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  // Kills it if it still runs.
  ~Child();

  // Returns the next line of its output; UNAVAILABLE at its end.
  absl::StatusOr<std::string> ReadLine();

  // Sends SIGTERM and waits for its end.
  void Stop();

  // Waits for its end and returns its exit code (128 + signal if killed).
  int Wait();

  // Peak and present resident memory, in MiB; 0 when it has ended.
  double PeakMemoryMib() const;
  double MemoryMib() const;

 private:
  Child(pid_t pid, int output) : pid_(pid), output_(output) {}
  double StatusMib(const std::string& field) const;

  pid_t pid_ = -1;
  int output_ = -1;
  std::string buffer_;
};

// Starts workledgerd on `data` and returns it with its address.
struct RunningServer {
  Child child;
  std::string address;
};
absl::StatusOr<RunningServer> StartServer(const std::string& bin,
                                          const std::string& data);

}  // namespace workledger::bench

#endif  // WORKLEDGER_TESTS_BENCH_CHILD_H_
