#include "tests/bench/armed_ledger.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/upcast.h"
#include "engine/log/rocksdb.h"
#include "engine/view/ledger_view.h"
#include "engine/view/view_store.h"
#include "tests/bench/processor_time.h"
#include "tests/bench/settle.h"
#include "workledger/limits.h"

namespace workledger::bench {
namespace {

constexpr absl::Duration kFarTarget = absl::Hours(24 * 180);
constexpr int kScans = 31;  // timed, of which the median counts

// Writes tickets with a clock each straight to the log.
class Filler {
 public:
  Filler(EventLog& log, const ArmedClocks& clocks)
      : log_(log), clocks_(clocks), position_(log.GetHead().position) {}

  absl::Status Fill() {
    for (uint64_t number = 1; number <= clocks_.all; ++number) {
      Add(number);
      if (transactions_.size() == kAppendTransactionsMax) {
        WL_RETURN_IF_ERROR(Flush());
      }
    }
    return transactions_.empty() ? absl::OkStatus() : Flush();
  }

 private:
  // The first were reported one after the other, as a day's tickets are; the
  // second lie evenly among all that come after them.
  absl::Duration TargetOf(uint64_t number) const {
    if (number <= clocks_.first) return kFirstTarget;
    const uint64_t others = clocks_.all - clocks_.first;
    const uint64_t place = number - clocks_.first;
    const bool second = (place - 1) * clocks_.second / others !=
                        place * clocks_.second / others;
    return second ? kSecondTarget : kFarTarget;
  }

  static v1::Event ReportedEvent(uint64_t number) {
    v1::Event event;
    v1::TicketReported& reported = *event.mutable_ticket_reported();
    reported.set_kind(v1::TICKET_KIND_REPAIR);
    reported.set_number(number);
    reported.set_location("east");
    *reported.mutable_report_time() = ToTimestamp(kArmedStart);
    return event;
  }

  static v1::Event StartedEvent(absl::Duration target) {
    v1::Event event;
    v1::StartedClock& started = *event.mutable_clocks_started()->add_clocks();
    v1::ClockTerms& terms = *started.mutable_terms();
    terms.mutable_clock()->set_metric(v1::METRIC_RESOLUTION);
    terms.mutable_clock()->set_party(v1::CLOCK_PARTY_SLA);
    terms.mutable_clock()->set_cycle(1);
    terms.mutable_target()->mutable_open_time()->set_seconds(
        absl::ToInt64Seconds(target));
    terms.set_calendar("all");
    terms.set_calendar_revision(1);
    *terms.mutable_start_time() = ToTimestamp(kArmedStart);
    *started.mutable_due_time() = ToTimestamp(kArmedStart + target);
    return event;
  }

  // A report and what follows from it, as the engine would write them.
  void Add(uint64_t number) {
    const std::string ticket = absl::StrCat("t-", number);
    const v1::Event events[] = {ReportedEvent(number),
                                StartedEvent(TargetOf(number))};
    Transaction& transaction = transactions_.emplace_back();
    transaction.requests = {
        {.id = absl::StrCat("r-", number), .record_count = std::size(events)}};
    v1::Record record;
    record.set_ledger_uid(log_.Uid());
    record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
    record.mutable_stream()->set_key(ticket);
    record.set_first_position(position_ + 1);
    record.set_last_position(position_ + std::size(events));
    *record.mutable_occur_time() = ToTimestamp(kArmedStart);
    *record.mutable_record_time() = record.occur_time();
    for (const v1::Event& event : events) {
      record.set_position(++position_);
      record.set_version(record.version() + 1);
      record.set_event_type(EventTypeOf(event));
      record.set_payload(event.SerializeAsString());
      transaction.records.push_back(
          {.stream = {.kind = v1::STREAM_KIND_TICKET, .key = ticket},
           .version = record.version(),
           .bytes = record.SerializeAsString()});
    }
  }

  absl::Status Flush() {
    WL_RETURN_IF_ERROR(log_.Append(log_.GetHead(), transactions_).status());
    transactions_.clear();
    return absl::OkStatus();
  }

