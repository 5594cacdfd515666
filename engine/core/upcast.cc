#include "engine/core/upcast.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status DataLoss(v1::ErrorReason reason, std::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, reason, message);
}

bool TypeKnown(uint32_t event_type) {
  const auto* const body = v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < body->field_count(); ++i) {
    if (static_cast<uint32_t>(body->field(i)->number()) == event_type) {
      return true;
    }
  }
  return false;
}

// Steps were once named without saying which must show something.
template <typename Event>
void PinNamedSteps(Event& event) {
  if (!event.pinned_steps().empty()) return;
  for (const std::string& step : event.steps()) {
    v1::PinnedStep& pinned = *event.add_pinned_steps();
    pinned.set_step(step);
    pinned.set_mandatory(true);
  }
}

void Lift(v1::Event& event) {
  if (event.has_ticket_accepted()) {
    PinNamedSteps(*event.mutable_ticket_accepted());
  } else if (event.has_work_started()) {
    PinNamedSteps(*event.mutable_work_started());
  }
}

}  // namespace

absl::Status ParseRecord(std::string_view bytes, v1::Record& record) {
  if (record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return DataLoss(v1::ERROR_REASON_RECORD_CORRUPT,
                  "record: got bytes that do not parse, want a Record");
}

absl::Status Upcast(const v1::Record& record, v1::Event& event) {
  const bool parsed = event.ParseFromString(record.payload());
  if (parsed && event.body_case() != v1::Event::BODY_NOT_SET &&
      EventTypeOf(event) == record.event_type()) {
    Lift(event);
    return absl::OkStatus();
  }
  if (!TypeKnown(record.event_type())) {
    return DataLoss(
        v1::ERROR_REASON_EVENT_TYPE_UNKNOWN,
        absl::StrCat("event_type: got ", record.event_type(), " at position ",
                     record.position(), ", want one of this schema"));
  }
  return DataLoss(
      v1::ERROR_REASON_RECORD_CORRUPT,
      absl::StrCat("payload: got another body at position ", record.position(),
                   ", want that of event type ", record.event_type()));
}

uint32_t EventTypeOf(const v1::Event& event) {
  WL_CHECK(event.body_case() != v1::Event::BODY_NOT_SET);
  return event.body_case();
}

}  // namespace workledger
