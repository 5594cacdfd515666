#include "engine/core/cleaning_shape.h"

#include <set>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/validate.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status Required(std::string_view field) {
  return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, field,
                    "got nothing, want a value");
}

absl::Status Invalid(std::string_view field, std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, field, message);
}

// An id that may be left out.
absl::Status CheckOptionalId(const std::string& id, std::string_view field) {
  if (id.empty() || TicketIdValid(id)) return absl::OkStatus();
  return Invalid(field, "got another form, want 1 to 63 of [a-z0-9-]");
}

}  // namespace

absl::Status CheckPlanTask(const v1::Command& command) {
  const v1::PlanTask& order = command.plan_task();
  if (CompareTimestamps(order.window_start_time(), order.window_end_time()) >=
      0) {
    return Invalid("plan_task.window_end_time",
                   "got a time that is not after the window's start");
  }
  if (order.assignee().party().empty() && !order.assignee().person().empty()) {
    return Required("plan_task.assignee.party");
  }
  return CheckOptionalId(order.makes_up_for(), "plan_task.makes_up_for");
}

absl::Status CheckRaiseRepair(const v1::Command& command) {
  return CheckOptionalId(command.raise_repair().child(), "raise_repair.child");
}

absl::Status CheckInspect(const v1::Command& command) {
  const v1::Inspect& order = command.inspect();
  if (order.rubric().empty() && order.items_size() > 0) {
    return Required("inspect.rubric");
  }
  std::set<std::string_view> items;
  for (int i = 0; i < order.items_size(); ++i) {
    if (!items.insert(order.items(i).item()).second) {
      return Invalid(absl::StrCat("inspect.items[", i, "].item"),
                     "got an item twice, want each once");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRecheck(const v1::Command& command) {
  const v1::Recheck& order = command.recheck();
  if (order.passed() && order.has_due_time()) {
    return Invalid("recheck.due_time", "got a time, want none where it passed");
  }
  return absl::OkStatus();
}

absl::Status CheckOpenRound(const v1::Command& command) {
  const v1::OpenRound& order = command.open_round();
  if (order.locations().empty()) return Required("open_round.locations");
  std::set<std::string_view> locations;
  for (int i = 0; i < order.locations_size(); ++i) {
    const std::string field = absl::StrCat("open_round.locations[", i, "]");
    if (order.locations(i).empty()) return Required(field);
    if (!locations.insert(order.locations(i)).second) {
      return Invalid(field, "got a place twice, want each once");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRaiseFinding(const v1::Command& command) {
  const v1::RaiseFinding& order = command.raise_finding();
  if (order.kind() != v1::TICKET_KIND_CLEANING &&
      order.kind() != v1::TICKET_KIND_REPAIR) {
    return Invalid("raise_finding.kind",
                   absl::StrCat("got ", v1::TicketKind_Name(order.kind()),
                                ", want CLEANING or REPAIR"));
  }
  return CheckOptionalId(order.ticket(), "raise_finding.ticket");
}

}  // namespace workledger
