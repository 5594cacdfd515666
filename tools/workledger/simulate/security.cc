#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "tools/workledger/simulate/chapters.h"

namespace workledger {
namespace {

constexpr uint32_t kGuardsSent = 8;

v1::Actor Officer() { return Person("officer-1", v1::ROLE_DUTY_OFFICER); }

// Moments until guards are there who come late, and of what follows. Five
// minutes are promised.
constexpr int kLateArrival = 1;
constexpr int kOnScene = 12;

void TellIncident(const CategoryFigure& figure, uint64_t scale, uint64_t index,
                  Draw& draw, Steps& steps) {
  const bool petition = figure.code == "security/petition";
  const StoryCourse course = DrawIncidentCourse(draw);
  TicketStory story(TicketName(figure.code, index), DrawWorkTime(draw),
                    kUrgentPace, steps);
  v1::Report& report = *story.Next(DeskPerson()).mutable_report();
  report.set_channel(v1::CHANNEL_IN_PERSON);
  report.set_kind(figure.kind);
  report.set_title(absl::StrCat(ToAbsl(figure.name), " ", index + 1));
  report.set_category(std::string(figure.code));
  report.set_location(PropertyCode(draw.Below(kProperties)));
  report.set_priority(v1::PRIORITY_P3);
  report.set_headcount(static_cast<uint32_t>(
      Share(figure.headcount * scale, figure.tickets * scale, index)));
  report.set_born_of(petition ? v1::BORN_OF_PETITION : v1::BORN_OF_DUTY);
  report.set_incident_class(std::string(figure.code));
  report.set_drill(figure.drill);
  story.SetCourse(course);
  story.Next(Officer()).mutable_verify()->set_method(v1::VERIFY_METHOD_PATROL);
  v1::Confirm& confirm = *story.Next(Officer()).mutable_confirm();
  confirm.set_incident_class(std::string(figure.code));
  confirm.set_level(petition ? v1::INCIDENT_LEVEL_III : v1::INCIDENT_LEVEL_IV);
  TellScene(petition, course, story);
}

}  // namespace

// What was guarded is known before; people who come with a petition are handed
// over to those who hear them.
void TellScene(bool petition, StoryCourse course, TicketStory& story) {
  v1::DispatchGuards& guards = *story.Next(Officer()).mutable_dispatch_guards();
  guards.set_party(std::string(kGuards));
  guards.set_headcount(kGuardsSent);
  story.Work(course == StoryCourse::kLateArrival ? kLateArrival : 0);
  story.Next(Worker(kGuards))
      .mutable_record_arrival()
      ->set_evidence_level(v1::EVIDENCE_LEVEL_QR_CODE);
  story.Work(kOnScene);
  if (petition) {
    v1::HandOver& order = *story.Next(Officer()).mutable_hand_over();
    order.set_agency(v1::AGENCY_PETITIONS);
    order.set_receipt("received");
  } else {
    story.Next(Officer()).mutable_contain();
  }
  story.Work(kOnScene);
  story.Next(Officer()).mutable_resolve()->set_result(v1::CLOSURE_CODE_FIXED);
  story.Next(Officer()).mutable_submit_report()->set_cause_code("planned");
  story.Next(Officer()).mutable_close()->set_closure_code(
      v1::CLOSURE_CODE_FIXED);
}

void TellSecurity(uint64_t scale, Draw& draw, Steps& steps) {
  for (const CategoryFigure& figure : CategoryFigures()) {
    if (figure.chapter != Chapter::kSecurity) continue;
    for (uint64_t i = 0; i < figure.tickets * scale; ++i) {
      TellIncident(figure, scale, i, draw, steps);
    }
  }
}

}  // namespace workledger
