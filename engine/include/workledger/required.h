#ifndef WORKLEDGER_REQUIRED_H_
#define WORKLEDGER_REQUIRED_H_

// Which fields of the schema must be set. An order without one of them is
// refused as FIELD_REQUIRED; a form or a command line can say so beforehand.
//
//   IsFieldRequired("workledger.v1.Dispatch.party")  // true

#include <string_view>

namespace workledger {

// Whether the field with this full name must be set wherever its message is.
// What depends on other fields (a label, where the reason is OTHER) is not
// among them. Thread-safe.
bool IsFieldRequired(std::string_view full_name);

}  // namespace workledger

#endif  // WORKLEDGER_REQUIRED_H_
