#include "engine/view/timer_index.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/sla/evaluate.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr size_t kTimeBytes = 8;
constexpr size_t kPositionBytes = 8;
constexpr size_t kCountBytes = 4;
constexpr size_t kLengthBytes = 2;
constexpr size_t kFixedBytes = kTimeBytes + 2 + kPositionBytes;
constexpr size_t kClockBytes =
    kTimeBytes + 2 + 3 * kCountBytes + kLengthBytes;  // without the level

// What begins when a timer fires has all of its time: no promise, window or
// interval of a plan is shorter.
constexpr absl::Duration kPromiseMin = absl::Seconds(1);

// Sorts as the times do, years before 1970 included.
constexpr uint64_t kSignBit = uint64_t{1} << 63;

uint64_t SortedMillis(absl::Time time) {
  return static_cast<uint64_t>(absl::ToUnixMillis(time)) ^ kSignBit;
}

// Takes the key of a row apart, from its front.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : left_(key) {}

  // The rest is long enough, as the caller knows.
  uint64_t Number(size_t bytes) { return ParseBigEndian(Text(bytes)); }
  absl::Time Time() {
    return absl::FromUnixMillis(
        static_cast<int64_t>(Number(kTimeBytes) ^ kSignBit));
  }
  std::string_view Text(size_t bytes) {
    const std::string_view text = left_.substr(0, bytes);
    left_.remove_prefix(text.size());
    return text;
  }
  std::string_view left() const { return left_; }

 private:
  std::string_view left_;
};

absl::Status WrongSize() {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                   "a timer's row has the wrong size");
}

absl::Status ParseClock(KeyReader& key, DueTimer& due) {
  if (key.left().size() < kClockBytes) return WrongSize();
  due.following = key.Time();
  v1::ClockKey& clock = *due.timer.mutable_clock();
  clock.set_metric(static_cast<v1::Metric>(key.Number(1)));
  clock.set_party(static_cast<v1::ClockParty>(key.Number(1)));
  clock.set_cycle(static_cast<uint32_t>(key.Number(kCountBytes)));
  clock.set_segment(static_cast<uint32_t>(key.Number(kCountBytes)));
  due.timer.set_repeat(static_cast<uint32_t>(key.Number(kCountBytes)));
  const size_t level_bytes = key.Number(kLengthBytes);
  if (key.left().size() < level_bytes) return WrongSize();
  due.timer.set_level(std::string(key.Text(level_bytes)));
  return absl::OkStatus();
}

// The grouping window, in milliseconds.
absl::Status ParseWait(KeyReader& key, DueTimer& due) {
  if (key.left().size() < kTimeBytes) return WrongSize();
  const uint64_t millis = key.Number(kTimeBytes);
  google::protobuf::Duration& wait = *due.timer.mutable_wait();
  wait.set_seconds(static_cast<int64_t>(millis / 1000));
  wait.set_nanos(static_cast<int32_t>(millis % 1000) * 1000000);
  return absl::OkStatus();
}

void AppendWait(std::string& key, const google::protobuf::Duration& wait) {
  AppendBigEndian(
      key,
      static_cast<uint64_t>(wait.seconds() * 1000 + wait.nanos() / 1000000),
      kTimeBytes);
}

absl::StatusOr<DueTimer> ParseKey(std::string_view name) {
  if (name.size() < kFixedBytes) return WrongSize();
  KeyReader key(name);
  DueTimer due;
  const absl::Time time = key.Time();
  *due.timer.mutable_due_time() = ToTimestamp(time);
  due.stream.first = static_cast<v1::StreamKind>(key.Number(1));
  due.timer.set_kind(static_cast<v1::TimerKind>(key.Number(1)));
  due.timer.set_position(key.Number(kPositionBytes));
  if (due.timer.kind() == v1::TIMER_KIND_CLOCK) {
    WL_RETURN_IF_ERROR(ParseClock(key, due));
  } else if (due.timer.kind() == v1::TIMER_KIND_HOLD_EXPIRY) {
    due.following = time;  // a clock goes on that may have next to nothing left
  } else {
    due.following = time + kPromiseMin;
  }
  if (due.timer.kind() == v1::TIMER_KIND_GROUP_WAIT) {
    WL_RETURN_IF_ERROR(ParseWait(key, due));
  }
  due.stream.second = key.left();
  return due;
}

