#include "tests/core/sla/reference_clock.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/base/time.h"

namespace workledger {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr int64_t kMillisPerMinute = 60'000;
// More minutes than any line has.
constexpr int64_t kBeyond = 1'000'000'000;
// A pause that comes too late.
constexpr int kIgnored = -2;

int64_t MinutesOf(const google::protobuf::Duration& duration) {
  return duration.seconds() / 60;
}

}  // namespace

ReferenceClock::ReferenceClock(const ReferenceCalendar& calendar,
                               const v1::Clock& clock, const v1::Ticket& ticket,
                               absl::Time limit)
    : calendar_(calendar),
      terms_(clock.terms()),
      start_(FromTimestamp(terms_.start_time())),
      limit_(limit) {
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

std::optional<absl::Time> ReferenceClock::EndOf(const v1::Target& target,
                                                absl::Time start) const {
  if (target.has_working_days()) {
    return calendar_.EndOfWorkingDays(
        start, static_cast<int>(target.working_days()), limit_);
  }
  if (target.has_natural_days()) {
    return calendar_.EndOfNaturalDays(
        start, static_cast<int>(target.natural_days()), limit_);
  }
  return calendar_.Add(start, absl::Minutes(MinutesOf(target.open_time())),
                       limit_);
}

int64_t ReferenceClock::MinutesLeft() const {
  int64_t target = MinutesOf(terms_.target().open_time());
  if (!terms_.target().has_open_time()) {
    // All that is open until the last day is over.
    const std::optional<absl::Time> end = EndOf(terms_.target(), start_);
    target = end ? calendar_.Elapsed(start_, *end) / kMinute : kBeyond;
  }
  return std::max(target - terms_.used_millis() / kMillisPerMinute,
                  terms_.least_millis() / kMillisPerMinute);
}

// The last natural day is over at its end, be that open or not.
absl::Time ReferenceClock::Floor() const {
  absl::Time floor = start_;
  if (terms_.has_grace_time()) {
    floor = std::max(floor, FromTimestamp(terms_.grace_time()));
  }
  if (terms_.target().has_natural_days() && terms_.used_millis() <= 0) {
    floor = std::max(floor, EndOf(terms_.target(), start_).value_or(limit_));
  }
  return floor;
}

ReferenceValue ReferenceClock::At(absl::Time now) const {
  ReferenceValue value;
  const absl::Time floor = Floor();
  int64_t left = MinutesLeft();
  std::optional<absl::Time> reached;
  if (left <= 0) reached = start_;
  // What was paused after that, while it was not due yet.
  absl::Duration more;
  const auto due = [&] {
    if (reached && more > absl::ZeroDuration()) {
      reached = calendar_.Add(*reached, std::exchange(more, {}), limit_);
    }
    return reached ? std::max(*reached, floor) : limit_;
  };
  int last = -1;
  std::optional<absl::Time> cap_end;
  for (size_t i = 0; i < minutes_.size(); ++i) {
    const absl::Time time = start_ + static_cast<int>(i) * kMinute;
    const bool known = time < now;
    int pause = known ? minutes_[i].pause : -1;
    // One that begins when it is due, or later, does not count.
    if (pause >= 0 && pause != last && time >= due()) pause = kIgnored;
    if (pause != last && !(pause == kIgnored && last == kIgnored)) {
      cap_end = pause >= 0 && terms_.pauses(pause).has_cap()
                    ? EndOf(terms_.pauses(pause).cap(), time)
                    : std::nullopt;
    }
    last = pause;
    if (!minutes_[i].open) continue;
    if (pause >= 0 && !(cap_end && time >= *cap_end)) {
      value.paused += kMinute;
      if (reached) more += kMinute;
      continue;
    }
    if (known) value.elapsed += kMinute;
    if (!reached && --left == 0) reached = time + kMinute;
  }
  const absl::Time end = due();
  if (reached && end < limit_) value.due = end;
  return value;
}

}  // namespace workledger
