#include "tests/core/alarm_scene.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/alarm/alarm_decide.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/security_timers.h"
#include "gtest/gtest.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"

namespace workledger {
namespace {

v1::Actor Officer() {
  v1::Actor actor;
  actor.set_principal("guan");
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(v1::ROLE_DUTY_OFFICER);
  return actor;
}

}  // namespace

AlarmScene::AlarmScene(const std::vector<std::string_view>& items)
    : catalogue_(CatalogueOf(items)), now_(kNow) {
  ledger_.set_ledger("bureau");
  ledger_.set_last_number(7);
  ledger_.set_catalogue_position(catalogue_.position());
}

AlarmScene& AlarmScene::Later(absl::Duration span) {
  now_ += span;
  return *this;
}

Folds AlarmScene::FoldsOf() {
  Folds folds = {.ledger = &ledger_, .catalogue = &catalogue_};
  return folds;
}

absl::StatusOr<Streams> AlarmScene::Give(const v1::Command& command) {
  WL_RETURN_IF_ERROR(ValidateCommand(command));
  return Decide(command);
}

absl::StatusOr<Streams> AlarmScene::Decide(const v1::Command& command) {
  Folds folds = FoldsOf();
  const Context context = {.now = now_, .occur_time = now_};
  for (auto names = Reads(command, folds, context); !names.empty();
       names = Reads(command, folds, context)) {
    for (const StreamName& name : names) folds.streams[name] = &folds_[name];
  }
  WL_ASSIGN_OR_RETURN(Streams streams,
                      workledger::Decide(command, folds, context));
  FoldAll(streams, command.actor());
  return streams;
}

std::vector<std::pair<StreamName, v1::Timer>> AlarmScene::Timers() const {
  std::vector<std::pair<StreamName, v1::Timer>> timers;
  for (const auto& [name, fold] : folds_) {
    for (const v1::Timer& timer : TimersOf(fold)) {
      timers.emplace_back(name, timer);
    }
  }
  return timers;
}

absl::StatusOr<Streams> AlarmScene::Fire(v1::TimerKind kind,
                                         const StreamName& stream) {
  v1::FireTimer order;
  order.mutable_stream()->set_kind(stream.first);
  order.mutable_stream()->set_key(stream.second);
  for (const v1::Timer& timer : TimersOf(folds_[stream])) {
    if (timer.kind() == kind) *order.mutable_timer() = timer;
  }
  EXPECT_TRUE(order.has_timer());
  Folds folds = FoldsOf();
  folds.streams[stream] = &folds_[stream];
  const Context context = {.now = now_, .occur_time = now_};
  absl::StatusOr<Streams> streams;
  if (kind == v1::TIMER_KIND_ON_CALL) {
    streams = FireOnCall(order, folds, context);
  } else {
    for (auto names = ReadsGroupWait(order, folds); !names.empty();
         names = ReadsGroupWait(order, folds)) {
      for (const StreamName& name : names) folds.streams[name] = &folds_[name];
    }
    streams = FireGroupWait(order, folds, context);
  }
  if (streams.ok()) FoldAll(*streams, System());
  return streams;
}

void AlarmScene::FoldAll(const Streams& streams, const v1::Actor& actor) {
  actor_ = actor;
  for (const StreamEvents& stream : streams) {
    for (const v1::Event& event : stream.events) {
      Fold({stream.stream.kind(), stream.stream.key()}, event);
    }
  }
}

void AlarmScene::Fold(const StreamName& stream, const v1::Event& event) {
  v1::Fold& fold = folds_[stream];
  v1::Record record;
  record.mutable_stream()->set_kind(stream.first);
  record.mutable_stream()->set_key(stream.second);
  record.set_position(ledger_.position() + 1);
  record.set_version(VersionOf(fold) + 1);
  *record.mutable_occur_time() = ToTimestamp(now_);
  *record.mutable_record_time() = ToTimestamp(now_);
  *record.mutable_actor() = actor_;
  EvolveFold(fold, record, event);
  EvolveLedger(ledger_, record, event);
}

const v1::AlarmGroup& AlarmScene::Alarm(const std::string& key) {
  return folds_[{v1::STREAM_KIND_ALARM, key}].alarm();
}

const v1::Ticket& AlarmScene::Ticket(const std::string& id) {
  return folds_[{v1::STREAM_KIND_TICKET, id}].ticket();
}

std::vector<v1::Ticket> AlarmScene::Tickets() const {
  std::vector<v1::Ticket> tickets;
  for (const auto& [name, fold] : folds_) {
    if (fold.ticket().version() > 0) tickets.push_back(fold.ticket());
  }
  std::ranges::sort(tickets, {}, &v1::Ticket::number);
  return tickets;
}

v1::AlarmSignal Signal(std::string_view id, std::string_view device,
                       std::string_view alarm_class, std::string_view zone) {
  v1::AlarmSignal signal;
  signal.set_signal(std::string(id));
  signal.set_device(std::string(device));
  signal.set_alarm_class(std::string(alarm_class));
  signal.set_site("east");
  signal.set_zone(std::string(zone));
  return signal;
}

v1::AlarmSignal AllClear(v1::AlarmSignal signal) {
  signal.set_clear(true);
  return signal;
}

v1::Command Signals(const std::vector<v1::AlarmSignal>& signals) {
  static int count = 0;
  v1::Command command;
  command.set_request_id(absl::StrCat("signals-", ++count));
  command.mutable_actor()->set_principal("gateway");
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_DEVICE);
  for (const v1::AlarmSignal& signal : signals) {
    *command.mutable_record_signals()->add_signals() = signal;
  }
  return command;
}

v1::Command ToIncident(const AlarmScene& scene, std::string_view order) {
  v1::Command command = Order(order, Officer());
  command.set_ticket(scene.Tickets().at(0).ticket());
  return command;
}

void Dismiss(AlarmScene& scene) {
  ASSERT_TRUE(
      scene.Give(ToIncident(scene, "verify { method: VERIFY_METHOD_VIDEO }"))
          .ok());
  const auto dismissed = scene.Give(ToIncident(
      scene,
      "dismiss_false { cause: FALSE_ALARM_CAUSE_ALGORITHM reason: 'fog' }"));
  ASSERT_TRUE(dismissed.ok()) << dismissed.status();
  ASSERT_EQ(scene.Tickets().at(0).state(), v1::TICKET_STATE_FALSE_ALARM);
}

std::vector<v1::SignalOutcome> OutcomesOf(
    const absl::StatusOr<Streams>& streams) {
  std::vector<v1::SignalOutcome> outcomes;
  EXPECT_TRUE(streams.ok()) << streams.status();
  if (!streams.ok()) return outcomes;
  for (const StreamEvents& stream : *streams) {
    for (const v1::Event& event : stream.events) {
      if (event.has_signal_recorded()) {
        outcomes.push_back(event.signal_recorded().outcome());
      }
    }
  }
  return outcomes;
}

}  // namespace workledger
