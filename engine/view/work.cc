#include "engine/view/work.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/evolve.h"
#include "engine/view/path.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// What one ticket counts.
WorkFigures FiguresOf(const v1::Ticket& ticket, int64_t sign) {
  WorkFigures figures;
  if (ticket.drill()) {
    figures.drills = sign;
    return figures;
  }
  figures.tickets = sign;
  if (!IsTerminal(ticket.state())) figures.open = sign;
  if (ticket.hazard()) figures.hazards = sign;
  if (!IsDone(ticket)) return figures;
  figures.done = sign;
  if (ticket.hazard()) figures.hazards_done = sign;
  figures.headcount = sign * static_cast<int64_t>(ticket.headcount());
  for (const v1::Quantity& quantity : ticket.done_quantities()) {
    figures.quantities[{quantity.item(), quantity.unit()}] +=
        sign * static_cast<int64_t>(quantity.quantity_milli());
  }
  return figures;
}

WorkFigures ParseRow(const v1::WorkRow& row) {
  WorkFigures figures;
  figures.tickets = static_cast<int64_t>(row.tickets());
  figures.own_tickets = static_cast<int64_t>(row.own_tickets());
  figures.open = static_cast<int64_t>(row.open());
  figures.done = static_cast<int64_t>(row.done());
  figures.headcount = static_cast<int64_t>(row.headcount());
  figures.drills = static_cast<int64_t>(row.drills());
  figures.hazards = static_cast<int64_t>(row.hazards());
  figures.hazards_done = static_cast<int64_t>(row.hazards_done());
  for (const v1::Quantity& quantity : row.quantities()) {
    figures.quantities[{quantity.item(), quantity.unit()}] +=
        static_cast<int64_t>(quantity.quantity_milli());
  }
  return figures;
}

v1::WorkRow RenderRow(std::string_view category, const WorkFigures& figures) {
  v1::WorkRow row;
  row.set_category(std::string(category));
  row.set_tickets(figures.tickets);
  row.set_own_tickets(figures.own_tickets);
  row.set_open(figures.open);
  row.set_done(figures.done);
  row.set_headcount(figures.headcount);
  row.set_drills(figures.drills);
  row.set_hazards(figures.hazards);
  row.set_hazards_done(figures.hazards_done);
  for (const auto& [name, milli] : figures.quantities) {
    if (milli == 0) continue;
    v1::Quantity& quantity = *row.add_quantities();
    quantity.set_item(name.first);
    quantity.set_unit(name.second);
    quantity.set_quantity_milli(milli);
  }
  return row;
}

std::string WorkRowKey(std::string_view ledger_uid,
                       const WorkTotals::Key& key) {
  std::string bytes = RowKey(ledger_uid, RowKind::kWork);
  AppendBigEndian(bytes, static_cast<uint64_t>(key.first), 1);
  return bytes.append(key.second);
}

struct TreeOrder {
  bool operator()(const std::string& a, const std::string& b) const {
    return TreeLess(a, b);
  }
};
using Rows = std::map<std::string, WorkFigures, TreeOrder>;

std::vector<v1::WorkRow> Render(const Rows& rows) {
  std::vector<v1::WorkRow> rendered;
  for (const auto& [path, figures] : rows) {
    rendered.push_back(RenderRow(path, figures));
  }
  return rendered;
}

absl::Status TooManyRows() {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "category",
                    absl::StrCat("got more than ", kWorkRowsMax,
                                 " rows, want a category with fewer below it"));
}

// Adds the rows of one kind of ticket, as stored from `begin` on: all whose
// keys begin with it.
absl::Status AddRows(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                     std::string_view prefix, const std::string& begin,
                     Rows& rows) {
  const std::unique_ptr<rocksdb::Iterator> stored(db.NewIterator(at));
  for (stored->Seek(begin);
       stored->Valid() && stored->key().ToStringView().starts_with(begin);
       stored->Next()) {
    v1::WorkRow row;
    if (!row.ParseFromArray(stored->value().data(),
                            static_cast<int>(stored->value().size()))) {
      return MakeError(absl::StatusCode::kDataLoss,
                       v1::ERROR_REASON_RECORD_CORRUPT,
                       "a row of work does not parse");
    }
    rows[std::string(stored->key().ToStringView().substr(prefix.size()))].Add(
        ParseRow(row));
    if (rows.size() > kWorkRowsMax) return TooManyRows();
  }
  return ViewStatus(stored->status());
}

