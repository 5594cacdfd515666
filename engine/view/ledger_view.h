#ifndef WORKLEDGER_VIEW_LEDGER_VIEW_H_
#define WORKLEDGER_VIEW_LEDGER_VIEW_H_

// The views of one ledger: tickets, the queue index, counters and the ledger's
// own state. A projector moves them along the log; each step writes the rows of
// all views and the checkpoint in one batch.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/base/merkle.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/fold.h"
#include "engine/log/event_log.h"
#include "engine/view/catalogue_rows.h"
#include "engine/view/fold_list.h"
#include "engine/view/metric.h"
#include "engine/view/precision.h"
#include "engine/view/tally_days.h"
#include "engine/view/ticket_count.h"
#include "engine/view/timer_index.h"
#include "engine/view/view_store.h"
#include "workledger/v1/fold.pb.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/report_service.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// A page of tickets, all as of one checkpoint.
struct TicketPage {
  std::vector<v1::Ticket> tickets;
  std::string next_cursor;  // empty on the last page; opaque bytes
  uint64_t position = 0;    // the checkpoint
};

// Reads are thread-safe and never wait for Advance; each sees one checkpoint.
class LedgerView {
 public:
  // Opens the views of `log`'s ledger. If their rows are missing, of another
  // version of the views, or belong to another history (the chain at their
  // checkpoint is not the log's), or if their checkpoint, the ledger's row or
  // one of the catalogue is damaged, they are dropped and start from position
  // 1. `store` and `log` outlive it.
  //
  //   DATA_LOSS  the log is damaged; or the store under the rows is, which is
  //              put right when the store is opened again.
  static absl::StatusOr<std::unique_ptr<LedgerView>> Open(ViewStore& store,
                                                          const EventLog& log);

  virtual ~LedgerView() = default;

  // Projects the next records, at most a bounded number, and returns whether
  // the log holds more. One caller at a time.
  //
  //   DATA_LOSS  a record cannot be read, or its event type is unknown.
  virtual absl::StatusOr<bool> Advance() = 0;

  // Returns the checkpoint. Reads that start later see at least this much, or
  // fail.
  virtual uint64_t Position() const = 0;

  // Whether reads fail, with DEADLINE_EXCEEDED (VIEW_BEHIND), because views
  // that were damaged are made again (see renewed_view.h).
  virtual bool Rebuilding() const { return false; }

  // Returns the ledger's fold at the checkpoint (position 0: none yet).
  virtual absl::StatusOr<v1::LedgerState> GetLedgerState() const = 0;

  // Returns the ticket's row, or nothing if the views do not know it; it is
  // also the snapshot that a fold starts from. `position`, if not null, is set
  // to the checkpoint.
  //
  //   DATA_LOSS  the row is damaged. No answer to a query; but the ticket's
  //              stream holds all that the row does, so a fold may be loaded
  //              from the stream alone.
  virtual absl::StatusOr<std::optional<v1::Ticket>> GetTicket(
      std::string_view ticket, uint64_t* position) const = 0;

  // Returns the fold of a stream, or nothing if the views do not know it. As
  // GetTicket's, it is the snapshot that a fold starts from.
  //
  //   DATA_LOSS  the row is damaged.
  virtual absl::StatusOr<std::optional<v1::Fold>> GetFold(
      const StreamName& stream) const = 0;

  // Returns up to `page_size` folds of a kind of stream, that of tickets
  // excepted, whose keys are `from` or after it, in the order of their keys;
  // fewer where they are large.
  //
  //   DATA_LOSS  a row is damaged.
  virtual absl::StatusOr<FoldPage> ListFolds(v1::StreamKind kind, int page_size,
                                             std::string_view from) const = 0;

  // Returns the catalogue at the checkpoint.
  virtual absl::StatusOr<Catalogue> GetCatalogue() const = 0;

  // Returns the same, of what keeps revisions with the last one only: all that
  // says what is, and less to read.
  virtual absl::StatusOr<Catalogue> GetPresentCatalogue() const = 0;

  // Returns a page of the items of a range, in the order of their keys, and
  // reads no more than that page.
  //
  //   DATA_LOSS  a row of the page is damaged.
  virtual absl::StatusOr<CataloguePage> ListCatalogue(
      const CatalogueRange& range) const = 0;

