#include "engine/view/renewed_view.h"

#include <algorithm>
#include <mutex>
#include <type_traits>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/view/projector.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status Behind() {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_VIEW_BEHIND,
                   "the views were damaged and are made again from the log");
}

class RenewedView final : public LedgerView {
 public:
  RenewedView(ViewStore& store, const EventLog& log)
      : store_(store), log_(log) {}

  // Opens the views in the store as it is now.
  absl::Status Reopen();

  absl::StatusOr<bool> Advance() override;

  uint64_t Position() const override {
    const std::lock_guard lock(mutex_);
    return std::max(floor_, view_ == nullptr ? 0 : view_->Position());
  }
  bool Rebuilding() const override { return Current() == nullptr; }
  std::shared_ptr<const Catalogue> ClockCatalogue() const override {
    const std::lock_guard lock(mutex_);
    // Who read rows before the damage was found still needs what they name.
    return view_ == nullptr || view_->Position() < floor_
               ? clock_catalogue_
               : view_->ClockCatalogue();
  }

  absl::StatusOr<v1::LedgerState> GetLedgerState() const override {
    return Read([](const LedgerView& view) { return view.GetLedgerState(); });
  }
  absl::StatusOr<std::optional<v1::Ticket>> GetTicket(
      std::string_view ticket, uint64_t* position) const override {
    return Read([&](const LedgerView& view) {
      return view.GetTicket(ticket, position);
    });
  }
  absl::StatusOr<std::optional<v1::Fold>> GetFold(
      const StreamName& stream) const override {
    return Read([&](const LedgerView& view) { return view.GetFold(stream); });
  }
  absl::StatusOr<FoldPage> ListFolds(v1::StreamKind kind, int page_size,
                                     std::string_view from) const override {
    return Read([&](const LedgerView& view) {
      return view.ListFolds(kind, page_size, from);
    });
  }
  absl::StatusOr<Catalogue> GetCatalogue() const override {
    return Read([](const LedgerView& view) { return view.GetCatalogue(); });
  }
  absl::StatusOr<Catalogue> GetPresentCatalogue() const override {
    return Read(
        [](const LedgerView& view) { return view.GetPresentCatalogue(); });
  }
  absl::StatusOr<CataloguePage> ListCatalogue(
      const CatalogueRange& range) const override {
    return Read(
        [&](const LedgerView& view) { return view.ListCatalogue(range); });
  }
  absl::StatusOr<std::vector<DueTimer>> DueTimers(
      absl::Time through, int count_max) const override {
    return Read([&](const LedgerView& view) {
      return view.DueTimers(through, count_max);
    });
  }
  absl::StatusOr<std::vector<std::string>> TicketsTakenOver(
      const v1::CatalogueEntry& entry, int count_max) const override {
    return Read([&](const LedgerView& view) {
      return view.TicketsTakenOver(entry, count_max);
    });
  }
  absl::StatusOr<TicketPage> ListTickets(
      const v1::TicketFilter& filter, int page_size,
      std::string_view cursor) const override {
    return Read([&](const LedgerView& view) {
      return view.ListTickets(filter, page_size, cursor);
    });
  }
  absl::StatusOr<TicketPage> ListUrgentTickets(
      const v1::TicketFilter& filter, int page_size,
      std::string_view cursor) const override {
    return Read([&](const LedgerView& view) {
      return view.ListUrgentTickets(filter, page_size, cursor);
    });
  }
  absl::StatusOr<std::vector<std::string>> TicketIds(std::string_view after,
                                                     int count) const override {
    return Read(
        [&](const LedgerView& view) { return view.TicketIds(after, count); });
  }
  absl::StatusOr<PrecisionPage> ListPrecision(
      bool by_algorithm, int count_max, std::string_view begin) const override {
    return Read([&](const LedgerView& view) {
      return view.ListPrecision(by_algorithm, count_max, begin);
    });
  }
  absl::StatusOr<v1::SummarizeResponse> Summarize() const override {
    return Read([](const LedgerView& view) { return view.Summarize(); });
  }
  absl::StatusOr<v1::CountTicketsResponse> CountTickets(
      const v1::TicketFilter& filter, v1::CountBy by,
      const AgeOf& age_of) const override {
    return Read([&](const LedgerView& view) {
      return view.CountTickets(filter, by, age_of);
    });
  }
  absl::StatusOr<uint64_t> ReadMetrics(const MetricRange& range, bool current,
                                       const MetricSink& sink) const override {
    return Read([&](const LedgerView& view) {
      return view.ReadMetrics(range, current, sink);
    });
  }
  absl::StatusOr<v1::ReportWorkResponse> ReportWork(
      std::string_view category, v1::TicketKind kind) const override {
    return Read([&](const LedgerView& view) {
      return view.ReportWork(category, kind);
    });
  }
  absl::StatusOr<v1::ReportTalliesResponse> ReportTallies(
      const TallyQuery& query) const override {
    return Read(
        [&](const LedgerView& view) { return view.ReportTallies(query); });
  }
  absl::StatusOr<Digest> GetTreeNode(const TreeNode& node) const override {
    return Read([&](const LedgerView& view) { return view.GetTreeNode(node); });
  }

