#include "tools/workledger/log_verbs.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/decoded_record.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/exit_code.h"
#include "tools/workledger/hex_text.h"
#include "tools/workledger/interrupt.h"
#include "workledger/error.h"
#include "workledger/v1/event.pb.h"

namespace workledger {
namespace {

absl::StatusOr<uint32_t> ParseEventType(FlagValue value) {
  const auto& bodies = *v1::Event::descriptor()->FindOneofByName("body");
  std::vector<std::string> names;
  for (int i = 0; i < bodies.field_count(); ++i) {
    names.push_back(Kebab(bodies.field(i)->name()));
    if (names.back() == Kebab(value.text)) {
      return static_cast<uint32_t>(bodies.field(i)->number());
    }
  }
  return FlagError(value, absl::StrCat("one of ", absl::StrJoin(names, ", ")));
}

// Prints records as they come, a table with its heading before the first one.
class RecordPrinter {
 public:
  explicit RecordPrinter(const Session& session) : session_(session) {}

  // Nothing is left in a buffer: what was not printed is an error.
  absl::Status Print(
      const google::protobuf::RepeatedPtrField<v1::StoredRecord>& records) {
    for (const v1::StoredRecord& stored : records) {
      WL_ASSIGN_OR_RETURN(const DecodedRecord decoded, DecodeRecord(stored));
      PrintRecord(decoded);
    }
    if (session_.out.flush()) return absl::OkStatus();
    return FileError("standard output: cannot be written");
  }

 private:
  void PrintRecord(const DecodedRecord& decoded) {
    if (session_.output == OutputFormat::kJson) {
      session_.out << RecordJson(decoded) << '\n';
      return;
    }
    if (!headed_) session_.out << RecordHeading() << '\n';
    headed_ = true;
    session_.out << RecordLine(decoded, session_.zone) << '\n';
  }

  const Session& session_;
  bool headed_ = false;
};

absl::StatusOr<v1::SubscribeRequest> MakeSubscription(
    const LogTailFlags& flags) {
  if (flags.from_position.has_value() && !flags.resume_token.empty()) {
    return UsageError("--from, --resume-token: want at most one of them");
  }
  v1::SubscribeRequest request;
  request.set_live(true);
  if (flags.from_position.has_value()) {
    request.set_from_position(*flags.from_position);
  }
  if (!flags.resume_token.empty()) {
    WL_ASSIGN_OR_RETURN(
        *request.mutable_resume_token(),
        ParseHex({.flag = "--resume-token", .text = flags.resume_token}));
  }
  WL_ASSIGN_OR_RETURN(*request.mutable_filter(),
                      ParseRecordFilter(flags.filter));
  return request;
}

// Why the server ended the stream, as an error of the tool.
absl::Status ClosingError(v1::ClosingReason reason) {
  return absl::UnavailableError(
      absl::StrCat("subscription: the server ended it: ", ShortName(reason)));
}

// Prints what a frame brings; an error ends the tail.
absl::Status PrintFrame(const v1::SubscribeResponse& frame,
                        const Session& session, RecordPrinter& printer) {
  switch (frame.frame_case()) {
    case v1::SubscribeResponse::kEvents:
      return printer.Print(frame.events().records());
    case v1::SubscribeResponse::kCaughtUp:
      session.err << "caught up at position " << frame.caught_up().position()
                  << std::endl;
      return absl::OkStatus();
    case v1::SubscribeResponse::kFellBehind:
      session.err << "fell behind at position "
                  << frame.fell_behind().position() << " of "
                  << frame.fell_behind().head_position() << std::endl;
      return absl::OkStatus();
    case v1::SubscribeResponse::kClosing:
      return ClosingError(frame.closing().reason());
    // Progress is for programs: it carries nothing but the token.
    case v1::SubscribeResponse::kProgress:
    case v1::SubscribeResponse::FRAME_NOT_SET:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::RecordFilter> ParseRecordFilter(const FilterFlags& flags) {
  v1::RecordFilter filter;
  filter.set_ticket(flags.ticket);
  for (const std::string& text : flags.event_types) {
    WL_ASSIGN_OR_RETURN(const uint32_t type,
                        ParseEventType({.flag = "--event", .text = text}));
    filter.add_event_types(type);
  }
  return filter;
}

absl::Status RunLogRead(const LogReadFlags& flags, const Session& session) {
  v1::ReadEventsRequest request;
  WL_ASSIGN_OR_RETURN(*request.mutable_filter(),
                      ParseRecordFilter(flags.filter));
  request.set_from_position(flags.from_position);
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  RecordPrinter printer(session);
  uint64_t left = flags.limit == 0 ? UINT64_MAX : flags.limit;
  uint64_t head = 0;
  do {
    request.set_page_size(
        static_cast<int>(std::min<uint64_t>(left, kPageSizeMax)));
    WL_ASSIGN_OR_RETURN(
        const v1::ReadEventsResponse page,
        client.Call(&v1::LogService::Stub::ReadEvents, request));
    WL_RETURN_IF_ERROR(printer.Print(page.records()));
    left -= static_cast<uint64_t>(page.records_size());
    head = page.head_position();
    request.set_from_position(page.next_position());
  } while (left > 0 && request.from_position() <= head);
  return absl::OkStatus();
}

absl::Status RunLogTail(const LogTailFlags& flags, const Session& session) {
  WL_ASSIGN_OR_RETURN(v1::SubscribeRequest request, MakeSubscription(flags));
  const InterruptBlock block;
  Client client(session.server);
  grpc::ClientContext context;
  const InterruptWatch watch([&context] { context.TryCancel(); });
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  const auto reader =
      client.stub<v1::LogService::Stub>().Subscribe(&context, request);
  RecordPrinter printer(session);
  // Of the last frame that was printed.
  std::string token;
  absl::Status status;
  v1::SubscribeResponse frame;
  while (status.ok() && reader->Read(&frame)) {
    status = PrintFrame(frame, session, printer);
    // Not after an error: what could not be printed is to come again.
    if (status.ok()) token = frame.resume_token();
  }
  if (!status.ok()) context.TryCancel();
  const absl::Status end = client.ToStatus(reader->Finish());
  if (!token.empty()) session.err << "resume-token: " << ToHex(token) << '\n';
  if (watch.interrupted()) return absl::OkStatus();
  return status.ok() ? end : status;
}

}  // namespace workledger
