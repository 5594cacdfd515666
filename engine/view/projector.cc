#include "engine/view/projector.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/evolve.h"
#include "engine/core/fold.h"
#include "engine/core/metric/metric_events.h"
#include "engine/core/upcast.h"
#include "engine/view/calendar_index.h"
#include "engine/view/catalogue_rows.h"
#include "engine/view/checkpoint.h"
#include "engine/view/fold_row.h"
#include "engine/view/merkle_rows.h"
#include "engine/view/metric.h"
#include "engine/view/policy_index.h"
#include "engine/view/precision.h"
#include "engine/view/queue.h"
#include "engine/view/row.h"
#include "engine/view/tally.h"
#include "engine/view/tally_days.h"
#include "engine/view/timer_index.h"
#include "engine/view/urgency.h"
#include "engine/view/work.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "workledger/error.h"
#include "workledger/v1/ledger.pb.h"

namespace workledger {
namespace {

// Long steps write the rows of busy tickets less often; this many records take
// about 100 ms. A view that keeps up finds fewer and does not wait for more.
constexpr uint64_t kStepRecordsMax = 20'000;

// Bounds the memory of a step, which is a few times the bytes that it reads.
constexpr size_t kStepBytesMax = size_t{16} << 20;

// Returns the keys of a stream's rows in the indexes, sorted. They follow from
// the fold alone: of the catalogue only revisions are read that its clocks
// name.
std::vector<std::string> IndexKeys(std::string_view ledger_uid,
                                   const StreamName& stream,
                                   const v1::Fold& fold,
                                   const Catalogue& catalogue) {
  std::vector<std::string> keys;
  if (fold.has_ticket()) {
    keys = QueueKeys(ledger_uid, fold.ticket(),
                     UrgencyOf(fold.ticket(), catalogue));
  }
  // Timers lie behind the queue, metrics behind them, calendars behind these,
  // policies last, so all are sorted.
  std::ranges::move(TimerKeys(ledger_uid, stream, fold, catalogue),
                    std::back_inserter(keys));
  std::ranges::move(MetricKeys(ledger_uid, stream, fold, catalogue),
                    std::back_inserter(keys));
  if (fold.has_ticket()) {
    std::ranges::move(CalendarKeys(ledger_uid, fold.ticket()),
                      std::back_inserter(keys));
    std::ranges::move(PolicyKeys(ledger_uid, fold.ticket()),
                      std::back_inserter(keys));
  }
  return keys;
}

absl::Status NotDense(uint64_t position, uint64_t before) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                   absl::StrCat("got position ", position, " after ", before));
}

// One step: the folds that its records touch, kept in memory so that a ticket
// with many events is read and written once.
class Step {
 public:
  Step(rocksdb::DB& db, const EventLog& log, const Head& from,
       const Catalogue& clock_catalogue)
      : db_(db),
        uid_(log.Uid()),
        clock_catalogue_before_(clock_catalogue),
        checkpoint_(from),
        merkle_(db, log, from.position) {}

  absl::Status LoadLedger() {
    return GetRow(db_, {}, RowKey(uid_, RowKind::kLedger), ledger_).status();
  }

  absl::Status Apply(const RecordView& view);
  absl::Status Write();

  Projected Result() const {
    return {.checkpoint = checkpoint_, .clock_catalogue = clock_catalogue_};
  }

  bool Full() const { return read_bytes_ >= kStepBytesMax; }

 private:
  struct Touched {
    v1::Fold fold;
    std::string stored_key;                // of its row; empty if it has none
    std::vector<std::string> stored_keys;  // of the indexes
  };

  absl::StatusOr<v1::Fold*> Touch(const v1::StreamId& stream);
  absl::Status LoadFold(const StreamName& stream, Touched& touched);
  void PutFold(const StreamName& stream, const Touched& touched);
  void ChangeIndexes(const StreamName& stream, const Touched& touched);
  void KeepEventFact(const v1::Fold& before);
  absl::Status ApplyToCatalogue();
  absl::Status LoadChanged();
  void KeepRevision();
  const Catalogue& ClockCatalogue() const {
    return clock_catalogue_ ? *clock_catalogue_ : clock_catalogue_before_;
  }
  absl::Status PutCounters();

