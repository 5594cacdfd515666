#include "tools/workledger/catalogue/toml_message.h"

#include <cstdint>
#include <limits>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/time_text.h"
#include "workledger/error.h"
#include "workledger/v1/actor.pb.h"
#include "workledger/v1/calendar.pb.h"

namespace workledger {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Where a value goes: a field of a message, or the end of a list.
struct TomlReader::Slot {
  Message& message;
  const FieldDescriptor& field;
  const std::string& path;

  void SetText(const std::string& text) const {
    const auto& reflection = *message.GetReflection();
    if (field.is_repeated()) {
      reflection.AddString(&message, &field, text);
    } else {
      reflection.SetString(&message, &field, text);
    }
  }

  // `number` is in the field's range.
  void SetNumber(int64_t number) const;

  Message& Mutable() const {
    const auto& reflection = *message.GetReflection();
    return field.is_repeated() ? *reflection.AddMessage(&message, &field)
                               : *reflection.MutableMessage(&message, &field);
  }
};

namespace {

struct Range {
  int64_t min;
  int64_t max;
};

// The schema's lists of numbers are all of 32 bits without a sign.
Range RangeOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_UINT32:
      return {0, std::numeric_limits<uint32_t>::max()};
    case FieldDescriptor::CPPTYPE_INT32:
      return {std::numeric_limits<int32_t>::min(),
              std::numeric_limits<int32_t>::max()};
    case FieldDescriptor::CPPTYPE_UINT64:
      return {0, std::numeric_limits<int64_t>::max()};
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  return {std::numeric_limits<int64_t>::min(),
          std::numeric_limits<int64_t>::max()};
}

bool IsMinute(const FieldDescriptor& field) {
  return ToStd(field.name()).ends_with("_minute");
}

// TOML has no time for the end of a day, nor for what comes after it.
std::optional<int64_t> ParseNextDay(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  uint32_t hour = 0;
  uint32_t minute = 0;
  if (!absl::SimpleAtoi(ToAbsl(text.substr(0, 2)), &hour) ||
      !absl::SimpleAtoi(ToAbsl(text.substr(3)), &minute) || hour < 24 ||
      hour > 47 || minute > 59) {
    return std::nullopt;
  }
  return hour * 60 + minute;
}

// The engine fills them in.
bool IsOurs(const FieldDescriptor& field) {
  return field.name() == "transitions" || field.name() == "sealed";
}

absl::CivilDay DayOf(const toml::date& date) {
  return absl::CivilDay(date.year, date.month, date.day);
}

}  // namespace

void TomlReader::Slot::SetNumber(int64_t number) const {
  const auto& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    reflection.AddUInt32(&message, &field, static_cast<uint32_t>(number));
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
    reflection.SetUInt32(&message, &field, static_cast<uint32_t>(number));
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    reflection.SetInt32(&message, &field, static_cast<int32_t>(number));
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
    reflection.SetUInt64(&message, &field, static_cast<uint64_t>(number));
  } else {
    reflection.SetInt64(&message, &field, number);
  }
}

std::string PlaceOfField(const FieldPlaces& places, std::string_view path) {
  for (;;) {
    const auto place = places.find(path);
    if (place != places.end()) return place->second;
    if (path.empty()) return "";
    const size_t end = path.find_last_of(".[");
    path = end == path.npos ? "" : path.substr(0, end);
  }
}

std::string PlaceInFile(std::string_view file,
                        const toml::source_region& source) {
  return absl::StrCat(ToAbsl(file), ":", source.begin.line, ":",
                      source.begin.column);
}

absl::Status TomlReader::Error(v1::ErrorReason reason,
                               const toml::source_region& source,
                               std::string_view path,
                               std::string_view message) const {
  return MakeError(absl::StatusCode::kInvalidArgument, reason,
                   absl::StrCat(PlaceInFile(file_, source), ": ", ToAbsl(path),
                                ": ", ToAbsl(message)),
                   path);
}

