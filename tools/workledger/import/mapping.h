#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_MAPPING_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_MAPPING_H_

// A mapping says, without code, what the columns of another system's history
// mean. docs/import.md is the reference of its file format.
//
//   WL_ASSIGN_OR_RETURN(const Mapping mapping, LoadMapping("mine.toml"));

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/workledger/import/time_format.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Texts of a source, and what each of them means.
template <typename Value>
using ValueMap = std::map<std::string, Value, std::less<>>;

// A column whose texts mean values of an enum.
template <typename Enum>
struct EnumColumn {
  // Empty if the source has no such column.
  std::string column;
  ValueMap<Enum> map;
  // What every text that is not in `map` means; without it, such a text is an
  // error.
  std::optional<Enum> fallback;
};

// What the ledger derives and a source may state too.
enum class CheckKind {
  kReopens,
  kReassignments,
  kCompleteTime,
  kCloseTime,
  kState,
};

// A column that says on the last row of a ticket what must come out.
struct Check {
  CheckKind kind = CheckKind::kState;
  // The key in the mapping, for example "close_time".
  std::string name;
  std::string column;
};

// Columns are named; an empty name means that the source has none.
struct Mapping {
  std::string source;
  char delimiter = ',';
  // The text that stands for "no value", beside the empty one.
  std::string missing;

  std::string id;
  std::string time;
  TimeFormat time_format;
  std::string report_time;

  std::string state;
  // Each value has only its `move` set.
  ValueMap<v1::RecordHistory> states;
  // For terminal states whose entry in `states` has no closure code.
  EnumColumn<v1::ClosureCode> closure_code;

  std::string party;
  std::string person;
  // Joined with '/', empty ones left out.
  std::vector<std::string> category;
  EnumColumn<v1::Priority> priority;
  std::string location;
  std::string requester;
  EnumColumn<v1::Channel> channel;
  std::string text;
  // Name of the fact -> column.
  std::map<std::string, std::string> facts;
  std::vector<Check> checks;

  // Every column named, and where in the mapping: "FILE:LINE:COLUMN: KEY".
  struct Use {
    std::string place;
    std::string column;
  };
  std::vector<Use> uses;

  bool HasAssignee() const { return !party.empty() || !person.empty(); }
};

// Reads a mapping from the text of a file; `file` is its name in messages.
//
//   INVALID_ARGUMENT  FIELD_UNKNOWN, FIELD_REQUIRED, FIELD_TOO_LONG,
//                     TOO_MANY_ITEMS or FIELD_INVALID; the message begins with
//                     "FILE:LINE:COLUMN: KEY", and `field` is the key.
absl::StatusOr<Mapping> ParseMapping(std::string_view text,
                                     std::string_view file);

// Reads a mapping from a file. Errors as above, and FIELD_INVALID if the file
// cannot be read.
absl::StatusOr<Mapping> LoadMapping(const std::string& path);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_MAPPING_H_
