#include "engine/core/fold.h"

#include "engine/base/check.h"

namespace workledger {
namespace {

const v1::Fold& FoldOf(const Folds& folds, v1::StreamKind kind,
                       std::string_view key) {
  const auto fold = folds.streams.find({kind, std::string(key)});
  WL_CHECK(fold != folds.streams.end());
  return *fold->second;
}

}  // namespace

const v1::Ticket& TicketOf(const Folds& folds, std::string_view ticket) {
  return FoldOf(folds, v1::STREAM_KIND_TICKET, ticket).ticket();
}

const v1::AlarmGroup& AlarmOf(const Folds& folds, std::string_view alarm) {
  return FoldOf(folds, v1::STREAM_KIND_ALARM, alarm).alarm();
}

const v1::Inspection& InspectionOf(const Folds& folds,
                                   std::string_view inspection) {
  return FoldOf(folds, v1::STREAM_KIND_INSPECTION, inspection).inspection();
}

const v1::PlanProgress& PlanOf(const Folds& folds, std::string_view plan) {
  return FoldOf(folds, v1::STREAM_KIND_PLAN, plan).plan();
}

const v1::PenaltyMonth& PenaltyMonthOf(const Folds& folds,
                                       std::string_view month) {
  return FoldOf(folds, v1::STREAM_KIND_PENALTY, month).penalty_month();
}

bool Known(const Folds& folds, v1::StreamKind kind, std::string_view key) {
  return folds.streams.contains({kind, std::string(key)});
}

uint64_t VersionOf(const v1::Fold& fold) {
  switch (fold.fold_case()) {
    case v1::Fold::kTicket:
      return fold.ticket().version();
    case v1::Fold::kAlarm:
      return fold.alarm().version();
    case v1::Fold::kInspection:
      return fold.inspection().version();
    case v1::Fold::kPlan:
      return fold.plan().version();
    case v1::Fold::kTally:
      return fold.tally().version();
    case v1::Fold::kPenaltyMonth:
      return fold.penalty_month().version();
    case v1::Fold::FOLD_NOT_SET:
      break;
  }
  return 0;
}

std::vector<v1::Timer> TimersOf(const v1::Fold& fold) {
  std::vector<v1::Timer> timers;
  if (fold.has_ticket()) {
    timers.assign(fold.ticket().timers().begin(), fold.ticket().timers().end());
  } else if (fold.has_alarm() && fold.alarm().has_timer()) {
    timers.push_back(fold.alarm().timer());
  } else if (fold.has_plan() && fold.plan().has_timer()) {
    timers.push_back(fold.plan().timer());
  }
  return timers;
}

}  // namespace workledger
