#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_LINE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_LINE_H_

// The command line of `workledger catalogue`.

#include "tools/workledger/catalogue_verbs.h"
#include "tools/workledger/verb_line.h"

namespace workledger {

// What can be typed after `catalogue`.
struct CatalogueLine {
  CatalogueApplyFlags apply;
  CatalogueHolidaysFlags holidays;
  CatalogueShowFlags show;
};

// Both outlive `app`.
void AddCatalogueVerbs(CLI::App& app, CatalogueLine& line, Run& chosen);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_LINE_H_
