#ifndef WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_TOML_MESSAGE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_TOML_MESSAGE_H_

// Reads a TOML table as a message of the schema: keys are the names of its
// fields, enums their short names, times, dates and spans as people write
// them. Every error says where in the file it is.

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
// Brings toml++ with the settings of this tool.
#include "tools/workledger/import/toml_table.h"

namespace workledger {

// Where the fields of a message stand in its file: "FILE:LINE:COLUMN" by the
// field's path, for example "members[2].skills[0]"; "" for the whole.
using FieldPlaces = std::map<std::string, std::string, std::less<>>;

// Returns the place of `path`, or of the nearest field around it.
std::string PlaceOfField(const FieldPlaces& places, std::string_view path);

// "FILE:LINE:COLUMN" of a node or key.
std::string PlaceInFile(std::string_view file,
                        const toml::source_region& source);

class TomlReader {
 public:
  // Local times are of `zone`. `places` takes the places; it and the text
  // behind `file` outlive the reader.
  TomlReader(std::string_view file, absl::TimeZone zone, FieldPlaces& places)
      : file_(file), zone_(zone), places_(places) {}

  // Sets the fields of `message` that `table` has.
  //
  //   INVALID_ARGUMENT  FIELD_UNKNOWN, FIELD_INVALID; the message begins with
  //                     the place.
  absl::Status Read(const toml::table& table,
                    google::protobuf::Message& message);

 private:
  struct Slot;

  absl::Status ReadTable(const toml::table& table, const std::string& path,
                         google::protobuf::Message& message);
  absl::Status CheckOneOf(const toml::source_region& source,
                          const Slot& slot) const;
  absl::Status ReadField(const toml::node& node, const Slot& slot);
  absl::Status ReadValue(const toml::node& node, const Slot& slot);
  absl::Status ReadMessage(const toml::node& node, const Slot& slot);
  absl::Status ReadNumber(const toml::node& node, const Slot& slot);
  absl::Status ReadMinute(const toml::node& node, const Slot& slot);
  absl::Status ReadEnum(const toml::node& node, const Slot& slot);
  absl::Status ReadTime(const toml::node& node, const Slot& slot);
  absl::Status ReadSpan(const toml::node& node, const Slot& slot);
  absl::Status ReadDate(const toml::node& node, const Slot& slot);
  absl::Status Error(v1::ErrorReason reason, const toml::source_region& source,
                     std::string_view path, std::string_view message) const;
  absl::Status Wrong(const toml::node& node, const Slot& slot,
                     std::string_view want) const;

  const std::string_view file_;
  const absl::TimeZone zone_;
  FieldPlaces& places_;
};

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_CATALOGUE_TOML_MESSAGE_H_
