#ifndef WORKLEDGER_EXPORT_H_
#define WORKLEDGER_EXPORT_H_

// Export files: a range of the log that proves itself (docs/log_format.md).
// Verifying one needs nothing but the file.

#include <cstdint>
#include <iosfwd>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "workledger/v1/export.pb.h"
#include "workledger/v1/ticket_service.pb.h"

namespace workledger {

// Writes an export frame by frame: header, records, trailer.
//
//   UNAVAILABLE  the stream took no more (for a file: the disk is full).
absl::Status WriteExportFrame(const v1::ExportFrame& frame, std::ostream& out);

// What a verified export holds.
struct ExportSummary {
  v1::ExportHeader header;
  v1::ExportTrailer trailer;
  uint64_t records = 0;
  // Counts of its tickets at its end; only of an export from position 1.
  v1::SummarizeResponse tickets;
};

// Reads an export to its end and checks framing, positions, versions, envelope,
// payloads and chain; folds it when it begins at position 1.
//
//   INVALID_ARGUMENT  FIELD_INVALID: not an export, or of another format.
//   DATA_LOSS         RECORD_CORRUPT or CHAIN_BROKEN: cut off or changed; the
//                     message names the position.
absl::StatusOr<ExportSummary> VerifyExport(std::istream& in);

}  // namespace workledger

#endif  // WORKLEDGER_EXPORT_H_
