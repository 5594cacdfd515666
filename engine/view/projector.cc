#include "engine/view/projector.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
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

// Bounds the memory of a step: this many tickets at most. More would write
// rows less often, but a reader that waits for the newest record waits longer.
constexpr uint64_t kStepRecordsMax = 4000;

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

 private:
  struct Touched {
    v1::Ticket ticket;
    std::vector<std::string> stored_keys;  // of the queue
  };

  absl::StatusOr<v1::Ticket*> Touch(const std::string& id);
  void PutTicket(const std::string& id, const Touched& touched);
  absl::Status PutCounters();

  rocksdb::DB& db_;
  const std::string& uid_;
  Head checkpoint_;
  v1::LedgerState ledger_;
  std::map<std::string, Touched> tickets_;
  Tally difference_;  // between the stored counters and the new ones
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
    difference_.Remove(touched.ticket);
    touched.stored_keys = QueueKeys(uid_, touched.ticket);
  }
  return &touched.ticket;
}

absl::Status Step::Write() {
  for (const auto& [id, touched] : tickets_) {
    difference_.Add(touched.ticket);
    PutTicket(id, touched);
  }
  WL_RETURN_IF_ERROR(PutCounters());
  rows_.Put(RowKey(uid_, RowKind::kLedger), ledger_.SerializeAsString());
  rows_.Put(RowKey(uid_, RowKind::kCheckpoint), CheckpointRow(checkpoint_));
  return ViewStatus(db_.Write({}, &rows_));
}

void Step::PutTicket(const std::string& id, const Touched& touched) {
  rows_.Put(RowKey(uid_, RowKind::kTicket) + id,
            touched.ticket.SerializeAsString());
  const std::vector<std::string> keys = QueueKeys(uid_, touched.ticket);
  std::vector<std::string> stale;
  std::ranges::set_difference(touched.stored_keys, keys,
                              std::back_inserter(stale));
  for (const std::string& key : stale) rows_.Delete(key);
  std::vector<std::string> missing;
  std::ranges::set_difference(keys, touched.stored_keys,
                              std::back_inserter(missing));
  for (const std::string& key : missing) rows_.Put(key, "");
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
    return applied.ok() && view.position < last;
  }));
  WL_RETURN_IF_ERROR(applied);
  if (step.checkpoint().position > from.position) {
    WL_RETURN_IF_ERROR(step.Write());
  }
  return step.checkpoint();
}

}  // namespace workledger
