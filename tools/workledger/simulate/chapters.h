#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_CHAPTERS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_CHAPTERS_H_

// The chapters of a simulated year, a file for each. Every one adds its steps
// in the order that each ticket takes them; the same for the same draws.

#include <cstdint>

#include "tools/demo/draw.h"
#include "tools/workledger/simulate/story.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// The default profile, places, parties, contracts, categories, the conference's
// procedure, lifts and their plans; `scale` times the places and lifts.
v1::ChangeCatalogue MakeCatalogue(uint64_t scale);

// Each tells `scale` times the figures.
void TellRepairs(uint64_t scale, Draw& draw, Steps& steps);
void TellServices(uint64_t scale, Draw& draw, Steps& steps);
void TellCleaning(uint64_t scale, Draw& draw, Steps& steps);
void TellSecurity(uint64_t scale, Draw& draw, Steps& steps);
void TellInspections(uint64_t scale, Draw& draw, Steps& steps);
void TellTallies(uint64_t scale, Draw& draw, Steps& steps);

// What happens on the scene of an incident that was confirmed, up to its end.
void TellScene(bool petition, StoryCourse course, TicketStory& story);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_CHAPTERS_H_
