#ifndef WORKLEDGER_VIEW_TALLY_H_
#define WORKLEDGER_VIEW_TALLY_H_

// Counts of tickets by everything that a summary shows. Removing undoes adding,
// so the difference that some events make can be added to stored counters.
//
//   Tally tally;
//   for (const v1::Ticket& ticket : tickets) tally.Add(ticket);
//   v1::SummarizeResponse summary = tally.Render();

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Names a counter. Sorts as summaries do.
struct CounterKey {
  // Stored; numbers never change within a version of the views.
  enum class Kind : uint8_t {
    kTotal = 1,
    kState = 2,     // number: the state
    kHold = 3,      // number: the reason; text: its label
    kCategory = 4,  // text: the category
    kAssignee = 5,  // text: the party
    kFinding = 6,   // number: the finding's kind
    kReopens = 7,
  };
  Kind kind = Kind::kTotal;
  uint32_t number = 0;
  std::string text{};

  friend auto operator<=>(const CounterKey&, const CounterKey&) = default;
};

// `part` counts those among `count` that are held (states) or open (total,
// categories, assignees).
struct Counter {
  int64_t count = 0;
  int64_t part = 0;

  friend bool operator==(const Counter&, const Counter&) = default;
};

class Tally {
 public:
  // Counts a ticket, or takes it out again. One of version 0 counts nothing.
  void Add(const v1::Ticket& ticket) { Count(ticket, 1); }
  void Remove(const v1::Ticket& ticket) { Count(ticket, -1); }

  // Counts the finding that `event` tells of, if it does; a ticket's fold does
  // not hold the kinds of its findings.
  void AddFinding(const v1::Event& event);

  void AddCounter(const CounterKey& key, const Counter& counter);

  const std::map<CounterKey, Counter>& Counters() const { return counters_; }

  // Renders all counters but those that are 0, at most kSummaryRowsMax each of
  // holds, categories and assignees; `position` is left to the caller.
  v1::SummarizeResponse Render() const;

 private:
  void Count(const v1::Ticket& ticket, int64_t sign);

  std::map<CounterKey, Counter> counters_;
};

// How a counter is stored: its key is that of its kind of row, then the kind of
// counter (1 byte), the number (4 bytes) and the text; its row is both counts
// (8 bytes each).
std::string CounterRowKey(std::string_view ledger_uid, const CounterKey& key);
std::string CounterRow(const Counter& counter);

// Adds a stored counter; `name` is the key without what all counters begin
// with.
//
//   DATA_LOSS  RECORD_CORRUPT.
absl::Status AddCounterRow(std::string_view name, std::string_view row,
                           Tally& tally);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_TALLY_H_
