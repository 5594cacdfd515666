#include "tools/workledger/simulate/year.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/simulate/alarms.h"
#include "tools/workledger/simulate/chapters.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// When the ledger is looked at, every day.
constexpr absl::Duration kMorning = absl::Hours(9);

bool Earlier(const Step& a, const Step& b) { return a.time < b.time; }

v1::Command ClockTo(absl::Time time) {
  v1::Command command;
  command.mutable_actor()->set_principal("simulation");
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
  *command.mutable_advance_time()->mutable_now_time() = ToTimestamp(time);
  return command;
}

absl::Status Refused(const v1::Error& error, const v1::Command& command) {
  const auto* const order =
      v1::Command::descriptor()->FindFieldByNumber(command.order_case());
  v1::Error told = error;
  told.set_message(absl::StrCat(order->name(), " of ", command.ticket(),
                                command.inspection(), ": ", error.message()));
  return StatusOf(told);
}

}  // namespace

Steps TellYear(uint64_t seed, uint64_t scale) {
  // A chapter of its own draws, so that one that changes leaves the others.
  constexpr void (*kChapters[])(uint64_t, Draw&, Steps&) = {
      TellRepairs,  TellServices,    TellCleaning,
      TellSecurity, TellInspections, TellTallies};
  Steps steps;
  for (size_t i = 0; i < std::size(kChapters); ++i) {
    Draw draw(seed * std::size(kChapters) + i);
    kChapters[i](scale, draw, steps);
  }
  TellAlarms(scale, steps);
  SortSteps(steps);
  return steps;
}

void SortSteps(Steps& steps) {
  std::stable_sort(steps.begin(), steps.end(), Earlier);
}

absl::Status Player::Send(v1::Command command) {
  WL_RETURN_IF_ERROR(Add(std::move(command)));
  return Flush();
}

absl::Status Player::Add(v1::Command command) {
  command.set_request_id(absl::StrCat("simulation-", seed_, "-", ++count_));
  *batch_.add_commands() = std::move(command);
  return batch_.commands_size() < static_cast<int>(kBatchCommandsMax)
             ? absl::OkStatus()
             : Flush();
}

absl::StatusOr<v1::BatchExecuteResponse> Player::SendBatch() {
  for (;;) {
    auto response =
        client_.Call(&v1::CommandService::Stub::BatchExecute, batch_);
    if (response.ok() || lost_ == nullptr ||
        !absl::IsUnavailable(response.status())) {
      return response;
    }
    WL_RETURN_IF_ERROR(lost_(response.status()));
  }
}

absl::Status Player::Flush() {
  if (batch_.commands().empty()) return absl::OkStatus();
  batch_.set_ledger(ledger_);
  WL_ASSIGN_OR_RETURN(const v1::BatchExecuteResponse response, SendBatch());
  for (int i = 0; i < response.outcomes_size(); ++i) {
    const v1::CommandOutcome& outcome = response.outcomes(i);
    if (outcome.has_error()) {
      return Refused(outcome.error(), batch_.commands(i));
    }
    position_ = std::max(position_, outcome.response().last_position());
  }
  batch_.Clear();
  return absl::OkStatus();
}

absl::Status Player::GoTo(absl::Time time) {
  if (time <= now_) return absl::OkStatus();
  now_ = time;
  return Add(ClockTo(time));
}

absl::Status Player::PlayUntil(absl::Time end, Steps& steps, size_t& next) {
  for (; next < steps.size() && steps[next].time < end; ++next) {
    Step& step = steps[next];
    WL_RETURN_IF_ERROR(GoTo(step.time));
    *step.command.mutable_occur_time() = ToTimestamp(step.time);
    WL_RETURN_IF_ERROR(Add(std::move(step.command)));
  }
  return absl::OkStatus();
}

absl::Status Player::Play(Steps steps, const Found& found,
                          const Progress& progress) {
  size_t next = 0;
  size_t played = 0;  // and no longer in `steps`
  for (absl::CivilDay day(absl::ToCivilDay(YearStart(), BureauTime()));
       absl::FromCivil(day, BureauTime()) < YearEnd(); ++day) {
    if (found != nullptr) {
      const absl::Time morning = absl::FromCivil(day, BureauTime()) + kMorning;
      WL_RETURN_IF_ERROR(PlayUntil(morning, steps, next));
      WL_RETURN_IF_ERROR(GoTo(morning));
      WL_RETURN_IF_ERROR(Flush());
      WL_ASSIGN_OR_RETURN(Steps more, found(morning, position_));
      if (!more.empty()) {
        steps.erase(steps.begin(),
                    steps.begin() + static_cast<ptrdiff_t>(next));
        played += next;
        next = 0;
        std::ranges::move(more, std::back_inserter(steps));
        SortSteps(steps);
      }
    }
    WL_RETURN_IF_ERROR(
        PlayUntil(absl::FromCivil(day + 1, BureauTime()), steps, next));
    if (progress != nullptr) progress(played + next, played + steps.size());
  }
  WL_RETURN_IF_ERROR(GoTo(YearEnd()));
  return Flush();
}

}  // namespace workledger
