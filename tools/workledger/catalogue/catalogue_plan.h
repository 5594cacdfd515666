#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_CATALOGUE_PLAN_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_CATALOGUE_PLAN_H_

// What a catalogue file would change, the orders that change it, and where in
// the file an error of the engine lies.

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/workledger/catalogue/catalogue_file.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// The catalogue as it is, retired items too.
using CatalogueEntries = std::map<ItemKey, v1::CatalogueEntry>;

struct CataloguePlan {
  std::string document;
  // What differs, in order; `words[i]` says how: added, changed or retired.
  std::vector<FileChange> changes;
  std::vector<std::string_view> words;
  size_t unchanged = 0;
};

// Compares the file with the catalogue as it is.
CataloguePlan MakePlan(CatalogueFile file, const CatalogueEntries& entries);

// Prints a line for each change and how many there are of each.
void PrintPlan(const CataloguePlan& plan, std::ostream& out);

// Returns the orders that carry the plan out, as many as the limits of one
// ask for. `envelope` has no order; of several, each gets its number at the
// end of its request id.
std::vector<v1::Command> MakeCommands(const CataloguePlan& plan,
                                      const v1::Command& envelope);

// Returns the engine's refusal of a change with the place in the file that
// `field`, a path within the item, has.
absl::Status AtPlace(const absl::Status& status, const FileChange& change,
                     std::string_view field);

// Returns the engine's refusal of those orders with the place in the file that
// it is about; as it is if it is about none.
absl::Status WithPlace(const absl::Status& status, const CataloguePlan& plan,
                       const std::vector<v1::Command>& commands);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_CATALOGUE_PLAN_H_
