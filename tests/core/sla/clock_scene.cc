#include "tests/core/sla/clock_scene.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/string_view.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/timers.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/evaluate.h"
#include "gtest/gtest.h"
#include "tests/core/catalogue_of.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

const absl::TimeZone kZone = absl::FixedTimeZone(8 * 60 * 60);

constexpr std::string_view kBiz =
    "calendar { code: 'biz' zone: 'Asia/Shanghai' weekdays: [1,2,3,4,5] "
    "intervals { open_minute: 540 close_minute: 720 } "
    "intervals { open_minute: 840 close_minute: 1080 } "
    "transitions { offset_seconds: 28800 } }";
constexpr std::string_view kAlways =
    "calendar { code: 'always' zone: 'Asia/Shanghai' "
    "weekdays: [1,2,3,4,5,6,7] "
    "intervals { open_minute: 0 close_minute: 1440 } "
    "transitions { offset_seconds: 28800 } }";

std::string StateText(v1::ClockState state) {
  return v1::ClockState_Name(state).substr(
      std::string_view("CLOCK_STATE_").size());
}

}  // namespace

absl::Time Local(std::string_view text) {
  absl::Time time;
  std::string error;
  const std::string_view format = std::ranges::count(text, ':') == 2
                                      ? "%Y-%m-%d %H:%M:%E*S"
                                      : "%Y-%m-%d %H:%M";
  EXPECT_TRUE(
      absl::ParseTime(ToAbsl(format), ToAbsl(text), kZone, &time, &error))
      << text << ": " << error;
  return time;
}

std::string Local(absl::Time time) {
  const bool minutes = absl::ToUnixMillis(time) % 60'000 == 0;
  return absl::FormatTime(minutes ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%M:%E*S",
                          time, kZone);
}

std::string Stamp(std::string_view field, std::string_view local) {
  return absl::StrCat(ToAbsl(field),
                      " { seconds: ", absl::ToUnixSeconds(Local(local)), " }");
}

ClockScene::ClockScene() {
  ledger_.set_ledger("bureau");
  ledger_.set_clock(v1::LEDGER_CLOCK_WALL);
  // Parsed once: some tests live a hundred thousand lives.
  static const auto* const calendars = new std::vector<v1::CatalogueItem>{
      FromText<v1::CatalogueItem>(kBiz), FromText<v1::CatalogueItem>(kAlways)};
  for (const v1::CatalogueItem& calendar : *calendars) Put(calendar);
}

ClockScene& ClockScene::Keep(std::string_view item, std::string_view document) {
  return Put(FromText<v1::CatalogueItem>(item), document);
}

ClockScene& ClockScene::Put(const v1::CatalogueItem& item,
                            std::string_view document) {
  const auto [kind, code] = KeyOf(item);
  const v1::CatalogueEntry* const before = catalogue_.FindEver(kind, code);
  v1::Event event;
  v1::CatalogueItemPut& put = *event.mutable_catalogue_item_put();
  *put.mutable_item() = item;
  put.set_revision(before == nullptr ? 1 : before->revision() + 1);
  put.set_document(std::string(document));
  ledger_.set_position(ledger_.position() + 1);
  v1::Record record;
  record.set_position(ledger_.position());
  *record.mutable_record_time() = ToTimestamp(now_);
  catalogue_.Evolve(record, event);
  return *this;
}

ClockScene& ClockScene::KeepPolicy(std::string_view fields) {
  return Keep(absl::StrCat("policy { code: 'p-1' calendar: 'biz' ",
                           ToAbsl(fields), " }"));
}

ClockScene& ClockScene::At(std::string_view local) {
  now_ = Local(local);
  return *this;
}

ClockScene& ClockScene::At(absl::Time now) {
  now_ = now;
  return *this;
}

ClockScene& ClockScene::Occurred(std::string_view local) {
  occurred_ = std::string(local);
  return *this;
}

std::vector<v1::Event> ClockScene::Give(std::string_view order,
                                        const v1::Actor& actor,
                                        std::string_view ticket) {
  v1::Command command = Order(order, actor);
  command.set_ticket(std::string(ticket));
  const size_t before = log_.size();
  const absl::Status given = Try(std::move(command));
  EXPECT_TRUE(given.ok()) << given << "\n" << order;
  std::vector<v1::Event> events;
  for (size_t i = before; i < log_.size(); ++i) {
    if (log_[i].record.stream().key() == ticket) {
      events.push_back(log_[i].event);
    }
  }
  return events;
}

ClockScene& ClockScene::Do(std::string_view order, std::string_view ticket) {
  v1::Command command = SampleOrder(order);
  command.set_ticket(std::string(ticket));
  const absl::Status given = Try(std::move(command));
  EXPECT_TRUE(given.ok()) << given << "\n" << order;
  return *this;
}

ClockScene& ClockScene::Dispatch(std::string_view ticket) {
  Give("accept {}", Desk(), ticket);
  return Do("dispatch", ticket);
}

