#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/repair_work.h"

namespace workledger {
namespace {

constexpr uint64_t kPlacesOfRound = 3;
constexpr auto kHazardPriority = v1::PRIORITY_P2;

// Tells a round over some properties; `hazard` names the ticket of what it
// finds, empty if it finds nothing.
void TellRound(uint64_t index, const std::string& hazard, Draw& draw,
               Steps& steps) {
  const std::string inspection = absl::StrFormat("safety-%03d", index + 1);
  TicketStory story("", DrawWorkTime(draw), kOfficePace, steps);
  const auto next = [&]() -> v1::Command& {
    v1::Command& command = story.Next(InspectorPerson());
    command.set_inspection(inspection);
    return command;
  };
  const uint64_t first = draw.Below(kProperties);
  v1::OpenRound& open = *next().mutable_open_round();
  open.set_title(absl::StrCat("安全检查 ", index + 1));
  open.set_unannounced(index % 2 == 0);
  for (uint64_t i = 0; i < kPlacesOfRound; ++i) {
    open.add_locations(PropertyCode(first + i));
  }
  for (uint64_t i = 0; i < kPlacesOfRound; ++i) {
    story.Work(1);
    next().mutable_record_visit()->set_location(PropertyCode(first + i));
  }
  story.Desk();
  const StoryCourse course = DrawRepairCourse(IsUrgent(kHazardPriority), draw);
  if (!hazard.empty()) {
    v1::RaiseFinding& finding = *next().mutable_raise_finding();
    finding.set_ticket(hazard);
    finding.set_kind(v1::TICKET_KIND_REPAIR);
    finding.set_location(PropertyCode(first));
    finding.set_title("隐患");
    finding.set_category("safety/hazard");
    finding.set_priority(kHazardPriority);
    finding.set_hazard(true);
    story.SetCourse(course);
  }
  next().mutable_close_round();
  if (hazard.empty()) {
    next().mutable_end_round();
    return;
  }
  TicketStory repair(hazard, story.time(), kUrgentPace, steps);
  TellRepairWork({.location = PropertyCode(first),
                  .priority = kHazardPriority,
                  .course = course,
                  .found = true},
                 draw, repair);
  story.GoTo(repair.time());
  next().mutable_end_round();
}

}  // namespace

void TellInspections(uint64_t scale, Draw& draw, Steps& steps) {
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.chapter != Chapter::kInspections) continue;
    for (uint64_t i = 0; i < kSafetyRounds * scale; ++i) {
      const bool found = i < figure.tickets * scale;
      TellRound(i, found ? TicketName(figure.code, i) : "", draw, steps);
    }
  }
}

}  // namespace workledger
