#include "tools/workledger/simulate/repair_work.h"

#include <array>
#include <string>

#include "engine/base/time.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// How many moments a part of the work takes, by priority. A smooth one stays
// below the default profile's targets, a late one is beyond them: P1 and P2 go
// by five minutes, P3 and P4 by hours of the office.
struct Spans {
  int late_accept;
  int late_acknowledge;
  int arrival;
  int late_arrival;
  int work;
  uint64_t more_work;  // up to so much more
  int late_work;
  int parts;  // the wait for them
};

constexpr Spans kSpans[] = {
    // P1: 2 min, 3 min, 15 min, contained in 30 min, done in 4 h.
    {.late_accept = 1,
     .late_acknowledge = 2,
     .arrival = 0,
     .late_arrival = 3,
     .work = 2,
     .more_work = 0,
     .late_work = 60,
     .parts = 0},
    // P2: 5 min, 10 min, 30 min, 2 h, 24 h.
    {.late_accept = 1,
     .late_acknowledge = 2,
     .arrival = 3,
     .late_arrival = 9,
     .work = 6,
     .more_work = 6,
     .late_work = 312,
     .parts = 0},
    // P3: 30 min, 10 min, 2 h, a working day.
    {.late_accept = 1,
     .late_acknowledge = 1,
     .arrival = 1,
     .late_arrival = 3,
     .work = 1,
     .more_work = 2,
     .late_work = 3 * kDaySteps,
     .parts = 3 * kDaySteps},
    // P4: 4 h, a working day, half an hour after the appointment, 3 days.
    {.late_accept = 5,
     .late_acknowledge = 2 * kDaySteps,
     .arrival = 0,
     .late_arrival = 1,
     .work = 1,
     .more_work = 2,
     .late_work = 6 * kDaySteps,
     .parts = 6 * kDaySteps},
};

constexpr int kRequesterWait = kDaySteps;
constexpr int kContactAttempts = 3;  // of the default profile
constexpr int kThirdPartyWait = 4 * kDaySteps;
constexpr int kExtendedWork = 3 * kDaySteps;
constexpr int kExtensionDays = 5;
// Work counts as accepted after two days.
constexpr int kUnansweredWait = 3 * kDaySteps;
constexpr int kReopenedDays = 3;
constexpr absl::Duration kMorning = absl::Hours(10);
constexpr absl::Duration kClosing = absl::Hours(18);

const Spans& SpansOf(const RepairWork& work) {
  return kSpans[work.priority - v1::PRIORITY_P1];
}

v1::Actor Requester() { return Person("requester-1", v1::ROLE_REQUESTER); }

bool Is(const RepairWork& work, StoryCourse course) {
  return work.course == course;
}

void TellDispatch(std::string_view party, TicketStory& story) {
  story.Next(DeskPerson()).mutable_dispatch()->set_party(std::string(party));
}

// Up to the dispatch that somebody acknowledges. Returns who has the work.
std::string_view TellIntake(const RepairWork& work, TicketStory& story) {
  if (Is(work, StoryCourse::kLateAccept)) story.Work(SpansOf(work).late_accept);
  story.Next(DeskPerson()).mutable_accept()->set_location(work.location);
  story.Desk();
  TellDispatch(work.party, story);
  if (!Is(work, StoryCourse::kReturned)) return work.party;
  story.Work(0);
  story.Next(Worker(work.party))
      .mutable_return_()
      ->set_code(v1::RETURN_CODE_WRONG_PARTY);
  story.Desk();
  TellDispatch(kRepairTeam, story);
  return kRepairTeam;
}

