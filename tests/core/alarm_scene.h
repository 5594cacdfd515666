#ifndef WORKLEDGER_TESTS_CORE_ALARM_SCENE_H_
#define WORKLEDGER_TESTS_CORE_ALARM_SCENE_H_

// Tests of rules that span streams: every stream of a ledger, with what each
// command has led to.
//
//   AlarmScene scene({"alarm_rule { code: 'fire' life_safety: true }"});
//   scene.Give(Signals({Signal("s-1", "cam-1", "fire", "east/b3")}));
//   EXPECT_EQ(scene.Alarm("east|east/b3|fire").signals(), 1u);

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/decide.h"
#include "tests/core/catalogue_of.h"
#include "workledger/v1/alarm.pb.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

using Streams = std::vector<StreamEvents>;

class AlarmScene {
 public:
  // A ledger "bureau" whose last number is 7 and whose now is kNow.
  explicit AlarmScene(const std::vector<std::string_view>& items = {});

  AlarmScene& Later(absl::Duration span);

  // Validates, decides and folds a command that happens now.
  absl::StatusOr<Streams> Give(const v1::Command& command);

  // The same without a look at its shape, as for the engine's own commands.
  absl::StatusOr<Streams> Decide(const v1::Command& command);

  // The timers that are set, with their streams.
  std::vector<std::pair<StreamName, v1::Timer>> Timers() const;

  // Fires the stream's timer of this kind, as what fires timers does.
  absl::StatusOr<Streams> Fire(v1::TimerKind kind, const StreamName& stream);

  // Folds an event that happens now.
  void Fold(const StreamName& stream, const v1::Event& event);

  v1::Fold& FoldOf(const StreamName& stream) { return folds_[stream]; }

  const v1::AlarmGroup& Alarm(const std::string& key);
  const v1::Ticket& Ticket(const std::string& id);
  // Tickets, in the order of their numbers.
  std::vector<v1::Ticket> Tickets() const;
  absl::Time now() const { return now_; }

 private:
  Folds FoldsOf();
  void FoldAll(const Streams& streams, const v1::Actor& actor);

  Catalogue catalogue_;
  v1::LedgerState ledger_;
  absl::Time now_;
  std::map<StreamName, v1::Fold> folds_;
  v1::Actor actor_;
};

// A signal of site "east"; `zone` may be empty.
v1::AlarmSignal Signal(std::string_view id, std::string_view device,
                       std::string_view alarm_class, std::string_view zone);
v1::AlarmSignal AllClear(v1::AlarmSignal signal);

// A command of a device, with a request id of its own.
v1::Command Signals(const std::vector<v1::AlarmSignal>& signals);

// An order of a duty officer to the scene's first ticket.
v1::Command ToIncident(const AlarmScene& scene, std::string_view order);

// Has the scene's first ticket verified and dismissed as a false alarm.
void Dismiss(AlarmScene& scene);

// The outcomes of the signals that were kept, in order.
std::vector<v1::SignalOutcome> OutcomesOf(
    const absl::StatusOr<Streams>& streams);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_ALARM_SCENE_H_
