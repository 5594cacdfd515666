#include "tools/workledger/catalogue/catalogue_file.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "tools/workledger/catalogue/toml_message.h"
#include "tools/workledger/time_text.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kRetire = "retire";

// The field of CatalogueItem that holds its body; null if none is set.
const FieldDescriptor* BodyField(const v1::CatalogueItem& item) {
  return item.GetReflection()->GetOneofFieldDescriptor(
      item, item.GetDescriptor()->oneof_decl(0));
}

class Parser {
 public:
  Parser(std::string_view file, absl::TimeZone zone)
      : file_(file), zone_(zone) {}

  absl::StatusOr<CatalogueFile> Parse(const toml::table& top) {
    WL_RETURN_IF_ERROR(ReadHead(top));
    for (const auto& [key, node] : top) {
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

  absl::Status ReadKind(const toml::key& key, const toml::node& node) {
    const FieldDescriptor* const field =
        v1::CatalogueItem::descriptor()->FindFieldByName(
            std::string(key.str()));
    if (field == nullptr && key.str() != kRetire) {
      return Error(v1::ERROR_REASON_FIELD_UNKNOWN, key.source(),
                   absl::StrCat(ToAbsl(key.str()),
                                ": unknown key, want document, zone, retire "
                                "or a kind of item such as location"));
    }
    const toml::array* const tables = node.as_array();
    for (size_t i = 0; tables != nullptr && i < tables->size(); ++i) {
      const toml::table* const table = tables->get(i)->as_table();
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
  absl::Status ReadItem(const toml::table& table,
                        const FieldDescriptor* field) {
    FileChange added;
    Message* message = added.change.mutable_retire();
    if (field != nullptr) {
      v1::CatalogueItem& item = *added.change.mutable_put();
      message = item.GetReflection()->MutableMessage(&item, field);
    }
    TomlReader reader(file_, zone_, added.places);
    WL_RETURN_IF_ERROR(reader.Read(table, *message));
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
                                                 absl::TimeZone zone) {
  const toml::parse_result document = toml::parse(text, file);
  if (!document) {
    const toml::parse_error& error = document.error();
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_FIELD_INVALID,
                     absl::StrCat(PlaceInFile(file, error.source()), ": ",
                                  ToAbsl(error.description())));
  }
  return Parser(file, zone).Parse(document.table());
}

}  // namespace workledger
