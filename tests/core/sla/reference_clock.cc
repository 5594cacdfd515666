#include "tests/core/sla/reference_clock.h"

#include <algorithm>
#include <cstdint>

#include "engine/base/time.h"

namespace workledger {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);

int64_t MinutesOf(const google::protobuf::Duration& duration) {
  return duration.seconds() / 60;
}

}  // namespace

ReferenceClock::ReferenceClock(const ReferenceCalendar& calendar,
                               const v1::Clock& clock, const v1::Ticket& ticket,
                               absl::Time limit)
    : terms_(clock.terms()), start_(FromTimestamp(terms_.start_time())) {
  minutes_.resize(std::max<int64_t>(0, (limit - start_) / kMinute));
  for (size_t i = 0; i < minutes_.size(); ++i) {
    minutes_[i].open = calendar.IsOpen(start_ + static_cast<int>(i) * kMinute);
  }
  for (const v1::TicketSpan& span : ticket.spans()) {
    const int64_t from = (FromTimestamp(span.start_time()) - start_) / kMinute;
    for (size_t i = std::max<int64_t>(0, from); i < minutes_.size(); ++i) {
      minutes_[i].pause = PauseOf(span);
    }
  }
}

int ReferenceClock::PauseOf(const v1::TicketSpan& span) const {
  for (int i = 0; i < terms_.pauses_size(); ++i) {
    const v1::ClockPause& pause = terms_.pauses(i);
    if (pause.reason() == span.hold_reason() &&
        (!pause.approval() || span.hold_approved())) {
      return i;
    }
  }
  return -1;
}

ReferenceValue ReferenceClock::At(absl::Time now) const {
  ReferenceValue value;
  int64_t left =
      MinutesOf(terms_.target().open_time()) - terms_.used_millis() / 60'000;
  if (left <= 0) value.due = start_;
  int last = -1;
  int64_t capped = 0;
  for (size_t i = 0; i < minutes_.size(); ++i) {
    const absl::Time time = start_ + static_cast<int>(i) * kMinute;
    const bool known = time < now;
    int pause = known && !value.due ? minutes_[i].pause : -1;
    if (pause != last) capped = 0;
    last = pause;
    if (pause >= 0 && terms_.pauses(pause).has_cap() &&
        capped >= MinutesOf(terms_.pauses(pause).cap().open_time())) {
      pause = -1;
    }
    if (!minutes_[i].open) continue;
    if (pause >= 0) {
      ++capped;
      value.paused += kMinute;
      continue;
    }
    if (known) value.elapsed += kMinute;
    if (!value.due && --left == 0) value.due = time + kMinute;
  }
  return value;
}

}  // namespace workledger
