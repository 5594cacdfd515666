#include "tools/workledger/import/state_map.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "tools/workledger/import/toml_enum.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// How a text of the source is called where it cannot be empty.
std::string Label(std::string_view text) {
  return text.empty() ? "(empty)" : std::string(text);
}

// The code that goes without saying for `state`, if one does.
v1::ClosureCode OwnClosureCode(v1::TicketState state) {
  if (state == v1::TICKET_STATE_WITHDRAWN) return v1::CLOSURE_CODE_WITHDRAWN;
  if (state == v1::TICKET_STATE_DUPLICATE) return v1::CLOSURE_CODE_DUPLICATE;
  return v1::CLOSURE_CODE_UNSPECIFIED;
}

// Reads {hold, label}.
absl::StatusOr<v1::RecordHistory> ParseHold(const TomlTable& entry,
                                            std::string_view text) {
  WL_RETURN_IF_ERROR(entry.CheckKeys({"hold", "label"}));
  v1::RecordHistory move;
  WL_ASSIGN_OR_RETURN(const auto reason,
                      EnumValue<v1::HoldReason>(entry, "hold"));
  move.mutable_hold()->set_reason(reason);
  WL_ASSIGN_OR_RETURN(std::string label, entry.TextOrEmpty("label"));
  if (label.size() > kNameBytesMax) {
    return entry.Error(v1::ERROR_REASON_FIELD_TOO_LONG, "label",
                       absl::StrCat("got ", label.size(),
                                    " bytes, want at most ", kNameBytesMax));
  }
  move.mutable_hold()->set_label(label.empty() ? Label(text)
                                               : std::move(label));
  return move;
}

// Reads a state from `key` of `table`, and its closure code from `closure`, if
// there is one.
absl::StatusOr<v1::RecordHistory> ParseState(const TomlTable& table,
                                             std::string_view key,
                                             const TomlTable* closure,
                                             std::string_view text,
                                             bool closure_column) {
  v1::RecordHistory move;
  auto& state = *move.mutable_state();
  // History is of repairs, whose states come first.
  WL_ASSIGN_OR_RETURN(const auto value,
                      EnumValue(table, key, v1::TICKET_STATE_DUPLICATE));
  state.set_state(value);
  state.set_label(Label(text));
  if (closure != nullptr && closure->table().contains("closure_code")) {
    WL_ASSIGN_OR_RETURN(const auto code,
                        EnumValue<v1::ClosureCode>(*closure, "closure_code"));
    state.set_closure_code(code);
  }
  const v1::ClosureCode own = OwnClosureCode(value);
  const bool coded = state.closure_code() != v1::CLOSURE_CODE_UNSPECIFIED;
  if (coded && (!Terminal(value) || own != v1::CLOSURE_CODE_UNSPECIFIED)) {
    return closure->Error(v1::ERROR_REASON_FIELD_INVALID, "closure_code",
                          "got one, want it for CLOSED and REJECTED only");
  }
  if (!coded) state.set_closure_code(own);
  if (Terminal(value) && !coded && !closure_column &&
      own == v1::CLOSURE_CODE_UNSPECIFIED) {
    return table.Error(v1::ERROR_REASON_FIELD_REQUIRED, key,
                       "want a closure_code too, here or in "
                       "[state.closure_code]");
  }
  return move;
}

absl::StatusOr<v1::RecordHistory> ParseEntry(const TomlTable& map,
                                             std::string_view text,
                                             bool closure_column) {
  if (map.table().get(text)->is_string()) {
    if (map.table().get(text)->as_string()->get() == "unknown") {
      v1::RecordHistory move;
      move.set_unknown_state(Label(text));
      return move;
    }
    return ParseState(map, text, nullptr, text, closure_column);
  }
  WL_ASSIGN_OR_RETURN(const auto entry, map.Table(text));
  if (entry->table().contains("hold")) return ParseHold(*entry, text);
  WL_RETURN_IF_ERROR(entry->CheckKeys({"state", "closure_code"}));
  return ParseState(*entry, "state", &*entry, text, closure_column);
}

}  // namespace

bool Terminal(v1::TicketState state) {
  return state == v1::TICKET_STATE_CLOSED ||
         state == v1::TICKET_STATE_REJECTED ||
         state == v1::TICKET_STATE_WITHDRAWN ||
         state == v1::TICKET_STATE_DUPLICATE;
}

absl::StatusOr<ValueMap<v1::RecordHistory>> ParseStateMap(
    const TomlTable& state, bool closure_column) {
  WL_ASSIGN_OR_RETURN(const auto map, state.Table("map"));
  if (!map.has_value() || map->table().empty()) {
    return state.Error(v1::ERROR_REASON_FIELD_REQUIRED, "map",
                       "missing or empty");
  }
  ValueMap<v1::RecordHistory> moves;
  for (const auto& [key, node] : map->table()) {
    const std::string text(key.str());
    if (text.size() > kNameBytesMax) {
      return map->Error(v1::ERROR_REASON_FIELD_TOO_LONG, text,
                        absl::StrCat("got ", text.size(),
                                     " bytes, want at most ", kNameBytesMax));
    }
    WL_ASSIGN_OR_RETURN(moves[text], ParseEntry(*map, text, closure_column));
  }
  return moves;
}

}  // namespace workledger