  EventLog& log_;
  const ArmedClocks clocks_;
  uint64_t position_;
  std::vector<Transaction> transactions_;
};

absl::StatusOr<std::unique_ptr<LogStore>> OpenLog(
    const std::string& directory) {
  return OpenRocksdbLogStore({.directory = directory + "/log"});
}

absl::StatusOr<std::unique_ptr<ViewStore>> OpenViews(
    const std::string& directory) {
  return ViewStore::Open(directory + "/views");
}

// Makes the ledger, and a calendar that is always open.
absl::Status CreateLedger(Engine& engine) {
  v1::CreateLedgerRequest create;
  create.set_ledger("main");
  create.set_clock(v1::LEDGER_CLOCK_WALL);
  WL_RETURN_IF_ERROR(Call(engine, &Engine::CreateLedger, create).status());
  v1::ExecuteRequest request;
  request.set_ledger("main");
  v1::Command& command = *request.mutable_command();
  command.set_request_id("calendar");
  command.mutable_actor()->set_principal("bench");
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
  command.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
  v1::Calendar& calendar = *command.mutable_change_catalogue()
                                ->add_changes()
                                ->mutable_put()
                                ->mutable_calendar();
  calendar.set_code("all");
  calendar.set_zone("UTC");
  for (uint32_t day = 1; day <= 7; ++day) calendar.add_weekdays(day);
  calendar.add_intervals()->set_close_minute(24 * 60);
  return Call(engine, &Engine::Execute, request).status();
}

}  // namespace

absl::StatusOr<std::unique_ptr<EngineImpl>> OpenArmed(
    const std::string& directory, const Clock& clock, EventLog** log) {
  EngineImpl::Stores stores;
  WL_ASSIGN_OR_RETURN(stores.log, OpenLog(directory));
  if (log != nullptr) {
    WL_ASSIGN_OR_RETURN(*log, stores.log->Open("main"));
  }
  WL_ASSIGN_OR_RETURN(stores.view, OpenViews(directory));
  stores.scratch_directory = directory;
  auto engine = std::make_unique<EngineImpl>(std::move(stores), clock);
  WL_RETURN_IF_ERROR(engine->OpenLedgers());
  return engine;
}

absl::Status FillArmed(const std::string& directory, const Clock& clock,
                       const ArmedClocks& clocks) {
  std::filesystem::create_directories(directory);
  {
    WL_ASSIGN_OR_RETURN(const auto engine, OpenArmed(directory, clock));
    WL_RETURN_IF_ERROR(CreateLedger(*engine));
  }
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<LogStore> logs, OpenLog(directory));
  WL_ASSIGN_OR_RETURN(EventLog* const log, logs->Open("main"));
  WL_RETURN_IF_ERROR(Filler(*log, clocks).Fill());
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<ViewStore> store,
                      OpenViews(directory));
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<LedgerView> view,
                      LedgerView::Open(*store, *log));
  bool more = true;
  while (more) {
    WL_ASSIGN_OR_RETURN(more, view->Advance());
  }
  return Settle(store->db());
}

absl::StatusOr<absl::Duration> MedianScan(const std::string& directory,
                                          const ArmedClocks& clocks) {
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<LogStore> logs, OpenLog(directory));
  WL_ASSIGN_OR_RETURN(EventLog* const log, logs->Open("main"));
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<ViewStore> store,
                      OpenViews(directory));
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<LedgerView> view,
                      LedgerView::Open(*store, *log));
  std::vector<absl::Duration> times;
  for (int i = 0; i < kScans; ++i) {
    const absl::Duration start = ProcessorTime(RUSAGE_THREAD);
    WL_ASSIGN_OR_RETURN(const std::vector<DueTimer> due,
                        view->DueTimers(kArmedStart + kFirstTarget,
                                        static_cast<int>(clocks.all)));
    times.push_back(ProcessorTime(RUSAGE_THREAD) - start);
    if (due.size() != clocks.first) {
      return absl::InternalError(
          absl::StrCat(due.size(), " are due, want ", clocks.first));
    }
  }
  std::ranges::sort(times);
  return times[kScans / 2];
}

}  // namespace workledger::bench