ClockScene& ClockScene::Hold(std::string_view reason, std::string_view ticket) {
  Give(absl::StrCat("hold { reason: HOLD_REASON_", ToAbsl(reason), " }"),
       Technician(), ticket);
  return *this;
}

absl::Status ClockScene::Try(v1::Command command) {
  command.set_request_id(absl::StrCat("r-", ++requests_));
  if (!occurred_.empty()) {
    *command.mutable_occur_time() =
        ToTimestamp(Local(std::exchange(occurred_, "")));
  }
  if (const absl::Status valid = ValidateCommand(command); !valid.ok()) {
    return valid;
  }
  return Decide(
      command, now_,
      command.has_occur_time() ? FromTimestamp(command.occur_time()) : now_);
}

ClockScene& ClockScene::Report(std::string_view priority,
                               std::string_view ticket) {
  Give(absl::StrCat("report { kind: TICKET_KIND_REPAIR channel: "
                    "CHANNEL_HOTLINE location: 'north/1' category: 'mep/lamp' "
                    "priority: PRIORITY_",
                    ToAbsl(priority), " }"),
       Desk(), ticket);
  return *this;
}

ClockScene& ClockScene::Tick(std::string_view local) {
  return Tick(Local(local));
}

ClockScene& ClockScene::Tick(absl::Time until) {
  for (v1::FireTimer order = FirstDue();
       order.has_timer() && FromTimestamp(order.timer().due_time()) <= until;
       order = FirstDue()) {
    now_ = std::max(now_, FromTimestamp(order.timer().due_time()));
    EXPECT_GT(Fire(order.timer(), order.stream().key()), 0u);
  }
  now_ = until;
  return *this;
}

ClockScene& ClockScene::FireDue() {
  for (v1::FireTimer order = FirstDue();
       order.has_timer() && FromTimestamp(order.timer().due_time()) <= now_;
       order = FirstDue()) {
    EXPECT_GT(Fire(order.timer(), order.stream().key()), 0u);
  }
  return *this;
}

size_t ClockScene::Fire(v1::Timer timer, std::string_view ticket) {
  v1::Command command;
  *command.mutable_actor() = System();
  command.set_request_id(absl::StrCat("timer-", ++requests_));
  v1::FireTimer& order = *command.mutable_fire_timer();
  order.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  order.mutable_stream()->set_key(std::string(ticket));
  *order.mutable_timer() = std::move(timer);
  const size_t before = log_.size();
  const absl::Status fired = Decide(command, now_, now_);
  EXPECT_TRUE(fired.ok()) << fired;
  return log_.size() - before;
}

v1::Timer ClockScene::NextTimer(const v1::ClockKey& key,
                                std::string_view ticket) const {
  v1::Timer timer;
  const v1::Clock* const clock = FindClock(this->ticket(ticket), key);
  if (clock == nullptr) return timer;
  const std::optional<ClockAlarm> alarm =
      NextAlarm(*clock, this->ticket(ticket), catalogue_);
  if (!alarm) return timer;
  timer.set_kind(v1::TIMER_KIND_CLOCK);
  *timer.mutable_due_time() = ToTimestamp(alarm->due);
  *timer.mutable_clock() = key;
  timer.set_level(alarm->level);
  timer.set_repeat(alarm->repeat);
  return timer;
}

v1::FireTimer ClockScene::FirstDue() const {
  v1::FireTimer first;
  for (const auto& [name, fold] : folds_) {
    if (name.first != v1::STREAM_KIND_TICKET) continue;
    for (const v1::Clock& clock : fold.ticket().clocks()) {
      const v1::Timer timer = NextTimer(clock.terms().clock(), name.second);
      if (!timer.has_due_time()) continue;
      if (first.has_timer() &&
          CompareTimestamps(timer.due_time(), first.timer().due_time()) >= 0)
        continue;
      *first.mutable_timer() = timer;
      first.mutable_stream()->set_key(name.second);
    }
  }
  return first;
}

ClockScene& ClockScene::FollowCalendars() {
  v1::Timer timer;
  timer.set_kind(v1::TIMER_KIND_CALENDAR);
  std::vector<std::string> tickets;
  for (const auto& [name, fold] : folds_) {
    if (name.first == v1::STREAM_KIND_TICKET) tickets.push_back(name.second);
  }
  for (const std::string& ticket : tickets) Fire(timer, ticket);
  return *this;
}

ClockScene& ClockScene::FireOwn(v1::TimerKind kind, std::string_view ticket) {
  const v1::Timer* const timer = FindTimer(this->ticket(ticket), kind);
  EXPECT_NE(timer, nullptr);
  if (timer != nullptr) {
    now_ = std::max(now_, FromTimestamp(timer->due_time()));
    Fire(*timer, ticket);
  }
  return *this;
}

