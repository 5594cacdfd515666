#ifndef WORKLEDGER_CORE_VALIDATE_H_
#define WORKLEDGER_CORE_VALIDATE_H_

// Refuses messages from outside whose shape alone is wrong.
//
//   WL_RETURN_IF_ERROR(ValidateMessage(request.filter()));

#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace workledger {

// Walks `message`, a request or a part of one, and refuses with
// INVALID_ARGUMENT and the path of the first field at fault, for example
// "filter.states[3]":
//
//   FIELD_UNKNOWN    a field that this schema does not have.
//   FIELD_REQUIRED   a field that must be there.
//   FIELD_TOO_LONG, TOO_MANY_ITEMS   a limit of limits.h.
//   FIELD_NOT_UTF8   text that is none.
//   FIELD_INVALID    an enum number that has no meaning, a time or duration out
//                    of range, a digest that is not 32 bytes, sealed text.
absl::Status ValidateMessage(const google::protobuf::Message& message);

// Whether `id` is one of a ticket: 1 to 63 characters of [a-z0-9-].
bool TicketIdValid(std::string_view id);

}  // namespace workledger

#endif  // WORKLEDGER_CORE_VALIDATE_H_
