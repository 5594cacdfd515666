#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_ROW_MAPPER_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_ROW_MAPPER_H_

// Reads a row with the eyes of a mapping: what the ticket looked like after
// that update.
//
//   WL_ASSIGN_OR_RETURN(const RowMapper mapper,
//                       RowMapper::Create(mapping, reader->header()));
//   absl::StatusOr<MappedRow> row = mapper.Map(*raw_row);

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/workledger/import/mapping.h"
#include "tools/workledger/import/row_reader.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

struct MappedRow {
  uint64_t number = 0;
  // The source's id, and the ticket's.
  std::string source_id;
  std::string ticket;
  absl::Time time;
  // All that the row says, as if it were the ticket's first: `report` has what
  // only a report carries, the other fields have every value, facts by name.
  v1::RecordHistory values;
  // What the source says must come out, one text for each check of the mapping;
  // empty where it says nothing.
  std::vector<std::string> expected;
};

// Thread-compatible.
class RowMapper {
 public:
  // `mapping` outlives the mapper.
  //
  //   INVALID_ARGUMENT  FIELD_INVALID: the mapping names a column that
  //                     `header` has not, or has twice.
  static absl::StatusOr<RowMapper> Create(
      const Mapping& mapping, const std::vector<std::string>& header);

  // Returns what `row` says.
  //
  // What it returns has the shape that the server wants, so that no row of a
  // ticket is refused there while the rows after it are on their way.
  //
  //   INVALID_ARGUMENT  FIELD_INVALID: a value cannot be read or is in no map;
  //                     FIELD_TOO_LONG. Message and field name row and column.
  absl::StatusOr<MappedRow> Map(const Row& row) const;

 private:
  explicit RowMapper(const Mapping& mapping) : mapping_(&mapping) {}

  // The row's text in `column`; empty if it is missing or `column` is empty.
  std::string_view Cell(const Row& row, std::string_view column) const;
  // The same, but the missing marker is a text as any other.
  std::string_view RawCell(const Row& row, std::string_view column) const;
  // Cell, of at most `bytes_max` bytes.
  absl::StatusOr<std::string> Text(const Row& row, std::string_view column,
                                   size_t bytes_max) const;
  absl::StatusOr<std::string> Category(const Row& row) const;

  absl::Status MapMove(const Row& row, v1::RecordHistory* values) const;
  absl::Status MapReport(const Row& row, v1::RecordHistory* values) const;
  absl::Status MapDetails(const Row& row, v1::RecordHistory* values) const;
  absl::StatusOr<std::string> Expect(const Row& row, const Check& check) const;
  absl::StatusOr<absl::Time> Time(const Row& row,
                                  std::string_view column) const;

  const Mapping* mapping_;
  absl::flat_hash_map<std::string, size_t> indexes_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_ROW_MAPPER_H_
