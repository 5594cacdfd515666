#ifndef WORKLEDGER_TOOLS_DEMO_TICKET_STORY_H_
#define WORKLEDGER_TOOLS_DEMO_TICKET_STORY_H_

// What happens to one ticket of the demo, from its report to its end.

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/demo/bureau.h"
#include "tools/demo/draw.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// An order and when it is given. The command has no request id and no time yet.
struct Step {
  absl::Time time;
  v1::Command command;
};

// Where and what a ticket is about.
struct Scene {
  const Fault* fault = nullptr;
  std::string location;
};

Scene DrawScene(Draw& draw);

// Tells a whole story, each step later than the one before or at its time.
std::vector<Step> TellTicket(const std::string& ticket, const Scene& scene,
                             absl::Time report_time, Draw& draw);

// Tells of a second report of what `master` is about, which the desk links to
// it.
std::vector<Step> TellDuplicate(const std::string& ticket,
                                const std::string& master, const Scene& scene,
                                absl::Time report_time, Draw& draw);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_DEMO_TICKET_STORY_H_
