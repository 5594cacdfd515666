#ifndef WORKLEDGER_TESTS_IMPORT_FAKE_SERVER_H_
#define WORKLEDGER_TESTS_IMPORT_FAKE_SERVER_H_

// A server that keeps commands and knows request ids, so that a command sent
// again is answered as replayed. A test says what goes wrong.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/workledger/import/backoff.h"
#include "tools/workledger/import/import_client.h"
#include "workledger/clock.h"

namespace workledger {

// Thread-safe; the hooks run under its lock.
class FakeServer final : public ImportClient {
 public:
  // Fails a call as a whole, before it does anything.
  std::function<absl::Status(const v1::BatchExecuteRequest&)> fail_call;
  // Fails one command and, as a server with a full queue does, all after it in
  // the batch.
  std::function<absl::Status(const v1::Command&)> fail_command;
  // Does the work of a call, but loses the answer.
  std::function<absl::Status()> lose_answer;
  std::function<absl::Status(const v1::ListTicketsRequest&)> fail_list;
  // What ListTickets returns, two on a page.
  std::vector<v1::Ticket> tickets;

  absl::StatusOr<v1::BatchExecuteResponse> BatchExecute(
      const v1::BatchExecuteRequest& request) override;
  absl::StatusOr<v1::ListTicketsResponse> ListTickets(
      const v1::ListTicketsRequest& request) override;

  // Commands in the order in which they were done.
  std::vector<v1::Command> commands() const;
  // Sizes of the batches, in the order of the calls.
  std::vector<int> batch_sizes() const;
  std::optional<v1::ListTicketsRequest> list_request() const;

 private:
  v1::ExecuteResponse Do(const v1::Command& command);

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<v1::Command> commands_;
  std::map<std::string, v1::ExecuteResponse> responses_;
  std::vector<int> batch_sizes_;
  std::optional<v1::ListTicketsRequest> list_request_;
  uint64_t head_ = 0;
};

// Time that passes only by sleeping. Thread-safe.
class FakeTime final : public Clock {
 public:
  absl::Time Now() const override;
  Patience patience();
  std::vector<absl::Duration> sleeps() const;

 private:
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  absl::Time now_ = absl::UnixEpoch();
  std::vector<absl::Duration> sleeps_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_IMPORT_FAKE_SERVER_H_
