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

// What an export is believed by.
struct ExportTrust {
  // The ledger's public key, in the verifier key form of signed notes, from
  // elsewhere than the export.
  std::string verifier_key{};
  // A signed checkpoint; the one that came with the export if empty.
  std::string checkpoint{};
};

// What a verified export holds.
struct ExportSummary {
  v1::ExportHeader header;
  v1::ExportTrailer trailer;
  uint64_t records = 0;
  // Counts of its tickets at its end; only of an export from position 1.
  v1::SummarizeResponse tickets;
  // How far its records were proven by a signed checkpoint, and how many
  // records that one has; 0 without trust.
  uint64_t proven_position = 0;
  uint64_t tree_size = 0;
};

// Reads an export to its end and checks framing, positions, versions, envelope,
// payloads and chain; folds it when it begins at position 1.
//
//   INVALID_ARGUMENT  FIELD_INVALID: not an export, or of another format.
//   DATA_LOSS         RECORD_CORRUPT or CHAIN_BROKEN: cut off or changed; the
//                     message names the position.
absl::StatusOr<ExportSummary> VerifyExport(std::istream& in);

// Also checks that the records are those whose tree was signed, with the key
// alone (docs/proofs.md): by the export's own proof, or, of an export from
// position 1, by any checkpoint of no more records than it has.
//
//   INVALID_ARGUMENT  FIELD_INVALID: no key or no checkpoint, or one that does
//                     not reach this export.
//   DATA_LOSS         SIGNATURE_INVALID: not signed by that key.
//                     PROOF_INVALID: other records than those that were signed.
absl::StatusOr<ExportSummary> VerifyExport(std::istream& in,
                                           const ExportTrust& trust);

}  // namespace workledger

#endif  // WORKLEDGER_EXPORT_H_
