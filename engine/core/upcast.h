#ifndef WORKLEDGER_CORE_UPCAST_H_
#define WORKLEDGER_CORE_UPCAST_H_

// The only place where stored bytes become events; lifts old shapes to today's.

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/record.pb.h"

namespace workledger {

// Parses a stored record into `record`, which is cleared first.
//
//   DATA_LOSS  RECORD_CORRUPT.
absl::Status ParseRecord(std::string_view bytes, v1::Record& record);

// Turns the record's payload into `event`, which is cleared first.
//
//   DATA_LOSS  RECORD_CORRUPT: it does not parse, or its body is not what
//              `event_type` says. EVENT_TYPE_UNKNOWN: a newer program wrote it.
absl::Status Upcast(const v1::Record& record, v1::Event& event);

// Returns the field number of the event's body, which is what
// `Record.event_type` holds. `event` has a body.
uint32_t EventTypeOf(const v1::Event& event);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_UPCAST_H_
