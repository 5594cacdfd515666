#include "engine/core/penalty/settled_months.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/time.h"
#include "engine/core/lifecycle/ticket_case.h"
#include "engine/core/penalty/penalty_month.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using google::protobuf::Timestamp;

// No zone is further from UTC, so that a day more on both sides is enough.
constexpr absl::Duration kZoneMargin = absl::Hours(24);

StreamName StreamOf(std::string_view contract, absl::CivilMonth month) {
  return {v1::STREAM_KIND_PENALTY, PenaltyKey(contract, month)};
}

absl::CivilMonth UtcMonth(absl::Time time) {
  return absl::CivilMonth(absl::ToCivilDay(time, absl::UTCTimeZone()));
}

// The months in which some part of the contract's term that has begun lies,
// whatever its zone; the last of them.
std::vector<absl::CivilMonth> MonthsOf(const v1::Contract& contract,
                                       const v1::LedgerState& ledger) {
  const absl::Time now = FromTimestamp(ledger.now_time());
  const absl::CivilMonth last =
      UtcMonth(std::min(FromTimestamp(contract.end_time()), now) + kZoneMargin);
  const absl::CivilMonth first =
      std::max(UtcMonth(FromTimestamp(contract.start_time()) - kZoneMargin),
               last - (kSettledMonthsMax - 1));
  std::vector<absl::CivilMonth> months;
  for (absl::CivilMonth month = first; month <= last; ++month) {
    months.push_back(month);
  }
  return months;
}

// The contract as it was last, also a retired one; null if it never was.
const v1::Contract* LastOf(const Catalogue& catalogue, std::string_view code) {
  const v1::CatalogueEntry* const entry =
      catalogue.FindEver(v1::CATALOGUE_KIND_CONTRACT, code);
  return entry == nullptr ? nullptr : &entry->item().contract();
}

std::string_view ContractOf(const v1::CatalogueChange& change) {
  if (change.put().has_contract()) return change.put().contract().code();
  return change.retire().kind() == v1::CATALOGUE_KIND_CONTRACT
             ? std::string_view(change.retire().code())
             : std::string_view();
}

// The contracts, also retired ones, whose months this calendar tells.
std::vector<const v1::Contract*> ContractsBy(const Catalogue& catalogue,
                                             std::string_view calendar) {
  std::vector<const v1::Contract*> contracts;
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_CONTRACT)) {
    const v1::Contract& contract = entry.item().contract();
    if (contract.month().calendar() == calendar) contracts.push_back(&contract);
  }
  return contracts;
}

// The contracts whose settled months the change may touch.
std::vector<const v1::Contract*> ContractsOf(
    const Catalogue& catalogue, const v1::CatalogueChange& change) {
  if (change.put().has_calendar()) {
    const v1::Calendar& calendar = change.put().calendar();
    const v1::CatalogueEntry* const before =
        catalogue.FindEver(v1::CATALOGUE_KIND_CALENDAR, calendar.code());
    if (before == nullptr ||
        before->item().calendar().zone() == calendar.zone()) {
      return {};
    }
    return ContractsBy(catalogue, calendar.code());
  }
  const v1::Contract* const contract = LastOf(catalogue, ContractOf(change));
  if (contract == nullptr) return {};
  return {contract};
}

// Tells the months of instants as the contract's accounts do.
class Months {
 public:
  Months(const Catalogue& catalogue, const v1::Contract& contract)
      : catalogue_(catalogue), contract_(contract) {}

  absl::CivilMonth At(absl::Time time) const {
    return MonthAt(catalogue_, contract_, time);
  }

  // Whether some of `month` lies between the two instants.
  bool Between(const Timestamp& a, const Timestamp& b,
               absl::CivilMonth month) const {
    const auto [first, last] =
        std::minmax({FromTimestamp(a), FromTimestamp(b)});
    return first < last && At(first) <= month &&
           month <= At(last - absl::Nanoseconds(1));
  }

 private:
  const Catalogue& catalogue_;
  const v1::Contract& contract_;
};

absl::Status Settled(absl::CivilMonth month, const std::string& field) {
  return Forbid(
      v1::ERROR_REASON_MONTH_SETTLED,
      absl::StrCat("got a change that reaches into ", MonthNumber(month),
                   ", want that month, which is "
                   "settled, as it is"),
      field);
}

}  // namespace

std::vector<StreamName> SettledMonthReads(const v1::ChangeCatalogue& order,
                                          const Folds& known) {
  std::vector<StreamName> names;
  for (const v1::CatalogueChange& change : order.changes()) {
    for (const v1::Contract* const contract :
         ContractsOf(*known.catalogue, change)) {
      for (const absl::CivilMonth month : MonthsOf(*contract, *known.ledger)) {
        StreamName name = StreamOf(contract->code(), month);
        if (!Known(known, name.first, name.second)) names.push_back(name);
      }
    }
  }
  return names;
}

absl::Status CheckSettledMonths(const v1::Contract& before,
                                const v1::Contract* after, const Folds& folds,
                                absl::Time at, const std::string& field) {
  const Months months(*folds.catalogue, before);
  for (const absl::CivilMonth month : MonthsOf(before, *folds.ledger)) {
    const StreamName name = StreamOf(before.code(), month);
    if (!PenaltyMonthOf(folds, name.second).settled()) continue;
    if (months.At(at) <= month) return Settled(month, field);
    if (after == nullptr) continue;
    if (after->party() != before.party()) {
      return Settled(month, absl::StrCat(field, ".party"));
    }
    if (months.Between(before.start_time(), after->start_time(), month)) {
      return Settled(month, absl::StrCat(field, ".start_time"));
    }
    if (months.Between(before.end_time(), after->end_time(), month)) {
      return Settled(month, absl::StrCat(field, ".end_time"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSettledZone(const v1::Calendar& before,
                              const v1::Calendar& after, const Folds& folds,
                              const std::string& field) {
  if (before.zone() == after.zone()) return absl::OkStatus();
  for (const v1::Contract* const contract :
       ContractsBy(*folds.catalogue, before.code())) {
    for (const absl::CivilMonth month : MonthsOf(*contract, *folds.ledger)) {
      const StreamName name = StreamOf(contract->code(), month);
      if (PenaltyMonthOf(folds, name.second).settled()) {
        return Settled(month, field);
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace workledger
