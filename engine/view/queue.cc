#include "engine/view/queue.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/view/path.h"
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
  kLocation = 6,  // a ticket has a row under every place around its own, too
  kCategory = 7,  // and so under every category above its own
  kClosed = 8,    // ended tickets only, by when they ended
  kNumber = 9,    // by the display number
  kUrgency = 10,  // open tickets only, by how urgent they are
};

// What a ticket's place in a list begins with, before its id.
enum class Order {
  kReported,  // when it was reported, to the millisecond (8 bytes)
  kClosed,    // when it ended, likewise
  kNumber,    // how many digits its number has (1 byte), and the digits
  kUrgency,   // see UrgencyPlace
};

constexpr size_t kTimeBytes = 8;
constexpr size_t kUrgencyBytes = 1 + 2 * kTimeBytes;
constexpr size_t kDigitsMax = 20;  // of a display number

// What a place by urgency begins with.
enum class Haste : char {
  kRunning = 0,
  kStopped = 1,
  kNoClock = 2,
};

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

// How many bytes go before the id; 0 where the first of them says how many.
size_t OrderBytes(Order order) {
  switch (order) {
    case Order::kReported:
    case Order::kClosed:
      return kTimeBytes;
    case Order::kNumber:
      return 0;
    case Order::kUrgency:
      break;
  }
  return kUrgencyBytes;
}

// Returns a number as digits that sort as numbers do.
std::string NumberBytes(std::string_view digits) {
  return std::string(1, static_cast<char>(digits.size())).append(digits);
}

bool NamesClosing(const v1::TicketFilter& filter) {
  return filter.has_close_start_time() || filter.has_close_end_time();
}

bool ByUrgency(const v1::TicketFilter& filter, v1::TicketOrder order) {
  return order == v1::TICKET_ORDER_DUE || filter.has_due_before_time();
}

// Returns whether open and closed tickets (in this order) can match.
std::vector<bool> TerminalValues(const v1::TicketFilter& filter,
                                 v1::TicketOrder order) {
  std::vector<bool> values;
  for (const bool terminal : {false, true}) {
    if (!terminal && NamesClosing(filter)) continue;
    if (terminal && ByUrgency(filter, order)) continue;
    const bool in_states =
        filter.states().empty() ||
        std::ranges::any_of(filter.states(), [terminal](int state) {
          return IsTerminal(static_cast<v1::TicketState>(state)) == terminal;
        });
    if (in_states &&
        (!filter.has_terminal() || filter.terminal() == terminal)) {
      values.push_back(terminal);
    }
  }
  return values;
}

struct Walk {
  Facet facet;
  std::vector<std::string> values;
  Order order = Order::kReported;
  // Places begin with one of these.
  std::vector<std::string> place_prefixes = {""};
};

// Chooses the walk that leaves the fewest tickets to look at, as far as one can
// tell from the filter alone. Open and closed tickets lie apart in all of them.
Walk ChooseWalk(const v1::TicketFilter& filter, v1::TicketOrder order) {
  if (ByUrgency(filter, order)) {
    return {Facet::kUrgency, {""}, Order::kUrgency};
  }
  if (!filter.number_prefix().empty()) {
    Walk walk{Facet::kNumber, {""}, Order::kNumber, {}};
    for (size_t digits = filter.number_prefix().size(); digits <= kDigitsMax;
         ++digits) {
      walk.place_prefixes.push_back(std::string(1, static_cast<char>(digits)) +
                                    filter.number_prefix());
    }
    return walk;
  }
  if (NamesClosing(filter)) return {Facet::kClosed, {""}, Order::kClosed};
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
  Walk walk{Facet::kState, {}};
  for (const int state : filter.states()) {
    walk.values.push_back(StateValue(state));
  }
  // A state that is asked for twice is still one range.
  std::ranges::sort(walk.values);
  const auto repeated = std::ranges::unique(walk.values);
  walk.values.erase(repeated.begin(), repeated.end());
  return walk;
}

// The times that bound the places of a walk, as their first bytes; empty where
// nothing does. Places before `start` and from `end` on are left out.
struct Bounds {
  std::string start;
  std::string end;
};

Bounds BoundsOf(const v1::TicketFilter& filter, Order order) {
  Bounds bounds;
  if (order == Order::kNumber) return bounds;
  if (order == Order::kUrgency) {
    if (filter.has_due_before_time()) {
      bounds.end = std::string(1, static_cast<char>(Haste::kRunning))
                       .append(TimeBytes(Millis(filter.due_before_time())));
    }
    return bounds;
  }
  const bool closed = order == Order::kClosed;
  if (closed ? filter.has_close_start_time() : filter.has_report_start_time()) {
    bounds.start = TimeBytes(Millis(closed ? filter.close_start_time()
                                           : filter.report_start_time()));
  }
  if (closed ? filter.has_close_end_time() : filter.has_report_end_time()) {
    bounds.end = TimeBytes(
        Millis(closed ? filter.close_end_time() : filter.report_end_time()) +
        1);
  }
  return bounds;
}

