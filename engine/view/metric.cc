#include "engine/view/metric.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/metric/metric_facts.h"
#include "engine/view/row.h"
#include "engine/view/ticket_row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// Stored; numbers never change within a version of the views.
enum class Section : uint8_t { kTime = 1, kNode = 2, kOpen = 3 };

constexpr size_t kTimeBytes = 8;
constexpr int kLevels = 64;

// Milliseconds as numbers that sort as they do, years before 1970 included.
uint64_t Sortable(int64_t millis) {
  return static_cast<uint64_t>(millis) ^ (uint64_t{1} << 63);
}

// Returns the node that [first, last] forks at: the highest bit in which the
// two differ is its lowest set bit, and it is above every instant of the
// interval but perhaps `first`.
uint64_t ForkOf(uint64_t first, uint64_t last) {
  if (first == last) return first;
  const int bit = 63 - std::countl_zero(first ^ last);
  return last >> bit << bit;
}

// Returns the node at which an interval that holds `time` forks if it forks at
// `level`: it has the bits of `time` above the level, and there its lowest.
uint64_t NodeAbove(uint64_t time, int level) {
  const uint64_t bit = uint64_t{1} << level;
  const uint64_t above =
      level == kLevels - 1 ? 0 : time >> (level + 1) << (level + 1);
  return above | bit;
}

std::string Prefix(std::string_view ledger_uid, Section section) {
  std::string key = RowKey(ledger_uid, RowKind::kMetric);
  AppendBigEndian(key, static_cast<uint8_t>(section), 1);
  return key;
}

// Adds the rows of one fact.
class RowKeys {
 public:
  RowKeys(std::string_view ledger_uid, std::string_view stream)
      : ledger_uid_(ledger_uid), stream_(stream) {}

  void Add(const v1::MetricFact& fact) {
    const std::string bytes = fact.SerializeAsString();
    if (!Lasts(fact)) {
      Add(Section::kTime, Sortable(fact.time_millis()), bytes);
      return;
    }
    const uint64_t start = Sortable(fact.start_millis());
    Add(Section::kTime, start, bytes);
    if (!fact.has_time_millis()) {
      Add(Section::kOpen, start, bytes);
    } else if (fact.time_millis() > fact.start_millis()) {
      const uint64_t last = Sortable(fact.time_millis() - 1);
      Add(Section::kNode, ForkOf(start, last), bytes);
    }
  }

  std::vector<std::string> Take() {
    std::ranges::sort(keys_);
    return std::move(keys_);
  }

 private:
  void Add(Section section, uint64_t time, const std::string& bytes) {
    std::string key = Prefix(ledger_uid_, section);
    AppendBigEndian(key, time, kTimeBytes);
    key.append(stream_).append(1, '\0').append(bytes);
    keys_.push_back(std::move(key));
  }

  const std::string_view ledger_uid_;
  const std::string_view stream_;
  std::vector<std::string> keys_;
};

// One scan over the rows of a section from one time up to another.
class Scan {
 public:
  Scan(rocksdb::DB& db, const rocksdb::ReadOptions& at,
       std::string_view ledger_uid, const MetricSink& sink)
      : ledger_uid_(ledger_uid), sink_(sink), rows_(db.NewIterator(at)) {}

  // Gives on the facts at `first` to `last` for which `wanted` holds.
  template <typename Wanted>
  absl::Status Read(Section section, uint64_t first, uint64_t last,
                    const Wanted& wanted) {
    const std::string prefix = Prefix(ledger_uid_, section);
    std::string begin = prefix;
    AppendBigEndian(begin, first, kTimeBytes);
    for (rows_->Seek(begin); rows_->Valid(); rows_->Next()) {
      const std::string_view key = rows_->key().ToStringView();
      if (!key.starts_with(prefix)) break;
      const std::string_view name = key.substr(prefix.size());
      if (name.size() < kTimeBytes) return Corrupt(key);
      if (ParseBigEndian(name.substr(0, kTimeBytes)) > last) break;
      const size_t end = name.find('\0', kTimeBytes);
      if (end == name.npos) return Corrupt(key);
      v1::MetricFact fact;
      const std::string_view bytes = name.substr(end + 1);
      if (!fact.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return Corrupt(key);
      }
      if (!wanted(fact)) continue;
      WL_RETURN_IF_ERROR(
          sink_(name.substr(kTimeBytes, end - kTimeBytes), std::move(fact)));
    }
    return ViewStatus(rows_->status());
  }

