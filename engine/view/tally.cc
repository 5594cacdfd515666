#include "engine/view/tally.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/core/evolve.h"
#include "engine/view/row.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using Kind = CounterKey::Kind;

void RenderValue(const CounterKey& key, const Counter& counter,
                 v1::ValueCount& row) {
  row.set_value(key.text);
  row.set_tickets(counter.count);
  row.set_open(counter.part);
}

void RenderHold(const CounterKey& key, const Counter& counter,
                v1::HoldCount& row) {
  row.set_reason(static_cast<v1::HoldReason>(key.number));
  row.set_label(key.text);
  row.set_tickets(counter.count);
}

void RenderState(const CounterKey& key, const Counter& counter,
                 v1::StateCount& row) {
  row.set_state(static_cast<v1::TicketState>(key.number));
  row.set_tickets(counter.count);
  row.set_held(counter.part);
}

void RenderFinding(const CounterKey& key, const Counter& counter,
                   v1::FindingCount& row) {
  row.set_kind(static_cast<v1::FindingKind>(key.number));
  row.set_findings(counter.count);
}

void RenderCounter(const CounterKey& key, const Counter& counter,
                   v1::SummarizeResponse& summary) {
  switch (key.kind) {
    case Kind::kTotal:
      summary.set_tickets(counter.count);
      summary.set_open(counter.part);
      return;
    case Kind::kState:
      return RenderState(key, counter, *summary.add_states());
    case Kind::kHold:
      return RenderHold(key, counter, *summary.add_holds());
    case Kind::kCategory:
      return RenderValue(key, counter, *summary.add_categories());
    case Kind::kAssignee:
      return RenderValue(key, counter, *summary.add_assignees());
    case Kind::kFinding:
      return RenderFinding(key, counter, *summary.add_findings());
    case Kind::kReopens:
      summary.set_reopens(counter.count);
      return;
  }
}

using Row = std::pair<const CounterKey, Counter>;
using Rows = std::vector<const Row*>;

bool KeysAscend(const Row* a, const Row* b) { return a->first < b->first; }

bool TicketsDescend(const Row* a, const Row* b) {
  if (a->second.count != b->second.count) {
    return a->second.count > b->second.count;
  }
  return KeysAscend(a, b);
}

// Leaves the first kSummaryRowsMax of more rows than that, by their tickets;
// they are sorted by key again. Returns the sum of the others.
v1::RestCount TakeRest(Rows& rows) {
  const auto rest_begin = rows.begin() + kSummaryRowsMax;
  std::nth_element(rows.begin(), rest_begin, rows.end(), TicketsDescend);
  Counter sum;
  for (auto row = rest_begin; row != rows.end(); ++row) {
    sum.count += (*row)->second.count;
    sum.part += (*row)->second.part;
  }
  v1::RestCount rest;
  rest.set_rows(rows.end() - rest_begin);
  rest.set_tickets(sum.count);
  rest.set_open(sum.part);
  rows.erase(rest_begin, rows.end());
  std::sort(rows.begin(), rows.end(), KeysAscend);
  return rest;
}

// Bounds the rows of a kind, if clients make up what it is counted by.
void BoundRows(Kind kind, Rows& rows, v1::SummarizeResponse& summary) {
  if (rows.size() <= kSummaryRowsMax) return;
  switch (kind) {
    case Kind::kHold:
      *summary.mutable_rest_holds() = TakeRest(rows);
      return;
    case Kind::kCategory:
      *summary.mutable_rest_categories() = TakeRest(rows);
      return;
    case Kind::kAssignee:
      *summary.mutable_rest_assignees() = TakeRest(rows);
      return;
    case Kind::kTotal:
    case Kind::kState:
    case Kind::kFinding:
    case Kind::kReopens:
      return;
  }
}

}  // namespace

void Tally::AddFinding(const v1::Event& event) {
  if (!event.has_conformance_found()) return;
  const v1::FindingKind kind = event.conformance_found().finding().kind();
  AddCounter({.kind = Kind::kFinding, .number = static_cast<uint32_t>(kind)},
             {.count = 1});
}

void Tally::AddCounter(const CounterKey& key, const Counter& counter) {
  Counter& sum = counters_[key];
  sum.count += counter.count;
  sum.part += counter.part;
}

void Tally::Count(const v1::Ticket& ticket, int64_t sign) {
  if (ticket.version() == 0) return;
  const int64_t open = IsTerminal(ticket.state()) ? 0 : sign;
  const int64_t held = ticket.has_hold() ? sign : 0;
  AddCounter({.kind = Kind::kTotal}, {sign, open});
  AddCounter(
      {.kind = Kind::kState, .number = static_cast<uint32_t>(ticket.state())},
      {sign, held});
  AddCounter({.kind = Kind::kCategory, .text = ticket.category()},
             {sign, open});
  AddCounter({.kind = Kind::kAssignee, .text = ticket.assignee().party()},
             {sign, open});
  if (ticket.has_hold()) {
    const v1::HoldReason reason = ticket.hold().reason();
    // Labels of the known reasons are free words, not something to count by.
    AddCounter({.kind = Kind::kHold,
                .number = static_cast<uint32_t>(reason),
                .text = reason == v1::HOLD_REASON_OTHER ? ticket.hold().label()
                                                        : std::string()},
               {.count = sign});
  }
  if (ticket.tallies().reopens() > 0) {
    AddCounter({.kind = Kind::kReopens},
               {.count = sign * ticket.tallies().reopens()});
  }
}

v1::SummarizeResponse Tally::Render() const {
  std::map<Kind, Rows> kinds;
  for (const Row& row : counters_) {
    if (row.second != Counter{}) kinds[row.first.kind].push_back(&row);
  }
  v1::SummarizeResponse summary;
  for (auto& [kind, rows] : kinds) {
    BoundRows(kind, rows, summary);
    for (const Row* const row : rows) {
      RenderCounter(row->first, row->second, summary);
    }
  }
  return summary;
}

std::string CounterRowKey(std::string_view ledger_uid, const CounterKey& key) {
  std::string bytes = RowKey(ledger_uid, RowKind::kCounter);
  AppendBigEndian(bytes, static_cast<uint8_t>(key.kind), 1);
  AppendBigEndian(bytes, key.number, 4);
  return bytes.append(key.text);
}

std::string CounterRow(const Counter& counter) {
  std::string row;
  AppendBigEndian(row, static_cast<uint64_t>(counter.count), 8);
  AppendBigEndian(row, static_cast<uint64_t>(counter.part), 8);
  return row;
}

absl::Status AddCounterRow(std::string_view name, std::string_view row,
                           Tally& tally) {
  if (name.size() < 5 || row.size() != 16) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT,
                     "a counter's row has the wrong size");
  }
  tally.AddCounter(
      {.kind = static_cast<Kind>(ParseBigEndian(name.substr(0, 1))),
       .number = static_cast<uint32_t>(ParseBigEndian(name.substr(1, 4))),
       .text = std::string(name.substr(5))},
      {.count = static_cast<int64_t>(ParseBigEndian(row.substr(0, 8))),
       .part = static_cast<int64_t>(ParseBigEndian(row.substr(8)))});
  return absl::OkStatus();
}

}  // namespace workledger