std::string ClosedPlace(const v1::Ticket& ticket) {
  return TimeBytes(Millis(ticket.milestones().close_time()))
      .append(ticket.ticket());
}

std::string NumberPlace(const v1::Ticket& ticket) {
  return NumberBytes(absl::StrCat(ticket.number())).append(ticket.ticket());
}

// Whether a clock runs (1 byte), when it is due or how much is left of it (8
// bytes, 0 without a clock), then as by report.
std::string UrgencyPlace(const v1::Ticket& ticket, const Urgency& urgency) {
  Haste haste = Haste::kNoClock;
  int64_t millis = 0;
  if (urgency.clock != nullptr) {
    const bool runs = urgency.due != absl::InfiniteFuture();
    haste = runs ? Haste::kRunning : Haste::kStopped;
    millis = runs ? absl::ToUnixMillis(urgency.due)
                  : absl::ToInt64Milliseconds(urgency.left);
  }
  return std::string(1, static_cast<char>(haste))
      .append(TimeBytes(millis))
      .append(QueuePlace(ticket));
}

}  // namespace

std::vector<std::string> QueueKeys(std::string_view ledger_uid,
                                   const v1::Ticket& ticket,
                                   const Urgency& urgency) {
  std::vector<std::string> keys;
  if (ticket.version() == 0) return keys;
  const std::string row_key = RowKey(ledger_uid, RowKind::kQueue);
  const std::string place = QueuePlace(ticket);
  const bool terminal = IsTerminal(ticket.state());
  const auto add = [&](Facet facet, std::string_view value,
                       std::string_view at) {
    keys.push_back(
        absl::StrCat(row_key, RangeName(facet, value, terminal), ToAbsl(at)));
  };
  add(Facet::kAll, "", place);
  add(Facet::kState, StateValue(ticket.state()), place);
  if (ticket.has_hold()) add(Facet::kHeld, "", place);
  const v1::Assignee& assignee = ticket.assignee();
  if (!assignee.party().empty()) add(Facet::kParty, assignee.party(), place);
  if (!assignee.person().empty()) add(Facet::kPerson, assignee.person(), place);
  for (const std::string_view location : PathsDownTo(ticket.location())) {
    add(Facet::kLocation, location, place);
  }
  for (const std::string_view category : PathsDownTo(ticket.category())) {
    add(Facet::kCategory, category, place);
  }
  if (terminal) add(Facet::kClosed, "", ClosedPlace(ticket));
  add(Facet::kNumber, "", NumberPlace(ticket));
  if (!terminal) add(Facet::kUrgency, "", UrgencyPlace(ticket, urgency));
  std::ranges::sort(keys);
  return keys;
}

std::string QueuePlace(const v1::Ticket& ticket) {
  return TimeBytes(Millis(ticket.milestones().report_time()))
      .append(ticket.ticket());
}

QueueScan::QueueScan(rocksdb::DB& db, const rocksdb::ReadOptions& at,
                     std::string_view ledger_uid,
                     const v1::TicketFilter& filter, std::string_view place,
                     v1::TicketOrder order) {
  const Walk walk = ChooseWalk(filter, order);
  const Bounds bounds = BoundsOf(filter, walk.order);
  end_ = bounds.end;
  order_bytes_ = OrderBytes(walk.order);
  const std::string row_key = RowKey(ledger_uid, RowKind::kQueue);
  for (const bool terminal : TerminalValues(filter, order)) {
    for (const std::string& value : walk.values) {
      const std::string name = row_key + RangeName(walk.facet, value, terminal);
      for (const std::string& begin : walk.place_prefixes) {
        const std::string_view from =
            std::max<std::string_view>({place, bounds.start, begin});
        std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(at));
        const std::string key = name + std::string(from);
        rows->Seek(key);
        // The place itself was on the page before.
        if (!place.empty() && from == place && rows->Valid() &&
            rows->key() == key) {
          rows->Next();
        }
        ranges_.push_back({name + begin, name.size(), std::move(rows)});
      }
    }
  }
  FindFirst();
}

QueueScan::~QueueScan() = default;

void QueueScan::Next() {
  first_->rows->Next();
  FindFirst();
}

std::string_view QueueScan::Place() const {
  return first_->rows->key().ToStringView().substr(first_->name_bytes);
}

std::string_view QueueScan::Ticket() const {
  const std::string_view place = Place();
  return place.substr(order_bytes_ == 0 ? 1 + static_cast<size_t>(place.front())
                                        : order_bytes_);
}

bool QueueScan::Terminal() const {
  // The last byte of a range's name says so.
  return first_->rows->key().ToStringView()[first_->name_bytes - 1] != 0;
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
  return end_.empty() || key.substr(range.name_bytes) < end_;
}

void QueueScan::FindFirst() {
  first_ = nullptr;
  std::string_view first_place;
  for (const Range& range : ranges_) {
    if (!RangeValid(range)) continue;
    const std::string_view place =
        range.rows->key().ToStringView().substr(range.name_bytes);
    if (first_ == nullptr || place < first_place) {
      first_ = &range;
      first_place = place;
    }
  }
}

}  // namespace workledger