 private:
  // Shared, so that who still reads when the store has been renewed does not
  // read what is gone.
  using SharedView = std::shared_ptr<LedgerView>;

  // Returns the views that answer, or null. Who reads them holds the store.
  SharedView Current() const {
    const std::lock_guard lock(mutex_);
    const bool answers = view_ != nullptr && !store_.damaged() &&
                         generation_ == store_.generation() &&
                         view_->Position() >= floor_;
    return answers ? view_ : nullptr;
  }

  template <typename Reader>
  std::invoke_result_t<Reader, const LedgerView&> Read(Reader reader) const {
    const auto hold = store_.Hold();
    const SharedView view = Current();
    if (view == nullptr) return Behind();
    auto result = reader(*view);
    if (!absl::IsDataLoss(result.status())) return result;
    store_.MarkDamaged();
    return Behind();
  }

  ViewStore& store_;
  const EventLog& log_;

  mutable std::mutex mutex_;
  // Guarded by mutex_; only Advance changes them.
  SharedView view_;          // null if the store was damaged when it was opened
  uint64_t generation_ = 0;  // of the store, when view_ was opened
  uint64_t floor_ = 0;       // the last position of the views before view_
  std::shared_ptr<const Catalogue> clock_catalogue_ =
      std::make_shared<const Catalogue>();  // of the views before view_
};

absl::Status RenewedView::Reopen() {
  absl::StatusOr<std::unique_ptr<LedgerView>> opened =
      LedgerView::Open(store_, log_);
  if (absl::IsDataLoss(opened.status())) {
    store_.MarkDamaged();
    return absl::OkStatus();
  }
  WL_RETURN_IF_ERROR(opened.status());
  const std::lock_guard lock(mutex_);
  if (view_ != nullptr && view_->Position() >= floor_) {
    floor_ = view_->Position();
    clock_catalogue_ = view_->ClockCatalogue();
  }
  view_ = *std::move(opened);
  generation_ = store_.generation();
  return absl::OkStatus();
}

absl::StatusOr<bool> RenewedView::Advance() {
  if (store_.damaged()) WL_RETURN_IF_ERROR(store_.Renew());
  const auto hold = store_.Hold();
  if (store_.damaged()) return Behind();
  if (view_ == nullptr || generation_ != store_.generation()) {
    WL_RETURN_IF_ERROR(Reopen());
    if (store_.damaged()) return Behind();
  }
  const SharedView view = view_;
  const uint64_t from_position = view->Position();
  absl::StatusOr<bool> more = view->Advance();
  if (!absl::IsDataLoss(more.status())) return more;
  // Rows of a log that is damaged itself are the last good ones.
  WL_RETURN_IF_ERROR(CheckStep(log_, from_position));
  store_.MarkDamaged();
  return Behind();
}

}  // namespace

absl::StatusOr<std::unique_ptr<LedgerView>> OpenRenewedView(
    ViewStore& store, const EventLog& log) {
  auto view = std::make_unique<RenewedView>(store, log);
  const auto hold = store.Hold();
  if (!store.damaged()) WL_RETURN_IF_ERROR(view->Reopen());
  return view;
}

}  // namespace workledger
