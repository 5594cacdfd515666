#ifndef WORKLEDGER_TESTS_CORE_PLAN_PLAN_SCENE_H_
#define WORKLEDGER_TESTS_CORE_PLAN_PLAN_SCENE_H_

// A ledger in miniature for tests of plans: a catalogue and the folds of all
// streams, on which commands are decided and their events folded.
//
//   PlanScene scene("2026-01-01T00:00:00Z");
//   scene.Put("plan { code: 'lift' recurrence: 'FREQ=MONTHLY' ... }");
//   scene.FireThrough("2026-03-01T00:00:00Z");
//   EXPECT_EQ(scene.progress("lift").made(), 2u);

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/decide.h"
#include "workledger/v1/catalogue.pb.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/ledger.pb.h"

namespace workledger {

// Reads "2026-01-01T09:00:00Z".
absl::Time At(std::string_view time);
// Writes it; "" where `time` is not set.
std::string TextOf(const google::protobuf::Timestamp& time);

class PlanScene {
 public:
  explicit PlanScene(std::string_view now);

  void MoveTo(std::string_view time) { now_ = At(time); }
  absl::Time now() const { return now_; }

  // Puts or retires an item, with what follows for plans.
  void Put(std::string_view item);
  void RetirePlan(std::string_view code);

  // The streams that a change of the catalogue reads.
  std::vector<StreamName> Reads(const v1::ChangeCatalogue& order) const;

  // Decides a command and folds its events; the events are kept in `last`.
  absl::Status Give(const v1::Command& command);

  // Fires the timers of all plans that are due at or before the time, each at
  // its due time, and moves there.
  void FireThrough(std::string_view time);

  // A repair's whole way from report to close, done at `time`.
  void Do(const std::string& ticket, std::string_view time);
  // The desk turns the ticket down.
  void Reject(const std::string& ticket);

  const v1::PlanProgress& progress(const std::string& plan);
  const v1::Ticket& ticket(const std::string& ticket);
  const v1::Inspection& round(const std::string& round);
  // Ids of all tickets, sorted.
  std::vector<std::string> tickets() const;
  // The events of the last command or change, in text format.
  std::vector<std::string> last() const;

  // A command that fires the plan's timer.
  v1::Command FireOf(const std::string& plan);

 private:
  Folds KnownFolds() const;
  void Change(const v1::ChangeCatalogue& order, const v1::Event& event);
  void Fold(const std::vector<StreamEvents>& streams, absl::Time occur_time);
  v1::Fold& FoldOf(const StreamName& name);

  absl::Time now_;
  v1::LedgerState ledger_;
  Catalogue catalogue_;
  std::map<StreamName, v1::Fold> folds_;
  std::vector<v1::Event> last_;
  int requests_ = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_PLAN_PLAN_SCENE_H_
