#include "workledger/export.h"

#include <algorithm>
#include <istream>
#include <map>
#include <memory>
#include <ostream>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/core/evolve.h"
#include "engine/replay/export_proof.h"
#include "engine/replay/record_check.h"
#include "engine/view/tally.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl.h"
#include "google/protobuf/util/delimited_message_util.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr uint32_t kFormat = 1;
// A record, its chain digest and what frames them.
constexpr uint32_t kFrameBytesMax = kRecordBytesMax + 256;

absl::Status NoExport(std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, "export", message);
}

absl::Status Damaged(uint64_t position, std::string_view message) {
  return MakeError(
      absl::StatusCode::kDataLoss, v1::ERROR_REASON_RECORD_CORRUPT,
      absl::StrCat("export: position ", position, ": ", ToAbsl(message)));
}

absl::Status Damaged(const v1::Violation& violation) {
  return MakeError(absl::StatusCode::kDataLoss,
                   violation.check() == "chain"
                       ? v1::ERROR_REASON_CHAIN_BROKEN
                       : v1::ERROR_REASON_RECORD_CORRUPT,
                   absl::StrCat("export: position ", violation.position(), ": ",
                                violation.check(), ": ", violation.detail()));
}

class FrameReader {
 public:
  explicit FrameReader(std::istream& in) : source_(&in) {}

  bool AtEnd() {
    const void* bytes = nullptr;
    int size = 0;
    while (source_.Next(&bytes, &size)) {
      source_.BackUp(size);
      if (size > 0) return false;
    }
    return true;
  }

  // Reads a frame, or nothing if the file does not go on with a whole one. No
  // other program writes frames, so one that says more than it should or says
  // it otherwise than WriteExportFrame does was changed.
  bool Next(v1::ExportFrame& frame) {
    google::protobuf::io::CodedInputStream coded(&source_);
    uint32_t size = 0;
    if (!coded.ReadVarint32(&size) || size > kFrameBytesMax) return false;
    std::string bytes;
    return coded.ReadString(&bytes, static_cast<int>(size)) &&
           frame.ParseFromString(bytes) && frame.SerializeAsString() == bytes &&
           frame.frame_case() != v1::ExportFrame::FRAME_NOT_SET;
  }

 private:
  google::protobuf::io::IstreamInputStream source_;
};

// What an export from position 1 adds up to.
class ExportFold {
 public:
  void Apply(const v1::Record& record, const v1::Event& event) {
    tally_.AddFinding(event);
    if (record.stream().kind() != v1::STREAM_KIND_TICKET) return;
    EvolveTicket(tickets_[record.stream().key()], record, event);
  }

  v1::SummarizeResponse Summarize(uint64_t position) {
    for (const auto& [id, ticket] : tickets_) tally_.Add(ticket);
    v1::SummarizeResponse summary = tally_.Render();
    summary.set_position(position);
    return summary;
  }

 private:
  Tally tally_;
  std::map<std::string, v1::Ticket> tickets_;
};

class ExportCheck {
 public:
  // `proof` may be null, and outlives this.
  ExportCheck(std::istream& in, ExportProofCheck* proof)
      : reader_(in), proof_(proof) {}

  absl::StatusOr<ExportSummary> Check() {
    WL_RETURN_IF_ERROR(ReadHeader());
    while (true) {
      v1::ExportFrame frame;
      if (!reader_.Next(frame)) {
        return Damaged(records_->Last().position + 1,
                       "the frame is damaged or cut off");
      }
      switch (frame.frame_case()) {
        case v1::ExportFrame::kRecord:
          WL_RETURN_IF_ERROR(TakeRecord(frame.record()));
          break;
        case v1::ExportFrame::kTrailer:
          WL_RETURN_IF_ERROR(TakeTrailer(frame.trailer()));
          return std::move(summary_);
        case v1::ExportFrame::kHeader:
        case v1::ExportFrame::FRAME_NOT_SET:
          return Damaged(records_->Last().position + 1,
                         "got a second header, want a record");
      }
    }
  }

