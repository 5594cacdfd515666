#include "engine/view/ledger_view.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/view/catalogue_rows.h"
#include "engine/view/checkpoint.h"
#include "engine/view/due_timers.h"
#include "engine/view/fold_row.h"
#include "engine/view/merkle_rows.h"
#include "engine/view/moment.h"
#include "engine/view/page_cursor.h"
#include "engine/view/policy_index.h"
#include "engine/view/projector.h"
#include "engine/view/queue.h"
#include "engine/view/queued_tickets.h"
#include "engine/view/row.h"
#include "engine/view/tally.h"
#include "engine/view/tally_days.h"
#include "engine/view/ticket_count.h"
#include "engine/view/ticket_row.h"
#include "engine/view/work.h"
#include "rocksdb/db.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

class StoredView final : public LedgerView {
 public:
  StoredView(rocksdb::DB& db, const EventLog& log, const Head& checkpoint,
             Catalogue clock_catalogue)
      : db_(db),
        log_(log),
        checkpoint_(checkpoint),
        position_(checkpoint.position),
        checkpoint_catalogue_(
            std::make_shared<const Catalogue>(std::move(clock_catalogue))),
        clock_catalogue_(checkpoint_catalogue_) {}

  absl::StatusOr<bool> Advance() override;
  uint64_t Position() const override { return position_; }
  absl::StatusOr<v1::LedgerState> GetLedgerState() const override;
  absl::StatusOr<std::optional<v1::Ticket>> GetTicket(
      std::string_view ticket, uint64_t* position) const override;
  absl::StatusOr<std::optional<v1::Fold>> GetFold(
      const StreamName& stream) const override;
  absl::StatusOr<FoldPage> ListFolds(v1::StreamKind kind, int page_size,
                                     std::string_view from) const override;
  absl::StatusOr<Catalogue> GetCatalogue() const override {
    return ReadCatalogue(db_, Moment(db_).options(), log_.Uid());
  }
  absl::StatusOr<Catalogue> GetPresentCatalogue() const override {
    return ReadPresentCatalogue(db_, Moment(db_).options(), log_.Uid());
  }
  absl::StatusOr<CataloguePage> ListCatalogue(
      const CatalogueRange& range) const override;
  std::shared_ptr<const Catalogue> ClockCatalogue() const override {
    const std::lock_guard lock(mutex_);
    return clock_catalogue_;
  }
  absl::StatusOr<std::vector<DueTimer>> DueTimers(absl::Time through,
                                                  int count_max) const override;
  absl::StatusOr<std::vector<std::string>> TicketsTakenOver(
      const v1::CatalogueEntry& entry, int count_max) const override {
    const Moment moment(db_);
    return FindTakenOver(db_, moment.options(), log_.Uid(), entry, count_max);
  }
  absl::StatusOr<TicketPage> ListTickets(
      const v1::TicketFilter& filter, int page_size,
      std::string_view cursor) const override {
    return Page(filter, v1::TICKET_ORDER_UNSPECIFIED, page_size, cursor);
  }
  absl::StatusOr<TicketPage> ListUrgentTickets(
      const v1::TicketFilter& filter, int page_size,
      std::string_view cursor) const override {
    return Page(filter, v1::TICKET_ORDER_DUE, page_size, cursor);
  }
  absl::StatusOr<std::vector<std::string>> TicketIds(std::string_view after,
                                                     int count) const override;
  absl::StatusOr<PrecisionPage> ListPrecision(
      bool by_algorithm, int count_max, std::string_view begin) const override;
  absl::StatusOr<v1::SummarizeResponse> Summarize() const override;
  absl::StatusOr<v1::CountTicketsResponse> CountTickets(
      const v1::TicketFilter& filter, v1::CountBy by,
      const AgeOf& age_of) const override;
  absl::StatusOr<uint64_t> ReadMetrics(const MetricRange& range, bool current,
                                       const MetricSink& sink) const override;
  absl::StatusOr<v1::ReportWorkResponse> ReportWork(
      std::string_view category, v1::TicketKind kind) const override;
  absl::StatusOr<v1::ReportTalliesResponse> ReportTallies(
      const TallyQuery& query) const override;
  absl::StatusOr<Digest> GetTreeNode(const TreeNode& node) const override {
    return ReadTreeNode(db_, log_.Uid(), node);
  }