absl::Status TomlReader::Wrong(const toml::node& node, const Slot& slot,
                               std::string_view want) const {
  return Error(v1::ERROR_REASON_FIELD_INVALID, node.source(), slot.path,
               absl::StrCat("want ", ToAbsl(want)));
}

absl::Status TomlReader::Read(const toml::table& table, Message& message) {
  places_[""] = PlaceInFile(file_, table.source());
  return ReadTable(table, "", message);
}

absl::Status TomlReader::ReadTable(const toml::table& table,
                                   const std::string& path, Message& message) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const std::string field_path =
        path.empty() ? name : absl::StrCat(path, ".", name);
    const FieldDescriptor* const field =
        message.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || IsOurs(*field)) {
      return Error(v1::ERROR_REASON_FIELD_UNKNOWN, key.source(), field_path,
                   absl::StrCat("unknown key, want a field of ",
                                message.GetDescriptor()->name()));
    }
    places_[field_path] = PlaceInFile(file_, key.source());
    WL_RETURN_IF_ERROR(ReadField(
        node, {.message = message, .field = *field, .path = field_path}));
  }
  return absl::OkStatus();
}

absl::Status TomlReader::ReadField(const toml::node& node, const Slot& slot) {
  if (!slot.field.is_repeated()) return ReadValue(node, slot);
  const toml::array* const list = node.as_array();
  if (list == nullptr) return Wrong(node, slot, "a list");
  int index = 0;
  for (const toml::node& item : *list) {
    const std::string path = absl::StrCat(slot.path, "[", index++, "]");
    places_[path] = PlaceInFile(file_, item.source());
    WL_RETURN_IF_ERROR(ReadValue(
        item, {.message = slot.message, .field = slot.field, .path = path}));
  }
  return absl::OkStatus();
}

absl::Status TomlReader::ReadValue(const toml::node& node, const Slot& slot) {
  switch (slot.field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const auto* const text = node.as_string();
      if (text == nullptr) return Wrong(node, slot, "a text in quotes");
      slot.SetText(text->get());
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const auto* const value = node.as_boolean();
      if (value == nullptr) return Wrong(node, slot, "true or false");
      slot.message.GetReflection()->SetBool(&slot.message, &slot.field,
                                            value->get());
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return ReadEnum(node, slot);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ReadMessage(node, slot);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    // The schema has no floating point.
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  return IsMinute(slot.field) ? ReadMinute(node, slot) : ReadNumber(node, slot);
}

absl::Status TomlReader::ReadNumber(const toml::node& node, const Slot& slot) {
  const auto* const number = node.as_integer();
  const Range range = RangeOf(slot.field);
  if (number == nullptr || number->get() < range.min ||
      number->get() > range.max) {
    return Wrong(
        node, slot,
        absl::StrCat("a whole number from ", range.min, " to ", range.max));
  }
  slot.SetNumber(number->get());
  return absl::OkStatus();
}

absl::Status TomlReader::ReadMinute(const toml::node& node, const Slot& slot) {
  if (node.is_integer()) return ReadNumber(node, slot);
  if (const auto* const time = node.as_time();
      time != nullptr && time->get().second == 0) {
    slot.SetNumber(time->get().hour * 60 + time->get().minute);
    return absl::OkStatus();
  }
  if (const auto* const text = node.as_string()) {
    if (const auto minute = ParseNextDay(text->get())) {
      slot.SetNumber(*minute);
      return absl::OkStatus();
    }
  }
  return Wrong(node, slot,
               "a time of day such as 09:00:00, or, from the end of the day to "
               "that of the next, \"24:00\" to \"47:59\"");
}

absl::Status TomlReader::ReadEnum(const toml::node& node, const Slot& slot) {
  const auto* const text = node.as_string();
  if (text == nullptr) return Wrong(node, slot, "a word in quotes");
  const absl::StatusOr<int> number = ParseEnum(
      {.flag = slot.path, .text = text->get()}, *slot.field.enum_type());
  if (!number.ok()) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_FIELD_INVALID,
                     absl::StrCat(PlaceInFile(file_, node.source()), ": ",
                                  number.status().message()),
                     slot.path);
  }
  const auto& reflection = *slot.message.GetReflection();
  if (slot.field.is_repeated()) {
    reflection.AddEnumValue(&slot.message, &slot.field, *number);
  } else {
    reflection.SetEnumValue(&slot.message, &slot.field, *number);
  }
  return absl::OkStatus();
}

