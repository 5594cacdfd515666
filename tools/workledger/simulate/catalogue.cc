#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/simulate/alarms.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/terms.h"

namespace workledger {
namespace {

constexpr uint64_t kMilli = 1000;
constexpr uint64_t kFloors = 3;

v1::CatalogueItem& Put(v1::ChangeCatalogue& change) {
  return *change.add_changes()->mutable_put();
}

void SetDate(int month, int day, v1::Date& date) {
  date.set_year(2025);
  date.set_month(month);
  date.set_day(day);
}

void PutLocation(std::string code, std::string name, v1::LocationKind kind,
                 uint64_t area_milli, v1::ChangeCatalogue& change) {
  v1::Location& location = *Put(change).mutable_location();
  location.set_code(std::move(code));
  location.set_name(std::move(name));
  location.set_kind(kind);
  location.set_area_milli_square_metre(area_milli);
  if (kind == v1::LOCATION_KIND_SITE) location.set_calendar(kOfficeCalendar);
}

void PutLocations(uint64_t scale, v1::ChangeCatalogue& change) {
  PutLocation("estate", "机关大院", v1::LOCATION_KIND_SITE, 0, change);
  for (uint64_t i = 0; i < kProperties * scale; ++i) {
    const std::string code = PropertyCode(i);
    PutLocation(
        code, absl::StrCat(i + 1, "号楼"), v1::LOCATION_KIND_BUILDING,
        Share(kAreaSquareMetres * scale * kMilli, kProperties * scale, i),
        change);
    for (uint64_t floor = 1; floor <= kFloors; ++floor) {
      PutLocation(absl::StrCat(code, "/f", floor), absl::StrCat(floor, "层"),
                  v1::LOCATION_KIND_FLOOR, 0, change);
    }
  }
}

void PutCategory(std::string_view code, const CategoryFigure& figure, bool own,
                 v1::ChangeCatalogue& change) {
  v1::Category& category = *Put(change).mutable_category();
  category.set_code(std::string(code));
  category.set_name(std::string(own ? figure.name : code));
  category.set_kind(figure.kind);
  if (own) category.set_size_class(figure.size_class);
  if (code == "service/meeting") category.set_procedure("conference");
}

// Every category after those that it lies in.
void PutCategories(v1::ChangeCatalogue& change) {
  std::set<std::string_view> put;
  for (const CategoryFigure& figure : CategoryFigures()) {
    for (size_t end = figure.code.find('/'); end != figure.code.npos;
         end = figure.code.find('/', end + 1)) {
      const std::string_view above = figure.code.substr(0, end);
      if (put.insert(above).second) PutCategory(above, figure, false, change);
    }
    if (put.insert(figure.code).second) {
      PutCategory(figure.code, figure, true, change);
    }
  }
}

void PutProcedure(v1::ChangeCatalogue& change) {
  v1::Procedure& procedure = *Put(change).mutable_procedure();
  procedure.set_code("conference");
  procedure.set_name("会议服务 9+8+3");
  const struct {
    std::string_view name;
    uint64_t steps;
  } phases[] = {{"before", kStepsBefore},
                {"during", kStepsDuring},
                {"after", kStepsAfter}};
  for (const auto& phase : phases) {
    for (uint64_t i = 1; i <= phase.steps; ++i) {
      v1::Step& step = *procedure.add_steps();
      step.set_code(absl::StrFormat("step-%02d", procedure.steps_size()));
      step.set_name(absl::StrCat(ToAbsl(phase.name), " ", i));
      step.set_phase(std::string(phase.name));
      step.set_mandatory(true);
    }
  }
}

std::string LiftCode(uint64_t lift) { return absl::StrCat("lift-", lift + 1); }

void PutLift(uint64_t lift, v1::ChangeCatalogue& change) {
  v1::Asset& asset = *Put(change).mutable_asset();
  asset.set_code(LiftCode(lift));
  asset.set_name(absl::StrCat(lift + 1, "号电梯"));
  asset.set_asset_class("lift");
  asset.set_location(PropertyCode(lift));
}

// One contract's round of visits, each of which serves all its lifts.
void PutLiftPlan(uint64_t round, v1::ChangeCatalogue& change) {
  const uint64_t first = round * kLifts;
  for (uint64_t i = 0; i < kLifts; ++i) PutLift(first + i, change);
  v1::Plan& plan = *Put(change).mutable_plan();
  plan.set_code(round == 0 ? "lift-maintenance"
                           : absl::StrCat("lift-maintenance-", round + 1));
  plan.set_asset(LiftCode(first));
  for (uint64_t i = 1; i < kLifts; ++i) plan.add_assets(LiftCode(first + i));
  plan.set_name("电梯维保");
  plan.set_recurrence("FREQ=MONTHLY;BYMONTHDAY=5,20");
  SetDate(1, 5, *plan.mutable_start_date());
  SetDate(12, 31, *plan.mutable_end_date());
  plan.set_start_minute(8 * 60);
  plan.mutable_window()->set_seconds(2 * 24 * 60 * 60);
  plan.set_mode(v1::PLAN_MODE_FIXED);
  plan.set_closed_day(v1::CLOSED_DAY_KEEP);
  plan.set_calendar(kOfficeCalendar);
  plan.set_statutory(true);
  plan.set_kind(v1::TICKET_KIND_REPAIR);
  plan.set_title("电梯维保");
  plan.set_category("maintenance/lift");
  plan.set_location(PropertyCode(first));
  plan.set_priority(v1::PRIORITY_P4);
  v1::Quantity& quantity = *plan.add_quantities();
  quantity.set_item("lift");
  quantity.set_unit("piece");
  quantity.set_quantity_milli(kLifts * kMilli);
}

}  // namespace

v1::ChangeCatalogue MakeCatalogue(uint64_t scale) {
  v1::ChangeCatalogue change;
  change.set_document("2025-01");
  change.MergeFrom(ProfileChanges());
  PutLocations(scale, change);
  PutProcedure(change);
  PutCategories(change);
  PutAlarms(change);
  PutTerms(change);
  for (uint64_t round = 0; round < scale; ++round) PutLiftPlan(round, change);
  return change;
}

}  // namespace workledger
