#include "engine/view/calendar_index.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr size_t kLengthBytes = 2;
constexpr size_t kRevisionBytes = 8;

// What the keys of the rows of a calendar begin with after their kind of row.
std::string CalendarName(std::string_view code) {
  std::string name;
  AppendBigEndian(name, code.size(), kLengthBytes);
  return name.append(code);
}

std::string RevisionName(std::string_view code, uint64_t revision) {
  std::string name = CalendarName(code);
  AppendBigEndian(name, revision, kRevisionBytes);
  return name;
}

// A row's key, taken apart.
struct RunningOn {
  std::string_view calendar;
  uint64_t revision = 0;
  std::string_view ticket;
};

absl::StatusOr<RunningOn> ParseKey(std::string_view name) {
  const size_t code_bytes = ParseBigEndian(name.substr(0, kLengthBytes));
  if (name.size() < kLengthBytes + code_bytes + kRevisionBytes) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT,
                     "a calendar index row has the wrong size");
  }
  name.remove_prefix(kLengthBytes);
  return RunningOn{
      .calendar = name.substr(0, code_bytes),
      .revision = ParseBigEndian(name.substr(code_bytes, kRevisionBytes)),
      .ticket = name.substr(code_bytes + kRevisionBytes)};
}

v1::Timer TimerOf(const v1::CatalogueEntry& entry) {
  v1::Timer timer;
  timer.set_kind(v1::TIMER_KIND_CALENDAR);
  *timer.mutable_due_time() = entry.record_time();
  timer.set_position(entry.position());
  return timer;
}

// Walks the index from calendar to calendar and keeps the tickets that are
// behind, each once for a calendar.
class BehindWalk {
 public:
  BehindWalk(rocksdb::Iterator& rows, std::string prefix,
             const Catalogue& catalogue, absl::Time through, int count_max)
      : rows_(rows),
        prefix_(std::move(prefix)),
        catalogue_(catalogue),
        through_(through),
        count_max_(count_max) {}

  absl::Status Walk() {
    rows_.Seek(prefix_);
    while (rows_.Valid()) {
      WL_ASSIGN_OR_RETURN(
          const RunningOn row,
          ParseKey(rows_.key().ToStringView().substr(prefix_.size())));
      const std::string calendar(row.calendar);
      WL_RETURN_IF_ERROR(WalkCalendar(calendar));
    }
    return ViewStatus(rows_.status());
  }

  std::vector<DueTimer> Take() { return std::move(behind_); }

 private:
  // Ends at the first row of the calendar after it.
  absl::Status WalkCalendar(const std::string& calendar) {
    const v1::CatalogueEntry* const entry =
        catalogue_.FindEver(v1::CATALOGUE_KIND_CALENDAR, calendar);
    std::set<std::string> tickets;
    while (entry != nullptr && rows_.Valid() &&
           std::ssize(tickets) < count_max_ &&
           FromTimestamp(entry->record_time()) <= through_) {
      WL_ASSIGN_OR_RETURN(
          const RunningOn row,
          ParseKey(rows_.key().ToStringView().substr(prefix_.size())));
      if (row.calendar != calendar || row.revision >= entry->revision()) break;
      if (tickets.emplace(row.ticket).second) Add(row.ticket, *entry);
      rows_.Next();
    }
    rows_.Seek(prefix_ + RevisionName(calendar, UINT64_MAX));
    return absl::OkStatus();
  }

  void Add(std::string_view ticket, const v1::CatalogueEntry& entry) {
    behind_.push_back({.stream = {v1::STREAM_KIND_TICKET, std::string(ticket)},
                       .timer = TimerOf(entry),
                       // What runs by the new revision may be due at once.
                       .following = FromTimestamp(entry.record_time())});
  }

  rocksdb::Iterator& rows_;
  const std::string prefix_;
  const Catalogue& catalogue_;
  const absl::Time through_;
  const int count_max_;
  std::vector<DueTimer> behind_;
};

}  // namespace

std::vector<std::string> CalendarKeys(std::string_view ledger_uid,
                                      const v1::Ticket& ticket) {
  std::set<std::string> names;
  const auto add = [&names](std::string_view code, uint64_t revision) {
    if (!code.empty()) names.insert(RevisionName(code, revision));
  };
  for (const v1::Clock& clock : ticket.clocks()) {
    if (!IsRunning(clock)) continue;
    const v1::ClockTerms& terms = clock.terms();
    add(terms.calendar(), terms.calendar_revision());
    add(terms.delivery_calendar(), terms.delivery_calendar_revision());
  }
  std::vector<std::string> keys;
  for (const std::string& name : names) {
    keys.push_back(RowKey(ledger_uid, RowKind::kClockCalendar)
                       .append(name)
                       .append(ticket.ticket()));
  }
  return keys;
}

absl::StatusOr<std::vector<DueTimer>> FindDueCalendars(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const Catalogue& catalogue, absl::Time through,
    int count_max) {
  const std::string end = RowKeyEnd(ledger_uid, RowKind::kClockCalendar);
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options = at;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
  BehindWalk walk(*rows, RowKey(ledger_uid, RowKind::kClockCalendar), catalogue,
                  through, count_max);
  WL_RETURN_IF_ERROR(walk.Walk());
  std::vector<DueTimer> timers = walk.Take();
  std::ranges::stable_sort(timers, {}, [](const DueTimer& due) {
    return FromTimestamp(due.timer.due_time());
  });
  if (std::ssize(timers) > count_max) {
    timers.resize(static_cast<size_t>(count_max));
  }
  return timers;
}

}  // namespace workledger
