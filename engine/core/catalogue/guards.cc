#include "engine/core/catalogue/guards.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/catalogue/path.h"
#include "engine/core/lifecycle/ticket_case.h"

namespace workledger {
namespace {

using google::protobuf::RepeatedPtrField;

absl::Status Unknown(std::string_view code, std::string_view field) {
  return Forbid(
      v1::ERROR_REASON_CATALOGUE_UNKNOWN,
      absl::StrCat("got ", ToAbsl(code), ", want one of the catalogue"), field);
}

absl::Status Unfit(std::string_view message, std::string_view field) {
  return Forbid(v1::ERROR_REASON_PARTY_UNFIT, message, field);
}

absl::Status CheckCode(const Catalogue& catalogue, v1::CatalogueKind kind,
                       std::string_view code, std::string_view field) {
  if (code.empty() || !catalogue.Keeps(kind) ||
      catalogue.Find(kind, code) != nullptr) {
    return absl::OkStatus();
  }
  return Unknown(code, field);
}

bool InTerm(const google::protobuf::Timestamp& start,
            const google::protobuf::Timestamp& end, absl::Time at) {
  return FromTimestamp(start) <= at && at < FromTimestamp(end);
}

// Whether `code` lies in one of `paths`; none of them means everywhere.
bool InScope(std::string_view code,
             const RepeatedPtrField<std::string>& paths) {
  return paths.empty() ||
         std::ranges::any_of(paths, [&](const std::string& path) {
           return LiesIn(code, path);
         });
}

// A licence is asked for wherever one was ever given: a skill that has one is
// only as good as its certificate.
bool HasSkill(const v1::Member& member, const std::string& skill,
              absl::Time at) {
  bool licensed = false;
  for (const v1::Certificate& certificate : member.certificates()) {
    if (certificate.skill() != skill) continue;
    if (!certificate.has_expire_time() ||
        at < FromTimestamp(certificate.expire_time())) {
      return true;
    }
    licensed = true;
  }
  return !licensed &&
         std::ranges::find(member.skills(), skill) != member.skills().end();
}

bool HasSkills(const v1::Member& member, const v1::Category* demanding,
               absl::Time at) {
  return demanding == nullptr ||
         std::ranges::all_of(demanding->skills(), [&](const auto& skill) {
           return HasSkill(member, skill, at);
         });
}

absl::Status CheckPeople(const v1::Party& party, std::string_view person,
                         const v1::Category* demanding, absl::Time at,
                         std::string_view field) {
  const auto named = [&](const v1::Member& member) {
    return person.empty() || member.principal() == person;
  };
  if (!party.members().empty() &&
      std::ranges::none_of(party.members(), named)) {
    return Unfit(absl::StrCat("got ", ToAbsl(person), ", want a member of ",
                              party.code()),
                 field);
  }
  if (demanding == nullptr ||
      std::ranges::any_of(party.members(), [&](const v1::Member& member) {
        return named(member) && HasSkills(member, demanding, at);
      })) {
    return absl::OkStatus();
  }
  return Unfit(absl::StrCat("got ",
                            person.empty() ? absl::string_view(party.code())
                                           : ToAbsl(person),
                            ", want the skills of ", demanding->code(),
                            " with certificates that have not expired"),
               field);
}

absl::StatusOr<const v1::CatalogueEntry*> FindContract(
    const Catalogue& catalogue, const v1::Party& party, const WorkPlace& place,
    std::string_view field) {
  const v1::CatalogueEntry* const contract =
      CoveringContract(catalogue, party.code(), place);
  if (contract != nullptr) return contract;
  return Unfit(absl::StrCat("got ", party.code(),
                            ", want one with a contract in term that covers ",
                            "category and location"),
               field);
}

}  // namespace

const v1::CatalogueEntry* CoveringContract(const Catalogue& catalogue,
                                           std::string_view party,
                                           const WorkPlace& place) {
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_CONTRACT)) {
    if (entry.retired()) continue;
    const v1::Contract& contract = entry.item().contract();
    if (contract.party() == party &&
        InTerm(contract.start_time(), contract.end_time(), place.at) &&
        (place.category.empty() ||
         InScope(place.category, contract.categories())) &&
        (place.location.empty() ||
         InScope(place.location, contract.locations()))) {
      return &entry;
    }
  }
  return nullptr;
}