  rocksdb::DB& db_;
  const std::string& uid_;
  const Catalogue& clock_catalogue_before_;
  std::shared_ptr<Catalogue> clock_catalogue_;  // once it changes
  Head checkpoint_;
  size_t read_bytes_ = 0;
  v1::LedgerState ledger_;
  std::map<StreamName, Touched> folds_;
  Catalogue catalogue_;   // what of it changes
  Tally difference_;      // between the stored counters and the new ones
  Precision precision_;   // the same of the alarms' counts
  WorkTotals work_;       // the same for work
  TallyDays tally_days_;  // what is added to them
  MerkleStep merkle_;
  std::vector<std::pair<std::string, bool>> index_changes_;  // key, put or not
  rocksdb::WriteBatch rows_;
  // Kept from record to record to spare allocations.
  v1::Record record_;
  v1::Event event_;
};

absl::Status Step::Apply(const RecordView& view) {
  WL_RETURN_IF_ERROR(ParseRecord(view.bytes, record_));
  if (view.position != checkpoint_.position + 1) {
    return NotDense(view.position, checkpoint_.position);
  }
  WL_RETURN_IF_ERROR(Upcast(record_, event_));
  EvolveLedger(ledger_, record_, event_);
  difference_.AddFinding(event_);
  tally_days_.Add(event_);
  if (record_.stream().kind() == v1::STREAM_KIND_CATALOGUE) {
    WL_RETURN_IF_ERROR(ApplyToCatalogue());
  } else if (record_.stream().kind() != v1::STREAM_KIND_LEDGER) {
    WL_ASSIGN_OR_RETURN(v1::Fold* const fold, Touch(record_.stream()));
    precision_.AddSignal(event_, *fold);
    KeepEventFact(*fold);
    EvolveFold(*fold, record_, event_);
  }
  WL_RETURN_IF_ERROR(merkle_.Add(view.bytes));
  read_bytes_ += view.bytes.size();
  checkpoint_.position = view.position;
  std::ranges::copy(view.chain, checkpoint_.chain.begin());
  return absl::OkStatus();
}

// What an event says by itself is never taken back.
void Step::KeepEventFact(const v1::Fold& before) {
  const std::optional<v1::MetricFact> fact =
      EventFactOf(record_, event_, before);
  if (!fact.has_value()) return;
  index_changes_.emplace_back(
      EventMetricKey(uid_, record_.stream().key(), *fact), /*put=*/true);
}

absl::Status Step::ApplyToCatalogue() {
  WL_RETURN_IF_ERROR(LoadChanged());
  catalogue_.Evolve(record_, event_);
  KeepRevision();
  return absl::OkStatus();
}

void Step::KeepRevision() {
  const CatalogueKey key =
      event_.has_catalogue_item_put()
          ? KeyOf(event_.catalogue_item_put().item())
          : CatalogueKey(event_.catalogue_item_retired().kind(),
                         event_.catalogue_item_retired().code());
  if (!KeepsRevisions(key.first)) return;
  if (!clock_catalogue_) {
    clock_catalogue_ = std::make_shared<Catalogue>(clock_catalogue_before_);
  }
  clock_catalogue_->Evolve(record_, event_);
  const v1::CatalogueEntry* const entry =
      clock_catalogue_->FindEver(key.first, key.second);
  // A log may hold the end of an item that never was.
  if (entry == nullptr) return;
  rows_.Put(CatalogueRevisionKey(uid_, *entry), entry->SerializeAsString());
}

// A retired item's row stays as it was but for that.
absl::Status Step::LoadChanged() {
  if (!event_.has_catalogue_item_retired()) return absl::OkStatus();
  const CatalogueKey key(event_.catalogue_item_retired().kind(),
                         event_.catalogue_item_retired().code());
  if (catalogue_.entries().contains(key)) return absl::OkStatus();
  v1::CatalogueEntry entry;
  WL_ASSIGN_OR_RETURN(const bool found,
                      GetRow(db_, {}, CatalogueRowKey(uid_, key), entry));
  if (found) catalogue_.Load(std::move(entry));
  return absl::OkStatus();
}

absl::StatusOr<v1::Fold*> Step::Touch(const v1::StreamId& stream) {
  const StreamName name(stream.kind(), stream.key());
  const auto [entry, is_new] = folds_.try_emplace(name);
  Touched& touched = entry->second;
  // A stream that begins here has no row.
  if (is_new && record_.version() != 1) {
    WL_RETURN_IF_ERROR(LoadFold(name, touched));
  }
  return &touched.fold;
}

absl::Status Step::LoadFold(const StreamName& stream, Touched& touched) {
  WL_ASSIGN_OR_RETURN(const bool found,
                      GetFoldRow(db_, {}, uid_, stream, touched.fold));
  if (!found) return absl::OkStatus();
  touched.stored_key = FoldRowKey(uid_, stream, touched.fold);
  touched.stored_keys = IndexKeys(uid_, stream, touched.fold, ClockCatalogue());
  read_bytes_ += touched.fold.ByteSizeLong();
  if (stream.first == v1::STREAM_KIND_TICKET) {
    difference_.Remove(touched.fold.ticket());
    precision_.Remove(touched.fold.ticket());
    work_.Remove(touched.fold.ticket());
  }
  return absl::OkStatus();
}

