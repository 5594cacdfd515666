#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_DIFFER_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_DIFFER_H_

// Turns rows, each a picture of a ticket after an update, into commands, each
// the difference from the ticket's row before.
//
//   Differ differ("servicenow");
//   WL_ASSIGN_OR_RETURN(std::optional<v1::Command> command,
//                       differ.Next(mapped_row));

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "tools/workledger/import/row_mapper.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

// What is remembered of a ticket while a file is read: all that grows with the
// file's length, and only with its number of tickets. About 1 KiB of memory
// each.
struct TicketTrail {
  std::string source_id;
  uint64_t rows = 0;
  // The values of its last row, as a serialized RecordHistory without report.
  // The move is that of the last row with a known state.
  std::string last_values;
  // Of its last row.
  std::vector<std::string> expected;
};

using TicketTrails = absl::flat_hash_map<std::string, TicketTrail>;

// Used by one thread at a time.
class Differ {
 public:
  // `source` names the source system in provenance and request ids.
  explicit Differ(std::string source) : source_(std::move(source)) {}

  // Takes the next row of the file. Returns the command that records it, or
  // nothing if the row says nothing new.
  //
  //   INVALID_ARGUMENT  FIELD_INVALID: the row's id and an earlier one become
  //                     the same ticket id.
  absl::StatusOr<std::optional<v1::Command>> Next(MappedRow row);

  // By ticket id.
  const TicketTrails& trails() const { return trails_; }

 private:
  const std::string source_;
  TicketTrails trails_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_DIFFER_H_
