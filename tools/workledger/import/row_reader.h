#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_ROW_READER_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_ROW_READER_H_

// Reads a CSV file (RFC 4180), plain or gzip, row by row and in constant
// memory.
//
//   WL_ASSIGN_OR_RETURN(auto reader, RowReader::Open("history.csv.gz", ','));
//   for (;;) {
//     WL_ASSIGN_OR_RETURN(std::optional<Row> row, reader->Next());
//     if (!row.has_value()) break;
//   }

#include <csv.h>
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace workledger {

// Most bytes in the fields of one row. A longer row is refused: most likely a
// quote was never closed.
inline constexpr size_t kRowBytesMax = 1 << 20;

struct Row {
  // Counted from 1; the header is not counted.
  uint64_t number = 0;
  // As many as the header has; valid UTF-8.
  std::vector<std::string> fields;
};

// Used by one thread at a time.
class RowReader {
 public:
  // Opens the file and reads its header. Errors are those of Next.
  static absl::StatusOr<std::unique_ptr<RowReader>> Open(
      const std::string& path, char delimiter);

  ~RowReader();
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  // Names of the columns, without a byte order mark.
  const std::vector<std::string>& header() const { return header_; }

  // Returns the next row, or nothing at the end of the file. Rows before a
  // damaged place are returned before the error, which is returned for good.
  //
  //   INVALID_ARGUMENT  the file cannot be read, is empty, is cut off, or is
  //                     not CSV; FIELD_NOT_UTF8, FIELD_TOO_LONG and
  //                     FIELD_INVALID. Message and field name the row.
  absl::StatusOr<std::optional<Row>> Next();

  // How much of the file, as it is stored, was read, and its size.
  uint64_t bytes_read() const;
  uint64_t bytes_total() const { return bytes_total_; }

 private:
  RowReader(const std::string& path, char delimiter);

  // Parses the next piece of the file into `ready_`; sets `end_` or `failure_`
  // when there will be no more.
  void ReadPiece();
  void Parse(std::string_view piece);
  void FinishFile();
  // Callbacks of libcsv; `self` is this reader.
  static void OnField(void* text, size_t size, void* self);
  static void OnRow(int terminator, void* self);
  // Whether the row in `fields_` can be given out.
  absl::Status CheckRow() const;
  absl::Status TooLong() const;
  // Where the reader is: "header" or "row N", N being the unfinished row.
  std::string Place() const;

  const std::string path_;
  gzFile file_ = nullptr;
  csv_parser parser_ = {};
  std::vector<char> buffer_;
  uint64_t bytes_total_ = 0;
  bool first_piece_ = true;
  bool end_ = false;
  absl::Status failure_;
  std::vector<std::string> header_;
  bool header_read_ = false;
  uint64_t row_count_ = 0;
  // The row that is being parsed, and the bytes of its finished fields.
  std::vector<std::string> fields_;
  size_t fields_bytes_ = 0;
  std::deque<Row> ready_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_ROW_READER_H_