 private:
  absl::StatusOr<uint64_t> PositionAt(const Moment& moment) const;
  absl::StatusOr<TicketPage> Page(const v1::TicketFilter& filter,
                                  v1::TicketOrder order, int page_size,
                                  std::string_view cursor) const;

  rocksdb::DB& db_;
  const EventLog& log_;
  Head checkpoint_;  // Advance's own
  std::atomic<uint64_t> position_;
  // Advance's own: where a write fails, the step is made of it again.
  std::shared_ptr<const Catalogue> checkpoint_catalogue_;

  mutable std::mutex mutex_;
  // Guarded by mutex_; only Advance changes it, before it writes rows that need
  // it. Shared with readers that are still at the one before.
  std::shared_ptr<const Catalogue> clock_catalogue_;
};

absl::StatusOr<bool> StoredView::Advance() {
  WL_ASSIGN_OR_RETURN(
      const Projected step,
      Project(db_, log_, checkpoint_, *checkpoint_catalogue_,
              log_.GetHead().position,
              [this](const std::shared_ptr<const Catalogue>& changed) {
                const std::lock_guard lock(mutex_);
                clock_catalogue_ = changed;
              }));
  checkpoint_ = step.checkpoint;
  if (step.clock_catalogue != nullptr) {
    checkpoint_catalogue_ = step.clock_catalogue;
  }
  position_ = checkpoint_.position;
  return checkpoint_.position < log_.GetHead().position;
}

absl::StatusOr<uint64_t> StoredView::PositionAt(const Moment& moment) const {
  WL_ASSIGN_OR_RETURN(const std::optional<Head> checkpoint,
                      GetCheckpoint(db_, moment.options(), log_.Uid()));
  return checkpoint.value_or(Head{}).position;
}

absl::StatusOr<v1::LedgerState> StoredView::GetLedgerState() const {
  v1::LedgerState ledger;
  WL_RETURN_IF_ERROR(
      GetRow(db_, {}, RowKey(log_.Uid(), RowKind::kLedger), ledger).status());
  return ledger;
}

absl::StatusOr<std::optional<v1::Ticket>> StoredView::GetTicket(
    std::string_view ticket, uint64_t* position) const {
  const Moment moment(db_);
  if (position != nullptr) {
    WL_ASSIGN_OR_RETURN(*position, PositionAt(moment));
  }
  v1::Ticket row;
  WL_ASSIGN_OR_RETURN(const bool found, GetTicketRow(db_, moment.options(),
                                                     log_.Uid(), ticket, row));
  if (!found) return std::nullopt;
  return row;
}

absl::StatusOr<std::optional<v1::Fold>> StoredView::GetFold(
    const StreamName& stream) const {
  v1::Fold fold;
  WL_ASSIGN_OR_RETURN(const bool found,
                      GetFoldRow(db_, {}, log_.Uid(), stream, fold));
  if (!found) return std::nullopt;
  return fold;
}

absl::StatusOr<FoldPage> StoredView::ListFolds(v1::StreamKind kind,
                                               int page_size,
                                               std::string_view from) const {
  const Moment moment(db_);
  WL_ASSIGN_OR_RETURN(
      FoldPage page,
      ListFoldRows(db_, moment.options(), log_.Uid(), kind, page_size, from));
  WL_ASSIGN_OR_RETURN(page.position, PositionAt(moment));
  return page;
}

absl::StatusOr<CataloguePage> StoredView::ListCatalogue(
    const CatalogueRange& range) const {
  const Moment moment(db_);
  WL_ASSIGN_OR_RETURN(
      CataloguePage page,
      ListCatalogueRows(db_, moment.options(), log_.Uid(), range));
  WL_ASSIGN_OR_RETURN(page.position, PositionAt(moment));
  return page;
}

absl::StatusOr<std::vector<DueTimer>> StoredView::DueTimers(
    absl::Time through, int count_max) const {
  // The catalogue second, so that it has what the rows name.
  const Moment moment(db_);
  const std::shared_ptr<const Catalogue> catalogue = ClockCatalogue();
  return FindDue(db_, moment.options(), log_.Uid(), *catalogue, through,
                 count_max);
}

