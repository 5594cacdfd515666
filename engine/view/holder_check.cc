#include "engine/view/holder_check.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "engine/core/metric/metric_holders.h"
#include "engine/view/checkpoint.h"
#include "engine/view/metric.h"
#include "engine/view/ticket_row.h"
#include "rocksdb/db.h"
#include "rocksdb/snapshot.h"

namespace workledger {
namespace {

constexpr size_t kIdsPerRead = 1000;

// What is still open is held up to here: later than anything is said to have
// happened.
constexpr absl::Time kHorizon = absl::FromUnixSeconds(32'503'680'000);

using Sums = std::map<std::string, int64_t, std::less<>>;

absl::StatusOr<Sums> SumStays(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                              std::string_view ledger_uid,
                              const ViewCheckObserver& observer) {
  const int64_t end = absl::ToUnixMillis(kHorizon);
  const MetricRange all = {
      .begin_millis = INT64_MIN / 2, .end_millis = end, .carried = false};
  Sums sums;
  WL_RETURN_IF_ERROR(
      ReadMetricFacts(db, at, ledger_uid, all,
                      [&](std::string_view stream, const v1::MetricFact& fact) {
                        if (fact.kind() == v1::METRIC_FACT_KIND_HELD) {
                          int64_t& sum = sums[std::string(stream)];
                          for (const StayPart& part :
                               CutStays(fact, {all.begin_millis, end}, end)) {
                            sum += part.millis;
                          }
                        }
                        return observer.tick();
                      }));
  return sums;
}

// Figures leave drills and duplicates out.
int64_t OpenMillis(const v1::Ticket& ticket) {
  if (ticket.drill() || ticket.state() == v1::TICKET_STATE_DUPLICATE) return 0;
  return absl::ToInt64Milliseconds(OpenTimeOf(ticket, kHorizon));
}

}  // namespace

absl::Status CheckHolders(std::string_view ledger_uid, ViewStore& view_store,
                          const ViewCheckObserver& observer) {
  rocksdb::DB& db = view_store.db();
  rocksdb::ManagedSnapshot moment(&db);
  rocksdb::ReadOptions at;
  at.snapshot = moment.snapshot();
  WL_ASSIGN_OR_RETURN(const std::optional<Head> checkpoint,
                      GetCheckpoint(db, at, ledger_uid));
  const uint64_t position = checkpoint.value_or(Head{}).position;
  WL_ASSIGN_OR_RETURN(Sums sums, SumStays(db, at, ledger_uid, observer));
  std::vector<std::string> ids;
  do {
    WL_ASSIGN_OR_RETURN(
        ids, ListTicketIds(db, at, ledger_uid, ids.empty() ? "" : ids.back(),
                           kIdsPerRead));
    for (const std::string& id : ids) {
      WL_RETURN_IF_ERROR(observer.tick());
      v1::Ticket ticket;
      const absl::StatusOr<bool> found =
          GetTicketRow(db, at, ledger_uid, id, ticket);
      if (absl::IsDataLoss(found.status())) continue;
      WL_RETURN_IF_ERROR(found.status());
      const int64_t open = OpenMillis(ticket);
      const int64_t held = sums[id];
      if (held == open) continue;
      observer.violation(
          position, absl::StrCat("ticket \"", id, "\": got ", held,
                                 " ms held, want its open time of ", open));
    }
  } while (!ids.empty());
  return absl::OkStatus();
}

}  // namespace workledger