 private:
  absl::Status Corrupt(std::string_view key) const {
    return MakeError(
        absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
        absl::StrCat(DescribeRow(ledger_uid_, key), " does not parse"));
  }

  const std::string_view ledger_uid_;
  const MetricSink& sink_;
  const std::unique_ptr<rocksdb::Iterator> rows_;
};

// What began before `begin_millis` and lasted then.
absl::Status ReadCarried(Scan& scan, int64_t begin_millis) {
  const uint64_t before = Sortable(begin_millis) - 1;
  WL_RETURN_IF_ERROR(scan.Read(Section::kOpen, 0, before,
                               [](const v1::MetricFact&) { return true; }));
  const auto holds = [begin_millis](const v1::MetricFact& fact) {
    return fact.start_millis() < begin_millis &&
           fact.time_millis() >= begin_millis;
  };
  // The levels below that of `before` too: an interval that begins there can
  // fork below it.
  for (int level = 0; level < kLevels; ++level) {
    const uint64_t node = NodeAbove(before, level);
    WL_RETURN_IF_ERROR(scan.Read(Section::kNode, node, node, holds));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> MetricKeys(std::string_view ledger_uid,
                                    const StreamName& stream,
                                    const v1::Fold& fold,
                                    const Catalogue& catalogue) {
  RowKeys keys(ledger_uid, stream.second);
  if (fold.has_ticket()) {
    for (const v1::MetricFact& fact : MetricFactsOf(fold.ticket(), catalogue)) {
      keys.Add(fact);
    }
  } else if (fold.has_penalty_month()) {
    for (const v1::MetricFact& fact : MetricFactsOf(fold.penalty_month())) {
      keys.Add(fact);
    }
  } else if (fold.has_inspection()) {
    for (const v1::MetricFact& fact : MetricFactsOf(fold.inspection())) {
      keys.Add(fact);
    }
  }
  return keys.Take();
}

std::string EventMetricKey(std::string_view ledger_uid, std::string_view stream,
                           const v1::MetricFact& fact) {
  RowKeys keys(ledger_uid, stream);
  keys.Add(fact);
  return std::move(keys.Take().front());
}

absl::Status ReadMetricFacts(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                             std::string_view ledger_uid,
                             const MetricRange& range, const MetricSink& sink) {
  Scan scan(db, at, ledger_uid, sink);
  if (range.carried) {
    WL_RETURN_IF_ERROR(ReadCarried(scan, range.begin_millis));
  }
  return scan.Read(Section::kTime, Sortable(range.begin_millis),
                   Sortable(range.end_millis) - 1,
                   [](const v1::MetricFact&) { return true; });
}

absl::Status CurrentDimensions::Set(std::string_view stream,
                                    v1::MetricFact& fact) {
  if (fact.stream_kind() != v1::STREAM_KIND_UNSPECIFIED) {
    return absl::OkStatus();
  }
  auto known = known_.find(stream);
  if (known == known_.end()) {
    v1::Ticket ticket;
    WL_RETURN_IF_ERROR(
        GetTicketRow(db_, at_, ledger_uid_, stream, ticket).status());
    known = known_.emplace(stream, v1::MetricFact()).first;
    SetDimensions(ticket, known->second);
  }
  const v1::MetricFact& now = known->second;
  fact.set_location(now.location());
  fact.set_category(now.category());
  fact.set_party(now.party());
  fact.set_priority(now.priority());
  return absl::OkStatus();
}

void SetDimensions(const v1::Ticket& ticket, v1::MetricFact& fact) {
  fact.set_location(ticket.location());
  fact.set_category(ticket.category());
  fact.set_party(ticket.assignee().party());
  fact.set_priority(ticket.priority());
}

}  // namespace workledger