absl::StatusOr<TicketPage> StoredView::Page(const v1::TicketFilter& filter,
                                            v1::TicketOrder order,
                                            int page_size,
                                            std::string_view cursor) const {
  const PageScope scope(log_.Uid(), filter, {}, order);
  WL_ASSIGN_OR_RETURN(std::string place, scope.Unseal(cursor));
  const Moment moment(db_);
  TicketPage page;
  WL_ASSIGN_OR_RETURN(page.position, PositionAt(moment));
  size_t rows_left = kPageRowsMax;
  size_t bytes = 0;
  QueueScan scan(db_, moment.options(), log_.Uid(), filter, place, order);
  while (scan.Valid() && page.next_cursor.empty()) {
    const size_t wanted = std::min(page_size - page.tickets.size(), rows_left);
    if (wanted == 0) {
      page.next_cursor = scope.Seal(place);
      break;
    }
    WL_ASSIGN_OR_RETURN(
        std::vector<QueuedTicket> read,
        ReadQueued(db_, moment.options(), log_.Uid(), scan, wanted));
    rows_left -= read.size();
    for (QueuedTicket& queued : read) {
      // Such a page ends short, and others may follow.
      if (bytes >= kPageBytesMax) {
        page.next_cursor = scope.Seal(place);
        break;
      }
      place = std::move(queued.place);
      if (!Matches(filter, queued.ticket)) continue;
      bytes += queued.ticket.ByteSizeLong();
      page.tickets.push_back(std::move(queued.ticket));
    }
  }
  WL_RETURN_IF_ERROR(scan.Status());
  return page;
}

absl::StatusOr<std::vector<std::string>> StoredView::TicketIds(
    std::string_view after, int count) const {
  const Moment moment(db_);
  return ListTicketIds(db_, moment.options(), log_.Uid(), after,
                       static_cast<size_t>(count));
}

absl::StatusOr<PrecisionPage> StoredView::ListPrecision(
    bool by_algorithm, int count_max, std::string_view begin) const {
  const Moment moment(db_);
  WL_ASSIGN_OR_RETURN(PrecisionPage page, workledger::ListPrecision(
                                              db_, moment.options(), log_.Uid(),
                                              by_algorithm, count_max, begin));
  WL_ASSIGN_OR_RETURN(page.position, PositionAt(moment));
  return page;
}

absl::StatusOr<v1::SummarizeResponse> StoredView::Summarize() const {
  const Moment moment(db_);
  const std::string prefix = RowKey(log_.Uid(), RowKind::kCounter);
  const std::string end = RowKeyEnd(log_.Uid(), RowKind::kCounter);
  const rocksdb::Slice end_slice = end;
  rocksdb::ReadOptions options = moment.options();
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> rows(db_.NewIterator(options));
  Tally tally;
  for (rows->Seek(prefix); rows->Valid(); rows->Next()) {
    WL_RETURN_IF_ERROR(
        AddCounterRow(rows->key().ToStringView().substr(prefix.size()),
                      rows->value().ToStringView(), tally));
  }
  WL_RETURN_IF_ERROR(ViewStatus(rows->status()));
  v1::SummarizeResponse summary = tally.Render();
  WL_ASSIGN_OR_RETURN(const uint64_t position, PositionAt(moment));
  summary.set_position(position);
  return summary;
}

absl::StatusOr<v1::CountTicketsResponse> StoredView::CountTickets(
    const v1::TicketFilter& filter, v1::CountBy by, const AgeOf& age_of) const {
  const Moment moment(db_);
  TicketCount count(by, age_of);
  size_t rows_left = kCountTicketsMax;
  QueueScan scan(db_, moment.options(), log_.Uid(), filter, "");
  while (scan.Valid() && rows_left > 0) {
    WL_ASSIGN_OR_RETURN(
        const std::vector<QueuedTicket> read,
        ReadQueued(db_, moment.options(), log_.Uid(), scan, rows_left));
    rows_left -= read.size();
    for (const QueuedTicket& queued : read) {
      if (Counts(filter, queued.ticket)) count.Add(queued.ticket);
    }
  }
  WL_RETURN_IF_ERROR(scan.Status());
  v1::CountTicketsResponse response = count.Render();
  response.set_complete(!scan.Valid());
  WL_ASSIGN_OR_RETURN(const uint64_t position, PositionAt(moment));
  response.set_position(position);
  return response;
}

