#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "tools/workledger/simulate/chapters.h"
#include "tools/workledger/simulate/repair_work.h"

namespace workledger {
namespace {

// Of so many urgent repairs one is a matter of minutes.
constexpr uint64_t kUtmostEvery = 4;

v1::Channel ChannelOf(std::string_view category, Draw& draw) {
  if (category == "hotline") return v1::CHANNEL_HOTLINE;
  if (category.starts_with("alarm/")) return v1::CHANNEL_ALARM;
  constexpr v1::Channel kChannels[] = {v1::CHANNEL_HOTLINE,
                                       v1::CHANNEL_MINI_PROGRAM,
                                       v1::CHANNEL_WEB, v1::CHANNEL_PATROL};
  return draw.Pick(std::span<const v1::Channel>(kChannels));
}

v1::Priority PriorityOf(const CategoryFigure& figure, uint64_t index) {
  switch (figure.size_class) {
    case v1::SIZE_CLASS_URGENT:
      return index % kUtmostEvery == 0 ? v1::PRIORITY_P1 : v1::PRIORITY_P2;
    case v1::SIZE_CLASS_PROJECT:
      return v1::PRIORITY_P4;
    default:
      return v1::PRIORITY_P3;
  }
}

// The bureau's own team takes what is urgent and what the hotline hears of.
std::string_view PartyOf(std::string_view category) {
  if (category == "works/urgent" || category == "hotline") return kRepairTeam;
  return category.starts_with("works/") ? kBuilders : kFireService;
}

// What the bureau's own team has nobody else takes.
StoryCourse CourseOf(const RepairWork& work, Draw& draw) {
  const StoryCourse course = DrawRepairCourse(IsUrgent(work.priority), draw);
  const bool own = work.party == kRepairTeam;
  return own && course == StoryCourse::kReturned ? StoryCourse::kSmooth
                                                 : course;
}

void TellRepair(const CategoryFigure& figure, uint64_t scale, uint64_t index,
                Draw& draw, Steps& steps) {
  RepairWork work = {.location = PropertyCode(draw.Below(kProperties)),
                     .priority = PriorityOf(figure, index),
                     .party = PartyOf(figure.code),
                     .quantities = QuantitiesOf(figure.code, scale,
                                                figure.tickets * scale, index)};
  work.course = CourseOf(work, draw);
  work.appointed = work.priority == v1::PRIORITY_P4;
  const bool urgent = IsUrgent(work.priority);
  TicketStory story(TicketName(figure.code, index),
                    urgent ? DrawAnyTime(draw) : DrawWorkTime(draw),
                    urgent ? kUrgentPace : kOfficePace, steps);
  v1::Report& report =
      *story.Next(Person("requester-1", v1::ROLE_REQUESTER)).mutable_report();
  report.set_channel(ChannelOf(figure.code, draw));
  report.set_kind(figure.kind);
  report.set_title(
      absl::StrCat(ToAbsl(figure.name), " ", work.location, " ", index + 1));
  report.set_category(std::string(figure.code));
  report.set_location(work.location);
  report.set_priority(work.priority);
  story.SetCourse(work.course);
  TellRepairWork(work, draw, story);
}

}  // namespace

void TellRepairs(uint64_t scale, Draw& draw, Steps& steps) {
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.chapter != Chapter::kRepairs) continue;
    for (uint64_t i = 0; i < figure.tickets * scale; ++i) {
      TellRepair(figure, scale, i, draw, steps);
    }
  }
}

}  // namespace workledger
