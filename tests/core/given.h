#ifndef WORKLEDGER_TESTS_CORE_GIVEN_H_
#define WORKLEDGER_TESTS_CORE_GIVEN_H_

// Tests of the core read as a scene: what had happened, what is ordered, what
// follows. Ticket "t-1" of a ledger "bureau" whose last number is 7 and whose
// now is kNow; the events happened a minute apart, from kStart on.
//
//   Given(PathTo(v1::TICKET_STATE_ON_SITE))
//       .When(Order("start_work {}", Technician()))
//       .Then({Happened("work_started {}")});

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/core/decide.h"
#include "workledger/v1/error.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// 2026-01-01T00:00:00Z.
inline constexpr absl::Time kStart = absl::FromUnixSeconds(1767225600);
inline const absl::Time kNow = kStart + absl::Hours(12);

// What came of a command.
class Outcome {
 public:
  Outcome(v1::Ticket ticket, absl::StatusOr<std::vector<v1::Event>> events,
          std::vector<StreamEvents> elsewhere = {})
      : ticket_(std::move(ticket)),
        events_(std::move(events)),
        elsewhere_(std::move(elsewhere)) {}

  // Expects exactly these events.
  const Outcome& Then(const std::vector<v1::Event>& events) const;
  // Expects exactly these events in one other stream.
  const Outcome& AndIn(const StreamName& stream,
                       const std::vector<v1::Event>& events) const;
  // Expects a refusal; `field` is checked if not empty.
  void ThenFails(absl::StatusCode code, v1::ErrorReason reason,
                 std::string_view field = "") const;

  const absl::StatusOr<std::vector<v1::Event>>& events() const {
    return events_;
  }
  // Events of other streams than the ticket's.
  const std::vector<StreamEvents>& elsewhere() const { return elsewhere_; }
  // The ticket after the command.
  const v1::Ticket& ticket() const { return ticket_; }

 private:
  v1::Ticket ticket_;
  absl::StatusOr<std::vector<v1::Event>> events_;
  std::vector<StreamEvents> elsewhere_;
};

// What a timer leads to when it fires.
using FireTimerFunction = absl::StatusOr<std::vector<StreamEvents>> (*)(
    const v1::FireTimer& order, const Folds& folds, const Context& context);

class Scene {
 public:
  // Its events come from `source`, unless it is empty.
  explicit Scene(std::string_view source = "") : source_(source) {}

  // Folds one more event into a ticket, a minute after the one before.
  Scene& And(const v1::Event& event, std::string_view ticket = "t-1");
  Scene& And(const std::vector<v1::Event>& events,
             std::string_view ticket = "t-1");

  // Puts an item into the catalogue, in text format:
  // "party { code: 'wuye-1' active: true }".
  Scene& Keep(std::string_view item);

  // Validates and decides `command` (which happens now, or when it says), and
  // folds what follows.
  Outcome When(const v1::Command& command) const;

  // Lets the ticket's timer of this kind fire, now.
  Outcome WhenFires(FireTimerFunction fire, v1::TimerKind kind) const;

  // Goes on from where a command has led the ticket.
  void Become(v1::Ticket ticket) { tickets_["t-1"] = std::move(ticket); }

  const v1::Ticket& ticket() const { return tickets_.at("t-1"); }

 private:
  // Returns what came of `command`, folded into the ticket.
  Outcome Conclude(absl::StatusOr<std::vector<StreamEvents>> streams,
                   const v1::Command& command, std::string_view id,
                   absl::Time time) const;

  std::string source_;
  Catalogue catalogue_;
  std::map<std::string, v1::Ticket, std::less<>> tickets_;
};

Scene Given(const std::vector<v1::Event>& events);

// The same of a ticket that was imported from where `History` is.
Scene GivenImported(const std::vector<v1::Event>& events);

// Returns the scene in which the ticket is held over `state`.
Scene GivenHeld(v1::TicketState state);
Scene GivenImportedHeld(v1::TicketState state);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_GIVEN_H_
