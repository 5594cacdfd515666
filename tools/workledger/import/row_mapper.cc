#include "tools/workledger/import/row_mapper.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "tools/workledger/import/check.h"
#include "tools/workledger/import/state_map.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

std::string Place(const Row& row, std::string_view column) {
  return absl::StrCat("row ", row.number, ", ", ToAbsl(column));
}

absl::Status CellError(const Row& row, std::string_view column,
                       std::string_view message) {
  return FieldError(v1::ERROR_REASON_FIELD_INVALID, Place(row, column),
                    message);
}

// A text within its limit.
absl::Status CheckBytes(const Row& row, std::string_view column, size_t bytes,
                        size_t bytes_max) {
  if (bytes <= bytes_max) return absl::OkStatus();
  return FieldError(
      v1::ERROR_REASON_FIELD_TOO_LONG, Place(row, column),
      absl::StrCat("got ", bytes, " bytes, want at most ", bytes_max));
}

// Returns what `text` means in a column of an enum.
template <typename Enum>
absl::StatusOr<Enum> MapEnum(const Row& row, const EnumColumn<Enum>& column,
                             std::string_view text) {
  const auto found = column.map.find(text);
  if (found != column.map.end()) return found->second;
  if (column.fallback.has_value()) return *column.fallback;
  return CellError(row, column.column,
                   absl::StrCat("got \"", ToAbsl(text),
                                "\", which the mapping's map has not"));
}

// A ticket id allows [a-z0-9-]; every other byte becomes '-'.
std::string TicketId(std::string_view source_id) {
  std::string ticket = absl::AsciiStrToLower(ToAbsl(source_id));
  for (char& c : ticket) {
    if (!absl::ascii_isdigit(c) && !absl::ascii_islower(c)) c = '-';
  }
  return ticket;
}

}  // namespace

absl::StatusOr<RowMapper> RowMapper::Create(
    const Mapping& mapping, const std::vector<std::string>& header) {
  RowMapper mapper(mapping);
  for (size_t i = 0; i < header.size(); ++i) mapper.indexes_[header[i]] = i;
  for (const Mapping::Use& use : mapping.uses) {
    const auto count = std::count(header.begin(), header.end(), use.column);
    if (count == 1) continue;
    return MakeError(
        absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_FIELD_INVALID,
        absl::StrCat(use.place, ": got column \"", use.column,
                     count == 0 ? "\", which the file has not"
                                : "\", which the file has more than once"),
        use.column);
  }
  return mapper;
}

absl::StatusOr<MappedRow> RowMapper::Map(const Row& row) const {
  MappedRow mapped{.number = row.number,
                   .source_id = std::string(Cell(row, mapping_->id)),
                   .ticket = {},
                   .time = {},
                   .values = {},
                   .expected = {}};
  mapped.ticket = TicketId(mapped.source_id);
  if (mapped.ticket.empty() || mapped.ticket.size() > kTicketIdBytesMax) {
    return CellError(
        row, mapping_->id,
        absl::StrCat("got \"", mapped.source_id, "\", want an id of 1 to ",
                     kTicketIdBytesMax, " bytes"));
  }
  WL_ASSIGN_OR_RETURN(mapped.time, Time(row, mapping_->time));
  WL_RETURN_IF_ERROR(MapMove(row, &mapped.values));
  WL_RETURN_IF_ERROR(MapReport(row, &mapped.values));
  WL_RETURN_IF_ERROR(MapDetails(row, &mapped.values));
  for (const Check& check : mapping_->checks) {
    WL_ASSIGN_OR_RETURN(std::string expected, Expect(row, check));
    mapped.expected.push_back(std::move(expected));
  }
  return mapped;
}

std::string_view RowMapper::RawCell(const Row& row,
                                    std::string_view column) const {
  const auto found = indexes_.find(ToAbsl(column));
  if (found == indexes_.end()) return "";
  return row.fields[found->second];
}

std::string_view RowMapper::Cell(const Row& row,
                                 std::string_view column) const {
  const std::string_view text = RawCell(row, column);
  return text == mapping_->missing ? "" : text;
}

absl::StatusOr<std::string> RowMapper::Text(const Row& row,
                                            std::string_view column,
                                            size_t bytes_max) const {
  const std::string_view text = Cell(row, column);
  WL_RETURN_IF_ERROR(CheckBytes(row, column, text.size(), bytes_max));
  return std::string(text);
}

absl::StatusOr<std::string> RowMapper::Category(const Row& row) const {
  std::string category;
  for (const std::string& column : mapping_->category) {
    const std::string_view part = Cell(row, column);
    if (part.empty()) continue;
    absl::StrAppend(&category, category.empty() ? "" : "/", ToAbsl(part));
  }
  WL_RETURN_IF_ERROR(CheckBytes(row, mapping_->category.front(),
                                category.size(), kPathBytesMax));
  return category;
}