// Puts rows in the order of their keys, as far as is easy: it is what RocksDB
// takes fastest.
absl::Status Step::Write() {
  rows_.Put(RowKey(uid_, RowKind::kCheckpoint), CheckpointRow(checkpoint_));
  rows_.Put(RowKey(uid_, RowKind::kLedger), ledger_.SerializeAsString());
  for (const auto& [stream, touched] : folds_) {
    PutFold(stream, touched);
    ChangeIndexes(stream, touched);
  }
  for (const auto& [key, entry] : catalogue_.entries()) {
    rows_.Put(CatalogueRowKey(uid_, key), entry.SerializeAsString());
  }
  std::ranges::sort(index_changes_);
  for (const auto& [key, put] : index_changes_) {
    // A row is put only where there is none, so that a single deletion undoes
    // it; other deletions would stay in the way of every page for long.
    if (put) {
      rows_.Put(key, "");
    } else {
      rows_.SingleDelete(key);
    }
  }
  WL_RETURN_IF_ERROR(PutCounters());
  WL_RETURN_IF_ERROR(precision_.Put(db_, uid_, rows_));
  WL_RETURN_IF_ERROR(work_.AddTo(db_, uid_, rows_));
  WL_RETURN_IF_ERROR(tally_days_.AddTo(db_, uid_, rows_));
  merkle_.Put(rows_);
  return ViewStatus(db_.Write({}, &rows_));
}

void Step::PutFold(const StreamName& stream, const Touched& touched) {
  const std::string key = FoldRowKey(uid_, stream, touched.fold);
  const bool moved = !touched.stored_key.empty() && touched.stored_key != key;
  if (moved) rows_.Delete(touched.stored_key);
  if (stream.first == v1::STREAM_KIND_TICKET) {
    const v1::Ticket& ticket = touched.fold.ticket();
    rows_.Put(key, ticket.SerializeAsString());
    difference_.Add(ticket);
    precision_.Add(ticket);
    work_.Add(ticket);
  } else {
    rows_.Put(key, touched.fold.SerializeAsString());
  }
}

void Step::ChangeIndexes(const StreamName& stream, const Touched& touched) {
  const std::vector<std::string> keys =
      IndexKeys(uid_, stream, touched.fold, ClockCatalogue());
  std::vector<std::string> changed;
  std::ranges::set_symmetric_difference(touched.stored_keys, keys,
                                        std::back_inserter(changed));
  for (std::string& key : changed) {
    const bool put = std::ranges::binary_search(keys, key);
    index_changes_.emplace_back(std::move(key), put);
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

absl::StatusOr<Projected> Project(rocksdb::DB& db, const EventLog& log,
                                  const Head& from,
                                  const Catalogue& clock_catalogue,
                                  uint64_t through,
                                  const CatalogueSink& publish) {
  const uint64_t last = std::min(through, from.position + kStepRecordsMax);
  if (from.position >= last) return Projected{.checkpoint = from};
  Step step(db, log, from, clock_catalogue);
  WL_RETURN_IF_ERROR(step.LoadLedger());
  absl::Status applied;
  WL_RETURN_IF_ERROR(log.Read(from.position + 1, [&](const RecordView& view) {
    applied = step.Apply(view);
    return applied.ok() && view.position < last && !step.Full();
  }));
  WL_RETURN_IF_ERROR(applied);
  const Projected result = step.Result();
  if (result.clock_catalogue != nullptr) publish(result.clock_catalogue);
  if (result.checkpoint.position > from.position) {
    WL_RETURN_IF_ERROR(step.Write());
  }
  return result;
}

absl::Status CheckStep(const EventLog& log, uint64_t from_position) {
  absl::Status broken;
  uint64_t position = from_position;
  v1::Record record;
  v1::Event event;
  WL_RETURN_IF_ERROR(log.Read(from_position + 1, [&](const RecordView& view) {
    broken = ParseRecord(view.bytes, record);
    if (broken.ok() && view.position != position + 1) {
      broken = NotDense(view.position, position);
    }
    if (broken.ok()) broken = Upcast(record, event);
    position = view.position;
    return broken.ok() && position < from_position + kStepRecordsMax;
  }));
  return broken;
}

}  // namespace workledger
