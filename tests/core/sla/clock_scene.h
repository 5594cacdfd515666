#ifndef WORKLEDGER_TESTS_CORE_SLA_CLOCK_SCENE_H_
#define WORKLEDGER_TESTS_CORE_SLA_CLOCK_SCENE_H_

// Tests of clocks read as a day at the bureau: at some local time somebody
// gives an order, the ticker fires what is due, and a clock has a value.
//
//   ClockScene scene;
//   scene.Keep(Policy("..."));
//   scene.At("2026-03-02 09:00").Give("report { kind: ... }", Desk());
//   EXPECT_EQ(scene.Due(v1::METRIC_RESOLUTION), "2026-03-02 16:00");
//
// Times are those of Shanghai, UTC+8. Two calendars are kept from the start:
// "biz" is open 09-12 and 14-18 from Monday to Friday, "always" at any time.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/core/decide.h"
#include "workledger/v1/clock.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ledger.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// "2026-03-02 09:00" as an instant, and the other way round (seconds and
// milliseconds only where there are any).
absl::Time Local(std::string_view text);
std::string Local(absl::Time time);

// A text of a Timestamp field, for example "due_time { seconds: 1 }".
std::string Stamp(std::string_view field, std::string_view local);

// An event as it was recorded.
struct Recorded {
  v1::Record record;
  v1::Event event;
};

class ClockScene {
 public:
  ClockScene();

  // Puts an item into the catalogue, in text format; its next revision if it is
  // there already.
  ClockScene& Keep(std::string_view item, std::string_view document = "");
  ClockScene& Put(const v1::CatalogueItem& item,
                  std::string_view document = "");

  // Puts "policy p-1" with these fields, on calendar "biz" unless they say
  // another.
  ClockScene& KeepPolicy(std::string_view fields);

  // Moves the clock on the wall; fires nothing.
  ClockScene& At(std::string_view local);
  ClockScene& At(absl::Time now);

  // What the next order says of when it happened; once.
  ClockScene& Occurred(std::string_view local);

  // Gives an order, which must be accepted, and folds what follows. Returns the
  // events of the ticket.
  std::vector<v1::Event> Give(std::string_view order, const v1::Actor& actor,
                              std::string_view ticket = "t-1");

  // Gives the sample of an order by its usual actor (SampleOrder).
  ClockScene& Do(std::string_view order, std::string_view ticket = "t-1");

  // The same of any command; returns why it is refused.
  absl::Status Try(v1::Command command);

  // Reports a repair of this priority at location "north/1".
  ClockScene& Report(std::string_view priority,
                     std::string_view ticket = "t-1");

  // Accepts the ticket as it was reported, and sends the usual party.
  ClockScene& Dispatch(std::string_view ticket = "t-1");

  // Holds the work for a reason, without its prefix.
  ClockScene& Hold(std::string_view reason, std::string_view ticket = "t-1");

  // Moves the clock to `local` and fires every alarm on the way when it is due.
  ClockScene& Tick(std::string_view local);
  ClockScene& Tick(absl::Time until);

  // Fires what is due by now, as after a downtime.
  ClockScene& FireDue();

  // Fires one timer, which may have no effect; returns how many events came.
  size_t Fire(v1::Timer timer, std::string_view ticket = "t-1");

  // The timer of the clock's next alarm; nothing set if there is none.
  v1::Timer NextTimer(const v1::ClockKey& key,
                      std::string_view ticket = "t-1") const;

  // Lets every ticket follow the newest calendars.
  ClockScene& FollowCalendars();

  // Fires the ticket's own timer of this kind.
  ClockScene& FireOwn(v1::TimerKind kind, std::string_view ticket = "t-1");

  // The clock that is named, or null.
  const v1::Clock* Find(v1::Metric metric,
                        v1::ClockParty party = v1::CLOCK_PARTY_SLA,
                        uint32_t cycle = 1, uint32_t segment = 0,
                        std::string_view ticket = "t-1") const;

  // Its value now, and its deadline in words; "none" if there is no such clock.
  v1::ClockValue Value(v1::Metric metric,
                       v1::ClockParty party = v1::CLOCK_PARTY_SLA,
                       uint32_t cycle = 1, uint32_t segment = 0,
                       std::string_view ticket = "t-1") const;
  std::string Due(v1::Metric metric, v1::ClockParty party = v1::CLOCK_PARTY_SLA,
                  uint32_t cycle = 1, uint32_t segment = 0,
                  std::string_view ticket = "t-1") const;
  std::string State(v1::Metric metric,
                    v1::ClockParty party = v1::CLOCK_PARTY_SLA,
                    uint32_t cycle = 1, uint32_t segment = 0,
                    std::string_view ticket = "t-1") const;

  // Names of the events of one type among those of a ticket, in order:
  // for levels "reminder 1 2026-03-02 10:00", for others the due time.
  std::vector<std::string> Raised(std::string_view ticket = "t-1") const;
  std::vector<std::string> Breaches(std::string_view ticket = "t-1") const;
  // How many events of this type the ticket has.
  size_t Count(v1::Event::BodyCase body, std::string_view ticket = "t-1") const;
  // The last event of this type; an empty one if there is none.
  v1::Event Last(v1::Event::BodyCase body,
                 std::string_view ticket = "t-1") const;

  const v1::Ticket& ticket(std::string_view ticket = "t-1") const;
  // The account of a contract's month, by its stream's key.
  v1::PenaltyMonth& month(std::string_view key);
  const Catalogue& catalogue() const { return catalogue_; }
  absl::Time now() const { return now_; }
  const std::vector<Recorded>& log() const { return log_; }

 private:
  void Fold(const StreamEvents& stream, const v1::Command& command,
            absl::Time occur_time);
  absl::Status Decide(const v1::Command& command, absl::Time now,
                      absl::Time occur_time);

  // Returns the alarm that is due first, as an order; none set if nothing is.
  v1::FireTimer FirstDue() const;

  Catalogue catalogue_;
  v1::LedgerState ledger_;
  std::map<StreamName, v1::Fold> folds_;
  std::vector<Recorded> log_;
  absl::Time now_;
  std::string occurred_;
  uint64_t requests_ = 0;
};

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_SLA_CLOCK_SCENE_H_
