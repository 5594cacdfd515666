#include "engine/core/penalty/penalty_month.h"

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/calendar_at.h"

namespace workledger {

uint32_t MonthNumber(absl::CivilMonth month) {
  return static_cast<uint32_t>(month.year() * 100 + month.month());
}

absl::CivilMonth MonthOfNumber(uint32_t number) {
  return absl::CivilMonth(number / 100, static_cast<int>(number % 100));
}

bool MonthNumberValid(uint32_t number) {
  const uint32_t month = number % 100;
  return number >= 101 && number <= 999912 && month >= 1 && month <= 12;
}

std::string PenaltyKey(std::string_view contract, absl::CivilMonth month) {
  return absl::StrCat(ToAbsl(contract), "|", MonthNumber(month));
}

std::string PenaltyKey(const v1::ContractMonth& month) {
  return absl::StrCat(month.contract(), "|", month.month());
}

absl::CivilMonth MonthAt(const Catalogue& catalogue,
                         const v1::Contract& contract, absl::Time time) {
  const v1::CatalogueEntry* const calendar =
      catalogue.Find(v1::CATALOGUE_KIND_CALENDAR, contract.month().calendar());
  return absl::CivilMonth(LocalDay(catalogue, calendar, time));
}

const v1::CatalogueEntry* ContractOfMonth(const Catalogue& catalogue,
                                          std::string_view contract,
                                          absl::CivilMonth month) {
  const v1::CatalogueEntry* found = nullptr;
  for (const v1::CatalogueEntry* const entry :
       catalogue.ContractRevisions(contract)) {
    const bool before = MonthAt(catalogue, entry->item().contract(),
                                FromTimestamp(entry->record_time())) <= month;
    if (found == nullptr || before) found = entry;
  }
  return found;
}

}  // namespace workledger
