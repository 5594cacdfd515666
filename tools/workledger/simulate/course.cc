#include "tools/workledger/simulate/course.h"

#include <span>

namespace workledger {
namespace {

// So many of 1,000 tickets go like this.
struct Share {
  StoryCourse course;
  uint64_t per_mille;
};

StoryCourse DrawOf(std::span<const Share> shares, Draw& draw) {
  uint64_t number = draw.Below(1000);
  for (const Share& share : shares) {
    if (number < share.per_mille) return share.course;
    number -= share.per_mille;
  }
  return StoryCourse::kSmooth;
}

constexpr Share kRepairs[] = {
    {StoryCourse::kLateAccept, 10},     {StoryCourse::kLateAcknowledge, 40},
    {StoryCourse::kLateArrival, 50},    {StoryCourse::kLateCompletion, 40},
    {StoryCourse::kAwaitRequester, 25}, {StoryCourse::kAwaitParts, 20},
    {StoryCourse::kThirdParty, 10},     {StoryCourse::kNoAccess, 15},
    {StoryCourse::kReturned, 15},       {StoryCourse::kReworked, 25},
    {StoryCourse::kReopened, 15},       {StoryCourse::kExtended, 15},
    {StoryCourse::kUnanswered, 25},
};

constexpr Share kUrgent[] = {
    {StoryCourse::kLateAccept, 60},  {StoryCourse::kLateAcknowledge, 100},
    {StoryCourse::kLateArrival, 80}, {StoryCourse::kLateCompletion, 60},
    {StoryCourse::kReworked, 40},
};

constexpr Share kInspected[] = {{StoryCourse::kFailed, 150},
                                {StoryCourse::kRectifiedLate, 100}};

constexpr Share kUninspected[] = {{StoryCourse::kMissed, 25}};

constexpr Share kIncidents[] = {{StoryCourse::kLateArrival, 100}};

}  // namespace

StoryCourse DrawRepairCourse(bool urgent, Draw& draw) {
  return urgent ? DrawOf(kUrgent, draw) : DrawOf(kRepairs, draw);
}

StoryCourse DrawCleaningCourse(bool inspected, Draw& draw) {
  return inspected ? DrawOf(kInspected, draw) : DrawOf(kUninspected, draw);
}

StoryCourse DrawIncidentCourse(Draw& draw) { return DrawOf(kIncidents, draw); }

}  // namespace workledger
