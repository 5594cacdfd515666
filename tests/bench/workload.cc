#include "tests/bench/workload.h"

#include "absl/strings/str_cat.h"

namespace workledger::bench {
namespace {

constexpr char kParty[] = "contractor-east";

v1::Command MakeCommand(const std::string& ticket, int step) {
  v1::Command command;
  command.set_ticket(ticket);
  command.set_request_id(absl::StrCat(ticket, "-", step));
  v1::Actor& actor = *command.mutable_actor();
  actor.set_principal(step < 3 || step > 6 ? "desk-7" : "technician-12");
  actor.set_party(step < 3 || step > 6 ? "bureau" : kParty);
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(step < 3 || step > 6 ? v1::ROLE_DESK : v1::ROLE_TECHNICIAN);
  return command;
}

void FillReport(const std::string& ticket, v1::Report& report) {
  report.set_channel(v1::CHANNEL_HOTLINE);
  report.mutable_requester()->set_data_subject("subject-4711");
  report.mutable_requester()->set_clear("Wang, room 1203, ext. 4711");
  report.set_location("east-campus/building-3/floor-12/room-1203");
  report.set_category("electrical/lighting/ceiling-lamp");
  report.set_priority(v1::PRIORITY_P3);
  report.mutable_text()->set_clear(absl::StrCat(
      "the ceiling lamp flickers and hums since this morning (", ticket, ")"));
}

}  // namespace

v1::Command Caller::Next() {
  if (step_ == 9) step_ = 0;
  if (step_ == 0) ++ticket_;
  const std::string ticket = absl::StrCat(name_, "-", ticket_);
  v1::Command command = MakeCommand(ticket, step_);
  switch (step_++) {
    case 0:
      FillReport(ticket, *command.mutable_report());
      break;
    case 1:
      command.mutable_accept();
      break;
    case 2:
      command.mutable_dispatch()->set_party(kParty);
      command.mutable_dispatch()->set_mode(v1::DISPATCH_MODE_ASSIGNED);
      break;
    case 3:
      command.mutable_acknowledge();
      break;
    case 4:
      command.mutable_record_arrival()->set_evidence_level(
          v1::EVIDENCE_LEVEL_QR_CODE);
      break;
    case 5:
      command.mutable_start_work();
      break;
    case 6:
      command.mutable_complete()->set_result(v1::CLOSURE_CODE_FIXED);
      command.mutable_complete()->set_cause_code("worn");
      command.mutable_complete()->set_action_code("replaced");
      break;
    case 7:
      command.mutable_accept_work();
      break;
    default:
      command.mutable_close()->set_closure_code(v1::CLOSURE_CODE_FIXED);
      break;
  }
  return command;
}

}  // namespace workledger::bench
