#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_TEXT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_TEXT_H_

// Clocks explained, as tables for people.

#include <functional>
#include <map>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "workledger/v1/clock_service.pb.h"

namespace workledger {

// What times are shown in: those of a clock as its calendar's zone has them.
struct ClockZones {
  std::map<std::string, absl::TimeZone, std::less<>> calendars;
  // For calendars that are not there, and for all else.
  absl::TimeZone other;
};

// Returns hours and minutes, for example "65:00" or "-0:30"; seconds only where
// there are any, so that columns add up.
std::string SpanText(absl::Duration span);

// Returns what a clock did, for example "run", "paused: await-parts 待料",
// "closed: OFF 国办发明电〔2024〕12号" or "closed: out of hours".
std::string ActivityText(const v1::ClockInterval& interval);

// Prints every clock with its value, the rules that were tried, the moves of
// its deadline, its intervals and what was raised; then who had the ticket.
void PrintExplanation(const v1::ExplainClocksResponse& response,
                      const ClockZones& zones, std::ostream& out);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CLOCK_TEXT_H_
