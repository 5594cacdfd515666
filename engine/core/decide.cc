#include "engine/core/decide.h"

#include <string_view>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/alarm/alarm_decide.h"
#include "engine/core/catalogue/catalogue_decide.h"
#include "engine/core/inspection/inspection_decide.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "engine/core/penalty/penalty_decide.h"
#include "engine/core/penalty/penalty_follow_ups.h"
#include "engine/core/penalty/penalty_ground.h"
#include "engine/core/plan/plan_decide.h"
#include "engine/core/sla/clock_follow_ups.h"
#include "engine/core/tally/tally_decide.h"
#include "engine/core/timer_decide.h"
#include "workledger/error.h"

namespace workledger {
namespace {

// Where an order that is not given to a ticket is decided.
struct Home {
  v1::Command::OrderCase order;
  std::vector<StreamName> (*reads)(const v1::Command&, const Folds&);
  absl::StatusOr<std::vector<StreamEvents>> (*decide)(const v1::Command&,
                                                      const Folds&,
                                                      const Context&);
};

std::vector<StreamName> ReadsNothing(const v1::Command&, const Folds&) {
  return {};
}

absl::StatusOr<std::vector<StreamEvents>> DecideAdvanceTime(
    const v1::Command& command, const Folds& folds, const Context& context) {
  WL_RETURN_IF_ERROR(CheckOccurTime(context));
  const v1::AdvanceTime& order = command.advance_time();
  const v1::LedgerState& ledger = *folds.ledger;
  if (ledger.clock() != v1::LEDGER_CLOCK_DRIVEN) {
    return Forbid(v1::ERROR_REASON_CLOCK_NOT_DRIVEN,
                  "clock: got WALL, want DRIVEN");
  }
  WL_ASSIGN_OR_RETURN(const absl::Time target,
                      AdvanceTarget(order, context.now));
  if (target < context.now) {
    return Forbid(v1::ERROR_REASON_TIME_WENT_BACK,
                  "got a time before the ledger's now, want a later one",
                  "advance_time");
  }
  // Also where the clock stands there already, brought by the last timer on the
  // way: without an event the order would not be known when it comes again, and
  // be refused once the clock has gone on.
  Events events;
  *events.emplace_back().mutable_time_advanced()->mutable_now_time() =
      ToTimestamp(target);
  return InStream(v1::STREAM_KIND_LEDGER, "", std::move(events));
}

constexpr Home kHomes[] = {
    {v1::Command::kAdvanceTime, ReadsNothing, DecideAdvanceTime},
    {v1::Command::kRecordSignals, ReadsRecordSignals, DecideRecordSignals},
    {v1::Command::kChangeCatalogue, ReadsChangeCatalogue,
     DecideChangeCatalogue},
    {v1::Command::kBringForward, ReadsBringForward, DecideBringForward},
    {v1::Command::kFireTimer, ReadsTimer, DecideTimer},
    {v1::Command::kRecordTally, ReadsTallies, DecideTally},
    {v1::Command::kOpenRound, ReadsInspection, DecideInspection},
    {v1::Command::kRecordVisit, ReadsInspection, DecideInspection},
    {v1::Command::kRaiseFinding, ReadsInspection, DecideInspection},
    {v1::Command::kCloseRound, ReadsInspection, DecideInspection},
    {v1::Command::kContestRound, ReadsInspection, DecideInspection},
    {v1::Command::kDecideRound, ReadsInspection, DecideInspection},
    {v1::Command::kEndRound, ReadsInspection, DecideInspection},
    {v1::Command::kContestPenalty, ReadsPenaltyMonth, DecidePenaltyOrder},
    {v1::Command::kConfirmPenalty, ReadsPenaltyMonth, DecidePenaltyOrder},
    {v1::Command::kReducePenalty, ReadsPenaltyMonth, DecidePenaltyOrder},
    {v1::Command::kWaivePenalty, ReadsPenaltyMonth, DecidePenaltyOrder},
    {v1::Command::kSettleMonth, ReadsPenaltyMonth, DecidePenaltyOrder},
};

constexpr Home kTicketHome = {v1::Command::ORDER_NOT_SET, ReadsTicket,
                              DecideTicket};

const Home& HomeOf(v1::Command::OrderCase order) {
  for (const Home& home : kHomes) {
    if (home.order == order) return home;
  }
  return kTicketHome;
}

absl::StatusOr<std::vector<StreamEvents>> DecideWithClocks(
    const v1::Command& command, const Folds& folds, const Context& context) {
  WL_ASSIGN_OR_RETURN(
      std::vector<StreamEvents> streams,
      HomeOf(command.order_case()).decide(command, folds, context));
  return AddClockEvents(std::move(streams), command, folds, context);
}

}  // namespace

absl::StatusOr<absl::Time> AdvanceTarget(const v1::AdvanceTime& order,
                                         absl::Time now) {
  if (order.has_now_time()) return FromTimestamp(FloorMillis(order.now_time()));
  const absl::Time target =
      FloorMillis(now + absl::Seconds(order.step().seconds()) +
                  absl::Nanoseconds(order.step().nanos()));
  if (TimestampValid(ToTimestamp(target))) return target;
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "advance_time.step",
                    "got a step out of the years 1 to 9999, want one inside");
}

std::vector<StreamName> Reads(const v1::Command& command, const Folds& known,
                              const Context& context) {
  std::vector<StreamName> names =
      HomeOf(command.order_case()).reads(command, known);
  if (!names.empty() || !MayBringGrounds(command, known)) return names;
  const auto streams = DecideWithClocks(command, known, context);
  return streams.ok() ? PenaltyReads(*streams, command, known, context) : names;
}

absl::StatusOr<std::vector<StreamEvents>> Decide(const v1::Command& command,
                                                 const Folds& folds,
                                                 const Context& context) {
  WL_ASSIGN_OR_RETURN(std::vector<StreamEvents> streams,
                      DecideWithClocks(command, folds, context));
  return AddPenalties(std::move(streams), command, folds, context);
}

}  // namespace workledger
