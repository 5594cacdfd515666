#ifndef WORKLEDGER_TOOLS_WORKLEDGER_ENUM_TEXT_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_ENUM_TEXT_H_

// Names of the schema in the short form of the command line: TICKET_STATE_ON_
// SITE is "on-site", record_arrival is "record-arrival".

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "tools/workledger/flag_value.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Returns `name` in lower case with hyphens for underscores.
std::string Kebab(std::string_view name);

// Returns the value's name without its enum's prefix, in kebab case.
std::string ShortName(const google::protobuf::EnumValueDescriptor& value);

// The same; a number that this schema does not know is printed as it is.
std::string ShortName(const google::protobuf::EnumDescriptor& type, int number);

template <typename Enum>
std::string ShortName(Enum value) {
  return ShortName(*google::protobuf::GetEnumDescriptor<Enum>(),
                   static_cast<int>(value));
}

// Returns the short names of all values but UNSPECIFIED, in order.
std::vector<std::string> ShortNames(const google::protobuf::EnumDescriptor& e);

// Finds a value by its short or full name, in any case; else the error lists
// the names.
absl::StatusOr<int> ParseEnum(FlagValue value,
                              const google::protobuf::EnumDescriptor& type);

template <typename Enum>
absl::StatusOr<Enum> ParseEnum(FlagValue value) {
  WL_ASSIGN_OR_RETURN(
      const int number,
      ParseEnum(value, *google::protobuf::GetEnumDescriptor<Enum>()));
  return static_cast<Enum>(number);
}

// The Chinese term that the bureaus use; empty where there is none.
std::string_view ChineseTerm(v1::TicketState state);
std::string_view ChineseTerm(v1::Priority priority);
std::string_view ChineseTerm(v1::HoldReason reason);
std::string_view ChineseTerm(v1::ClosureCode code);

// Returns the short name and the Chinese term: "on-site 已到场".
template <typename Enum>
std::string Bilingual(Enum value) {
  const std::string_view term = ChineseTerm(value);
  std::string text = ShortName(value);
  return term.empty() ? text : text.append(" ").append(term);
}

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_ENUM_TEXT_H_
