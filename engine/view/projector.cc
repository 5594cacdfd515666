#include "engine/view/projector.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/core/upcast.h"
#include "engine/view/checkpoint.h"
#include "engine/view/queue.h"
#include "engine/view/row.h"
#include "engine/view/tally.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "workledger/error.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {
namespace {

// Long steps write the rows of busy tickets less often; this many records take
// about 100 ms. A view that keeps up finds fewer and does not wait for more.
constexpr uint64_t kStepRecordsMax = 20'000;

// Bounds the memory of a step, which is a few times the bytes that it reads.
constexpr size_t kStepBytesMax = size_t{16} << 20;

// One step: the folds that its records touch, kept in memory so that a ticket
// with many events is read and written once.
class Step {
 public:
  Step(rocksdb::DB& db, const EventLog& log, const Head& from)
      : db_(db), uid_(log.Uid()), checkpoint_(from) {}

  absl::Status LoadLedger() {
    return GetRow(db_, {}, RowKey(uid_, RowKind::kLedger), ledger_).status();
  }

  absl::Status Apply(const RecordView& view);
  absl::Status Write();

  const Head& checkpoint() const { return checkpoint_; }
  bool Full() const { return read_bytes_ >= kStepBytesMax; }

 private:
  struct Touched {
    v1::Ticket ticket;
    std::vector<std::string> stored_keys;  // of the queue
  };

  absl::StatusOr<v1::Ticket*> Touch(const std::string& id);
  void ChangeQueue(const Touched& touched);
  absl::Status PutCounters();

  rocksdb::DB& db_;
  const std::string& uid_;
  Head checkpoint_;
  size_t read_bytes_ = 0;
  v1::LedgerState ledger_;
  std::map<std::string, Touched> tickets_;
  Tally difference_;  // between the stored counters and the new ones
  std::vector<std::pair<std::string, bool>> queue_changes_;  // key, put or not
  rocksdb::WriteBatch rows_;
  // Kept from record to record to spare allocations.
  v1::Record record_;
  v1::Event event_;
};

absl::Status Step::Apply(const RecordView& view) {
  WL_RETURN_IF_ERROR(ParseRecord(view.bytes, record_));
  if (view.position != checkpoint_.position + 1) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT,
                     absl::StrCat("got position ", view.position, " after ",
                                  checkpoint_.position));
  }
  WL_RETURN_IF_ERROR(Upcast(record_, event_));
  EvolveLedger(ledger_, record_, event_);
  difference_.AddFinding(event_);
  if (record_.stream().kind() == v1::STREAM_KIND_TICKET) {
    WL_ASSIGN_OR_RETURN(v1::Ticket* const ticket,
                        Touch(record_.stream().key()));
    EvolveTicket(*ticket, record_, event_);
  }
  read_bytes_ += view.bytes.size();
  checkpoint_.position = view.position;
  std::ranges::copy(view.chain, checkpoint_.chain.begin());
  return absl::OkStatus();
}

absl::StatusOr<v1::Ticket*> Step::Touch(const std::string& id) {
  const auto [entry, is_new] = tickets_.try_emplace(id);
  Touched& touched = entry->second;
  if (is_new) {
    WL_RETURN_IF_ERROR(
        GetRow(db_, {}, RowKey(uid_, RowKind::kTicket) + id, touched.ticket)
            .status());
    read_bytes_ += touched.ticket.ByteSizeLong();
    difference_.Remove(touched.ticket);
    touched.stored_keys = QueueKeys(uid_, touched.ticket);
  }
  return &touched.ticket;
}

// Puts rows in the order of their keys, as far as is easy: it is what RocksDB
// takes fastest.
absl::Status Step::Write() {
  rows_.Put(RowKey(uid_, RowKind::kCheckpoint), CheckpointRow(checkpoint_));
  rows_.Put(RowKey(uid_, RowKind::kLedger), ledger_.SerializeAsString());
  for (const auto& [id, touched] : tickets_) {
    rows_.Put(RowKey(uid_, RowKind::kTicket) + id,
              touched.ticket.SerializeAsString());
    difference_.Add(touched.ticket);
    ChangeQueue(touched);
  }
  std::ranges::sort(queue_changes_);
  for (const auto& [key, put] : queue_changes_) {
    // A row is put only where there is none, so that a single deletion undoes
    // it; other deletions would stay in the way of every page for long.
    if (put) {
      rows_.Put(key, "");
    } else {
      rows_.SingleDelete(key);
    }
  }
  WL_RETURN_IF_ERROR(PutCounters());
  return ViewStatus(db_.Write({}, &rows_));
}

void Step::ChangeQueue(const Touched& touched) {
  const std::vector<std::string> keys = QueueKeys(uid_, touched.ticket);
  std::vector<std::string> changed;
  std::ranges::set_symmetric_difference(touched.stored_keys, keys,
                                        std::back_inserter(changed));
  for (std::string& key : changed) {
    const bool put = std::ranges::binary_search(keys, key);
    queue_changes_.emplace_back(std::move(key), put);
  }
}

absl::Status Step::PutCounters() {
  const size_t prefix_bytes = RowKey(uid_, RowKind::kCounter).size();
  Tally sums = difference_;
  for (const auto& [key, counter] : difference_.Counters()) {
    if (counter == Counter{}) continue;
    const std::string row_key = CounterRowKey(uid_, key);
    std::string row;
    WL_ASSIGN_OR_RETURN(const bool found, GetRow(db_, {}, row_key, row));
    if (found) {
      const std::string_view name =
          std::string_view(row_key).substr(prefix_bytes);
      WL_RETURN_IF_ERROR(AddCounterRow(name, row, sums));
    }
    const Counter sum = sums.Counters().at(key);
    if (sum == Counter{}) {
      rows_.Delete(row_key);
    } else {
      rows_.Put(row_key, CounterRow(sum));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Head> Project(rocksdb::DB& db, const EventLog& log,
                             const Head& from, uint64_t through) {
  const uint64_t last = std::min(through, from.position + kStepRecordsMax);
  if (from.position >= last) return from;
  Step step(db, log, from);
  WL_RETURN_IF_ERROR(step.LoadLedger());
  absl::Status applied;
  WL_RETURN_IF_ERROR(log.Read(from.position + 1, [&](const RecordView& view) {
    applied = step.Apply(view);
    return applied.ok() && view.position < last && !step.Full();
  }));
  WL_RETURN_IF_ERROR(applied);
  if (step.checkpoint().position > from.position) {
    WL_RETURN_IF_ERROR(step.Write());
  }
  return step.checkpoint();
}

}  // namespace workledger