const v1::Clock* ClockScene::Find(v1::Metric metric, v1::ClockParty party,
                                  uint32_t cycle, uint32_t segment,
                                  std::string_view ticket) const {
  v1::ClockKey key;
  key.set_metric(metric);
  key.set_party(party);
  key.set_cycle(cycle);
  key.set_segment(segment);
  return FindClock(this->ticket(ticket), key);
}

v1::ClockValue ClockScene::Value(v1::Metric metric, v1::ClockParty party,
                                 uint32_t cycle, uint32_t segment,
                                 std::string_view ticket) const {
  const v1::Clock* const clock = Find(metric, party, cycle, segment, ticket);
  if (clock == nullptr) return {};
  return EvaluateClock(*clock, this->ticket(ticket),
                       *CalendarOf(clock->terms(), catalogue_), now_,
                       OriginalCalendarOf(*clock, catalogue_));
}

std::string ClockScene::Due(v1::Metric metric, v1::ClockParty party,
                            uint32_t cycle, uint32_t segment,
                            std::string_view ticket) const {
  const v1::ClockValue value = Value(metric, party, cycle, segment, ticket);
  return value.has_due_time() ? Local(FromTimestamp(value.due_time())) : "none";
}

std::string ClockScene::State(v1::Metric metric, v1::ClockParty party,
                              uint32_t cycle, uint32_t segment,
                              std::string_view ticket) const {
  if (Find(metric, party, cycle, segment, ticket) == nullptr) return "none";
  return StateText(Value(metric, party, cycle, segment, ticket).state());
}

std::vector<std::string> ClockScene::Raised(std::string_view ticket) const {
  std::vector<std::string> raised;
  for (const Recorded& entry : log_) {
    if (!entry.event.has_escalation_raised() ||
        entry.record.stream().key() != ticket) {
      continue;
    }
    const v1::EscalationRaised& event = entry.event.escalation_raised();
    raised.push_back(absl::StrCat(event.level(), " ", event.repeat(), " ",
                                  Local(FromTimestamp(event.due_time()))));
  }
  return raised;
}

std::vector<std::string> ClockScene::Breaches(std::string_view ticket) const {
  std::vector<std::string> breaches;
  for (const Recorded& entry : log_) {
    if (!entry.event.has_sla_breached() ||
        entry.record.stream().key() != ticket) {
      continue;
    }
    breaches.push_back(
        Local(FromTimestamp(entry.event.sla_breached().due_time())));
  }
  return breaches;
}

size_t ClockScene::Count(v1::Event::BodyCase body,
                         std::string_view ticket) const {
  return std::ranges::count_if(log_, [&](const Recorded& entry) {
    return entry.event.body_case() == body &&
           entry.record.stream().key() == ticket;
  });
}

v1::Event ClockScene::Last(v1::Event::BodyCase body,
                           std::string_view ticket) const {
  v1::Event last;
  for (const Recorded& entry : log_) {
    if (entry.event.body_case() == body &&
        entry.record.stream().key() == ticket) {
      last = entry.event;
    }
  }
  return last;
}

const v1::Ticket& ClockScene::ticket(std::string_view ticket) const {
  return folds_.at({v1::STREAM_KIND_TICKET, std::string(ticket)}).ticket();
}

v1::PenaltyMonth& ClockScene::month(std::string_view key) {
  v1::Fold& fold = folds_[{v1::STREAM_KIND_PENALTY, std::string(key)}];
  return *fold.mutable_penalty_month();
}

absl::Status ClockScene::Decide(const v1::Command& command, absl::Time now,
                                absl::Time occur_time) {
  Folds folds = {.ledger = &ledger_, .catalogue = &catalogue_};
  const Context context = {.now = now, .occur_time = occur_time};
  for (auto names = Reads(command, folds, context); !names.empty();
       names = Reads(command, folds, context)) {
    for (const StreamName& name : names) folds.streams[name] = &folds_[name];
  }
  absl::StatusOr<std::vector<StreamEvents>> streams =
      workledger::Decide(command, folds, context);
  if (!streams.ok()) return streams.status();
  for (const StreamEvents& stream : *streams) {
    Fold(stream, command, occur_time);
  }
  return absl::OkStatus();
}

void ClockScene::Fold(const StreamEvents& stream, const v1::Command& command,
                      absl::Time occur_time) {
  v1::Fold& fold = folds_[{stream.stream.kind(), stream.stream.key()}];
  for (const v1::Event& event : stream.events) {
    v1::Record record;
    *record.mutable_stream() = stream.stream;
    record.set_version(VersionOf(fold) + 1);
    record.set_position(ledger_.position() + 1);
    *record.mutable_actor() = command.actor();
    if (command.has_provenance()) {
      *record.mutable_provenance() = command.provenance();
    }
    *record.mutable_occur_time() = ToTimestamp(occur_time);
    *record.mutable_record_time() = ToTimestamp(now_);
    EvolveFold(fold, record, event);
    EvolveLedger(ledger_, record, event);
    log_.push_back({std::move(record), event});
  }
}

}  // namespace workledger
