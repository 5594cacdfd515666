#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/simulate/chapters.h"

namespace workledger {
namespace {

// Every so many tasks one is inspected.
constexpr uint64_t kInspectedEvery = 5;

// The task is planned on the day before its window, which lets it begin by
// itself, and ends long before its window does.
void TellTask(const CategoryFigure& figure, uint64_t index, Draw& draw,
              Steps& steps) {
  const absl::Time planned = DrawWorkTime(draw);
  const absl::Time window =
      absl::FromCivil(absl::ToCivilDay(planned, BureauTime()) + 1,
                      BureauTime()) +
      absl::Hours(6);
  const std::string ticket = TicketName(figure.code, index);
  TicketStory planning(ticket, planned, draw, steps);
  v1::PlanTask& task = *planning.Next(DeskPerson()).mutable_plan_task();
  task.set_title(absl::StrCat(ToAbsl(figure.name), " ", index + 1));
  task.set_category(std::string(figure.code));
  task.set_location(PropertyCode(index));
  task.set_priority(v1::PRIORITY_P4);
  task.mutable_assignee()->set_party(std::string(kCleaners));
  *task.mutable_window_start_time() = ToTimestamp(window);
  *task.mutable_window_end_time() = ToTimestamp(window + absl::Hours(48));
  TicketStory work(ticket, window + absl::Hours(1), draw, steps);
  const v1::Actor cleaner = Worker(kCleaners);
  work.Next(cleaner).mutable_start_work()->set_evidence_level(
      v1::EVIDENCE_LEVEL_QR_CODE);
  work.Next(cleaner, absl::Hours(3)).mutable_finish();
  const bool inspected = index % kInspectedEvery == 0;
  if (inspected) {
    work.Next(Person("inspector-1", v1::ROLE_INSPECTOR, "bureau"))
        .mutable_inspect()
        ->set_passed(true);
  }
  work.Next(DeskPerson())
      .mutable_close()
      ->set_closure_code(inspected ? v1::CLOSURE_CODE_FIXED
                                   : v1::CLOSURE_CODE_NOT_INSPECTED);
}

}  // namespace

void TellCleaning(uint64_t scale, Draw& draw, Steps& steps) {
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.chapter != Chapter::kCleaning) continue;
    for (uint64_t i = 0; i < figure.tickets * scale; ++i) {
      TellTask(figure, i, draw, steps);
    }
  }
}

}  // namespace workledger
