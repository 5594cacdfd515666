#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/simulate/chapters.h"

namespace workledger {
namespace {

// How many moments pass until the steps of a phase are ticked off.
constexpr int kPhaseSteps = 1;

// The steps of the conference's procedure are "step-01" and so on.
void TellSteps(const v1::Actor& worker, TicketStory& story) {
  uint64_t done = 0;
  for (const uint64_t steps : {kStepsBefore, kStepsDuring, kStepsAfter}) {
    story.Work(kPhaseSteps);
    for (const uint64_t end = done + steps; done < end;) {
      story.Next(worker).mutable_record_step()->set_step(
          absl::StrFormat("step-%02d", ++done));
    }
  }
}

void TellService(const CategoryFigure& figure, uint64_t scale, uint64_t index,
                 Draw& draw, Steps& steps) {
  const uint64_t count = figure.tickets * scale;
  const auto people =
      static_cast<uint32_t>(Share(figure.headcount * scale, count, index));
  const auto quantities = QuantitiesOf(figure.code, scale, count, index);
  const std::string location = PropertyCode(draw.Below(kProperties));
  TicketStory story(TicketName(figure.code, index), DrawWorkTime(draw),
                    kOfficePace, steps);
  v1::Report& report =
      *story.Next(Person("requester-1", v1::ROLE_REQUESTER)).mutable_report();
  report.set_channel(v1::CHANNEL_WEB);
  report.set_kind(figure.kind);
  report.set_title(absl::StrCat(ToAbsl(figure.name), " ", index + 1));
  report.set_category(std::string(figure.code));
  report.set_location(location);
  report.set_priority(v1::PRIORITY_P4);
  report.set_headcount(people);
  report.mutable_quantities()->Add(quantities.begin(), quantities.end());
  if (people > 0) {
    *report.mutable_window_start_time() =
        ToTimestamp(story.time() + absl::Hours(1));
    *report.mutable_window_end_time() =
        ToTimestamp(story.time() + absl::Hours(4));
  }
  const v1::Actor worker = Worker(kServiceTeam);
  story.Next(DeskPerson()).mutable_accept();
  story.Next(DeskPerson())
      .mutable_dispatch()
      ->set_party(std::string(kServiceTeam));
  story.Work(0);
  story.Next(worker).mutable_acknowledge();
  story.Next(worker).mutable_start_work();
  if (figure.code == "service/meeting") TellSteps(worker, story);
  v1::Complete& complete = *story.Next(worker).mutable_complete();
  complete.set_result(v1::CLOSURE_CODE_FIXED);
  complete.set_cause_code("ordered");
  complete.set_action_code("served");
  complete.set_headcount(people);
  complete.mutable_quantities()->Add(quantities.begin(), quantities.end());
  story.Work(1);
  story.Next(Person("requester-1", v1::ROLE_REQUESTER)).mutable_accept_work();
  story.Next(DeskPerson())
      .mutable_close()
      ->set_closure_code(v1::CLOSURE_CODE_FIXED);
}

}  // namespace

void TellServices(uint64_t scale, Draw& draw, Steps& steps) {
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.chapter != Chapter::kServices) continue;
    for (uint64_t i = 0; i < figure.tickets * scale; ++i) {
      TellService(figure, scale, i, draw, steps);
    }
  }
}

}  // namespace workledger
