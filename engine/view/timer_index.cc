#include "engine/view/timer_index.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr size_t kTimeBytes = 8;
constexpr size_t kPositionBytes = 8;
constexpr size_t kFixedBytes = kTimeBytes + 2 + kPositionBytes;

// Sorts as the times do, years before 1970 included.
constexpr uint64_t kSignBit = uint64_t{1} << 63;

uint64_t SortedMillis(absl::Time time) {
  return static_cast<uint64_t>(absl::ToUnixMillis(time)) ^ kSignBit;
}

absl::StatusOr<DueTimer> ParseKey(std::string_view name) {
  if (name.size() < kFixedBytes) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT,
                     "a timer's row has the wrong size");
  }
  DueTimer due;
  const auto millis = static_cast<int64_t>(
      ParseBigEndian(name.substr(0, kTimeBytes)) ^ kSignBit);
  *due.timer.mutable_due_time() = ToTimestamp(absl::FromUnixMillis(millis));
  name.remove_prefix(kTimeBytes);
  due.stream.first = static_cast<v1::StreamKind>(name[0]);
  due.timer.set_kind(static_cast<v1::TimerKind>(name[1]));
  name.remove_prefix(2);
  due.timer.set_position(ParseBigEndian(name.substr(0, kPositionBytes)));
  due.stream.second = name.substr(kPositionBytes);
  return due;
}

}  // namespace

std::vector<std::string> TimerKeys(std::string_view ledger_uid,
                                   const StreamName& stream,
                                   const v1::Fold& fold) {
  std::vector<std::string> keys;
  for (const v1::Timer& timer : TimersOf(fold)) {
    std::string key = RowKey(ledger_uid, RowKind::kTimer);
    AppendBigEndian(key, SortedMillis(FromTimestamp(timer.due_time())),
                    kTimeBytes);
    AppendBigEndian(key, static_cast<uint64_t>(stream.first), 1);
    AppendBigEndian(key, static_cast<uint64_t>(timer.kind()), 1);
    AppendBigEndian(key, timer.position(), kPositionBytes);
    keys.push_back(key.append(stream.second));
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
