#include "tools/workledger/simulate/course.h"

#include <span>

namespace workledger {
namespace {

// So many of 1,000 tickets go like this.
struct Share {
  Course course;
  uint64_t per_mille;
};

Course DrawOf(std::span<const Share> shares, Draw& draw) {
  uint64_t number = draw.Below(1000);
  for (const Share& share : shares) {
    if (number < share.per_mille) return share.course;
    number -= share.per_mille;
  }
  return Course::kSmooth;
}

constexpr Share kRepairs[] = {
    {Course::kLateAccept, 10},     {Course::kLateAcknowledge, 40},
    {Course::kLateArrival, 50},    {Course::kLateCompletion, 40},
    {Course::kAwaitRequester, 25}, {Course::kAwaitParts, 20},
    {Course::kThirdParty, 10},     {Course::kNoAccess, 15},
    {Course::kReturned, 15},       {Course::kReworked, 25},
    {Course::kReopened, 15},       {Course::kExtended, 15},
    {Course::kUnanswered, 25},
};

constexpr Share kUrgent[] = {
    {Course::kLateAccept, 60},  {Course::kLateAcknowledge, 100},
    {Course::kLateArrival, 80}, {Course::kLateCompletion, 60},
    {Course::kReworked, 40},
};

constexpr Share kInspected[] = {{Course::kFailed, 150},
                                {Course::kRectifiedLate, 100}};

constexpr Share kUninspected[] = {{Course::kMissed, 25}};

constexpr Share kIncidents[] = {{Course::kLateArrival, 100}};

}  // namespace

Course DrawRepairCourse(bool urgent, Draw& draw) {
  return urgent ? DrawOf(kUrgent, draw) : DrawOf(kRepairs, draw);
}

Course DrawCleaningCourse(bool inspected, Draw& draw) {
  return inspected ? DrawOf(kInspected, draw) : DrawOf(kUninspected, draw);
}

Course DrawIncidentCourse(Draw& draw) { return DrawOf(kIncidents, draw); }

}  // namespace workledger
