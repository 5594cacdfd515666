#include "engine/view/policy_index.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/path.h"
#include "engine/core/lifecycle/moves.h"
#include "engine/core/sla/policy_migration.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "workledger/error.h"

namespace workledger {
namespace {

constexpr size_t kLengthBytes = 2;
constexpr size_t kRevisionBytes = 8;
constexpr size_t kNumberBytes = 1;
constexpr size_t kPositionBytes = 8;
constexpr char kEnd = '\0';

std::string PolicyName(std::string_view code) {
  std::string name;
  AppendBigEndian(name, code.size(), kLengthBytes);
  return name.append(code);
}

// What follows the policy in a key, taken apart.
struct Row {
  uint64_t revision = 0;
  int kind = 0;
  int priority = 0;
  std::string_view location;
  uint64_t position = 0;
  std::string_view ticket;
};

absl::StatusOr<Row> ParseRow(std::string_view name) {
  constexpr size_t kHeadBytes = kRevisionBytes + 2 * kNumberBytes;
  const size_t end = name.find(kEnd, std::min(kHeadBytes, name.size()));
  if (end == std::string_view::npos || name.size() < end + 1 + kPositionBytes) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT,
                     "a policy index row has the wrong size");
  }
  return Row{.revision = ParseBigEndian(name.substr(0, kRevisionBytes)),
             .kind = static_cast<int>(
                 ParseBigEndian(name.substr(kRevisionBytes, kNumberBytes))),
             .priority = static_cast<int>(ParseBigEndian(
                 name.substr(kRevisionBytes + kNumberBytes, kNumberBytes))),
             .location = name.substr(kHeadBytes, end - kHeadBytes),
             .position = ParseBigEndian(name.substr(end + 1, kPositionBytes)),
             .ticket = name.substr(end + 1 + kPositionBytes)};
}

std::string RowName(uint64_t revision, int kind, int priority,
                    std::string_view location) {
  std::string name;
  AppendBigEndian(name, revision, kRevisionBytes);
  AppendBigEndian(name, static_cast<uint64_t>(kind), kNumberBytes);
  AppendBigEndian(name, static_cast<uint64_t>(priority), kNumberBytes);
  return name.append(location);
}

bool Holds(const google::protobuf::RepeatedField<int>& numbers, int value) {
  return numbers.empty() || std::ranges::find(numbers, value) != numbers.end();
}

// Walks the rows of the policy `code` whose tickets the entry takes over, and
// leaps over those that its lists leave out and those that came later.
class TakenOverWalk {
 public:
  TakenOverWalk(rocksdb::Iterator& rows, std::string prefix,
                const v1::CatalogueEntry& entry, const std::string& code)
      : rows_(rows),
        prefix_(std::move(prefix)),
        migration_(entry.item().policy().migration()),
        revision_end_(code == entry.item().policy().code() ? entry.revision()
                                                           : UINT64_MAX),
        position_end_(entry.position()) {
    // Where the locations begin, and where those below them do: others may lie
    // between.
    for (const std::string& path : migration_.locations()) {
      starts_.insert(path + kEnd);
      starts_.insert(path + "/");
    }
  }

  absl::Status Walk(int count_max, std::vector<std::string>& tickets) {
    for (rows_.Seek(prefix_); Here() && std::ssize(tickets) < count_max;) {
      WL_ASSIGN_OR_RETURN(
          const Row row,
          ParseRow(rows_.key().ToStringView().substr(prefix_.size())));
      if (row.revision >= revision_end_) break;
      if (!Holds(migration_.kinds(), row.kind)) {
        rows_.Seek(prefix_ + RowName(row.revision, row.kind + 1, 0, ""));
      } else if (!Holds(migration_.priorities(), row.priority)) {
        rows_.Seek(prefix_ +
                   RowName(row.revision, row.kind, row.priority + 1, ""));
      } else if (!LiesWithin(row.location)) {
        LeapLocation(row);
      } else if (row.position >= position_end_) {
        rows_.Seek(prefix_ +
                   RowName(row.revision, row.kind, row.priority, row.location)
                       .append(1, kEnd + 1));
      } else {
        tickets.emplace_back(row.ticket);
        rows_.Next();
      }
    }
    return ViewStatus(rows_.status());
  }

