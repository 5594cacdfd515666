#ifndef WORKLEDGER_CORE_CATALOGUE_CATALOGUE_H_
#define WORKLEDGER_CORE_CATALOGUE_CATALOGUE_H_

// The fold of a ledger's catalogue: every item by kind and code, as of one
// position. A kind of which it keeps nothing is not asked: a ledger without a
// catalogue takes any location, party and category.
//
//   if (catalogue.Keeps(v1::CATALOGUE_KIND_PARTY) &&
//       catalogue.Find(v1::CATALOGUE_KIND_PARTY, code) == nullptr) { ... }

#include <cstdint>
#include <map>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/calendar/working_calendar.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// Sorts as entries are listed: by kind, then by code.
using CatalogueKey = std::pair<v1::CatalogueKind, std::string>;

// Returns what names an item.
CatalogueKey KeyOf(const v1::CatalogueItem& item);

// Not thread-safe. Pointers stay valid until the item they point at changes.
class Catalogue {
 public:
  // Applies an event of the catalogue's stream. Total.
  void Evolve(const v1::Record& record, const v1::Event& event);

  // Takes an entry as it was stored. Revisions of one item come in any order;
  // the newest is what the item is.
  void Load(v1::CatalogueEntry entry);

  // Returns the item in use with this code, or null.
  const v1::CatalogueEntry* Find(v1::CatalogueKind kind,
                                 std::string_view code) const;

  // The same for an item that may have been retired.
  const v1::CatalogueEntry* FindEver(v1::CatalogueKind kind,
                                     std::string_view code) const;

  // Whether any item of the kind is in use.
  bool Keeps(v1::CatalogueKind kind) const;

  // The items of the kinds, or null.
  const v1::Location* FindLocation(std::string_view code) const;
  const v1::Asset* FindAsset(std::string_view code) const;
  const v1::Party* FindParty(std::string_view code) const;
  const v1::Category* FindCategory(std::string_view code) const;
  const v1::Calendar* FindCalendar(std::string_view code) const;

  // Returns what that revision of a calendar works out, or null if it never
  // was. Stays valid as long as any copy of the catalogue lives.
  const WorkingCalendar* FindWorkingCalendar(std::string_view code,
                                             uint64_t revision) const;

  // Returns that revision of a policy, or null. The same.
  const v1::Policy* FindPolicy(std::string_view code, uint64_t revision) const;

  // Returns the policy as it was before the event at `position`, also a retired
  // one, or null if it never was. The same.
  const v1::CatalogueEntry* PolicyBefore(std::string_view code,
                                         uint64_t position) const;

  // Returns that revision of a contract, or null; and all of them in their
  // order, none if it never was. The same.
  const v1::CatalogueEntry* FindContract(std::string_view code,
                                         uint64_t revision) const;
  std::vector<const v1::CatalogueEntry*> ContractRevisions(
      std::string_view code) const;

  // Returns what the calendar in `entry`, of this catalogue, works out.
  const WorkingCalendar& WorkingCalendarOf(
      const v1::CatalogueEntry& entry) const;

  // All entries, retired ones too.
  const std::map<CatalogueKey, v1::CatalogueEntry>& entries() const {
    return entries_;
  }

  // The entries of one kind, sorted by code, retired ones too.
  auto EntriesOf(v1::CatalogueKind kind) const {
    return std::ranges::subrange(
        entries_.lower_bound({kind, ""}),
        entries_.lower_bound(
            {static_cast<v1::CatalogueKind>(static_cast<int>(kind) + 1), ""}));
  }

  // Number of events folded in; 0 if there is no catalogue.
  uint64_t version() const { return version_; }
  // Position of the last of them.
  uint64_t position() const { return position_; }

 private:
  using Revision = std::pair<std::string, uint64_t>;

  // Keeps what tickets refer to by its revision.
  void KeepRevision(const v1::CatalogueEntry& entry);

  std::map<CatalogueKey, v1::CatalogueEntry> entries_;
  // Every revision, by code. They never change, so that copies of a catalogue
  // share them.
  std::map<Revision, std::shared_ptr<const WorkingCalendar>> calendars_;
  std::map<Revision, std::shared_ptr<const v1::CatalogueEntry>> policies_;
  std::map<Revision, std::shared_ptr<const v1::CatalogueEntry>> contracts_;
  std::map<v1::CatalogueKind, size_t> in_use_;
  uint64_t version_ = 0;
  uint64_t position_ = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_CORE_CATALOGUE_CATALOGUE_H_
