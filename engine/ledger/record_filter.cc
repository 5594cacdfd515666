#include "engine/ledger/record_filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/core/upcast.h"
#include "workledger/error.h"
#include "workledger/v1/event.pb.h"

namespace workledger {

absl::Status ValidateRecordFilter(const v1::RecordFilter& filter) {
  for (const uint32_t type : filter.event_types()) {
    const bool known = v1::Event::descriptor()->FindFieldByNumber(
                           static_cast<int>(type)) != nullptr;
    if (!known) {
      return FieldError(v1::ERROR_REASON_FIELD_INVALID, "filter.event_types",
                        absl::StrCat("got ", type, ", which is no event type"));
    }
  }
  return absl::OkStatus();
}

RecordMatcher::RecordMatcher(v1::RecordFilter filter)
    : filter_(std::move(filter)),
      wants_all_(filter_.ticket().empty() && filter_.event_types().empty() &&
                 filter_.stream_kinds().empty()) {}

absl::StatusOr<bool> RecordMatcher::Wants(std::string_view record_bytes) {
  if (wants_all_) return true;
  WL_RETURN_IF_ERROR(ParseRecord(record_bytes, record_));
  const auto holds = [](const auto& list, const auto value) {
    return list.empty() ||
           std::find(list.begin(), list.end(), value) != list.end();
  };
  if (!holds(filter_.stream_kinds(), record_.stream().kind())) return false;
  if (!holds(filter_.event_types(), record_.event_type())) return false;
  if (filter_.ticket().empty()) return true;
  return record_.stream().kind() == v1::STREAM_KIND_TICKET &&
         record_.stream().key() == filter_.ticket();
}

}  // namespace workledger