 private:
  bool Here() const {
    return rows_.Valid() && rows_.key().ToStringView().starts_with(prefix_);
  }

  bool LiesWithin(std::string_view location) const {
    const auto& paths = migration_.locations();
    return paths.empty() ||
           std::ranges::any_of(paths, [&](const std::string& path) {
             return LiesIn(location, path);
           });
  }

  void LeapLocation(const Row& row) {
    const auto next =
        starts_.upper_bound(std::string(row.location).append(1, kEnd));
    rows_.Seek(prefix_ +
               (next == starts_.end()
                    ? RowName(row.revision, row.kind, row.priority + 1, "")
                    : RowName(row.revision, row.kind, row.priority, *next)));
  }

  rocksdb::Iterator& rows_;
  const std::string prefix_;
  const v1::PolicyMigration& migration_;
  const uint64_t revision_end_;
  const uint64_t position_end_;
  std::set<std::string> starts_;
};

}  // namespace

std::vector<std::string> PolicyKeys(std::string_view ledger_uid,
                                    const v1::Ticket& ticket) {
  if (ticket.policy().empty() || kTerminalStates.Contains(ticket.state())) {
    return {};
  }
  std::string key = RowKey(ledger_uid, RowKind::kPolicyTicket)
                        .append(PolicyName(ticket.policy()))
                        .append(RowName(ticket.policy_revision(), ticket.kind(),
                                        ticket.priority(), ticket.location()))
                        .append(1, kEnd);
  AppendBigEndian(key, ticket.policy_position(), kPositionBytes);
  return {key.append(ticket.ticket())};
}

absl::StatusOr<std::vector<std::string>> FindTakenOver(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const v1::CatalogueEntry& entry,
    int count_max) {
  const std::string end = RowKeyEnd(ledger_uid, RowKind::kPolicyTicket);
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options = at;
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(options));
  std::vector<std::string> tickets;
  for (const std::string& code : MigratedPolicies(entry.item().policy())) {
    TakenOverWalk walk(
        *rows, RowKey(ledger_uid, RowKind::kPolicyTicket) + PolicyName(code),
        entry, code);
    WL_RETURN_IF_ERROR(walk.Walk(count_max, tickets));
  }
  return tickets;
}

absl::StatusOr<std::vector<DueTimer>> FindDuePolicies(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const Catalogue& catalogue, absl::Time through,
    int count_max) {
  std::vector<DueTimer> timers;
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_POLICY)) {
    const v1::Policy& policy = entry.item().policy();
    const absl::Time due = FromTimestamp(entry.record_time());
    if (entry.retired() || !policy.has_migration() || due > through) continue;
    WL_ASSIGN_OR_RETURN(const std::vector<std::string> tickets,
                        FindTakenOver(db, at, ledger_uid, entry, count_max));
    v1::Timer timer;
    timer.set_kind(v1::TIMER_KIND_POLICY);
    *timer.mutable_due_time() = entry.record_time();
    timer.set_position(entry.position());
    for (const std::string& ticket : tickets) {
      // What runs by the new policy may be due at once.
      timers.push_back({.stream = {v1::STREAM_KIND_TICKET, ticket},
                        .timer = timer,
                        .following = due});
    }
  }
  std::ranges::stable_sort(timers, {}, [](const DueTimer& timer) {
    return FromTimestamp(timer.timer.due_time());
  });
  if (std::ssize(timers) > count_max) {
    timers.resize(static_cast<size_t>(count_max));
  }
  return timers;
}

}  // namespace workledger