  // Returns all revisions of calendars, policies and contracts at the
  // checkpoint, or at one after it, so all that rows name, and no other items:
  // what clocks are read by. Never null; shared, because the views may go on
  // meanwhile.
  virtual std::shared_ptr<const Catalogue> ClockCatalogue() const = 0;

  // Returns the first `count_max` timers that are due at or before `through`,
  // in the order of their due times; tickets that are to follow a calendar's
  // new revision, or
  // that a policy takes over, are among them.
  virtual absl::StatusOr<std::vector<DueTimer>> DueTimers(
      absl::Time through, int count_max) const = 0;

  // Returns the ids of up to `count_max` tickets that the policy's entry takes
  // over (see policy_index.h).
  virtual absl::StatusOr<std::vector<std::string>> TicketsTakenOver(
      const v1::CatalogueEntry& entry, int count_max) const = 0;

  // Returns up to `page_size` tickets that match, oldest report first, or in
  // the order that QueueScan says for the filter, from `cursor` on (empty: from
  // the beginning). `filter` is valid. Looks at a bounded number of rows, so a
  // page can be short and not the last.
  //
  //   INVALID_ARGUMENT  PAGE_TOKEN_INVALID: `cursor` is none of this filter.
  virtual absl::StatusOr<TicketPage> ListTickets(
      const v1::TicketFilter& filter, int page_size,
      std::string_view cursor) const = 0;

  // The same for open tickets by how urgent they are (see urgency.h), those
  // without a running clock last.
  virtual absl::StatusOr<TicketPage> ListUrgentTickets(
      const v1::TicketFilter& filter, int page_size,
      std::string_view cursor) const = 0;

  // Returns up to `count` ticket ids in byte order, after `after`.
  virtual absl::StatusOr<std::vector<std::string>> TicketIds(
      std::string_view after, int count) const = 0;

  // Returns up to `count_max` rows of how right the alarms of devices, or of
  // algorithms, were, by name, from `begin` on.
  virtual absl::StatusOr<PrecisionPage> ListPrecision(
      bool by_algorithm, int count_max, std::string_view begin) const = 0;

  // Returns the counters at the checkpoint.
  virtual absl::StatusOr<v1::SummarizeResponse> Summarize() const = 0;

  // Counts the tickets that match. `filter` is valid, `by` is not UNSPECIFIED.
  // Looks at kCountTicketsMax tickets at most and says whether that was all.
  // `age_of` is asked for AGE only.
  virtual absl::StatusOr<v1::CountTicketsResponse> CountTickets(
      const v1::TicketFilter& filter, v1::CountBy by,
      const AgeOf& age_of) const = 0;

  // Gives `sink` the facts of the range (see metric.h), all as of one
  // checkpoint, which it returns. With `current`, the dimensions of each are
  // those that its ticket has at the checkpoint.
  virtual absl::StatusOr<uint64_t> ReadMetrics(
      const MetricRange& range, bool current, const MetricSink& sink) const = 0;

  // Return the rows of the work (see work.h) and the sums of the tallies (see
  // tally_days.h) at the checkpoint.
  virtual absl::StatusOr<v1::ReportWorkResponse> ReportWork(
      std::string_view category, v1::TicketKind kind) const = 0;
  virtual absl::StatusOr<v1::ReportTalliesResponse> ReportTallies(
      const TallyQuery& query) const = 0;

  // Returns the hash of a whole subtree over the records up to the checkpoint,
  // of level 1 or more: that of a leaf follows from its record.
  //
  //   DATA_LOSS  the row is damaged or missing.
  virtual absl::StatusOr<Digest> GetTreeNode(const TreeNode& node) const = 0;
};

// Whether `ticket` is one that `filter` asks for, but for when its clocks are
// due: only the queue knows that.
bool Matches(const v1::TicketFilter& filter, const v1::Ticket& ticket);

// Whether a count by the filter holds the ticket: it matches, and that does not
// tell the title of one that is confidential to whoever asks.
bool Counts(const v1::TicketFilter& filter, const v1::Ticket& ticket);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_LEDGER_VIEW_H_
