#ifndef WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TOML_TABLE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TOML_TABLE_H_

// Reads a TOML table strictly: every key is known, every value has its type,
// and every error says where.
//
//   WL_RETURN_IF_ERROR(table.CheckKeys({"column", "format"}));
//   WL_ASSIGN_OR_RETURN(const std::string format, table.Text("format"));

// Errors are values here; nothing throws.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "workledger/v1/error.pb.h"

namespace workledger {

// A view of a table; the parsed document outlives it.
class TomlTable {
 public:
  // `path` is the table's key from the top, empty for the top itself.
  TomlTable(const toml::table& table, std::string_view file,
            std::string_view path)
      : table_(&table), file_(file), path_(path) {}

  const toml::table& table() const { return *table_; }

  // FIELD_UNKNOWN if the table has any other key.
  absl::Status CheckKeys(std::initializer_list<std::string_view> known) const;

  // Returns the text under `key`, which must be there and not be empty.
  absl::StatusOr<std::string> Text(std::string_view key) const;
  // Returns the text under `key`, or an empty one if the key is missing.
  absl::StatusOr<std::string> TextOrEmpty(std::string_view key) const;
  // Returns the table under `key`, or nothing if the key is missing.
  absl::StatusOr<std::optional<TomlTable>> Table(std::string_view key) const;

  // Where `key` is, or where the table is if it has no such key:
  // "FILE:LINE:COLUMN: PATH.KEY".
  std::string Place(std::string_view key) const;
  // INVALID_ARGUMENT with `reason` about `key`.
  absl::Status Error(v1::ErrorReason reason, std::string_view key,
                     std::string_view message) const;

 private:
  std::string KeyPath(std::string_view key) const;

  const toml::table* table_;
  std::string file_;
  std::string path_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_IMPORT_TOML_TABLE_H_
