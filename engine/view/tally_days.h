#ifndef WORKLEDGER_VIEW_TALLY_DAYS_H_
#define WORKLEDGER_VIEW_TALLY_DAYS_H_

// Tallies summed up by local day: a row for each item, day, location and
// party. A key is that of its kind of row, then the day (4 bytes) and the item,
// location and party, each with its length (4 bytes); the row holds the count
// and the number of tallies (8 bytes each).
//
//   TallyDays days;
//   for (const v1::Event& event : events) days.Add(event);

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/report_service.pb.h"

namespace rocksdb {
class DB;
class WriteBatch;
struct ReadOptions;
}  // namespace rocksdb

namespace workledger {

struct TallyKey {
  std::string item{};
  uint32_t day = 0;  // year * 10,000 + month * 100 + day
  std::string location{};
  std::string party{};

  friend auto operator<=>(const TallyKey&, const TallyKey&) = default;
};

struct TallySum {
  uint64_t count = 0;
  uint64_t tallies = 0;
};

class TallyDays {
 public:
  // Counts the tally that `event` tells of, if it does.
  void Add(const v1::Event& event);

  // Adds what is counted here to the stored rows, in `batch`.
  //
  //   DATA_LOSS  RECORD_CORRUPT: a stored row has the wrong size.
  absl::Status AddTo(rocksdb::DB& db, std::string_view ledger_uid,
                     rocksdb::WriteBatch& batch) const;

 private:
  std::map<TallyKey, TallySum> rows_;
};

// Which tallies are summed up, and over what.
struct TallyQuery {
  v1::TallyPeriod period = v1::TALLY_PERIOD_YEAR;
  // Days from the first to the last, both included.
  uint32_t first_day = 0;
  uint32_t last_day = UINT32_MAX;
  // All if empty; of locations those below it, too.
  std::string item{};
  std::string location{};
  std::string party{};
  bool by_location = false;
  bool by_party = false;
};

// Returns the first day of the period that `day` falls in; a week begins on
// Monday.
uint32_t PeriodStart(v1::TallyPeriod period, uint32_t day);

// What the tallies that a query asks for sum up to; others are left out. Refers
// to the query.
class TallySums {
 public:
  explicit TallySums(const TallyQuery& query) : query_(query) {}

  //   INVALID_ARGUMENT  FIELD_INVALID on "period": more than kTallyRowsMax
  //   rows.
  absl::Status Add(TallyKey key, const TallySum& sum);
  // Adds the tally that `event` tells of, if it does.
  absl::Status Add(const v1::Event& event);

  // Returns the rows, sorted by item, day, location, party.
  std::vector<v1::TallyRow> Render() const;

 private:
  const TallyQuery& query_;
  std::map<TallyKey, TallySum> sums_;
};

// Returns the sums, sorted by item, day, location, party. Sees the moment that
// `at` names.
//
//   INVALID_ARGUMENT  FIELD_INVALID on "period": more than kTallyRowsMax rows;
//                     on "start_time": more than kTallyRowsReadMax days to sum
//                     up.
//   DATA_LOSS         RECORD_CORRUPT.
absl::StatusOr<std::vector<v1::TallyRow>> ReadTallies(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const TallyQuery& query);

}  // namespace workledger

#endif  // WORKLEDGER_VIEW_TALLY_DAYS_H_
