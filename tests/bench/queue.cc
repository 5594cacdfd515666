// The cost of a page of open tickets beside few and beside many closed ones.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/upcast.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "engine/view/view_store.h"
#include "tests/bench/bench.h"
#include "tests/bench/settle.h"
#include "workledger/limits.h"

namespace workledger::bench {
namespace {

constexpr uint64_t kOpen = 5'000;
constexpr uint64_t kClosedFew = 10'000;
constexpr uint64_t kClosedMany = 1'000'000;
// What a page of many closed tickets may cost more than one of few.
constexpr double kRatioMax = 1.5;
constexpr int kPages = 500;  // timed, for each filter

// Writes tickets straight to a log in memory: a report, and an end for most.
class Filler {
 public:
  explicit Filler(EventLog& log) : log_(log) {}

  absl::Status Fill(uint64_t first, uint64_t count, bool closed) {
    for (uint64_t i = 0; i < count; ++i) {
      WL_RETURN_IF_ERROR(AddTicket(first + i, closed));
      if (transactions_.size() >= kAppendTransactionsMax / 2) {
        WL_RETURN_IF_ERROR(Flush());
      }
    }
    return Flush();
  }

 private:
  absl::Status AddTicket(uint64_t number, bool closed) {
    v1::Event event;
    v1::TicketReported& reported = *event.mutable_ticket_reported();
    reported.set_kind(v1::TICKET_KIND_REPAIR);
    reported.set_number(number);
    reported.set_title("a lamp flickers");
    reported.set_category(absl::StrCat("works/small/", number % 20));
    reported.set_location(absl::StrCat("estate/p", number % 31, "/f1"));
    reported.set_priority(static_cast<v1::Priority>(1 + number % 5));
    Add(number, 1, event);
    event.Clear();
    event.mutable_work_dispatched()->mutable_assignee()->set_party(
        absl::StrCat("team-", number % 10));
    Add(number, 2, event);
    if (closed) {
      event.mutable_ticket_closed()->set_closure_code(v1::CLOSURE_CODE_FIXED);
      Add(number, 3, event);
    }
    return absl::OkStatus();
  }

  void Add(uint64_t number, uint64_t version, const v1::Event& event) {
    const std::string key = absl::StrCat("t-", number);
    const uint64_t position = ++position_;
    v1::Record record;
    record.set_ledger_uid(log_.Uid());
    record.set_position(position);
    record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
    record.mutable_stream()->set_key(key);
    record.set_version(version);
    record.set_first_position(position);
    record.set_last_position(position);
    record.set_event_type(EventTypeOf(event));
    *record.mutable_occur_time() =
        ToTimestamp(absl::FromUnixSeconds(1'700'000'000 + number));
    *record.mutable_record_time() = record.occur_time();
    record.set_payload(event.SerializeAsString());
    Transaction& transaction = transactions_.emplace_back();
    transaction.requests = {
        {.id = absl::StrCat("r-", position), .record_count = 1}};
    transaction.records = {
        {.stream = {.kind = v1::STREAM_KIND_TICKET, .key = key},
         .version = version,
         .bytes = record.SerializeAsString()}};
  }

  absl::Status Flush() {
    if (transactions_.empty()) return absl::OkStatus();
    WL_RETURN_IF_ERROR(log_.Append(log_.GetHead(), transactions_).status());
    transactions_.clear();
    return absl::OkStatus();
  }

  EventLog& log_;
  uint64_t position_ = 0;
  std::vector<Transaction> transactions_;
};

// The filters of a dispatcher's day; all ask for open tickets.
std::vector<v1::TicketFilter> Filters() {
  std::vector<v1::TicketFilter> filters(6);
  for (v1::TicketFilter& filter : filters) filter.set_terminal(false);
  filters[1].set_location("estate/p7");
  filters[2].set_category("works/small");
  filters[3].set_assignee_party("team-3");
  filters[4].set_title("LAMP");
  filters[5].set_number_prefix("1");
  return filters;
}

// Returns the median time of a page, over all filters.
absl::StatusOr<absl::Duration> MedianPage(const LedgerView& view) {
  std::vector<absl::Duration> times;
  for (const v1::TicketFilter& filter : Filters()) {
    std::string cursor;
    for (int i = 0; i < kPages; ++i) {
      const absl::Time start = absl::Now();
      WL_ASSIGN_OR_RETURN(const TicketPage page,
                          view.ListTickets(filter, kPageSizeDefault, cursor));
      times.push_back(absl::Now() - start);
      cursor = page.next_cursor;
    }
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

// Closed tickets lie before, among and after the open ones.
absl::StatusOr<absl::Duration> PageBeside(uint64_t closed,
                                          const std::string& directory) {
  const std::unique_ptr<LogStore> logs = OpenMemoryLogStore();
  WL_ASSIGN_OR_RETURN(EventLog* const log, logs->Create("main"));
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<ViewStore> store,
                      ViewStore::Open(directory));
  WL_ASSIGN_OR_RETURN(const std::unique_ptr<LedgerView> view,
                      LedgerView::Open(*store, *log));
  Filler filler(*log);
  constexpr uint64_t kParts = 10;
  uint64_t next = 1;
  for (uint64_t part = 0; part < kParts; ++part) {
    WL_RETURN_IF_ERROR(filler.Fill(next, kOpen / kParts, false));
    next += kOpen / kParts;
    WL_RETURN_IF_ERROR(filler.Fill(next, closed / kParts, true));
    next += closed / kParts;
  }
  bool more = true;
  while (more) {
    WL_ASSIGN_OR_RETURN(more, view->Advance());
  }
  WL_RETURN_IF_ERROR(Settle(store->db()));
  // Once to warm the caches, then the counted run.
  WL_RETURN_IF_ERROR(MedianPage(*view).status());
  return MedianPage(*view);
}

}  // namespace

absl::StatusOr<Figures> Queue(const Options& options) {
  WL_ASSIGN_OR_RETURN(const absl::Duration few,
                      PageBeside(kClosedFew, options.directory + "/queue-few"));
  WL_ASSIGN_OR_RETURN(
      const absl::Duration many,
      PageBeside(kClosedMany, options.directory + "/queue-many"));
  const double ratio = absl::FDivDuration(many, few);
  return Figures{{.name = absl::StrCat("page of ", kOpen, " open, ", kClosedFew,
                                       " closed"),
                  .value = absl::ToDoubleMicroseconds(few),
                  .unit = "us",
                  .note = "median of six filters"},
                 {.name = absl::StrCat("page of ", kOpen, " open, ",
                                       kClosedMany, " closed"),
                  .value = absl::ToDoubleMicroseconds(many),
                  .unit = "us",
                  .note = absl::StrCat("ratio ", ratio)},
                 {.name = "pages of few closed for the price of many",
                  .value = 1 / ratio,
                  .unit = "times",
                  .reach = 1 / kRatioMax}};
}

}  // namespace workledger::bench
