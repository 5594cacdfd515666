#include "tools/workledger/simulate/terms.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/simulate/story.h"

namespace workledger {
namespace {

constexpr std::string_view kContractors[] = {kCleaners, kGuards, kBuilders,
                                             kFireService, kLiftService};

v1::CatalogueItem& Put(v1::ChangeCatalogue& change) {
  return *change.add_changes()->mutable_put();
}

void PutParty(std::string_view code, std::string_view name, v1::PartyKind kind,
              v1::ChangeCatalogue& change) {
  v1::Party& party = *Put(change).mutable_party();
  party.set_code(std::string(code));
  party.set_name(std::string(name));
  party.set_kind(kind);
  party.set_active(true);
  party.add_members()->set_principal(absl::StrCat(ToAbsl(code), "-1"));
}

v1::Contract& PutContract(std::string_view party,
                          const std::vector<std::string>& categories,
                          v1::ChangeCatalogue& change) {
  v1::Contract& contract = *Put(change).mutable_contract();
  contract.set_code(ContractOf(party));
  contract.set_name(ContractOf(party));
  contract.set_party(std::string(party));
  *contract.mutable_start_time() = ToTimestamp(YearStart());
  *contract.mutable_end_time() = ToTimestamp(YearEnd());
  contract.mutable_categories()->Add(categories.begin(), categories.end());
  v1::MonthTerms& month = *contract.mutable_month();
  month.set_fee_fen(12'000'000);
  month.set_cap_fen(1'200'000);
  month.set_full_score(85);
  month.set_base_percent(15);
  month.set_contest_working_days(3);
  month.set_calendar(kOfficeCalendar);
  return contract;
}

// Whoever comes, acknowledges or is done too late pays for it; for late work
// also by the hour.
void PutBreachClauses(v1::Contract& contract) {
  v1::Clause& visit = *contract.add_clauses();
  visit.set_code("4.1");
  visit.set_text("按时接单到场");
  v1::BreachGround& late = *visit.mutable_penalty()->mutable_breach();
  late.add_metrics(v1::METRIC_ACKNOWLEDGE);
  late.add_metrics(v1::METRIC_ARRIVAL);
  late.set_fixed_fen(5'000);
  visit.mutable_penalty()->set_repeat_percent(150);
  v1::Clause& work = *contract.add_clauses();
  work.set_code("4.2");
  work.set_text("按时办结");
  v1::BreachGround& undone = *work.mutable_penalty()->mutable_breach();
  undone.add_metrics(v1::METRIC_RESOLUTION);
  undone.set_fixed_fen(20'000);
  undone.set_hour_fen(1'000);
  undone.set_cap_fen(35'000);
  undone.set_points(2);
}

void PutCleaningClauses(v1::Contract& contract) {
  v1::Clause& score = *contract.add_clauses();
  score.set_code("5.1");
  score.set_text("检查扣分");
  v1::ScoreGround& points = *score.mutable_penalty()->mutable_score();
  points.set_point_fen(1'000);
  points.set_points(false);
  v1::Clause& rectify = *contract.add_clauses();
  rectify.set_code("5.2");
  rectify.set_text("按时整改");
  v1::BreachGround& late = *rectify.mutable_penalty()->mutable_breach();
  late.add_metrics(v1::METRIC_RECTIFY);
  late.set_fixed_fen(50'000);
  late.set_points(5);
}

void PutRubric(v1::ChangeCatalogue& change) {
  v1::Rubric& rubric = *Put(change).mutable_rubric();
  rubric.set_code(std::string(kCleaningRubric));
  rubric.set_name("公共区域保洁");
  for (const auto& [code, points] :
       {std::pair("floor", 60u), std::pair("glass", 40u)}) {
    v1::RubricItem& item = *rubric.add_items();
    item.set_code(code);
    item.set_points(points);
  }
  rubric.set_pass_points(80);
}

}  // namespace

void PutTerms(v1::ChangeCatalogue& change) {
  PutParty(kRepairTeam, "维修班", v1::PARTY_KIND_TEAM, change);
  PutParty(kServiceTeam, "会务班", v1::PARTY_KIND_TEAM, change);
  PutParty(kCleaners, "保洁公司", v1::PARTY_KIND_CONTRACTOR, change);
  PutParty(kGuards, "保安公司", v1::PARTY_KIND_CONTRACTOR, change);
  PutParty(kBuilders, "修缮公司", v1::PARTY_KIND_CONTRACTOR, change);
  PutParty(kFireService, "消防维保公司", v1::PARTY_KIND_CONTRACTOR, change);
  PutParty(kLiftService, "电梯维保公司", v1::PARTY_KIND_CONTRACTOR, change);
  PutRubric(change);
  PutCleaningClauses(PutContract(kCleaners, {"cleaning"}, change));
  PutContract(kGuards, {"security"}, change);
  PutBreachClauses(PutContract(
      kBuilders, {"works/minor", "works/small", "works/renovation"}, change));
  PutBreachClauses(
      PutContract(kFireService, {"alarm", "maintenance/fire"}, change));
  PutBreachClauses(PutContract(kLiftService, {"maintenance/lift"}, change));
}

std::span<const std::string_view> Contractors() { return kContractors; }

std::string ContractOf(std::string_view party) {
  return absl::StrCat("2025-", ToAbsl(party));
}

}  // namespace workledger