absl::Status CheckLocation(const Catalogue& catalogue, std::string_view code,
                           std::string_view field) {
  return CheckCode(catalogue, v1::CATALOGUE_KIND_LOCATION, code, field);
}

absl::Status CheckCategory(const Catalogue& catalogue, std::string_view code,
                           v1::TicketKind kind, std::string_view field) {
  WL_RETURN_IF_ERROR(
      CheckCode(catalogue, v1::CATALOGUE_KIND_CATEGORY, code, field));
  const v1::Category* const category = catalogue.FindCategory(code);
  if (category == nullptr || category->kind() == v1::TICKET_KIND_UNSPECIFIED ||
      category->kind() == kind) {
    return absl::OkStatus();
  }
  return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                absl::StrCat("got ", ToAbsl(code), ", want a category for ",
                             v1::TicketKind_Name(kind)),
                field);
}

absl::Status CheckAsset(const Catalogue& catalogue, std::string_view code,
                        std::string_view field) {
  return CheckCode(catalogue, v1::CATALOGUE_KIND_ASSET, code, field);
}

absl::StatusOr<const v1::CatalogueEntry*> CheckFit(const Catalogue& catalogue,
                                                   const v1::Assignee& assignee,
                                                   const WorkPlace& place,
                                                   std::string_view field) {
  WL_RETURN_IF_ERROR(
      CheckCode(catalogue, v1::CATALOGUE_KIND_PARTY, assignee.party(), field));
  const v1::Party* const party = catalogue.FindParty(assignee.party());
  if (party == nullptr) return nullptr;
  if (!party->active()) {
    return Unfit(absl::StrCat("got ", party->code(), ", want one in service"),
                 field);
  }
  const v1::Category* const demanding = FindCategoryWith(
      catalogue, place.category,
      [](const v1::Category& c) { return !c.skills().empty(); });
  WL_RETURN_IF_ERROR(
      CheckPeople(*party, assignee.person(), demanding, place.at, field));
  if (party->kind() != v1::PARTY_KIND_CONTRACTOR ||
      !catalogue.Keeps(v1::CATALOGUE_KIND_CONTRACT)) {
    return nullptr;
  }
  return FindContract(catalogue, *party, place, field);
}

const v1::Category* FindCategoryWith(const Catalogue& catalogue,
                                     std::string_view category,
                                     bool (*has)(const v1::Category&)) {
  for (; !category.empty(); category = ParentPath(category)) {
    const v1::Category* const found = catalogue.FindCategory(category);
    if (found != nullptr && has(*found)) return found;
  }
  return nullptr;
}

v1::SizeClass SizeClassOf(const Catalogue& catalogue,
                          std::string_view category) {
  const v1::Category* const found =
      FindCategoryWith(catalogue, category, [](const v1::Category& c) {
        return c.size_class() != v1::SIZE_CLASS_UNSPECIFIED;
      });
  return found == nullptr ? v1::SIZE_CLASS_UNSPECIFIED : found->size_class();
}

const v1::CatalogueEntry* FindWindow(const Catalogue& catalogue,
                                     v1::WindowKind kind,
                                     std::string_view location,
                                     std::string_view alarm_class,
                                     absl::Time at) {
  for (const auto& [key, entry] :
       catalogue.EntriesOf(v1::CATALOGUE_KIND_WINDOW)) {
    if (entry.retired()) continue;
    const v1::Window& window = entry.item().window();
    const auto& classes = window.alarm_classes();
    if (window.kind() == kind &&
        InTerm(window.start_time(), window.end_time(), at) &&
        InScope(location, window.locations()) &&
        (classes.empty() || alarm_class.empty() ||
         std::ranges::find(classes, alarm_class) != classes.end())) {
      return &entry;
    }
  }
  return nullptr;
}

}  // namespace workledger
