#include "engine/core/catalogue/item_form.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/catalogue/catalogue.h"
#include "engine/core/penalty/penalty_form.h"
#include "engine/core/sla/policy_form.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

bool IsCodeByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool IsName(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsCodeByte);
}

bool IsPath(std::string_view text) {
  for (size_t end = text.find('/'); end != text.npos; end = text.find('/')) {
    if (!IsName(text.substr(0, end))) return false;
    text.remove_prefix(end + 1);
  }
  return IsName(text);
}

absl::Status CheckItemCode(const v1::CatalogueItem& item,
                           std::string_view field) {
  const auto [kind, code] = KeyOf(item);
  if (code.empty()) return MissingPart(field, "code");
  if (kind == v1::CATALOGUE_KIND_LOCATION ||
      kind == v1::CATALOGUE_KIND_CATEGORY) {
    return IsPath(code)
               ? absl::OkStatus()
               : WrongPart(field, "code",
                           "got another form, want names with / between them");
  }
  if (code.size() > kCodeBytesMax) {
    return FieldError(v1::ERROR_REASON_FIELD_TOO_LONG,
                      absl::StrCat(ToAbsl(field), ".code"),
                      absl::StrCat("got ", code.size(), " bytes, want at most ",
                                   kCodeBytesMax));
  }
  return IsName(code) ? absl::OkStatus()
                      : WrongPart(field, "code",
                                  "got another form, want letters, digits and "
                                  ". _ -");
}

// Refuses a list whose items do not have codes of their own. `code_of` tells
// an item's code, `name` what the list and its items' codes are called.
template <typename List, typename CodeOf>
absl::Status CheckUnique(const List& list, CodeOf code_of,
                         std::string_view field, std::string_view list_name,
                         std::string_view code_name) {
  std::set<std::string_view> seen;
  for (int i = 0; i < list.size(); ++i) {
    if (seen.insert(code_of(list[i])).second) continue;
    return WrongPart(
        field, absl::StrCat(ToAbsl(list_name), "[", i, "].", ToAbsl(code_name)),
        absl::StrCat("got ", code_of(list[i]), " twice, want each once"));
  }
  return absl::OkStatus();
}

absl::Status CheckParty(const v1::Party& party, std::string_view field) {
  if (party.kind() == v1::PARTY_KIND_UNSPECIFIED) {
    return MissingPart(field, "kind");
  }
  return CheckUnique(
      party.members(),
      [](const v1::Member& m) -> const std::string& { return m.principal(); },
      field, "members", "principal");
}

absl::Status CheckContract(const v1::Contract& contract,
                           std::string_view field) {
  if (contract.party().empty()) return MissingPart(field, "party");
  WL_RETURN_IF_ERROR(CheckContractTerm(contract, field));
  WL_RETURN_IF_ERROR(CheckContractMoney(contract, field));
  return CheckUnique(
      contract.clauses(),
      [](const v1::Clause& c) -> const std::string& { return c.code(); }, field,
      "clauses", "code");
}

absl::Status CheckCategory(const v1::Category& category,
                           std::string_view field) {
  if (category.cost_limit_fen() < 0) {
    return WrongPart(
        field, "cost_limit_fen",
        absl::StrCat("got ", category.cost_limit_fen(), ", want 0 or more"));
  }
  return absl::OkStatus();
}

absl::Status CheckProcedure(const v1::Procedure& procedure,
                            std::string_view field) {
  if (procedure.steps().empty()) return MissingPart(field, "steps");
  return CheckUnique(
      procedure.steps(),
      [](const v1::Step& s) -> const std::string& { return s.code(); }, field,
      "steps", "code");
}

absl::Status CheckRubric(const v1::Rubric& rubric, std::string_view field) {
  if (rubric.items().empty()) return MissingPart(field, "items");
  WL_RETURN_IF_ERROR(CheckUnique(
      rubric.items(),
      [](const v1::RubricItem& i) -> const std::string& { return i.code(); },
      field, "items", "code"));
  uint64_t full = 0;
  for (const v1::RubricItem& item : rubric.items()) full += item.points();
  if (rubric.pass_points() <= full) return absl::OkStatus();
  return WrongPart(field, "pass_points",
                   absl::StrCat("got ", rubric.pass_points(),
                                ", want at most the full score of ", full));
}

absl::Status CheckBody(const v1::CatalogueItem& item, std::string_view field) {
  switch (item.item_case()) {
    case v1::CatalogueItem::kLocation:
      return item.location().kind() == v1::LOCATION_KIND_UNSPECIFIED
                 ? MissingPart(field, "kind")
                 : absl::OkStatus();
    case v1::CatalogueItem::kParty:
      return CheckParty(item.party(), field);
    case v1::CatalogueItem::kContract:
      return CheckContract(item.contract(), field);
    case v1::CatalogueItem::kCategory:
      return CheckCategory(item.category(), field);
    case v1::CatalogueItem::kProcedure:
      return CheckProcedure(item.procedure(), field);
    case v1::CatalogueItem::kRubric:
      return CheckRubric(item.rubric(), field);
    case v1::CatalogueItem::kCalendar:
      return CheckCalendarForm(item.calendar(), field);
    case v1::CatalogueItem::kRoster:
      return CheckRosterForm(item.roster(), field);
    case v1::CatalogueItem::kWindow:
      return CheckWindowForm(item.window(), field);
    case v1::CatalogueItem::kAlarmRule:
      return CheckAlarmRuleForm(item.alarm_rule(), field);
    case v1::CatalogueItem::kPlan:
      return CheckPlanForm(item.plan(), field);
    case v1::CatalogueItem::kPolicy:
      return CheckPolicyForm(item.policy(), field);
    case v1::CatalogueItem::kAsset:
    case v1::CatalogueItem::ITEM_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MissingPart(std::string_view field, std::string_view name) {
  return FieldError(v1::ERROR_REASON_FIELD_REQUIRED,
                    absl::StrCat(ToAbsl(field), ".", ToAbsl(name)),
                    "got nothing, want a value");
}

absl::Status WrongPart(std::string_view field, std::string_view name,
                       std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID,
                    absl::StrCat(ToAbsl(field), ".", ToAbsl(name)), message);
}

std::string KindField(const v1::CatalogueItem& item) {
  const auto* const field = item.GetReflection()->GetOneofFieldDescriptor(
      item, item.GetDescriptor()->oneof_decl(0));
  return field == nullptr ? "item" : field->name();
}

absl::Status CheckItemForm(const v1::CatalogueItem& item,
                           std::string_view field) {
  WL_RETURN_IF_ERROR(CheckItemCode(item, field));
  return CheckBody(item, field);
}

}  // namespace workledger
