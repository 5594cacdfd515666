#ifndef WORKLEDGER_TOOLS_WORKLEDGER_DECODED_RECORD_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_DECODED_RECORD_H_

// A record of the log with its payload parsed, as people look at it.

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

struct DecodedRecord {
  // Its `payload` is empty; `event` holds what it said.
  v1::Record record;
  v1::Event event;
  // Chain digest at this record, 32 bytes.
  std::string chain;
};

//   DATA_LOSS  RECORD_CORRUPT: not a record, or not an event;
//              EVENT_TYPE_UNKNOWN: an event that this program does not know.
absl::StatusOr<DecodedRecord> DecodeRecord(const v1::StoredRecord& stored);

// One line of JSON: the fields of Record that are set, but `ledger_uid` and
// `chain` in hexadecimal and `event` in place of `payload`.
std::string RecordJson(const DecodedRecord& decoded);

// The titles of the columns of RecordLine.
std::string RecordHeading();

// One line for people: position, occur time, ticket, version, event, actor and
// what the event says. Columns have fixed widths, so that lines that come one
// by one stay aligned.
std::string RecordLine(const DecodedRecord& decoded, absl::TimeZone zone);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_DECODED_RECORD_H_
