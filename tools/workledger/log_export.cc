#include "tools/workledger/log_export.h"

#include <cstdio>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/decoded_record.h"
#include "tools/workledger/exit_code.h"
#include "tools/workledger/flag_value.h"
#include "tools/workledger/local_file.h"
#include "tools/workledger/record_range.h"
#include "workledger/error.h"
#include "workledger/export.h"

namespace workledger {
namespace {

// The range to export.
struct Range {
  v1::Ledger ledger;
  uint64_t first_position = 0;
};

absl::StatusOr<Range> FindRange(const LogExportFlags& flags,
                                const Session& session, Client& client) {
  v1::GetLedgerRequest request;
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(
      v1::GetLedgerResponse response,
      client.Call(&v1::LedgerService::Stub::GetLedger, request));
  const uint64_t head = response.ledger().head_position();
  if (flags.from_position == 0 || flags.from_position > head) {
    return FlagError(
        {.flag = "--from", .text = absl::StrCat(flags.from_position)},
        absl::StrCat("a position from 1 to the head, ", head));
  }
  return Range{.ledger = response.ledger(),
               .first_position = flags.from_position};
}

// Chain digest before the range. Before the first record it follows from the
// ledger's uid (docs/log_format.md).
absl::StatusOr<std::string> PreviousChain(const Range& range, Client& client) {
  if (range.first_position == 1) {
    const Digest start = Sha256({"workledger/1", range.ledger.uid()});
    return std::string(AsBytes(start));
  }
  v1::ReadEventsRequest request;
  request.set_ledger(range.ledger.ledger());
  request.set_from_position(range.first_position - 1);
  request.set_page_size(1);
  WL_ASSIGN_OR_RETURN(const v1::ReadEventsResponse page,
                      client.Call(&v1::LogService::Stub::ReadEvents, request));
  if (page.records().empty()) {
    return MakeError(absl::StatusCode::kDataLoss,
                     v1::ERROR_REASON_RECORD_CORRUPT,
                     absl::StrCat("log: the server has no record ",
                                  range.first_position - 1));
  }
  return page.records(0).chain();
}

RecordRange RecordsOf(const Range& range) {
  return {.ledger = range.ledger.ledger(),
          .first_position = range.first_position,
          .last_position = range.ledger.head_position()};
}

// What shows that the range is what the server signs.
absl::Status FetchProof(const RecordRange& range, Client& client,
                        v1::ExportProof& proof) {
  v1::GetCheckpointRequest checkpoint;
  checkpoint.set_ledger(range.ledger);
  checkpoint.set_min_position(range.last_position);
  WL_ASSIGN_OR_RETURN(
      v1::GetCheckpointResponse head,
      client.Call(&v1::ProofService::Stub::GetCheckpoint, checkpoint));
  v1::GetRangeProofRequest request;
  request.set_ledger(range.ledger);
  request.set_first_position(range.first_position);
  request.set_last_position(range.last_position);
  request.set_tree_size(head.tree_size());
  WL_ASSIGN_OR_RETURN(
      v1::GetRangeProofResponse response,
      client.Call(&v1::ProofService::Stub::GetRangeProof, request));
  proof.set_checkpoint(std::move(*head.mutable_checkpoint()));
  *proof.mutable_range() = std::move(*response.mutable_proof());
  return absl::OkStatus();
}

absl::Status WriteFrames(const Range& range, const Session& session,
                         Client& client, std::ostream& out) {
  v1::ExportFrame frame;
  v1::ExportHeader& header = *frame.mutable_header();
  header.set_format(1);
  header.set_ledger(range.ledger.ledger());
  header.set_ledger_uid(range.ledger.uid());
  header.set_first_position(range.first_position);
  WL_ASSIGN_OR_RETURN(*header.mutable_previous_chain(),
                      PreviousChain(range, client));
  WL_RETURN_IF_ERROR(WriteExportFrame(frame, out));
  std::string chain;
  const RecordSink sink = [&](const v1::StoredRecord& record) {
    chain = record.chain();
    *frame.mutable_record() = record;
    return WriteExportFrame(frame, out);
  };
  WL_RETURN_IF_ERROR(ReadRange(RecordsOf(range), session, client, sink));
  v1::ExportTrailer& trailer = *frame.mutable_trailer();
  trailer.set_last_position(range.ledger.head_position());
  trailer.set_chain(chain);
  WL_RETURN_IF_ERROR(
      FetchProof(RecordsOf(range), client, *trailer.mutable_proof()));
  return WriteExportFrame(frame, out);
}

absl::Status WriteLines(const Range& range, const Session& session,
                        Client& client, std::ostream& out) {
  return ReadRange(RecordsOf(range), session, client,
                   [&out](const v1::StoredRecord& record) -> absl::Status {
                     WL_ASSIGN_OR_RETURN(const DecodedRecord decoded,
                                         DecodeRecord(record));
                     out << RecordJson(decoded) << '\n';
                     return absl::OkStatus();
                   });
}

absl::Status CannotWrite(const std::string& file) {
  return FileError(absl::StrCat("file ", file, ": cannot be written"));
}

}  // namespace

absl::Status RunLogExport(const LogExportFlags& flags, const Session& session) {
  if (flags.format != "frames" && flags.format != "json") {
    return FlagError({.flag = "--format", .text = flags.format},
                     "one of frames, json");
  }
  WL_RETURN_IF_ERROR(CheckReplaceable(flags.file));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(const Range range, FindRange(flags, session, client));
  const std::string partial = absl::StrCat(flags.file, ".partial");
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  if (!out) return CannotWrite(partial);
  const auto write = flags.format == "frames" ? &WriteFrames : &WriteLines;
  const absl::Status written = write(range, session, client, out);
  out.close();
  // A stream that failed matters more than what was to be written to it.
  if (!out) return CannotWrite(partial);
  WL_RETURN_IF_ERROR(written);
  if (std::rename(partial.c_str(), flags.file.c_str()) != 0) {
    return CannotWrite(flags.file);
  }
  session.err << "exported positions " << range.first_position << " to "
              << range.ledger.head_position() << " to " << flags.file << '\n';
  return absl::OkStatus();
}

}  // namespace workledger