absl::Status RowMapper::MapMove(const Row& row,
                                v1::RecordHistory* values) const {
  const std::string_view text = RawCell(row, mapping_->state);
  const auto found = mapping_->states.find(text);
  if (found == mapping_->states.end()) {
    return CellError(
        row, mapping_->state,
        absl::StrCat("got \"", ToAbsl(text), "\", which [state.map] has not"));
  }
  values->MergeFrom(found->second);
  if (!values->has_state() || !Terminal(values->state().state()) ||
      values->state().closure_code() != v1::CLOSURE_CODE_UNSPECIFIED) {
    return absl::OkStatus();
  }
  const auto& codes = mapping_->closure_code;
  // A ticket cannot end without a code, so no value is a text as any other.
  WL_ASSIGN_OR_RETURN(const v1::ClosureCode code,
                      MapEnum(row, codes, RawCell(row, codes.column)));
  values->mutable_state()->set_closure_code(code);
  return absl::OkStatus();
}

absl::Status RowMapper::MapReport(const Row& row,
                                  v1::RecordHistory* values) const {
  v1::Report& report = *values->mutable_report();
  if (!Cell(row, mapping_->report_time).empty()) {
    WL_ASSIGN_OR_RETURN(const absl::Time time,
                        Time(row, mapping_->report_time));
    *values->mutable_report_time() = ToTimestamp(time);
  }
  if (const auto text = Cell(row, mapping_->channel.column); !text.empty()) {
    WL_ASSIGN_OR_RETURN(const v1::Channel channel,
                        MapEnum(row, mapping_->channel, text));
    report.set_channel(channel);
  }
  WL_ASSIGN_OR_RETURN(const std::string requester,
                      Text(row, mapping_->requester, kNameBytesMax));
  if (!requester.empty()) {
    report.mutable_requester()->set_data_subject(requester);
    report.mutable_requester()->set_clear(requester);
  }
  WL_ASSIGN_OR_RETURN(const std::string text,
                      Text(row, mapping_->text, kPersonalTextBytesMax));
  if (!text.empty()) {
    report.mutable_text()->set_data_subject(requester);
    report.mutable_text()->set_clear(text);
  }
  return absl::OkStatus();
}

absl::Status RowMapper::MapDetails(const Row& row,
                                   v1::RecordHistory* values) const {
  if (mapping_->HasAssignee()) {
    v1::Assignee& assignee = *values->mutable_assignee();
    WL_ASSIGN_OR_RETURN(*assignee.mutable_party(),
                        Text(row, mapping_->party, kNameBytesMax));
    WL_ASSIGN_OR_RETURN(*assignee.mutable_person(),
                        Text(row, mapping_->person, kNameBytesMax));
  }
  if (!mapping_->category.empty()) {
    WL_ASSIGN_OR_RETURN(*values->mutable_category(), Category(row));
  }
  if (const auto text = Cell(row, mapping_->priority.column); !text.empty()) {
    WL_ASSIGN_OR_RETURN(const v1::Priority priority,
                        MapEnum(row, mapping_->priority, text));
    values->set_priority(priority);
  }
  if (!mapping_->location.empty()) {
    WL_ASSIGN_OR_RETURN(*values->mutable_location(),
                        Text(row, mapping_->location, kPathBytesMax));
  }
  for (const auto& [name, column] : mapping_->facts) {
    v1::Fact& fact = *values->add_facts();
    fact.set_name(name);
    WL_ASSIGN_OR_RETURN(*fact.mutable_value(),
                        Text(row, column, kPathBytesMax));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> RowMapper::Expect(const Row& row,
                                              const Check& check) const {
  const std::string_view text = Cell(row, check.column);
  if (text.empty()) return "";
  switch (check.kind) {
    case CheckKind::kReopens:
    case CheckKind::kReassignments: {
      uint32_t count = 0;
      if (absl::SimpleAtoi(ToAbsl(text), &count)) return absl::StrCat(count);
      return CellError(
          row, check.column,
          absl::StrCat("got \"", ToAbsl(text), "\", want a count"));
    }
    case CheckKind::kCompleteTime:
    case CheckKind::kCloseTime: {
      WL_ASSIGN_OR_RETURN(const absl::Time time, Time(row, check.column));
      return CheckedTime(time);
    }
    case CheckKind::kState: {
      const auto found = mapping_->states.find(text);
      if (found != mapping_->states.end()) return CheckedMove(found->second);
      return CellError(row, check.column,
                       absl::StrCat("got \"", ToAbsl(text),
                                    "\", which [state.map] has not"));
    }
  }
  return "";
}

absl::StatusOr<absl::Time> RowMapper::Time(const Row& row,
                                           std::string_view column) const {
  absl::StatusOr<absl::Time> time =
      mapping_->time_format.Parse(RawCell(row, column));
  if (time.ok()) return time;
  return CellError(row, column, ToStd(time.status().message()));
}

}  // namespace workledger