void AppendClock(std::string& key, const DueTimer& due) {
  const v1::ClockKey& clock = due.timer.clock();
  AppendBigEndian(key, SortedMillis(due.following), kTimeBytes);
  AppendBigEndian(key, static_cast<uint64_t>(clock.metric()), 1);
  AppendBigEndian(key, static_cast<uint64_t>(clock.party()), 1);
  AppendBigEndian(key, clock.cycle(), kCountBytes);
  AppendBigEndian(key, clock.segment(), kCountBytes);
  AppendBigEndian(key, due.timer.repeat(), kCountBytes);
  AppendBigEndian(key, due.timer.level().size(), kLengthBytes);
  key.append(due.timer.level());
}

std::string TimerKey(std::string_view ledger_uid, const DueTimer& due) {
  const v1::Timer& timer = due.timer;
  std::string key = RowKey(ledger_uid, RowKind::kTimer);
  AppendBigEndian(key, SortedMillis(FromTimestamp(timer.due_time())),
                  kTimeBytes);
  AppendBigEndian(key, static_cast<uint64_t>(due.stream.first), 1);
  AppendBigEndian(key, static_cast<uint64_t>(timer.kind()), 1);
  AppendBigEndian(key, timer.position(), kPositionBytes);
  if (timer.kind() == v1::TIMER_KIND_CLOCK) AppendClock(key, due);
  if (timer.kind() == v1::TIMER_KIND_GROUP_WAIT) AppendWait(key, timer.wait());
  return key.append(due.stream.second);
}

// Returns what tells an alarm from an earlier one of the same clock, level and
// due time: a deadline may move there and back, and one whose breach did not
// count may be missed again. Stands for a position, which the fold does not
// keep of what set the deadline.
uint64_t Arming(const v1::Clock& clock) {
  return std::max<uint64_t>(clock.deadline_revision(),
                            clock.breach().position());
}

// Returns the next alarms of the ticket's clocks.
std::vector<DueTimer> ClockTimersOf(const StreamName& stream,
                                    const v1::Ticket& ticket,
                                    const Catalogue& catalogue) {
  std::vector<DueTimer> timers;
  for (const v1::Clock& clock : ticket.clocks()) {
    DueTimer due{.stream = stream, .timer = {}, .following = {}};
    const std::optional<ClockAlarm> alarm =
        NextAlarm(clock, ticket, catalogue, &due.following);
    if (!alarm) continue;
    due.timer.set_kind(v1::TIMER_KIND_CLOCK);
    *due.timer.mutable_due_time() = ToTimestamp(alarm->due);
    due.timer.set_position(Arming(clock));
    *due.timer.mutable_clock() = clock.terms().clock();
    due.timer.set_level(alarm->level);
    due.timer.set_repeat(alarm->repeat);
    timers.push_back(std::move(due));
  }
  return timers;
}

}  // namespace

std::vector<std::string> TimerKeys(std::string_view ledger_uid,
                                   const StreamName& stream,
                                   const v1::Fold& fold,
                                   const Catalogue& catalogue) {
  std::vector<std::string> keys;
  for (v1::Timer& timer : TimersOf(fold)) {
    keys.push_back(TimerKey(
        ledger_uid,
        {.stream = stream, .timer = std::move(timer), .following = {}}));
  }
  if (fold.has_ticket()) {
    for (const DueTimer& due :
         ClockTimersOf(stream, fold.ticket(), catalogue)) {
      keys.push_back(TimerKey(ledger_uid, due));
    }
  }
  std::ranges::sort(keys);
  return keys;
}

absl::StatusOr<std::vector<DueTimer>> FindDueTimers(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, absl::Time through, int count_max) {
  const std::string prefix = RowKey(ledger_uid, RowKind::kTimer);
  std::string end = prefix;
  AppendBigEndian(end, SortedMillis(through) + 1, kTimeBytes);
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options = at;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
  std::vector<DueTimer> timers;
  for (rows->Seek(prefix); rows->Valid() && std::ssize(timers) < count_max;
       rows->Next()) {
    WL_ASSIGN_OR_RETURN(
        DueTimer due,
        ParseKey(rows->key().ToStringView().substr(prefix.size())));
    timers.push_back(std::move(due));
  }
  WL_RETURN_IF_ERROR(ViewStatus(rows->status()));
  return timers;
}

}  // namespace workledger