// Adds the rows of one kind of ticket: that of `category` and all below it.
absl::Status ReadKind(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                      const std::string& prefix, std::string_view category,
                      Rows& rows) {
  if (category.empty()) return AddRows(db, at, prefix, prefix, rows);
  const std::string own = prefix + std::string(category);
  v1::WorkRow row;
  WL_ASSIGN_OR_RETURN(const bool found, GetRow(db, at, own, row));
  if (found) rows[std::string(category)].Add(ParseRow(row));
  return AddRows(db, at, prefix, own + '/', rows);
}

}  // namespace

bool IsDone(const v1::Ticket& ticket) {
  if (!IsTerminal(ticket.state())) return false;
  if (ticket.kind() == v1::TICKET_KIND_SECURITY) {
    return ticket.state() == v1::TICKET_STATE_CLOSED;
  }
  return ticket.closure_code() == v1::CLOSURE_CODE_FIXED ||
         ticket.closure_code() == v1::CLOSURE_CODE_NOT_INSPECTED;
}

void WorkFigures::Add(const WorkFigures& other) {
  tickets += other.tickets;
  own_tickets += other.own_tickets;
  open += other.open;
  done += other.done;
  headcount += other.headcount;
  drills += other.drills;
  hazards += other.hazards;
  hazards_done += other.hazards_done;
  for (const auto& [name, milli] : other.quantities) quantities[name] += milli;
}

bool WorkFigures::Empty() const {
  const bool counts_nothing = tickets == 0 && own_tickets == 0 && open == 0 &&
                              done == 0 && headcount == 0 && drills == 0 &&
                              hazards == 0 && hazards_done == 0;
  return counts_nothing &&
         std::ranges::all_of(quantities, [](const auto& quantity) {
           return quantity.second == 0;
         });
}

void WorkTotals::Count(const v1::Ticket& ticket, int64_t sign) {
  if (ticket.version() == 0) return;
  const WorkFigures figures = FiguresOf(ticket, sign);
  rows_[{ticket.kind(), ""}].Add(figures);
  for (const std::string_view path : PathsDownTo(ticket.category())) {
    rows_[{ticket.kind(), std::string(path)}].Add(figures);
  }
  rows_[{ticket.kind(), ticket.category()}].own_tickets += figures.tickets;
}

absl::Status WorkTotals::AddTo(rocksdb::DB& db, std::string_view ledger_uid,
                               rocksdb::WriteBatch& batch) const {
  for (const auto& [key, difference] : rows_) {
    if (difference.Empty()) continue;
    const std::string row_key = WorkRowKey(ledger_uid, key);
    v1::WorkRow row;
    WL_RETURN_IF_ERROR(GetRow(db, {}, row_key, row).status());
    WorkFigures sum = ParseRow(row);
    sum.Add(difference);
    if (sum.Empty()) {
      batch.Delete(row_key);
    } else {
      batch.Put(row_key, RenderRow("", sum).SerializeAsString());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::WorkRow>> RowsOf(const WorkTotals& totals,
                                                std::string_view category,
                                                v1::TicketKind kind) {
  Rows rows;
  rows[std::string(category)];
  for (const auto& [key, figures] : totals.rows()) {
    if (kind != v1::TICKET_KIND_UNSPECIFIED && kind != key.first) continue;
    if (!InSubtree(key.second, category)) continue;
    rows[key.second].Add(figures);
    if (rows.size() > kWorkRowsMax) return TooManyRows();
  }
  return Render(rows);
}

absl::StatusOr<std::vector<v1::WorkRow>> ReadWork(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, std::string_view category,
    v1::TicketKind kind) {
  Rows rows;
  rows[std::string(category)];
  for (int number = 0; number <= v1::TicketKind_MAX; ++number) {
    if (kind != v1::TICKET_KIND_UNSPECIFIED && kind != number) continue;
    const std::string prefix =
        WorkRowKey(ledger_uid, {static_cast<v1::TicketKind>(number), ""});
    WL_RETURN_IF_ERROR(ReadKind(db, at, prefix, category, rows));
  }
  return Render(rows);
}

}  // namespace workledger
