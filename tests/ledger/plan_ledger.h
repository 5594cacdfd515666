#ifndef WORKLEDGER_TESTS_LEDGER_PLAN_LEDGER_H_
#define WORKLEDGER_TESTS_LEDGER_PLAN_LEDGER_H_

// Engines on a log that several of them share, with a ledger "main" that holds
// plans, for tests of timers.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/ledger/engine_impl.h"
#include "engine/log/event_log.h"
#include "tests/support/temp_dir.h"
#include "workledger/clock.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// A store that passes everything on to another, which outlives it.
class SharedLogStore final : public LogStore {
 public:
  explicit SharedLogStore(LogStore& base) : base_(base) {}

  absl::StatusOr<EventLog*> Create(std::string_view ledger) override {
    return base_.Create(ledger);
  }
  absl::StatusOr<EventLog*> Open(std::string_view ledger) override {
    return base_.Open(ledger);
  }
  absl::StatusOr<std::vector<std::string>> List() const override {
    return base_.List();
  }
  absl::Status Health() const override { return base_.Health(); }

 private:
  LogStore& base_;
};

// Opens an engine on `base`, with views of its own in `directory`.
std::unique_ptr<EngineImpl> OpenShared(LogStore& base, const Clock& clock,
                                       const std::string& directory);

// Makes the ledger "main"; a DRIVEN one starts at `start`.
void CreateMain(Engine& engine, v1::LedgerClock clock, absl::Time start);

// Appends to the log what putting the plan (in text format) at `now` does. With
// a `cause` the log holds that as the command which put it.
void AppendPlan(EventLog& log, std::string_view plan, absl::Time now,
                const v1::Command* cause = nullptr);

// An event of the log with its envelope.
struct LoggedEvent {
  v1::Record record;
  v1::Event event;
};

// The events of the log, in order.
std::vector<LoggedEvent> EventsOf(const EventLog& log);

// Keys of the occurrences that were made, in order.
std::vector<std::string> MadeKeys(const EventLog& log);

// Tickets that were opened, in order.
std::vector<std::string> OpenedTickets(const EventLog& log);

// Waits until the log holds `position`; false after a minute.
bool AwaitHead(const EventLog& log, uint64_t position);

// An AdvanceTime for "main".
v1::ExecuteRequest AdvanceTo(const std::string& request_id, absl::Time time);
v1::ExecuteRequest AdvanceBy(const std::string& request_id,
                             absl::Duration step);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_LEDGER_PLAN_LEDGER_H_
