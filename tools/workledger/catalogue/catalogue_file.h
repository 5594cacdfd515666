#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_CATALOGUE_FILE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_CATALOGUE_FILE_H_

// A catalogue as a TOML file (docs/catalogue.md): a table for each item, under
// the name of its kind.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Kind and code.
using ItemKey = std::pair<v1::CatalogueKind, std::string>;

// A change that the file asks for, and where each of its fields stands:
// "FILE:LINE:COLUMN" by the field's path in the item.
struct FileChange {
  v1::CatalogueChange change;
  std::map<std::string, std::string, std::less<>> places;
};

struct CatalogueFile {
  // The document that orders the changes; empty if the file names none.
  std::string document;
  // In an order in which what is referred to comes before what refers to it.
  std::vector<FileChange> changes;
};

ItemKey KeyOfItem(const v1::CatalogueItem& item);
ItemKey KeyOfChange(const v1::CatalogueChange& change);

// Returns the text of another file.
using ReadText =
    std::function<absl::StatusOr<std::string>(const std::string& file)>;

// Reads the text of `file`; its local times are of the zone that it names, or
// else of `zone`. The `holiday_files` of a calendar are read with `read`, by
// their path from the folder of `file`; days that the calendar lists itself
// stay as it says.
//
//   INVALID_ARGUMENT     it is no TOML, or says what the schema does not have,
//                        or names an item twice, or a holiday file is wrong or
//                        cannot be read; the message begins with
//                        FILE:LINE:COLUMN.
//   FAILED_PRECONDITION  CATALOGUE_CYCLE: its items refer to each other.
absl::StatusOr<CatalogueFile> ParseCatalogueFile(std::string_view text,
                                                 std::string_view file,
                                                 absl::TimeZone zone,
                                                 const ReadText& read);

// Puts what is referred to before what refers to it, and what is retired after
// what is put, users first.
//
//   FAILED_PRECONDITION  CATALOGUE_CYCLE, with the place of a reference.
absl::Status OrderChanges(std::vector<FileChange>& changes);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_CATALOGUE_FILE_H_
