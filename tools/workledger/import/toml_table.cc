#include "tools/workledger/import/toml_table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"

namespace workledger {

absl::Status TomlTable::CheckKeys(
    std::initializer_list<std::string_view> known) const {
  for (const auto& [key, node] : *table_) {
    if (std::find(known.begin(), known.end(), key.str()) == known.end()) {
      return Error(v1::ERROR_REASON_FIELD_UNKNOWN, key.str(),
                   absl::StrCat("unknown key, want one of ",
                                absl::StrJoin(known, ", ",
                                              [](std::string* out, auto name) {
                                                out->append(name);
                                              })));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> TomlTable::Text(std::string_view key) const {
  WL_ASSIGN_OR_RETURN(std::string text, TextOrEmpty(key));
  if (text.empty()) {
    return Error(v1::ERROR_REASON_FIELD_REQUIRED, key,
                 "missing or empty, want a text");
  }
  return text;
}

absl::StatusOr<std::string> TomlTable::TextOrEmpty(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::string();
  const auto* text = node->as_string();
  if (text == nullptr) {
    return Error(v1::ERROR_REASON_FIELD_INVALID, key, "want a text in quotes");
  }
  return text->get();
}

absl::StatusOr<std::optional<TomlTable>> TomlTable::Table(
    std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    return Error(v1::ERROR_REASON_FIELD_INVALID, key, "want a table");
  }
  return TomlTable(*table, file_, KeyPath(key));
}

std::string TomlTable::Place(std::string_view key) const {
  // The key's own place where it has one, else that of the table.
  toml::source_position begin = table_->source().begin;
  if (const auto entry = table_->find(key); entry != table_->end()) {
    begin = entry->first.source().begin;
  }
  return absl::StrCat(file_, ":", begin.line, ":", begin.column, ": ",
                      KeyPath(key));
}

absl::Status TomlTable::Error(v1::ErrorReason reason, std::string_view key,
                              std::string_view message) const {
  return MakeError(absl::StatusCode::kInvalidArgument, reason,
                   absl::StrCat(Place(key), ": ", ToAbsl(message)),
                   KeyPath(key));
}

std::string TomlTable::KeyPath(std::string_view key) const {
  if (path_.empty()) return std::string(key);
  return absl::StrCat(path_, ".", ToAbsl(key));
}

}  // namespace workledger