// Of the closed door.
v1::Attachment Picture() {
  v1::Attachment picture;
  picture.set_digest(std::string(kAttachmentDigestBytes, 'p'));
  picture.set_size_bytes(100'000);
  picture.set_media_type("image/jpeg");
  return picture;
}

// What the policy wants to see of a hold: whoever waits for the requester has
// called three times, and another side has given its number.
void ShowEvidence(absl::Time time, v1::Command::Hold& hold) {
  if (hold.reason() == v1::HOLD_REASON_AWAIT_REQUESTER) {
    for (int before = kContactAttempts; before > 0; --before) {
      *hold.add_contact_times() = ToTimestamp(time - absl::Minutes(before));
    }
  } else if (hold.reason() == v1::HOLD_REASON_THIRD_PARTY) {
    hold.set_number("grid-7");
  }
}

// Nobody is in: the work waits until the next morning, and goes on by itself.
void TellNoAccess(const v1::Actor& worker, TicketStory& story) {
  const absl::Time until = OnWorkingDay(story.time(), 1, kMorning);
  v1::ReportNoAccess& order = *story.Next(worker).mutable_report_no_access();
  order.set_label("locked");
  *order.add_evidence() = Picture();
  *order.mutable_until_time() = ToTimestamp(until);
  story.GoTo(until);
  story.Work(0);
}

void TellVisit(const RepairWork& work, const v1::Actor& worker, Draw& draw,
               TicketStory& story) {
  const Spans& spans = SpansOf(work);
  story.Work(Is(work, StoryCourse::kLateAcknowledge) ? spans.late_acknowledge
                                                     : 0);
  story.Next(worker).mutable_acknowledge();
  if (work.appointed) {
    const absl::Time slot = OnWorkingDay(story.time(), 1, kMorning) +
                            static_cast<int>(draw.Below(2)) * kOfficePace.step;
    v1::Appoint& appoint = *story.Next(worker).mutable_appoint();
    *appoint.mutable_slot_time() = ToTimestamp(slot);
    appoint.set_requested(true);
    story.GoTo(slot);
  }
  // After a late start people hurry up.
  const bool hurries = Is(work, StoryCourse::kLateAccept) ||
                       Is(work, StoryCourse::kLateAcknowledge) ||
                       Is(work, StoryCourse::kReturned);
  const int way = draw.Chance(75) ? 0 : spans.arrival;
  story.Work(Is(work, StoryCourse::kLateArrival) ? spans.late_arrival
             : hurries                           ? 0
                                                 : way);
  story.Next(worker).mutable_record_arrival()->set_evidence_level(
      v1::EVIDENCE_LEVEL_QR_CODE);
  if (Is(work, StoryCourse::kNoAccess)) TellNoAccess(worker, story);
  story.Next(worker).mutable_start_work();
}

// Without `approved` clocks may run on.
void TellHold(v1::HoldReason reason, bool approved, const v1::Actor& worker,
              TicketStory& story) {
  story.Work(1);
  if (approved) {
    v1::RequestApproval& request =
        *story.Next(worker).mutable_request_approval();
    request.set_subject(v1::APPROVAL_SUBJECT_HOLD);
    request.set_reason("it takes longer");
    story.Next(DeskPerson())
        .mutable_grant_approval()
        ->set_subject(v1::APPROVAL_SUBJECT_HOLD);
  }
  v1::Command::Hold& hold = *story.Next(worker).mutable_hold();
  hold.set_reason(reason);
  ShowEvidence(story.time(), hold);
}

void TellUrge(TicketStory& story) {
  story.Next(Requester()).mutable_urge()->set_reason("it takes too long");
}

// The part was nowhere to be had: the bureau's own breach is excused.
void TellExcuse(TicketStory& story) {
  v1::ExcuseBreach& excuse =
      *story.Next(Person("supervisor-1", v1::ROLE_SUPERVISOR))
           .mutable_excuse_breach();
  excuse.mutable_clock()->set_metric(v1::METRIC_RESOLUTION);
  excuse.mutable_clock()->set_party(v1::CLOCK_PARTY_SLA);
  excuse.mutable_clock()->set_cycle(1);
  excuse.set_reason("no longer made");
  excuse.set_document("letter");
}

// What the work waits for, if anything.
void TellWaits(const RepairWork& work, const v1::Actor& worker, Draw& draw,
               TicketStory& story) {
  const Spans& spans = SpansOf(work);
  if (Is(work, StoryCourse::kAwaitRequester)) {
    TellHold(v1::HOLD_REASON_AWAIT_REQUESTER, false, worker, story);
    story.Work(kRequesterWait);
    story.Next(worker).mutable_resume();
  } else if (Is(work, StoryCourse::kThirdParty)) {
    TellHold(v1::HOLD_REASON_THIRD_PARTY, true, worker, story);
    story.Work(kThirdPartyWait);
    story.Next(worker).mutable_resume();
  } else if (Is(work, StoryCourse::kAwaitParts)) {
    TellHold(v1::HOLD_REASON_AWAIT_PARTS, true, worker, story);
    story.Work(spans.parts / 2);
    TellUrge(story);
    story.Work(spans.parts - spans.parts / 2);
    story.Next(worker).mutable_resume();
    if (draw.Chance(50)) TellExcuse(story);
  } else if (Is(work, StoryCourse::kExtended)) {
    v1::RequestExtension& request =
        *story.Next(worker).mutable_request_extension();
    *request.mutable_due_time() =
        ToTimestamp(OnWorkingDay(story.time(), kExtensionDays, kClosing));
    request.set_reason("more than it seemed");
    story.Next(DeskPerson()).mutable_grant_extension();
    story.Work(kExtendedWork);
  } else if (Is(work, StoryCourse::kLateCompletion)) {
    const auto times =
        IsUrgent(work.priority) ? 1 : 1 + static_cast<int>(draw.Below(3));
    story.Work(spans.late_work);
    if (draw.Chance(50)) TellUrge(story);
    story.Work(spans.late_work * (times - 1));
  }
}

void TellCompletion(const RepairWork& work, const v1::Actor& worker,
                    TicketStory& story) {
  v1::Complete& complete = *story.Next(worker).mutable_complete();
  complete.set_result(v1::CLOSURE_CODE_FIXED);
  complete.set_cause_code("wear");
  complete.set_action_code("replaced");
  complete.mutable_quantities()->Add(work.quantities.begin(),
                                     work.quantities.end());
}

void TellJudgement(const RepairWork& work, const v1::Actor& worker,
                   TicketStory& story) {
  story.Work(1);
  if (Is(work, StoryCourse::kReworked)) {
    story.Next(Requester()).mutable_reject_work()->set_reason("it still drips");
    story.Work(1);
    TellCompletion(work, worker, story);
    story.Work(1);
  }
  if (Is(work, StoryCourse::kUnanswered)) {
    story.Work(kUnansweredWait);
  } else {
    story.Next(Requester()).mutable_accept_work();
  }
  if (work.found)
    story.Next(InspectorPerson()).mutable_recheck()->set_passed(true);
  story.Next(DeskPerson())
      .mutable_close()
      ->set_closure_code(v1::CLOSURE_CODE_FIXED);
}

// From the dispatch to the close.
void TellCycle(const RepairWork& work, const v1::Actor& worker, Draw& draw,
               TicketStory& story) {
  const Spans& spans = SpansOf(work);
  TellVisit(work, worker, draw, story);
  TellWaits(work, worker, draw, story);
  story.Work(spans.work + static_cast<int>(draw.Below(spans.more_work + 1)));
  TellCompletion(work, worker, story);
  TellJudgement(work, worker, story);
}

}  // namespace

bool IsUrgent(v1::Priority priority) { return priority <= v1::PRIORITY_P2; }

void TellRepairWork(const RepairWork& work, Draw& draw, TicketStory& story) {
  const v1::Actor worker = Worker(TellIntake(work, story));
  TellCycle(work, worker, draw, story);
  if (!Is(work, StoryCourse::kReopened)) return;
  story.GoTo(OnWorkingDay(story.time(), kReopenedDays, kMorning));
  story.Next(Requester()).mutable_reopen()->set_reason("it is broken again");
  TellDispatch(work.party, story);
  // What it says was done takes the place of what the first cycle said.
  TellCycle(work, worker, draw, story);
}

}  // namespace workledger
