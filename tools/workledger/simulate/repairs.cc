#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "tools/workledger/simulate/chapters.h"

namespace workledger {
namespace {

v1::Channel ChannelOf(std::string_view category, Draw& draw) {
  if (category == "hotline") return v1::CHANNEL_HOTLINE;
  if (category.starts_with("alarm/")) return v1::CHANNEL_ALARM;
  constexpr v1::Channel kChannels[] = {v1::CHANNEL_HOTLINE,
                                       v1::CHANNEL_MINI_PROGRAM,
                                       v1::CHANNEL_WEB, v1::CHANNEL_PATROL};
  return draw.Pick(std::span<const v1::Channel>(kChannels));
}

v1::Priority PriorityOf(const CategoryFigure& figure) {
  switch (figure.size_class) {
    case v1::SIZE_CLASS_URGENT:
      return v1::PRIORITY_P2;
    case v1::SIZE_CLASS_PROJECT:
      return v1::PRIORITY_P4;
    default:
      return v1::PRIORITY_P3;
  }
}

void TellRepair(const CategoryFigure& figure, uint64_t scale, uint64_t index,
                Draw& draw, Steps& steps) {
  TicketStory story(TicketName(figure.code, index), DrawWorkTime(draw), draw,
                    steps);
  const std::string location = PropertyCode(draw.Below(kProperties));
  v1::Report& report =
      *story.Next(Person("requester-1", v1::ROLE_REQUESTER)).mutable_report();
  report.set_channel(ChannelOf(figure.code, draw));
  report.set_kind(figure.kind);
  report.set_title(
      absl::StrCat(ToAbsl(figure.name), " ", location, " ", index + 1));
  report.set_category(std::string(figure.code));
  report.set_location(location);
  report.set_priority(PriorityOf(figure));
  TellRepairWork(
      QuantitiesOf(figure.code, scale, figure.tickets * scale, index), location,
      story);
}

}  // namespace

void TellRepairWork(const std::vector<v1::Quantity>& quantities,
                    std::string_view location, TicketStory& story) {
  const v1::Actor worker = Worker(kRepairTeam);
  v1::Accept& accept = *story.Next(DeskPerson()).mutable_accept();
  accept.set_location(std::string(location));
  story.Next(DeskPerson())
      .mutable_dispatch()
      ->set_party(std::string(kRepairTeam));
  story.Next(worker, absl::Minutes(10)).mutable_acknowledge();
  story.Next(worker, absl::Minutes(40))
      .mutable_record_arrival()
      ->set_evidence_level(v1::EVIDENCE_LEVEL_QR_CODE);
  story.Next(worker, absl::Minutes(5)).mutable_start_work();
  v1::Complete& complete =
      *story.Next(worker, absl::Hours(2)).mutable_complete();
  complete.set_result(v1::CLOSURE_CODE_FIXED);
  complete.set_cause_code("wear");
  complete.set_action_code("replaced");
  complete.mutable_quantities()->Add(quantities.begin(), quantities.end());
  story.Next(Person("requester-1", v1::ROLE_REQUESTER)).mutable_accept_work();
  story.Next(DeskPerson())
      .mutable_close()
      ->set_closure_code(v1::CLOSURE_CODE_FIXED);
}

void TellRepairs(uint64_t scale, Draw& draw, Steps& steps) {
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.chapter != Chapter::kRepairs) continue;
    for (uint64_t i = 0; i < figure.tickets * scale; ++i) {
      TellRepair(figure, scale, i, draw, steps);
    }
  }
}

}  // namespace workledger
