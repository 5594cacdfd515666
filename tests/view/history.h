#ifndef WORKLEDGER_TESTS_VIEW_HISTORY_H_
#define WORKLEDGER_TESTS_VIEW_HISTORY_H_

// Writes events straight to a log, without asking any rule: views and replays
// must take whatever a log holds.
//
//   History history(log);
//   history.Add("a", Reported({.location = "north"}), absl::Minutes(5));

#include <map>
#include <random>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "engine/log/event_log.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// When every history starts.
inline const absl::Time kEpoch = absl::FromUnixSeconds(1'700'000'000);

class History {
 public:
  // `log` is empty, outlives the history and has no other writer.
  explicit History(EventLog& log) : log_(log) {}

  // Appends the ledger's creation.
  void Create(const std::string& ledger);

  // Appends an event of a ticket that occurred `occur` after the epoch; it is
  // recorded at its position in seconds after the epoch.
  void Add(const std::string& ticket, const v1::Event& event,
           absl::Duration occur);

  // Appends `count` events of `tickets` tickets, chosen by chance.
  void AddRandom(int count, int tickets, std::mt19937& random);

  // The record that Add would append next.
  v1::Record NextRecord(const v1::StreamId& stream, const v1::Event& event,
                        absl::Duration occur) const;

  // Appends a record as it is, in a transaction of its own.
  void AddRecord(const v1::Record& record);
  void AddBytes(const StreamId& stream, std::string bytes);

 private:
  EventLog& log_;
  std::map<StreamId, uint64_t> versions_;
};

// A ticket's first event.
struct Report {
  std::string location{};
  std::string category{};
  absl::Time report_time = kEpoch;
};
v1::Event Reported(const Report& report);

v1::Event StateRecorded(v1::TicketState state);
v1::Event Held(v1::HoldReason reason, std::string_view label);
v1::Event Found(v1::FindingKind kind);
v1::Event Assigned(std::string_view party, std::string_view person);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_VIEW_HISTORY_H_
