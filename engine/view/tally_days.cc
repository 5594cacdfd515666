#include "engine/view/tally_days.h"

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/view/path.h"
#include "engine/view/row.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr size_t kNumberBytes = 4;  // of a day, and of a length
constexpr size_t kCountBytes = 8;

absl::Status SizeError() {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
                   "a tally's row has the wrong size");
}

std::string TallyRowKey(std::string_view ledger_uid, const TallyKey& key) {
  std::string bytes = RowKey(ledger_uid, RowKind::kTallyDay);
  AppendBigEndian(bytes, key.day, kNumberBytes);
  for (const std::string* const text : {&key.item, &key.location, &key.party}) {
    AppendBigEndian(bytes, text->size(), kNumberBytes);
    bytes.append(*text);
  }
  return bytes;
}

// Cuts the next text with its length off the front of `name`.
std::optional<std::string> TakeText(std::string_view& name) {
  if (name.size() < kNumberBytes) return std::nullopt;
  const uint64_t size = ParseBigEndian(name.substr(0, kNumberBytes));
  name.remove_prefix(kNumberBytes);
  if (name.size() < size) return std::nullopt;
  std::string text(name.substr(0, size));
  name.remove_prefix(size);
  return text;
}

absl::StatusOr<TallyKey> ParseKey(std::string_view name) {
  if (name.size() < kNumberBytes) return SizeError();
  TallyKey key;
  key.day = static_cast<uint32_t>(ParseBigEndian(name.substr(0, kNumberBytes)));
  name.remove_prefix(kNumberBytes);
  for (std::string* const text : {&key.item, &key.location, &key.party}) {
    std::optional<std::string> taken = TakeText(name);
    if (!taken.has_value()) return SizeError();
    *text = *std::move(taken);
  }
  return key;
}

absl::StatusOr<TallySum> ParseSum(std::string_view row) {
  if (row.size() != 2 * kCountBytes) return SizeError();
  return TallySum{.count = ParseBigEndian(row.substr(0, kCountBytes)),
                  .tallies = ParseBigEndian(row.substr(kCountBytes))};
}

// A sum that no number holds stays the greatest one.
void AddSum(const TallySum& sum, TallySum& to) {
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  to.count = sum.count > kMost - to.count ? kMost : to.count + sum.count;
  to.tallies += sum.tallies;
}

absl::CivilDay ToCivilDay(uint32_t day) {
  return absl::CivilDay(day / 10'000, day / 100 % 100, day % 100);
}

uint32_t FromCivilDay(absl::CivilDay day) {
  return static_cast<uint32_t>(day.year() * 10'000 + day.month() * 100 +
                               day.day());
}

TallyKey KeyOf(const v1::TallyRecorded& tally) {
  return {.item = tally.item(),
          .day = tally.day(),
          .location = tally.location(),
          .party = tally.party()};
}

bool Asked(const TallyQuery& query, const TallyKey& key) {
  return key.day >= query.first_day && key.day <= query.last_day &&
         (query.item.empty() || query.item == key.item) &&
         (query.party.empty() || query.party == key.party) &&
         InSubtree(key.location, query.location);
}

}  // namespace

void TallyDays::Add(const v1::Event& event) {
  if (!event.has_tally_recorded()) return;
  const v1::TallyRecorded& tally = event.tally_recorded();
  AddSum({.count = tally.count(), .tallies = 1}, rows_[KeyOf(tally)]);
}

absl::Status TallyDays::AddTo(rocksdb::DB& db, std::string_view ledger_uid,
                              rocksdb::WriteBatch& batch) const {
  for (const auto& [key, difference] : rows_) {
    const std::string row_key = TallyRowKey(ledger_uid, key);
    TallySum sum = difference;
    std::string stored;
    WL_ASSIGN_OR_RETURN(const bool found, GetRow(db, {}, row_key, stored));
    if (found) {
      WL_ASSIGN_OR_RETURN(const TallySum before, ParseSum(stored));
      AddSum(before, sum);
    }
    std::string row;
    AppendBigEndian(row, sum.count, kCountBytes);
    AppendBigEndian(row, sum.tallies, kCountBytes);
    batch.Put(row_key, row);
  }
  return absl::OkStatus();
}

