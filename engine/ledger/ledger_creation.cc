#include "engine/ledger/ledger_creation.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/time.h"
#include "engine/core/upcast.h"
#include "workledger/error.h"
#include "workledger/limits.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {
namespace {

constexpr char kRequestId[] = "ledger-created";

bool IsLedgerId(const std::string& id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !id.empty() && id.size() <= kLedgerIdBytesMax &&
         std::all_of(id.begin(), id.end(), allowed);
}

v1::Record FirstRecord(const EventLog& log,
                       const v1::CreateLedgerRequest& request, absl::Time now) {
  v1::Event event;
  v1::LedgerCreated& created = *event.mutable_ledger_created();
  created.set_ledger(request.ledger());
  created.set_clock(request.clock());
  if (request.has_start_time()) {
    *created.mutable_start_time() =
        ToTimestamp(FloorMillis(FromTimestamp(request.start_time())));
  }
  v1::Record record;
  record.set_ledger_uid(log.Uid());
  record.set_position(1);
  record.mutable_stream()->set_kind(v1::STREAM_KIND_LEDGER);
  record.set_version(1);
  record.set_first_position(1);
  record.set_last_position(1);
  record.set_event_type(EventTypeOf(event));
  *record.mutable_record_time() = created.has_start_time()
                                      ? created.start_time()
                                      : ToTimestamp(FloorMillis(now));
  *record.mutable_occur_time() = record.record_time();
  record.mutable_actor()->set_principal("workledger");
  record.mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
  record.mutable_actor()->set_assurance(v1::ASSURANCE_AUTHENTICATED);
  record.set_request_id(kRequestId);
  event.SerializeToString(record.mutable_payload());
  return record;
}

}  // namespace

absl::Status ValidateCreation(const v1::CreateLedgerRequest& request) {
  if (!IsLedgerId(request.ledger())) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "ledger",
        absl::StrCat("want 1 to ", kLedgerIdBytesMax, " of [a-z0-9-]"));
  }
  const bool driven = request.clock() == v1::LEDGER_CLOCK_DRIVEN;
  if (!driven && request.clock() != v1::LEDGER_CLOCK_WALL) {
    return FieldError(v1::ERROR_REASON_FIELD_REQUIRED, "clock",
                      "want WALL or DRIVEN");
  }
  if (driven != request.has_start_time()) {
    return FieldError(driven ? v1::ERROR_REASON_FIELD_REQUIRED
                             : v1::ERROR_REASON_FIELD_INVALID,
                      "start_time",
                      "goes with a DRIVEN clock, and only with one");
  }
  if (driven && !TimestampValid(request.start_time())) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "start_time",
                      "want a time in the years 1 to 9999");
  }
  return absl::OkStatus();
}

absl::Status CheckSameSettings(const v1::Ledger& existing,
                               const v1::CreateLedgerRequest& request) {
  bool same = existing.clock() == request.clock();
  if (same && request.has_start_time()) {
    const absl::Time start = FloorMillis(FromTimestamp(request.start_time()));
    same = FromTimestamp(existing.create_time()) == start;
  }
  if (same) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAlreadyExists,
                   v1::ERROR_REASON_LEDGER_EXISTS,
                   absl::StrCat("ledger: ", request.ledger(),
                                " exists with another clock or start time"),
                   "ledger");
}

absl::Status AppendCreation(EventLog& log,
                            const v1::CreateLedgerRequest& request,
                            absl::Time now) {
  const v1::Record record = FirstRecord(log, request, now);
  Transaction transaction;
  transaction.requests.push_back(
      {.id = kRequestId,
       .payload_hash = Sha256({request.SerializeAsString()}),
       .record_count = 1});
  transaction.records.push_back(
      {.stream = {.kind = v1::STREAM_KIND_LEDGER, .key = ""},
       .version = 1,
       .bytes = record.SerializeAsString()});
  return log.Append(log.GetHead(), {&transaction, 1}).status();
}

}  // namespace workledger
