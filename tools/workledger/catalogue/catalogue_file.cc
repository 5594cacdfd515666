#include "tools/workledger/catalogue/catalogue_file.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "tools/workledger/catalogue/holiday_file.h"
#include "tools/workledger/catalogue/toml_message.h"
#include "tools/workledger/time_text.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kRetire = "retire";
constexpr std::string_view kHolidayFiles = "holiday_files";

// The field of CatalogueItem that holds its body; null if none is set.
const FieldDescriptor* BodyField(const v1::CatalogueItem& item) {
  return item.GetReflection()->GetOneofFieldDescriptor(
      item, item.GetDescriptor()->oneof_decl(0));
}

class Parser {
 public:
  Parser(std::string_view file, absl::TimeZone zone, const ReadText& read)
      : file_(file), zone_(zone), read_(read) {}

  absl::StatusOr<CatalogueFile> Parse(toml::table& top) {
    WL_RETURN_IF_ERROR(ReadHead(top));
    for (auto&& [key, node] : top) {
      if (key.str() == "document" || key.str() == "zone") continue;
      WL_RETURN_IF_ERROR(ReadKind(key, node));
    }
    WL_RETURN_IF_ERROR(OrderChanges(parsed_.changes));
    return std::move(parsed_);
  }

 private:
  absl::Status Error(v1::ErrorReason reason, const toml::source_region& source,
                     std::string_view message) const {
    return MakeError(
        absl::StatusCode::kInvalidArgument, reason,
        absl::StrCat(PlaceInFile(file_, source), ": ", ToAbsl(message)));
  }

  absl::Status ReadHead(const toml::table& top) {
    const TomlTable table(top, file_, "");
    WL_ASSIGN_OR_RETURN(parsed_.document, table.TextOrEmpty("document"));
    WL_ASSIGN_OR_RETURN(const std::string zone, table.TextOrEmpty("zone"));
    if (zone.empty()) return absl::OkStatus();
    const auto parsed = ParseZone({.flag = "zone", .text = zone});
    if (!parsed.ok()) {
      return table.Error(v1::ERROR_REASON_FIELD_INVALID, "zone",
                         "want a time zone such as Asia/Shanghai");
    }
    zone_ = *parsed;
    return absl::OkStatus();
  }

  absl::Status ReadKind(const toml::key& key, toml::node& node) {
    const FieldDescriptor* const field =
        v1::CatalogueItem::descriptor()->FindFieldByName(
            std::string(key.str()));
    if (field == nullptr && key.str() != kRetire) {
      return Error(v1::ERROR_REASON_FIELD_UNKNOWN, key.source(),
                   absl::StrCat(ToAbsl(key.str()),
                                ": unknown key, want document, zone, retire "
                                "or a kind of item such as location"));
    }
    toml::array* const tables = node.as_array();
    for (size_t i = 0; tables != nullptr && i < tables->size(); ++i) {
      toml::table* const table = tables->get(i)->as_table();
      if (table == nullptr) return NoTable(key);
      WL_RETURN_IF_ERROR(ReadItem(*table, field));
    }
    return tables == nullptr ? NoTable(key) : absl::OkStatus();
  }

  absl::Status NoTable(const toml::key& key) const {
    return Error(v1::ERROR_REASON_FIELD_INVALID, key.source(),
                 absl::StrCat(ToAbsl(key.str()), ": want [[", ToAbsl(key.str()),
                              "]] for each item"));
  }

  // `field` is null for an item that is retired.
  absl::Status ReadItem(toml::table& table, const FieldDescriptor* field) {
    FileChange added;
    Message* message = added.change.mutable_retire();
    if (field != nullptr) {
      v1::CatalogueItem& item = *added.change.mutable_put();
      message = item.GetReflection()->MutableMessage(&item, field);
    }
    TomlReader reader(file_, zone_, added.places);
    if (added.change.put().has_calendar()) {
      WL_RETURN_IF_ERROR(ReadCalendar(table, reader, added));
    } else {
      WL_RETURN_IF_ERROR(reader.Read(table, *message));
    }
    return Take(table, std::move(added));
  }