uint32_t PeriodStart(v1::TallyPeriod period, uint32_t day) {
  const absl::CivilDay civil = ToCivilDay(day);
  switch (period) {
    case v1::TALLY_PERIOD_DAY:
      return day;
    case v1::TALLY_PERIOD_WEEK:
      return FromCivilDay(absl::PrevWeekday(civil + 1, absl::Weekday::monday));
    case v1::TALLY_PERIOD_MONTH:
      return FromCivilDay(absl::CivilDay(absl::CivilMonth(civil)));
    case v1::TALLY_PERIOD_YEAR:
    case v1::TALLY_PERIOD_UNSPECIFIED:
    case v1::TallyPeriod_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TallyPeriod_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return FromCivilDay(absl::CivilDay(absl::CivilYear(civil)));
}

absl::Status TallySums::Add(TallyKey key, const TallySum& sum) {
  if (!Asked(query_, key)) return absl::OkStatus();
  key.day = PeriodStart(query_.period, key.day);
  if (!query_.by_location) key.location.clear();
  if (!query_.by_party) key.party.clear();
  AddSum(sum, sums_[std::move(key)]);
  if (sums_.size() <= kTallyRowsMax) return absl::OkStatus();
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "period",
                    absl::StrCat("got more than ", kTallyRowsMax,
                                 " rows, want a longer period, a shorter "
                                 "time or fewer splits"));
}

absl::Status TallySums::Add(const v1::Event& event) {
  if (!event.has_tally_recorded()) return absl::OkStatus();
  const v1::TallyRecorded& tally = event.tally_recorded();
  return Add(KeyOf(tally), {.count = tally.count(), .tallies = 1});
}

std::vector<v1::TallyRow> TallySums::Render() const {
  std::vector<v1::TallyRow> rows;
  for (const auto& [key, sum] : sums_) {
    v1::TallyRow& row = rows.emplace_back();
    row.set_item(key.item);
    row.set_day(key.day);
    row.set_location(key.location);
    row.set_party(key.party);
    row.set_count(sum.count);
    row.set_tallies(sum.tallies);
  }
  return rows;
}

absl::StatusOr<std::vector<v1::TallyRow>> ReadTallies(
    rocksdb::DB& db, const rocksdb::ReadOptions& at,
    std::string_view ledger_uid, const TallyQuery& query) {
  const std::string prefix = RowKey(ledger_uid, RowKind::kTallyDay);
  std::string begin = prefix;
  AppendBigEndian(begin, query.first_day, kNumberBytes);
  const std::unique_ptr<rocksdb::Iterator> rows(db.NewIterator(at));
  TallySums sums(query);
  size_t read = 0;
  for (rows->Seek(begin);
       rows->Valid() && rows->key().ToStringView().starts_with(prefix);
       rows->Next()) {
    WL_ASSIGN_OR_RETURN(
        TallyKey key,
        ParseKey(rows->key().ToStringView().substr(prefix.size())));
    if (key.day > query.last_day) break;
    if (++read > kTallyRowsReadMax) {
      return FieldError(v1::ERROR_REASON_FIELD_INVALID, "start_time",
                        absl::StrCat("got more than ", kTallyRowsReadMax,
                                     " days of items, places and parties to "
                                     "sum up, want a shorter time"));
    }
    WL_ASSIGN_OR_RETURN(const TallySum sum,
                        ParseSum(rows->value().ToStringView()));
    WL_RETURN_IF_ERROR(sums.Add(std::move(key), sum));
  }
  WL_RETURN_IF_ERROR(ViewStatus(rows->status()));
  return sums.Render();
}

}  // namespace workledger