 private:
  absl::Status ReadHeader();
  absl::Status TakeRecord(const v1::StoredRecord& stored);
  absl::Status TakeTrailer(const v1::ExportTrailer& trailer);
  bool FromStart() const { return summary_.header.first_position() == 1; }

  FrameReader reader_;
  ExportProofCheck* const proof_;
  ExportSummary summary_;
  std::unique_ptr<RecordCheck> records_;  // from the header on
  ExportFold fold_;
};

absl::Status ExportCheck::ReadHeader() {
  v1::ExportFrame frame;
  if (!reader_.Next(frame) || !frame.has_header()) {
    return NoExport("got no header, want an export of workledger");
  }
  const v1::ExportHeader& header = frame.header();
  if (header.format() != kFormat) {
    return NoExport(
        absl::StrCat("got format ", header.format(), ", want ", kFormat));
  }
  Head before{.position = header.first_position() - 1};
  if (header.first_position() == 0 ||
      header.previous_chain().size() != before.chain.size()) {
    return NoExport("got a header without a place in the log");
  }
  std::ranges::copy(header.previous_chain(), before.chain.begin());
  summary_.header = header;
  if (FromStart() && before.chain != ChainStart(header.ledger_uid())) {
    return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_CHAIN_BROKEN,
                     "export: position 1: the chain does not begin with the "
                     "ledger's uid");
  }
  records_ = std::make_unique<RecordCheck>(header.ledger_uid(), before);
  if (proof_ != nullptr) WL_RETURN_IF_ERROR(proof_->TakeHeader(header));
  return absl::OkStatus();
}

absl::Status ExportCheck::TakeRecord(const v1::StoredRecord& stored) {
  const uint64_t position = records_->Last().position + 1;
  const std::vector<v1::Violation> violations =
      records_->Check({.position = position,
                       .bytes = stored.record(),
                       .chain = stored.chain()});
  if (!violations.empty()) return Damaged(violations.front());
  const v1::Event& event = records_->GetEvent();
  if (event.has_ledger_created() &&
      event.ledger_created().ledger() != summary_.header.ledger()) {
    return Damaged(position, "the header names another ledger");
  }
  if (FromStart()) fold_.Apply(records_->GetRecord(), event);
  if (proof_ != nullptr) proof_->TakeRecord(stored.record());
  ++summary_.records;
  return absl::OkStatus();
}

absl::Status ExportCheck::TakeTrailer(const v1::ExportTrailer& trailer) {
  const Head& last = records_->Last();
  if (trailer.last_position() != last.position ||
      trailer.chain() != AsBytes(last.chain)) {
    return Damaged(last.position, "the trailer names another end");
  }
  if (!reader_.AtEnd()) {
    return Damaged(last.position, "got more after the trailer");
  }
  summary_.trailer = trailer;
  if (proof_ != nullptr) {
    WL_ASSIGN_OR_RETURN(summary_.proven_position, proof_->TakeTrailer(trailer));
    summary_.tree_size = proof_->tree().size;
  }
  if (FromStart()) summary_.tickets = fold_.Summarize(last.position);
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteExportFrame(const v1::ExportFrame& frame, std::ostream& out) {
  using google::protobuf::util::SerializeDelimitedToOstream;
  if (SerializeDelimitedToOstream(frame, &out)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable,
                   v1::ERROR_REASON_FILE_UNWRITABLE,
                   "export: the file takes no more");
}

absl::StatusOr<ExportSummary> VerifyExport(std::istream& in) {
  return ExportCheck(in, /*proof=*/nullptr).Check();
}

absl::StatusOr<ExportSummary> VerifyExport(std::istream& in,
                                           const ExportTrust& trust) {
  WL_ASSIGN_OR_RETURN(ExportProofCheck proof, ExportProofCheck::Make(trust));
  return ExportCheck(in, &proof).Check();
}

}  // namespace workledger
