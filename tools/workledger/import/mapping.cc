#include "tools/workledger/import/mapping.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "tools/workledger/import/state_map.h"
#include "tools/workledger/import/toml_enum.h"
#include "tools/workledger/import/toml_table.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// Fills one mapping from one document.
class MappingParser {
 public:
  explicit MappingParser(TomlTable top) : top_(std::move(top)) {}

  absl::StatusOr<Mapping> Parse() {
    WL_RETURN_IF_ERROR(
        top_.CheckKeys({"source", "id", "report_time", "category", "location",
                        "requester", "text", "csv", "time", "state", "assignee",
                        "priority", "channel", "facts", "check"}));
    WL_RETURN_IF_ERROR(ParseSource());
    WL_RETURN_IF_ERROR(ParseCsv());
    WL_RETURN_IF_ERROR(ParseTime());
    WL_RETURN_IF_ERROR(ParseState());
    WL_RETURN_IF_ERROR(ParseAssignee());
    WL_RETURN_IF_ERROR(ParseCategory());
    WL_RETURN_IF_ERROR(ParseFacts());
    WL_RETURN_IF_ERROR(ParseChecks());
    WL_RETURN_IF_ERROR(ParseEnumColumn(top_, "priority", &mapping_.priority));
    WL_RETURN_IF_ERROR(ParseEnumColumn(top_, "channel", &mapping_.channel));
    WL_RETURN_IF_ERROR(Column(top_, "report_time", &mapping_.report_time));
    WL_RETURN_IF_ERROR(Column(top_, "location", &mapping_.location));
    WL_RETURN_IF_ERROR(Column(top_, "requester", &mapping_.requester));
    WL_RETURN_IF_ERROR(Column(top_, "text", &mapping_.text));
    return std::move(mapping_);
  }

 private:
  absl::Status ParseSource() {
    WL_ASSIGN_OR_RETURN(mapping_.source, top_.Text("source"));
    if (mapping_.source.size() > kCodeBytesMax) {
      return top_.Error(v1::ERROR_REASON_FIELD_TOO_LONG, "source",
                        absl::StrCat("got ", mapping_.source.size(),
                                     " bytes, want at most ", kCodeBytesMax));
    }
    return RequiredColumn(top_, "id", &mapping_.id);
  }

  absl::Status ParseCsv() {
    WL_ASSIGN_OR_RETURN(const auto csv, top_.Table("csv"));
    if (!csv.has_value()) return absl::OkStatus();
    WL_RETURN_IF_ERROR(csv->CheckKeys({"delimiter", "missing"}));
    WL_ASSIGN_OR_RETURN(mapping_.missing, csv->TextOrEmpty("missing"));
    if (!csv->table().contains("delimiter")) return absl::OkStatus();
    WL_ASSIGN_OR_RETURN(const std::string delimiter, csv->Text("delimiter"));
    if (delimiter.size() != 1 ||
        delimiter.find_first_of("\"\r\n") != std::string::npos) {
      return csv->Error(v1::ERROR_REASON_FIELD_INVALID, "delimiter",
                        absl::StrCat("got \"", delimiter,
                                     "\", want one ASCII character that is "
                                     "no quote and no line end"));
    }
    mapping_.delimiter = delimiter[0];
    return absl::OkStatus();
  }

  absl::Status ParseTime() {
    WL_ASSIGN_OR_RETURN(const TomlTable time, RequiredTable("time"));
    WL_RETURN_IF_ERROR(time.CheckKeys({"column", "format", "zone"}));
    WL_RETURN_IF_ERROR(RequiredColumn(time, "column", &mapping_.time));
    WL_ASSIGN_OR_RETURN(const std::string format, time.Text("format"));
    WL_ASSIGN_OR_RETURN(const std::string zone, time.Text("zone"));
    if (const absl::Status known = TimeFormat::CheckFormat(format);
        !known.ok()) {
      return time.Error(v1::ERROR_REASON_FIELD_INVALID, "format",
                        ToStd(known.message()));
    }
    absl::StatusOr<TimeFormat> created = TimeFormat::Create(format, zone);
    if (!created.ok()) {
      return time.Error(v1::ERROR_REASON_FIELD_INVALID, "zone",
                        ToStd(created.status().message()));
    }
    mapping_.time_format = *std::move(created);
    return absl::OkStatus();
  }

  absl::Status ParseState() {
    WL_ASSIGN_OR_RETURN(const TomlTable state, RequiredTable("state"));
    WL_RETURN_IF_ERROR(state.CheckKeys({"column", "map", "closure_code"}));
    WL_RETURN_IF_ERROR(RequiredColumn(state, "column", &mapping_.state));
    WL_RETURN_IF_ERROR(
        ParseEnumColumn(state, "closure_code", &mapping_.closure_code));
    WL_ASSIGN_OR_RETURN(
        mapping_.states,
        ParseStateMap(state, !mapping_.closure_code.column.empty()));
    return absl::OkStatus();
  }

  absl::Status ParseAssignee() {
    WL_ASSIGN_OR_RETURN(const auto assignee, top_.Table("assignee"));
    if (!assignee.has_value()) return absl::OkStatus();
    WL_RETURN_IF_ERROR(assignee->CheckKeys({"party", "person"}));
    WL_RETURN_IF_ERROR(Column(*assignee, "party", &mapping_.party));
    return Column(*assignee, "person", &mapping_.person);
  }