absl::StatusOr<uint64_t> StoredView::ReadMetrics(const MetricRange& range,
                                                 bool current,
                                                 const MetricSink& sink) const {
  const Moment moment(db_);
  CurrentDimensions dimensions(db_, moment.options(), log_.Uid());
  const MetricSink with_current = [&](std::string_view stream,
                                      v1::MetricFact fact) {
    WL_RETURN_IF_ERROR(dimensions.Set(stream, fact));
    return sink(stream, std::move(fact));
  };
  WL_RETURN_IF_ERROR(ReadMetricFacts(db_, moment.options(), log_.Uid(), range,
                                     current ? with_current : sink));
  return PositionAt(moment);
}

absl::StatusOr<v1::ReportWorkResponse> StoredView::ReportWork(
    std::string_view category, v1::TicketKind kind) const {
  const Moment moment(db_);
  v1::ReportWorkResponse response;
  WL_ASSIGN_OR_RETURN(
      std::vector<v1::WorkRow> rows,
      ReadWork(db_, moment.options(), log_.Uid(), category, kind));
  for (v1::WorkRow& row : rows) *response.add_rows() = std::move(row);
  WL_ASSIGN_OR_RETURN(const uint64_t position, PositionAt(moment));
  response.set_position(position);
  return response;
}

absl::StatusOr<v1::ReportTalliesResponse> StoredView::ReportTallies(
    const TallyQuery& query) const {
  const Moment moment(db_);
  v1::ReportTalliesResponse response;
  WL_ASSIGN_OR_RETURN(std::vector<v1::TallyRow> rows,
                      ReadTallies(db_, moment.options(), log_.Uid(), query));
  for (v1::TallyRow& row : rows) *response.add_rows() = std::move(row);
  WL_ASSIGN_OR_RETURN(const uint64_t position, PositionAt(moment));
  response.set_position(position);
  return response;
}

// Whether the log's record at the checkpoint is the one that was projected.
absl::StatusOr<bool> IsHistoryOf(const EventLog& log, const Head& checkpoint) {
  bool same = false;
  if (checkpoint.position == 0) return same;
  WL_RETURN_IF_ERROR(log.Read(checkpoint.position, [&](const RecordView& view) {
    same = view.position == checkpoint.position &&
           view.chain == AsBytes(checkpoint.chain);
    return false;
  }));
  return same;
}

// Returns the checkpoint, if there is one.
//
//   DATA_LOSS  the checkpoint, the ledger's row or one of the catalogue is
//              damaged.
absl::StatusOr<std::optional<Head>> CheckedCheckpoint(rocksdb::DB& db,
                                                      const EventLog& log) {
  WL_ASSIGN_OR_RETURN(const std::optional<Head> checkpoint,
                      GetCheckpoint(db, {}, log.Uid()));
  if (!checkpoint.has_value()) return std::nullopt;
  v1::LedgerState ledger;
  WL_RETURN_IF_ERROR(
      GetRow(db, {}, RowKey(log.Uid(), RowKind::kLedger), ledger).status());
  WL_RETURN_IF_ERROR(ReadCatalogue(db, {}, log.Uid()).status());
  return checkpoint;
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerView>> LedgerView::Open(
    ViewStore& store, const EventLog& log) {
  absl::StatusOr<std::optional<Head>> stored =
      CheckedCheckpoint(store.db(), log);
  // The log holds all that the views do.
  if (absl::IsDataLoss(stored.status())) stored = std::nullopt;
  WL_ASSIGN_OR_RETURN(std::optional<Head> checkpoint, std::move(stored));
  if (checkpoint.has_value()) {
    WL_ASSIGN_OR_RETURN(const bool same, IsHistoryOf(log, *checkpoint));
    if (!same) checkpoint.reset();
  }
  absl::StatusOr<Catalogue> clock_catalogue =
      ReadClockCatalogue(store.db(), {}, log.Uid());
  if (absl::IsDataLoss(clock_catalogue.status())) checkpoint.reset();
  if (!checkpoint.has_value()) {
    WL_RETURN_IF_ERROR(DropRows(store.db(), log.Uid()));
    checkpoint = Head{.position = 0, .chain = ChainStart(log.Uid())};
    clock_catalogue = Catalogue();
  }
  WL_RETURN_IF_ERROR(clock_catalogue.status());
  return std::make_unique<StoredView>(store.db(), log, *checkpoint,
                                      *std::move(clock_catalogue));
}

}  // namespace workledger
