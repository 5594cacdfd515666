#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_REPAIR_WORK_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_REPAIR_WORK_H_

// A repair from the desk to its end, whatever goes wrong with it.

#include <string>
#include <string_view>
#include <vector>

#include "tools/demo/draw.h"
#include "tools/workledger/simulate/story.h"
#include "workledger/v1/ticket.pb.h"
#include "workledger/v1/work.pb.h"

namespace workledger {

struct RepairWork {
  std::string location;
  v1::Priority priority = v1::PRIORITY_P3;
  std::string_view party = kRepairTeam;
  StoryCourse course = StoryCourse::kSmooth;
  // What is done.
  std::vector<v1::Quantity> quantities = {};
  // Whether the requester is asked when somebody may come.
  bool appointed = false;
  // Whether an inspection found it, and looks at it again.
  bool found = false;
};

// Whether nothing waits for the office to open.
bool IsUrgent(v1::Priority priority);

// Tells a repair that is reported already, from its acceptance to its end.
void TellRepairWork(const RepairWork& work, Draw& draw, TicketStory& story);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_REPAIR_WORK_H_
