#include "engine/core/catalogue/references.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/core/catalogue/path.h"

namespace workledger {
namespace {

class Collector {
 public:
  void Add(v1::CatalogueKind kind, std::string_view code, std::string field) {
    if (code.empty()) return;
    references_.push_back({{kind, std::string(code)}, std::move(field)});
  }

  void AddAll(v1::CatalogueKind kind,
              const google::protobuf::RepeatedPtrField<std::string>& codes,
              std::string_view field) {
    for (int i = 0; i < codes.size(); ++i) {
      Add(kind, codes[i], absl::StrCat(ToAbsl(field), "[", i, "]"));
    }
  }

  std::vector<Reference> Take() { return std::move(references_); }

 private:
  std::vector<Reference> references_;
};

void AddPlan(const v1::Plan& plan, Collector& found) {
  found.Add(v1::CATALOGUE_KIND_CALENDAR, plan.calendar(), "calendar");
  found.Add(v1::CATALOGUE_KIND_CATEGORY, plan.category(), "category");
  found.Add(v1::CATALOGUE_KIND_LOCATION, plan.location(), "location");
  found.Add(v1::CATALOGUE_KIND_ASSET, plan.asset(), "asset");
  found.AddAll(v1::CATALOGUE_KIND_ASSET, plan.assets(), "assets");
  found.Add(v1::CATALOGUE_KIND_PARTY, plan.assignee().party(),
            "assignee.party");
  found.Add(v1::CATALOGUE_KIND_PARTY, plan.round().party(), "round.party");
  found.Add(v1::CATALOGUE_KIND_RUBRIC, plan.round().rubric(), "round.rubric");
  found.AddAll(v1::CATALOGUE_KIND_LOCATION, plan.round().locations(),
               "round.locations");
}

void AddPolicy(const v1::Policy& policy, Collector& found) {
  found.AddAll(v1::CATALOGUE_KIND_LOCATION, policy.locations(), "locations");
  found.Add(v1::CATALOGUE_KIND_CALENDAR, policy.calendar(), "calendar");
  found.Add(v1::CATALOGUE_KIND_CALENDAR, policy.delivery_calendar(),
            "delivery_calendar");
  for (int i = 0; i < policy.rules_size(); ++i) {
    const v1::PolicyRule& rule = policy.rules(i);
    const std::string field = absl::StrCat("rules[", i, "].");
    found.Add(v1::CATALOGUE_KIND_CALENDAR, rule.calendar(),
              absl::StrCat(field, "calendar"));
    found.AddAll(v1::CATALOGUE_KIND_CATEGORY, rule.categories(),
                 absl::StrCat(field, "categories"));
    found.AddAll(v1::CATALOGUE_KIND_LOCATION, rule.locations(),
                 absl::StrCat(field, "locations"));
    found.AddAll(v1::CATALOGUE_KIND_CONTRACT, rule.contracts(),
                 absl::StrCat(field, "contracts"));
  }
}

}  // namespace

std::vector<Reference> ReferencesOf(const v1::CatalogueItem& item) {
  Collector found;
  switch (item.item_case()) {
    case v1::CatalogueItem::kLocation:
      found.Add(v1::CATALOGUE_KIND_LOCATION, ParentPath(item.location().code()),
                "code");
      found.Add(v1::CATALOGUE_KIND_CALENDAR, item.location().calendar(),
                "calendar");
      break;
    case v1::CatalogueItem::kAsset:
      found.Add(v1::CATALOGUE_KIND_LOCATION, item.asset().location(),
                "location");
      found.Add(v1::CATALOGUE_KIND_ASSET, item.asset().part_of(), "part_of");
      break;
    case v1::CatalogueItem::kContract:
      found.Add(v1::CATALOGUE_KIND_PARTY, item.contract().party(), "party");
      found.Add(v1::CATALOGUE_KIND_CALENDAR, item.contract().month().calendar(),
                "month.calendar");
      found.AddAll(v1::CATALOGUE_KIND_CATEGORY, item.contract().categories(),
                   "categories");
      found.AddAll(v1::CATALOGUE_KIND_LOCATION, item.contract().locations(),
                   "locations");
      break;
    case v1::CatalogueItem::kCategory:
      found.Add(v1::CATALOGUE_KIND_CATEGORY, ParentPath(item.category().code()),
                "code");
      found.Add(v1::CATALOGUE_KIND_PROCEDURE, item.category().procedure(),
                "procedure");
      break;
    case v1::CatalogueItem::kWindow:
      found.AddAll(v1::CATALOGUE_KIND_LOCATION, item.window().locations(),
                   "locations");
      break;
    case v1::CatalogueItem::kAlarmRule:
      found.Add(v1::CATALOGUE_KIND_CATEGORY, item.alarm_rule().category(),
                "category");
      found.AddAll(v1::CATALOGUE_KIND_ALARM_RULE,
                   item.alarm_rule().inhibitors(), "inhibitors");
      found.Add(v1::CATALOGUE_KIND_ROSTER, item.alarm_rule().roster(),
                "roster");
      break;
    case v1::CatalogueItem::kPlan:
      AddPlan(item.plan(), found);
      break;
    case v1::CatalogueItem::kPolicy:
      AddPolicy(item.policy(), found);
      break;
    case v1::CatalogueItem::kParty:
    case v1::CatalogueItem::kProcedure:
    case v1::CatalogueItem::kRubric:
    case v1::CatalogueItem::kCalendar:
    case v1::CatalogueItem::kRoster:
    case v1::CatalogueItem::ITEM_NOT_SET:
      break;
  }
  return found.Take();
}

}  // namespace workledger
