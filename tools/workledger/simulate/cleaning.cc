#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/simulate/chapters.h"

namespace workledger {
namespace {

// Every so many tasks one is inspected.
constexpr uint64_t kInspectedEvery = 5;

// Moments until what failed is put right: 24 hours are given.
constexpr int kRectified = 4;
constexpr int kRectifiedLate = 26;
constexpr absl::Duration kRectifyTime = absl::Hours(24);
constexpr uint32_t kPointsTaken = 2;

void Score(std::string_view item, uint32_t points, v1::Inspect& inspect) {
  v1::ScoredItem& scored = *inspect.add_items();
  scored.set_item(std::string(item));
  scored.set_points(points);
}

// The rubric has 60 points for floors and 40 for glass; 80 pass.
void TellInspection(StoryCourse course, Draw& draw, TicketStory& story) {
  const bool passed =
      course != StoryCourse::kFailed && course != StoryCourse::kRectifiedLate;
  const auto lost = static_cast<uint32_t>(draw.Below(10));
  v1::Inspect& inspect = *story.Next(InspectorPerson()).mutable_inspect();
  inspect.set_rubric(std::string(kCleaningRubric));
  Score("floor", 60 - lost, inspect);
  Score("glass", passed ? 40 : 15, inspect);
  if (passed) return;
  story.Desk();
  v1::OrderRectification& order =
      *story.Next(InspectorPerson()).mutable_order_rectification();
  *order.mutable_due_time() = ToTimestamp(story.time() + kRectifyTime);
  order.set_points(kPointsTaken);
  order.set_reason("dirty glass");
  story.Work(course == StoryCourse::kFailed ? kRectified : kRectifiedLate);
  story.Next(Worker(kCleaners)).mutable_submit_rectification();
  story.Work(1);
  story.Next(InspectorPerson()).mutable_recheck()->set_passed(true);
}

// The task is planned on the day before its window, which lets it begin by
// itself, and ends long before its window does.
absl::Time TellPlan(const CategoryFigure& figure, uint64_t index,
                    StoryCourse course, Draw& draw, Steps& steps) {
  const absl::Time planned = DrawWorkTime(draw);
  const absl::Time window =
      absl::FromCivil(absl::ToCivilDay(planned, BureauTime()) + 1,
                      BureauTime()) +
      absl::Hours(6);
  TicketStory story(TicketName(figure.code, index), planned, kShiftPace, steps);
  v1::PlanTask& task = *story.Next(DeskPerson()).mutable_plan_task();
  task.set_title(absl::StrCat(ToAbsl(figure.name), " ", index + 1));
  task.set_category(std::string(figure.code));
  task.set_location(PropertyCode(index));
  task.mutable_assignee()->set_party(std::string(kCleaners));
  *task.mutable_window_start_time() = ToTimestamp(window);
  *task.mutable_window_end_time() = ToTimestamp(window + absl::Hours(48));
  story.SetCourse(course);
  return window;
}

void TellTask(const CategoryFigure& figure, uint64_t index, Draw& draw,
              Steps& steps) {
  const bool inspected = index % kInspectedEvery == 0;
  const StoryCourse course = DrawCleaningCourse(inspected, draw);
  const absl::Time window = TellPlan(figure, index, course, draw, steps);
  if (course == StoryCourse::kMissed) return;
  TicketStory story(TicketName(figure.code, index), window + absl::Hours(3),
                    kShiftPace, steps);
  const v1::Actor cleaner = Worker(kCleaners);
  story.Work(0);
  story.Next(cleaner).mutable_start_work()->set_evidence_level(
      v1::EVIDENCE_LEVEL_QR_CODE);
  story.Work(1 + static_cast<int>(draw.Below(5)));
  story.Next(cleaner).mutable_finish();
  if (inspected) TellInspection(course, draw, story);
  // What was rectified is closed by its re-check.
  if (course != StoryCourse::kSmooth) return;
  story.Next(DeskPerson())
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
