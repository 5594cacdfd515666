#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TOML_ENUM_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TOML_ENUM_H_

// Reads a value of one of the schema's enums from a TOML table, written without
// the enum's prefix: "P1" for PRIORITY_P1.
//
//   WL_ASSIGN_OR_RETURN(const v1::Priority priority,
//                       EnumValue<v1::Priority>(table, "default"));

#include <limits>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "tools/workledger/import/toml_table.h"

namespace workledger {

// Returns `value`'s name without the prefix of its enum.
inline std::string ShortName(
    const google::protobuf::EnumValueDescriptor& value) {
  static constexpr std::string_view kUnspecified = "UNSPECIFIED";
  const std::string& zero = value.type()->FindValueByNumber(0)->name();
  return value.name().substr(zero.size() - kUnspecified.size());
}

// Returns the value named under `key`, up to `last` in the enum's order.
//
//   INVALID_ARGUMENT  the enum has no such name; the message lists all.
template <typename Enum>
absl::StatusOr<Enum> EnumValue(
    const TomlTable& table, std::string_view key,
    Enum last = static_cast<Enum>(std::numeric_limits<int>::max())) {
  WL_ASSIGN_OR_RETURN(const std::string name, table.Text(key));
  const auto* type = google::protobuf::GetEnumDescriptor<Enum>();
  std::string names;
  for (int i = 1; i < type->value_count(); ++i) {
    if (type->value(i)->number() > static_cast<int>(last)) continue;
    const std::string known = ShortName(*type->value(i));
    if (known == name) return static_cast<Enum>(type->value(i)->number());
    absl::StrAppend(&names, names.empty() ? "" : ", ", known);
  }
  return table.Error(v1::ERROR_REASON_FIELD_INVALID, key,
                     absl::StrCat("got \"", name, "\", want one of ", names));
}

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TOML_ENUM_H_