  // `holiday_files` is no field of the schema, but says what some days are.
  absl::Status ReadCalendar(toml::table& table, TomlReader& reader,
                            FileChange& added) {
    v1::Calendar& calendar = *added.change.mutable_put()->mutable_calendar();
    if (!table.contains(kHolidayFiles)) return reader.Read(table, calendar);
    WL_ASSIGN_OR_RETURN(std::vector<HolidayFile> files,
                        ReadHolidayFiles(*table.get(kHolidayFiles)));
    const std::string place =
        PlaceInFile(file_, table.get(kHolidayFiles)->source());
    table.erase(kHolidayFiles);
    WL_RETURN_IF_ERROR(reader.Read(table, calendar));
    AddHolidaysBelow(std::move(files), calendar);
    // The days stand elsewhere in the list now, or in another file.
    std::erase_if(added.places, [](const auto& field) {
      return field.first.starts_with("days");
    });
    added.places["days"] = place;
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<HolidayFile>> ReadHolidayFiles(
      const toml::node& node) const {
    const auto wrong = [this](const toml::node& at, std::string_view message) {
      return Error(v1::ERROR_REASON_FIELD_INVALID, at.source(),
                   absl::StrCat(ToAbsl(kHolidayFiles), ": ", ToAbsl(message)));
    };
    const toml::array* const names = node.as_array();
    if (names == nullptr) return wrong(node, "want a list of files");
    std::vector<HolidayFile> files;
    for (const toml::node& item : *names) {
      const auto* const name = item.as_string();
      if (name == nullptr) return wrong(item, "want a text in quotes");
      const std::string path =
          (std::filesystem::path(file_).parent_path() / name->get()).string();
      const absl::StatusOr<std::string> text = read_(path);
      if (!text.ok()) return wrong(item, ToStd(text.status().message()));
      absl::StatusOr<HolidayFile> file = ParseHolidayFile(*text, path);
      if (!file.ok()) return wrong(item, ToStd(file.status().message()));
      files.push_back(*std::move(file));
    }
    const absl::Status years = CheckYears(files);
    if (!years.ok()) return wrong(node, ToStd(years.message()));
    return files;
  }

  absl::Status Take(const toml::table& table, FileChange added) {
    const ItemKey key = KeyOfChange(added.change);
    if (key.second.empty()) {
      return Error(v1::ERROR_REASON_FIELD_REQUIRED, table.source(),
                   "code: missing or empty, want a text");
    }
    const std::string place = PlaceOfField(added.places, "code");
    const auto [first, is_new] = seen_.emplace(key, place);
    if (!is_new) {
      return MakeError(absl::StatusCode::kInvalidArgument,
                       v1::ERROR_REASON_FIELD_INVALID,
                       absl::StrCat(place, ": code: got ", key.second,
                                    " twice, first at ", first->second),
                       "code");
    }
    parsed_.changes.push_back(std::move(added));
    return absl::OkStatus();
  }

  const std::string_view file_;
  absl::TimeZone zone_;
  const ReadText& read_;
  CatalogueFile parsed_;
  std::map<ItemKey, std::string> seen_;
};

}  // namespace

ItemKey KeyOfItem(const v1::CatalogueItem& item) {
  const FieldDescriptor* const field = BodyField(item);
  if (field == nullptr) return {v1::CATALOGUE_KIND_UNSPECIFIED, ""};
  const Message& body = item.GetReflection()->GetMessage(item, field);
  v1::CatalogueKind kind = v1::CATALOGUE_KIND_UNSPECIFIED;
  // A kind's number is that of its field.
  if (v1::CatalogueKind_IsValid(field->number())) {
    kind = static_cast<v1::CatalogueKind>(field->number());
  }
  return {kind, body.GetReflection()->GetString(
                    body, body.GetDescriptor()->FindFieldByName("code"))};
}

ItemKey KeyOfChange(const v1::CatalogueChange& change) {
  if (change.has_put()) return KeyOfItem(change.put());
  return {change.retire().kind(), change.retire().code()};
}

absl::StatusOr<CatalogueFile> ParseCatalogueFile(std::string_view text,
                                                 std::string_view file,
                                                 absl::TimeZone zone,
                                                 const ReadText& read) {
  toml::parse_result document = toml::parse(text, file);
  if (!document) {
    const toml::parse_error& error = document.error();
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_FIELD_INVALID,
                     absl::StrCat(PlaceInFile(file, error.source()), ": ",
                                  ToAbsl(error.description())));
  }
  return Parser(file, zone, read).Parse(document.table());
}

}  // namespace workledger
