#include "engine/view/queue.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"

namespace workledger {
namespace {

// Stored; numbers never change within a version of the views.
enum class Facet : uint8_t {
  kAll = 1,
  kState = 2,
  kHeld = 3,  // held tickets only
  kParty = 4,
  kPerson = 5,
  kLocation = 6,
  kCategory = 7,  // a ticket has a row under every category above its own, too
};

constexpr size_t kTimeBytes = 8;

// What a range's keys begin with after the key of their kind of row.
std::string RangeName(Facet facet, std::string_view value, bool terminal) {
  std::string name;
  AppendBigEndian(name, static_cast<uint8_t>(facet), 1);
  AppendBigEndian(name, value.size(), 4);
  name.append(value);
  name.push_back(terminal ? 1 : 0);
  return name;
}

std::string StateValue(int state) {
  std::string value;
  AppendBigEndian(value, static_cast<uint64_t>(state), 4);
  return value;
}

// Milliseconds in bytes that sort as they do, years before 1970 included.
std::string TimeBytes(int64_t millis) {
  std::string bytes;
  AppendBigEndian(bytes, static_cast<uint64_t>(millis) ^ (uint64_t{1} << 63),
                  kTimeBytes);
  return bytes;
}

int64_t Millis(const google::protobuf::Timestamp& time) {
  return absl::ToUnixMillis(FromTimestamp(time));
}

// Returns the category and all above it.
std::vector<std::string_view> CategoryValues(std::string_view category) {
  std::vector<std::string_view> values;
  for (size_t end = category.find('/'); end != std::string_view::npos;
       end = category.find('/', end + 1)) {
    values.push_back(category.substr(0, end));
  }
  values.push_back(category);
  std::erase(values, "");
  return values;
}

// Returns whether open and closed tickets (in this order) can match.
std::vector<bool> TerminalValues(const v1::TicketFilter& filter) {
  std::vector<bool> values;
  for (const bool terminal : {false, true}) {
    const bool in_states =
        filter.states().empty() ||
        std::ranges::any_of(filter.states(), [terminal](int state) {
          return IsTerminal(static_cast<v1::TicketState>(state)) == terminal;
        });
    if (in_states && (!filter.has_terminal() || filter.terminal() == terminal))
      values.push_back(terminal);
  }
  return values;
}

struct FacetValues {
  Facet facet;
  std::vector<std::string> values;
};

// Chooses the facet that leaves the fewest tickets to look at, as far as one
// can tell from the filter alone.
FacetValues ChooseFacet(const v1::TicketFilter& filter) {
  if (!filter.assignee_person().empty()) {
    return {Facet::kPerson, {filter.assignee_person()}};
  }
  if (!filter.location().empty()) {
    return {Facet::kLocation, {filter.location()}};
  }
  if (filter.held() || !filter.hold_reasons().empty()) {
    return {Facet::kHeld, {""}};
  }
  if (!filter.assignee_party().empty()) {
    return {Facet::kParty, {filter.assignee_party()}};
  }
  if (!filter.category().empty()) {
    return {Facet::kCategory, {filter.category()}};
  }
  if (filter.states().empty()) return {Facet::kAll, {""}};
  FacetValues chosen{Facet::kState, {}};
  for (const int state : filter.states()) {
    chosen.values.push_back(StateValue(state));
  }
  // A state that is asked for twice is still one range.
  std::ranges::sort(chosen.values);
  const auto repeated = std::ranges::unique(chosen.values);
  chosen.values.erase(repeated.begin(), repeated.end());
  return chosen;
}

std::vector<std::string> RangePrefixes(std::string_view ledger_uid,
                                       const v1::TicketFilter& filter) {
  const FacetValues chosen = ChooseFacet(filter);
  std::vector<std::string> prefixes;
  for (const bool terminal : TerminalValues(filter)) {
    for (const std::string& value : chosen.values) {
      prefixes.push_back(
          absl::StrCat(RowKey(ledger_uid, RowKind::kQueue),
                       RangeName(chosen.facet, value, terminal)));
    }
  }
  return prefixes;
}

}  // namespace

std::vector<std::string> QueueKeys(std::string_view ledger_uid,
                                   const v1::Ticket& ticket) {
  std::vector<std::string> keys;
  if (ticket.version() == 0) return keys;
  const std::string row_key = RowKey(ledger_uid, RowKind::kQueue);
  const std::string place = QueuePlace(ticket);
  const bool terminal = IsTerminal(ticket.state());
  const auto add = [&](Facet facet, std::string_view value) {
    keys.push_back(
        absl::StrCat(row_key, RangeName(facet, value, terminal), place));
  };
  add(Facet::kAll, "");
  add(Facet::kState, StateValue(ticket.state()));
  if (ticket.has_hold()) add(Facet::kHeld, "");
  const v1::Assignee& assignee = ticket.assignee();
  if (!assignee.party().empty()) add(Facet::kParty, assignee.party());
  if (!assignee.person().empty()) add(Facet::kPerson, assignee.person());
  if (!ticket.location().empty()) add(Facet::kLocation, ticket.location());
  for (const std::string_view category : CategoryValues(ticket.category())) {
    add(Facet::kCategory, category);
  }
  std::ranges::sort(keys);
  return keys;
}

std::string QueuePlace(const v1::Ticket& ticket) {
  return TimeBytes(Millis(ticket.milestones().report_time()))
      .append(ticket.ticket());
}

QueueScan::QueueScan(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                     std::string_view ledger_uid,
                     const v1::TicketFilter& filter, std::string_view place)
    : end_(filter.has_report_end_time()
               ? TimeBytes(Millis(filter.report_end_time()) + 1)
               : "") {
  const std::string start = TimeBytes(Millis(filter.report_start_time()));
  const bool skip = filter.has_report_start_time() && place < start;
  for (std::string& prefix : RangePrefixes(ledger_uid, filter)) {
    std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(at));
    const std::string from = prefix + (skip ? start : std::string(place));
    rows->Seek(from);
    if (!skip && !place.empty() && rows->Valid() && rows->key() == from) {
      rows->Next();
    }
    ranges_.push_back({std::move(prefix), std::move(rows)});
  }
  FindFirst();
}

QueueScan::~QueueScan() = default;

void QueueScan::Next() {
  first_->rows->Next();
  FindFirst();
}

std::string_view QueueScan::Place() const {
  return first_->rows->key().ToStringView().substr(first_->prefix.size());
}

std::string_view QueueScan::Ticket() const {
  return Place().substr(kTimeBytes);
}

absl::Status QueueScan::Status() const {
  for (const Range& range : ranges_) {
    if (!range.rows->status().ok()) return ViewStatus(range.rows->status());
  }
  return absl::OkStatus();
}

bool QueueScan::RangeValid(const Range& range) const {
  if (!range.rows->Valid()) return false;
  const std::string_view key = range.rows->key().ToStringView();
  if (!key.starts_with(range.prefix)) return false;
  return end_.empty() || key.substr(range.prefix.size()) < end_;
}

void QueueScan::FindFirst() {
  first_ = nullptr;
  std::string_view first_place;
  for (const Range& range : ranges_) {
    if (!RangeValid(range)) continue;
    const std::string_view place =
        range.rows->key().ToStringView().substr(range.prefix.size());
    if (first_ == nullptr || place < first_place) {
      first_ = &range;
      first_place = place;
    }
  }
}

}  // namespace workledger
