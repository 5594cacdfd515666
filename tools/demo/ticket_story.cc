#include "tools/demo/ticket_story.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/demo/work_hours.h"

namespace workledger {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr absl::Duration kHour = absl::Hours(1);

v1::Actor MakeActor(std::string_view principal, v1::Role role,
                    std::string_view party = "") {
  v1::Actor actor;
  actor.set_principal(std::string(principal));
  actor.set_party(std::string(party));
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(role);
  return actor;
}

// One ticket's story while it is told. Holds where the ticket is only in the
// order in which its parts call each other.
class Story {
 public:
  Story(const std::string& ticket, const Scene& scene, absl::Time start,
        Draw& draw)
      : ticket_(ticket),
        scene_(scene),
        draw_(draw),
        urgent_(scene.fault->priority <= v1::PRIORITY_P2),
        time_(start),
        party_(&Parties()[scene.fault->party]),
        requester_(draw.Below(kRequestersMax)) {}

  void TellReport();
  // From REPORTED to the end.
  void TellIntake();
  void TellLink(const std::string& master);

  std::vector<Step> Take() { return std::move(steps_); }

 private:
  // People who may report, more than there are names.
  static constexpr uint64_t kRequestersMax = 400;

  // Each returns true if the ticket is still in work after it.
  bool TellWorkStart();
  bool TellWorkEnd();

  void TellDispatch();
  void TellReturns();
  void TellVisit();
  void TellHold();
  void TellComplete();
  void TellInspection();
  // True if the requester wants it opened again.
  bool TellFeedback();
  void TellClose();

  // Adds an order and returns its command, to be filled.
  v1::Command& Give(v1::Actor actor);
  // Lets time pass: the urgent go on at night, others in working hours.
  void Wait(absl::Duration min, absl::Duration max);

  v1::Actor Desk() {
    return MakeActor(draw_.Pick(DeskPeople()), v1::ROLE_DESK);
  }
  v1::Actor Supervisor() const {
    return MakeActor("supervisor-01", v1::ROLE_SUPERVISOR);
  }
  v1::Actor Technician() const {
    return MakeActor(person_, v1::ROLE_TECHNICIAN, party_->id);
  }
  v1::Actor Requester() const {
    return MakeActor(Subject(), v1::ROLE_REQUESTER);
  }
  std::string Subject() const {
    return absl::StrFormat("staff-%03d", requester_);
  }
  v1::PersonalText About(std::string_view text) const;