absl::Status TomlReader::ReadMessage(const toml::node& node, const Slot& slot) {
  const auto* const type = slot.field.message_type();
  if (type == google::protobuf::Timestamp::descriptor()) {
    return ReadTime(node, slot);
  }
  if (type == google::protobuf::Duration::descriptor()) {
    return ReadSpan(node, slot);
  }
  if (type == v1::Date::descriptor()) return ReadDate(node, slot);
  if (type == v1::PersonalText::descriptor() && node.is_string()) {
    static_cast<v1::PersonalText&>(slot.Mutable())
        .set_clear(node.as_string()->get());
    return absl::OkStatus();
  }
  const toml::table* const table = node.as_table();
  if (table == nullptr) return Wrong(node, slot, "a table");
  return ReadTable(*table, slot.path, slot.Mutable());
}

absl::Status TomlReader::ReadTime(const toml::node& node, const Slot& slot) {
  constexpr std::string_view kWant =
      "a time such as 2026-01-01T08:00:00 or 2026-01-01, which the zone has "
      "exactly once";
  absl::CivilSecond civil;
  absl::TimeZone zone = zone_;
  if (const auto* const time = node.as_date_time()) {
    const toml::date_time& value = time->get();
    civil = absl::CivilSecond(value.date.year, value.date.month, value.date.day,
                              value.time.hour, value.time.minute,
                              value.time.second);
    if (value.offset) {
      zone = absl::UTCTimeZone();
      civil -= int64_t{value.offset->minutes} * 60;
    }
  } else if (const auto* const date = node.as_date()) {
    civil = absl::CivilSecond(DayOf(date->get()));
  } else {
    return Wrong(node, slot, kWant);
  }
  const absl::TimeZone::TimeInfo info = zone.At(civil);
  if (info.kind != absl::TimeZone::TimeInfo::UNIQUE || civil.year() < 1) {
    return Wrong(node, slot, kWant);
  }
  slot.Mutable().CopyFrom(ToTimestamp(info.pre));
  return absl::OkStatus();
}

absl::Status TomlReader::ReadSpan(const toml::node& node, const Slot& slot) {
  constexpr std::string_view kWant =
      "a span above zero, for example \"90m\", \"8h\" or \"2d12h\"";
  const auto* const text = node.as_string();
  if (text == nullptr) return Wrong(node, slot, kWant);
  const absl::StatusOr<absl::Duration> span =
      ParseSpan({.flag = slot.path, .text = text->get()});
  if (!span.ok()) return Wrong(node, slot, kWant);
  google::protobuf::Duration duration;
  duration.set_seconds(absl::ToInt64Seconds(*span));
  duration.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(*span - absl::Seconds(duration.seconds()))));
  slot.Mutable().CopyFrom(duration);
  return absl::OkStatus();
}

absl::Status TomlReader::ReadDate(const toml::node& node, const Slot& slot) {
  const auto* const date = node.as_date();
  if (date == nullptr) return Wrong(node, slot, "a date such as 2026-01-01");
  auto& written = static_cast<v1::Date&>(slot.Mutable());
  written.set_year(date->get().year);
  written.set_month(date->get().month);
  written.set_day(date->get().day);
  return absl::OkStatus();
}

}  // namespace workledger
