#include "engine/core/lifecycle/ticket_case.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"

namespace workledger {

absl::Status Forbid(v1::ErrorReason reason, std::string_view message,
                    std::string_view field) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, reason,
      absl::StrCat(ToAbsl(field), field.empty() ? "" : ": ", ToAbsl(message)),
      field);
}

std::vector<StreamEvents> InStream(v1::StreamKind kind, std::string_view key,
                                   Events events) {
  std::vector<StreamEvents> streams;
  if (events.empty()) return streams;
  StreamEvents& stream = streams.emplace_back();
  stream.stream.set_kind(kind);
  stream.stream.set_key(key.data(), key.size());
  stream.events = std::move(events);
  return streams;
}

}  // namespace workledger