  const std::string& ticket_;
  const Scene& scene_;
  Draw& draw_;
  const bool urgent_;
  absl::Time time_;
  const Party* party_;
  std::string_view person_;
  const uint64_t requester_;
  bool reopened_ = false;
  std::vector<Step> steps_;
};

v1::Command& Story::Give(v1::Actor actor) {
  Step& step = steps_.emplace_back(Step{.time = time_, .command = {}});
  step.command.set_ticket(ticket_);
  *step.command.mutable_actor() = std::move(actor);
  return step.command;
}

void Story::Wait(absl::Duration min, absl::Duration max) {
  const absl::Duration wait = draw_.Between(min, max);
  time_ = urgent_ ? time_ + wait : AddWorkTime(time_, wait);
}

v1::PersonalText Story::About(std::string_view text) const {
  v1::PersonalText personal;
  personal.set_data_subject(Subject());
  personal.set_clear(std::string(text));
  return personal;
}

void Story::TellReport() {
  static constexpr v1::Channel kChannels[] = {
      v1::CHANNEL_HOTLINE,      v1::CHANNEL_HOTLINE,
      v1::CHANNEL_HOTLINE,      v1::CHANNEL_HOTLINE,
      v1::CHANNEL_MINI_PROGRAM, v1::CHANNEL_MINI_PROGRAM,
      v1::CHANNEL_MINI_PROGRAM, v1::CHANNEL_WEB,
      v1::CHANNEL_IN_PERSON,    v1::CHANNEL_PATROL};
  const v1::Channel channel =
      draw_.Pick(std::span<const v1::Channel>(kChannels));
  const bool by_requester =
      channel == v1::CHANNEL_MINI_PROGRAM || channel == v1::CHANNEL_WEB;
  v1::Report& report =
      *Give(by_requester ? Requester() : Desk()).mutable_report();
  report.set_channel(channel);
  *report.mutable_requester() =
      About(Requesters()[requester_ % Requesters().size()]);
  report.set_location(scene_.location);
  report.set_category(std::string(scene_.fault->category));
  if (!by_requester) report.set_priority(scene_.fault->priority);
  *report.mutable_text() =
      About(draw_.Chance(75) ? scene_.fault->chinese : scene_.fault->english);
}

void Story::TellLink(const std::string& master) {
  Wait(2 * kMinute, 10 * kMinute);
  Give(Desk()).mutable_link_duplicate()->set_master(master);
}

void Story::TellIntake() {
  if (draw_.Chance(2)) {
    Wait(kMinute, 20 * kMinute);
    Give(Requester()).mutable_withdraw()->set_reason("已自行解决");
    return;
  }
  Wait(kMinute, urgent_ ? 4 * kMinute : 40 * kMinute);
  if (draw_.Chance(2)) {
    v1::Reject& reject = *Give(Desk()).mutable_reject();
    reject.set_reason("不属本单位维修范围");
    reject.set_closure_code(v1::CLOSURE_CODE_NOT_OURS);
    if (!draw_.Chance(25)) return;
    Wait(kHour, 8 * kHour);
    Give(Requester()).mutable_appeal()->set_reason("房间在本单位名下");
    Wait(kHour, 4 * kHour);
  }
  v1::Accept& accept = *Give(Desk()).mutable_accept();
  accept.set_priority(scene_.fault->priority);
  if (TellWorkStart() && TellWorkEnd()) TellClose();
}

bool Story::TellWorkStart() {
  TellDispatch();
  TellReturns();
  TellVisit();
  if (draw_.Chance(1)) {
    Wait(kHour, 3 * kHour);
    v1::ConvertToProject& convert =
        *Give(Supervisor()).mutable_convert_to_project();
    convert.set_project("renovation-2025");
    convert.set_reason("beyond a small repair");
    return false;
  }
  if (draw_.Chance(12)) TellHold();
  return true;
}

bool Story::TellWorkEnd() {
  for (;;) {
    TellComplete();
    TellInspection();
    if (!TellFeedback()) return true;
    Wait(10 * kMinute, 2 * kHour);
    Give(Requester()).mutable_reopen()->set_reason("问题再次出现");
    reopened_ = true;
    if (!TellWorkStart()) return false;
  }
}

void Story::TellDispatch() {
  Wait(kMinute, urgent_ ? 5 * kMinute : kHour);
  person_ = draw_.Pick(party_->people);
  if (!urgent_ && draw_.Chance(12)) {
    Give(Desk()).mutable_offer_to_pool();
    Wait(5 * kMinute, 90 * kMinute);
    v1::Claim& claim = *Give(Technician()).mutable_claim();
    claim.set_party(std::string(party_->id));
    claim.set_person(std::string(person_));
    return;
  }
  v1::Dispatch& dispatch = *Give(Desk()).mutable_dispatch();
  dispatch.set_party(std::string(party_->id));
  dispatch.set_person(std::string(person_));
  dispatch.set_mode(draw_.Chance(20) ? v1::DISPATCH_MODE_ROTATION
                                     : v1::DISPATCH_MODE_ASSIGNED);
}

// The party may give it back; after the second time the supervisor decides.
void Story::TellReturns() {
  if (urgent_ || !draw_.Chance(6)) return;
  Wait(10 * kMinute, kHour);
  Give(Technician()).mutable_return_()->set_reason("人手不足");
  TellDispatch();
  if (!draw_.Chance(25)) return;
  Wait(10 * kMinute, kHour);
  Give(Technician()).mutable_return_()->set_reason("不在合同范围");
  // Reopening starts the count of returns anew, so two is never exceeded.
  Wait(10 * kMinute, kHour);
  v1::ForceDispatch& force = *Give(Supervisor()).mutable_force_dispatch();
  force.set_party(std::string(party_->id));
  force.set_person(std::string(person_));
  force.set_reason("终审派单");
}

void Story::TellVisit() {
  if (draw_.Chance(4)) {
    Wait(10 * kMinute, kHour);
    party_ = &Parties()[0];
    person_ = draw_.Pick(party_->people);
    v1::Reassign& reassign = *Give(Desk()).mutable_reassign();
    reassign.set_party(std::string(party_->id));
    reassign.set_person(std::string(person_));
    reassign.set_reason("就近安排");
  }
  Wait(kMinute, urgent_ ? 8 * kMinute : kHour);
  *Give(Technician()).mutable_acknowledge()->mutable_eta_time() =
      ToTimestamp(AddWorkTime(time_, kHour));
  if (!urgent_ && draw_.Chance(15)) {
    Wait(kMinute, 30 * kMinute);
    v1::Appoint& appoint = *Give(Technician()).mutable_appoint();
    *appoint.mutable_slot_time() = ToTimestamp(AddWorkTime(time_, 5 * kHour));
    appoint.set_requested(draw_.Chance(60));
    Wait(4 * kHour, 6 * kHour);
  }
  Wait(5 * kMinute, urgent_ ? 30 * kMinute : 4 * kHour);
  Give(Technician())
      .mutable_record_arrival()
      ->set_evidence_level(draw_.Chance(60) ? v1::EVIDENCE_LEVEL_QR_CODE
                                            : v1::EVIDENCE_LEVEL_GPS);
  if (!urgent_ && draw_.Chance(4)) {
    Wait(kMinute, 10 * kMinute);
    Give(Technician()).mutable_report_no_access()->set_label("会议占用");
    Wait(2 * kHour, 8 * kHour);
    Give(Technician()).mutable_resume();
  }
  Wait(kMinute, 15 * kMinute);
  Give(Technician()).mutable_start_work();
}

void Story::TellHold() {
  static constexpr v1::HoldReason kReasons[] = {
      v1::HOLD_REASON_AWAIT_PARTS, v1::HOLD_REASON_AWAIT_PARTS,
      v1::HOLD_REASON_AWAIT_PARTS, v1::HOLD_REASON_AWAIT_APPROVAL,
      v1::HOLD_REASON_THIRD_PARTY, v1::HOLD_REASON_AWAIT_REQUESTER};
  Wait(10 * kMinute, kHour);
  v1::Command::Hold& hold = *Give(Technician()).mutable_hold();
  hold.set_reason(draw_.Pick(std::span<const v1::HoldReason>(kReasons)));
  Wait(3 * kHour, 30 * kHour);
  Give(Desk()).mutable_resume();
}

void Story::TellComplete() {
  const absl::Time start = time_;
  Wait(15 * kMinute, urgent_ ? 2 * kHour : 4 * kHour);
  v1::Complete& complete = *Give(Technician()).mutable_complete();
  complete.set_result(draw_.Chance(95) ? v1::CLOSURE_CODE_FIXED
                                       : v1::CLOSURE_CODE_NO_FAULT);
  complete.set_cause_code(std::string(scene_.fault->cause_code));
  complete.set_action_code(std::string(scene_.fault->action_code));
  if (!scene_.fault->part.empty()) {
    const uint64_t count = 1 + draw_.Below(3);
    v1::WorkLine& part = *complete.add_parts();
    part.set_item(std::string(scene_.fault->part));
    part.set_quantity_milli(count * 1000);
    part.set_unit("piece");
    part.set_cost_fen(static_cast<int64_t>(count) * scene_.fault->part_fen);
  }
  // CNY 60 an hour, for every minute that was begun on site.
  const int64_t minutes = absl::ToInt64Minutes(time_ - start) + 1;
  v1::WorkLine& labor = *complete.add_labor();
  labor.set_item("labour");
  labor.set_quantity_milli(static_cast<uint64_t>(minutes) * 1000);
  labor.set_unit("min");
  labor.set_cost_fen(minutes * 100);
}

void Story::TellInspection() {
  Wait(20 * kMinute, 12 * kHour);
  if (draw_.Chance(5)) {
    Give(Requester()).mutable_reject_work()->set_reason("仍有问题");
    Wait(10 * kMinute, kHour);
    TellComplete();
    Wait(20 * kMinute, 6 * kHour);
  }
  Give(draw_.Chance(70) ? Requester() : Desk()).mutable_accept_work();
}

bool Story::TellFeedback() {
  bool solved = true;
  if (draw_.Chance(60)) {
    Wait(kHour, 6 * kHour);
    solved = reopened_ || !draw_.Chance(4);
    v1::RecordCallback& callback = *Give(Desk()).mutable_record_callback();
    callback.set_result(solved ? v1::CALLBACK_RESULT_SOLVED
                               : v1::CALLBACK_RESULT_NOT_SOLVED);
  }
  if (draw_.Chance(35)) {
    Wait(10 * kMinute, 2 * kHour);
    v1::RateService& rate = *Give(Requester()).mutable_rate_service();
    rate.set_score(solved ? 3 + static_cast<uint32_t>(draw_.Below(3)) : 2);
    rate.set_source(v1::RATING_SOURCE_REQUESTER);
    *rate.mutable_text() = About(solved ? "处理及时" : "没有修好");
  }
  return !solved;
}

void Story::TellClose() {
  Wait(kHour, 10 * kHour);
  Give(Desk()).mutable_close()->set_closure_code(v1::CLOSURE_CODE_FIXED);
  if (!draw_.Chance(3)) return;
  Wait(kHour, 2 * kHour);
  *Give(Desk()).mutable_schedule_look_back()->mutable_due_time() =
      ToTimestamp(AddWorkTime(time_, 60 * kHour));
}

const Fault& DrawFault(Draw& draw) {
  uint64_t sum = 0;
  for (const Fault& fault : Faults()) sum += fault.weight;
  uint64_t mark = draw.Below(sum);
  for (const Fault& fault : Faults()) {
    if (mark < fault.weight) return fault;
    mark -= fault.weight;
  }
  return Faults().back();
}

}  // namespace

Scene DrawScene(Draw& draw) {
  const Fault& fault = DrawFault(draw);
  const uint64_t floor = 1 + draw.Below(9);
  return {.fault = &fault,
          .location = absl::StrCat(ToAbsl(draw.Pick(Properties())), "/", floor,
                                   "F/", floor * 100 + 1 + draw.Below(20))};
}

std::vector<Step> TellTicket(const std::string& ticket, const Scene& scene,
                             absl::Time report_time, Draw& draw) {
  Story story(ticket, scene, report_time, draw);
  story.TellReport();
  story.TellIntake();
  return story.Take();
}

std::vector<Step> TellDuplicate(const std::string& ticket,
                                const std::string& master, const Scene& scene,
                                absl::Time report_time, Draw& draw) {
  Story story(ticket, scene, report_time, draw);
  story.TellReport();
  story.TellLink(master);
  return story.Take();
}

}  // namespace workledger