  absl::Status ParseCategory() {
    const toml::node* node = top_.table().get("category");
    if (node == nullptr) return absl::OkStatus();
    const toml::array* columns = node->as_array();
    if (columns == nullptr) {
      mapping_.category.emplace_back();
      return Column(top_, "category", &mapping_.category.back());
    }
    // An empty list is the same as none.
    for (const toml::node& column : *columns) {
      const auto* name = column.as_string();
      if (name == nullptr || name->get().empty()) {
        return top_.Error(v1::ERROR_REASON_FIELD_INVALID, "category",
                          "want a column or a list of columns");
      }
      mapping_.category.push_back(name->get());
      mapping_.uses.push_back({top_.Place("category"), name->get()});
    }
    return absl::OkStatus();
  }

  absl::Status ParseFacts() {
    WL_ASSIGN_OR_RETURN(const auto facts, top_.Table("facts"));
    if (!facts.has_value()) return absl::OkStatus();
    if (facts->table().size() > kFactsMax) {
      return top_.Error(v1::ERROR_REASON_TOO_MANY_ITEMS, "facts",
                        absl::StrCat("got ", facts->table().size(),
                                     " facts, want at most ", kFactsMax));
    }
    for (const auto& [key, node] : facts->table()) {
      const std::string name(key.str());
      if (name.empty() || name.size() > kCodeBytesMax) {
        return facts->Error(
            v1::ERROR_REASON_FIELD_INVALID, name,
            absl::StrCat("want a name of 1 to ", kCodeBytesMax, " bytes"));
      }
      WL_RETURN_IF_ERROR(RequiredColumn(*facts, name, &mapping_.facts[name]));
    }
    return absl::OkStatus();
  }

  absl::Status ParseChecks() {
    static constexpr std::pair<std::string_view, CheckKind> kChecks[] = {
        {"reopens", CheckKind::kReopens},
        {"reassignments", CheckKind::kReassignments},
        {"complete_time", CheckKind::kCompleteTime},
        {"close_time", CheckKind::kCloseTime},
        {"state", CheckKind::kState},
    };
    WL_ASSIGN_OR_RETURN(const auto checks, top_.Table("check"));
    if (!checks.has_value()) return absl::OkStatus();
    WL_RETURN_IF_ERROR(checks->CheckKeys(
        {"reopens", "reassignments", "complete_time", "close_time", "state"}));
    for (const auto& [name, kind] : kChecks) {
      if (!checks->table().contains(name)) continue;
      Check check{.kind = kind, .name = std::string(name), .column = {}};
      WL_RETURN_IF_ERROR(RequiredColumn(*checks, name, &check.column));
      mapping_.checks.push_back(std::move(check));
    }
    return absl::OkStatus();
  }

  // Reads the table {column, map, default} under `key`, if it is there.
  template <typename Enum>
  absl::Status ParseEnumColumn(const TomlTable& parent, std::string_view key,
                               EnumColumn<Enum>* column) {
    WL_ASSIGN_OR_RETURN(const auto table, parent.Table(key));
    if (!table.has_value()) return absl::OkStatus();
    WL_RETURN_IF_ERROR(table->CheckKeys({"column", "map", "default"}));
    WL_RETURN_IF_ERROR(RequiredColumn(*table, "column", &column->column));
    WL_ASSIGN_OR_RETURN(const auto map, table->Table("map"));
    if (map.has_value()) {
      for (const auto& [text, node] : map->table()) {
        WL_ASSIGN_OR_RETURN(column->map[std::string(text.str())],
                            EnumValue<Enum>(*map, text.str()));
      }
    }
    if (!table->table().contains("default")) return absl::OkStatus();
    WL_ASSIGN_OR_RETURN(column->fallback, EnumValue<Enum>(*table, "default"));
    return absl::OkStatus();
  }

  // Reads the name of a column under `key`, if it is there.
  absl::Status Column(const TomlTable& table, std::string_view key,
                      std::string* column) {
    if (!table.table().contains(key)) return absl::OkStatus();
    return RequiredColumn(table, key, column);
  }

  absl::Status RequiredColumn(const TomlTable& table, std::string_view key,
                              std::string* column) {
    WL_ASSIGN_OR_RETURN(*column, table.Text(key));
    mapping_.uses.push_back({table.Place(key), *column});
    return absl::OkStatus();
  }

  absl::StatusOr<TomlTable> RequiredTable(std::string_view key) {
    WL_ASSIGN_OR_RETURN(const auto table, top_.Table(key));
    if (table.has_value()) return *table;
    return top_.Error(v1::ERROR_REASON_FIELD_REQUIRED, key, "missing");
  }

  const TomlTable top_;
  Mapping mapping_;
};

}  // namespace

absl::StatusOr<Mapping> ParseMapping(std::string_view text,
                                     std::string_view file) {
  const toml::parse_result document = toml::parse(text, file);
  if (!document) {
    const toml::parse_error& error = document.error();
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_FIELD_INVALID,
                     absl::StrCat(ToAbsl(file), ":", error.source().begin.line,
                                  ":", error.source().begin.column, ": ",
                                  ToAbsl(error.description())));
  }
  return MappingParser(TomlTable(document.table(), file, "")).Parse();
}

absl::StatusOr<Mapping> LoadMapping(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  // Of a folder only the read fails.
  if (!in || !(text << in.rdbuf())) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, path,
        absl::StrCat("cannot read the mapping: ", std::strerror(errno)));
  }
  return ParseMapping(text.str(), path);
}

}  // namespace workledger
