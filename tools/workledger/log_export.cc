#include "tools/workledger/log_export.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/decoded_record.h"
#include "tools/workledger/exit_code.h"
#include "tools/workledger/flag_value.h"
#include "tools/workledger/local_file.h"
#include "tools/workledger/progress_bar.h"
#include "workledger/error.h"
#include "workledger/export.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// The range to export.
struct Range {
  v1::Ledger ledger;
  uint64_t first_position = 0;
};

using RecordSink = std::function<absl::Status(const v1::StoredRecord&)>;

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

// Gives every record of the range to `sink`.
absl::Status ReadRange(const Range& range, const Session& session,
                       Client& client, const RecordSink& sink) {
  const uint64_t end = range.ledger.head_position() + 1;
  ProgressBar bar(session, "records");
  v1::ReadEventsRequest request;
  request.set_ledger(range.ledger.ledger());
  uint64_t next = range.first_position;
  while (next < end) {
    request.set_from_position(next);
    request.set_page_size(
        static_cast<int>(std::min<uint64_t>(end - next, kPageSizeMax)));
    WL_ASSIGN_OR_RETURN(
        const v1::ReadEventsResponse page,
        client.Call(&v1::LogService::Stub::ReadEvents, request));
    if (page.next_position() <= next) {
      return absl::InternalError("log: the server's page does not move on");
    }
    for (const v1::StoredRecord& record : page.records()) {
      WL_RETURN_IF_ERROR(sink(record));
    }
    next = page.next_position();
    bar.Update(next - range.first_position, end - range.first_position);
  }
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
  WL_RETURN_IF_ERROR(ReadRange(range, session, client, sink));
  v1::ExportTrailer& trailer = *frame.mutable_trailer();
  trailer.set_last_position(range.ledger.head_position());
  trailer.set_chain(chain);
  return WriteExportFrame(frame, out);
}

absl::Status WriteLines(const Range& range, const Session& session,
                        Client& client, std::ostream& out) {
  return ReadRange(range, session, client,
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
