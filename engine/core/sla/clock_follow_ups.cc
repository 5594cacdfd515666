#include "engine/core/sla/clock_follow_ups.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/sla/clock_breach.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_moves.h"
#include "engine/core/sla/clock_timers.h"
#include "engine/core/sla/policy_match.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

// What rules are matched by.
struct Inputs {
  v1::TicketKind kind;
  v1::Priority priority;
  std::string category;
  std::string location;
  std::string contract;
  v1::IncidentLevel level;

  bool operator==(const Inputs&) const = default;
};

// What else starts clocks or moves them.
struct Stage {
  v1::TicketState state;
  uint32_t cycle;
  uint32_t segment;
  std::string party;
  int64_t appointment_millis;
  bool appointment_requested;
  bool confirmed;

  bool operator==(const Stage&) const = default;
};

Inputs InputsOf(const v1::Ticket& ticket) {
  return {.kind = ticket.kind(),
          .priority = ticket.priority(),
          .category = ticket.category(),
          .location = ticket.location(),
          .contract = ticket.contract(),
          .level = ticket.incident().level()};
}

Stage StageOf(const v1::Ticket& ticket) {
  return {
      .state = ticket.state(),
      .cycle = ticket.cycle(),
      .segment = ticket.tallies().segments(),
      .party = ticket.assignee().party(),
      .appointment_millis =
          absl::ToUnixMillis(FromTimestamp(ticket.appointment_time())),
      .appointment_requested = ticket.appointment_requested(),
      .confirmed = ticket.incident().confirmed(),
  };
}

// What a ticket was like before an event.
struct Was {
  bool known;
  Inputs inputs;
  Stage stage;
  // All of it, only for an event that is compared with what was before.
  v1::Ticket ticket;
};

// Whether clocks may run again after the event.
bool Revives(const v1::Event& event) {
  return event.has_work_rejected() || event.has_duplicate_unlinked() ||
         event.has_ticket_appealed();
}

Was WasOf(const v1::Ticket& ticket, const v1::Event& event) {
  const bool whole = event.has_timeline_corrected() || Revives(event);
  return {.known = ticket.version() > 0,
          .inputs = InputsOf(ticket),
          .stage = StageOf(ticket),
          .ticket = whole ? ticket : v1::Ticket()};
}

// Whether the event may lead a deadline away from where it was: it says what
// rules are matched by, or for how long the clock stood still.
bool CouldMove(const v1::Event& event) {
  return event.has_work_held() || event.has_work_resumed() ||
         event.has_priority_set() || event.has_extension_granted() ||
         event.has_appointment_made() || event.has_policy_migrated() ||
         event.has_ticket_accepted() || event.has_details_recorded() ||
         event.has_incident_confirmed() || event.has_incident_reclassified() ||
         event.has_timeline_corrected() || event.has_approval_granted() ||
         event.duplicate_joined().has_report_time() ||
         event.has_duplicate_parted();
}

// Why deadlines move; UNSPECIFIED if none does.
v1::ClockCause MoveCause(const Was& was, const v1::Event& event,
                         const v1::Ticket& ticket) {
  const Inputs inputs = InputsOf(ticket);
  if (event.has_policy_migrated()) return v1::CLOCK_CAUSE_POLICY;
  if (event.has_timeline_corrected()) return v1::CLOCK_CAUSE_CORRECTION;
  if (event.has_extension_granted()) return v1::CLOCK_CAUSE_EXTENSION;
  if (event.duplicate_joined().has_report_time() ||
      event.has_duplicate_parted()) {
    return v1::CLOCK_CAUSE_DUPLICATE;
  }
  if (!was.known) return v1::CLOCK_CAUSE_UNSPECIFIED;
  if (inputs.priority != was.inputs.priority) return v1::CLOCK_CAUSE_PRIORITY;
  if (inputs != was.inputs) return v1::CLOCK_CAUSE_DETAILS;
  return event.has_appointment_made() ? v1::CLOCK_CAUSE_APPOINTMENT
                                      : v1::CLOCK_CAUSE_UNSPECIFIED;
}

v1::ClockCause StartCause(const Was& was, v1::ClockCause move_cause,
                          const v1::Ticket& ticket) {
  if (!was.known) return v1::CLOCK_CAUSE_REPORTED;
  if (ticket.cycle() != was.stage.cycle) return v1::CLOCK_CAUSE_REOPENED;
  if (ticket.tallies().segments() != was.stage.segment) {
    return v1::CLOCK_CAUSE_DISPATCHED;
  }
  return move_cause == v1::CLOCK_CAUSE_UNSPECIFIED ? v1::CLOCK_CAUSE_ACTIVATED
                                                   : move_cause;
}

// Follows the events of one ticket.
class Follower {
 public:
  Follower(const v1::Ticket& before, uint64_t position,
           const v1::Command& command, const Folds& folds,
           const Context& context)
      : ticket_(before),
        position_(position),
        catalogue_(*folds.catalogue),
        context_(context) {
    *record_.mutable_actor() = command.actor();
    if (command.has_provenance()) {
      *record_.mutable_provenance() = command.provenance();
    }
    *record_.mutable_occur_time() = ToTimestamp(context.occur_time);
    *record_.mutable_record_time() = ToTimestamp(context.now);
  }

  void Take(v1::Event event) {
    if (CouldMove(event) || Revives(event)) AddAll(BreachesBefore(event));
    const Was was = WasOf(ticket_, event);
    Add(std::move(event));
    // Add may move what it refers to.
    const v1::Event taken = events_.back();
    if (!was.known) PinPolicy();
    AddLateFacts(was, taken);
    if (Revives(taken)) CatchUp(was, taken);
    if (!IsTerminal(ticket_.state()) || taken.has_timeline_corrected()) {
      MoveClocks(was, taken);
    }
  }

  Events TakeEvents() { return std::move(events_); }

 private:
  void Add(v1::Event event) {
    record_.set_version(ticket_.version() + 1);
    record_.set_position(position_++);
    EvolveTicket(ticket_, record_, event);
    events_.push_back(std::move(event));
  }

  void AddAll(Events events) {
    for (v1::Event& event : events) Add(std::move(event));
  }

  // Returns the breaches that must be known before the event is. Whether what
  // it answers was late, it says itself.
  Events BreachesBefore(const v1::Event& event) const {
    Events breaches = UnnoticedBreaches(ticket_, catalogue_, context_.now);
    if (breaches.empty()) return breaches;
    v1::Ticket after = ticket_;
    v1::Record record = record_;
    record.set_version(ticket_.version() + 1);
    record.set_position(position_);
    EvolveTicket(after, record, event);
    std::erase_if(breaches, [&](const v1::Event& breach) {
      const v1::ClockKey& key = breach.sla_breached().clock();
      return IsRunning(*FindClock(ticket_, key)) &&
             FindClock(after, key)->has_stop_time();
    });
    return breaches;
  }

  void AddLateFacts(const Was& was, const v1::Event& event) {
    AddAll(LateFacts(event, position_ - 1, was.ticket, ticket_, catalogue_,
                     context_.now));
  }

  // ClocksStarted says it for the log.
  void PinPolicy() {
    const v1::CatalogueEntry* const policy = MatchPolicy(catalogue_, ticket_);
    if (policy == nullptr) return;
    ticket_.set_policy(policy->item().policy().code());
    ticket_.set_policy_revision(policy->revision());
  }

  const v1::Policy* FindPolicy() const {
    return catalogue_.FindPolicy(ticket_.policy(), ticket_.policy_revision());
  }

  ClockChange ChangeOf(const Was& was, const v1::Event& event,
                       const v1::Policy& policy) const {
    return {.event = event,
            .ticket = ticket_,
            .policy = policy,
            .catalogue = catalogue_,
            .occur_time = context_.occur_time,
            .now = context_.now,
            .previous_priority = was.inputs.priority,
            .silent = IsSilent(record_)};
  }

  // A clock that runs again takes over what has changed since it ended:
  // calendars and what rules are matched by.
  void CatchUp(const Was& was, const v1::Event& event) {
    Events moves;
    for (const v1::Clock& clock : ticket_.clocks()) {
      if (!RunsAgain(clock, was.ticket)) continue;
      std::ranges::move(
          CalendarMoves(clock, ticket_, catalogue_, context_.occur_time),
          std::back_inserter(moves));
    }
    AddAll(std::move(moves));
    const v1::Policy* const policy = FindPolicy();
    if (policy == nullptr) return;
    ClockChange change = ChangeOf(was, event, *policy);
    change.move_cause = v1::CLOCK_CAUSE_DETAILS;
    change.revived_since = &was.ticket;
    AddAll(MovesOf(change));
  }

  void MoveClocks(const Was& was, const v1::Event& event) {
    const v1::Policy* const policy = FindPolicy();
    if (policy == nullptr) return;
    ClockChange change = ChangeOf(was, event, *policy);
    change.move_cause = MoveCause(was, event, ticket_);
    change.start_cause = StartCause(was, change.move_cause, ticket_);
    if (change.move_cause != v1::CLOCK_CAUSE_UNSPECIFIED) {
      AddAll(MovesOf(change));
      // What a correction moved may have been breached no longer.
      AddLateFacts(was, event);
    } else if (was.known && StageOf(ticket_) == was.stage) {
      return;
    }
    if (!IsTerminal(ticket_.state())) AddAll(StartsOf(change));
  }

  v1::Ticket ticket_;
  uint64_t position_;
  const Catalogue& catalogue_;
  const Context& context_;
  v1::Record record_;
  Events events_;
};

// Whether any clock can come of the events.
bool Concerns(const v1::Ticket& before, const Events& events,
              const Catalogue& catalogue) {
  if (!before.policy().empty()) return true;
  if (before.version() == 0) return catalogue.Keeps(v1::CATALOGUE_KIND_POLICY);
  return std::ranges::any_of(
      events, [](const v1::Event& e) { return e.has_policy_migrated(); });
}

// Returns the events of a ticket among `streams`, which get a stream for it if
// they have none.
Events& EventsOf(const std::string& ticket,
                 std::vector<StreamEvents>& streams) {
  const auto own = std::ranges::find_if(streams, [&](const StreamEvents& s) {
    return s.stream.kind() == v1::STREAM_KIND_TICKET &&
           s.stream.key() == ticket;
  });
  if (own != streams.end()) return own->events;
  StreamEvents& added = streams.emplace_back();
  added.stream.set_kind(v1::STREAM_KIND_TICKET);
  added.stream.set_key(ticket);
  return added.events;
}

// Whether the master takes over the start of a duplicate that was reported at
// `report_time`: it was earlier, and the policy says so.
bool TakesOver(const v1::Ticket& master,
               const google::protobuf::Timestamp& report_time,
               const Catalogue& catalogue) {
  const v1::Policy* const policy =
      catalogue.FindPolicy(master.policy(), master.policy_revision());
  return policy != nullptr && policy->earliest_duplicate() &&
         CompareTimestamps(report_time, master.milestones().report_time()) < 0;
}

// Says in the master's stream that it takes its duplicate's start over, with
// its requester and what was promised.
void TellMaster(const v1::Command& command, const Folds& folds,
                std::vector<StreamEvents>& streams) {
  const std::string& id = command.link_duplicate().master();
  if (!Known(folds, v1::STREAM_KIND_TICKET, id)) return;
  const auto& report_time =
      TicketOf(folds, command.ticket()).milestones().report_time();
  if (!TakesOver(TicketOf(folds, id), report_time, *folds.catalogue)) return;
  Events& events = EventsOf(id, streams);
  // Of an incident it is told anyway.
  auto joined = std::ranges::find_if(events, &v1::Event::has_duplicate_joined);
  if (joined == events.end()) {
    events.emplace_back().mutable_duplicate_joined()->set_ticket(
        command.ticket());
    joined = std::prev(events.end());
  }
  *joined->mutable_duplicate_joined()->mutable_report_time() = report_time;
}

// Says so, where it had taken the start over, once it is no duplicate.
void TellFormerMaster(const v1::Command& command, const Folds& folds,
                      std::vector<StreamEvents>& streams) {
  const std::string& id = TicketOf(folds, command.ticket()).master();
  if (!Known(folds, v1::STREAM_KIND_TICKET, id)) return;
  const auto& earlier = TicketOf(folds, id).earlier_duplicates();
  if (std::ranges::find(earlier, command.ticket(),
                        &v1::EarlierDuplicate::ticket) == earlier.end()) {
    return;
  }
  Events& events = EventsOf(id, streams);
  if (std::ranges::any_of(events, &v1::Event::has_duplicate_parted)) return;
  events.emplace_back().mutable_duplicate_parted()->set_ticket(
      command.ticket());
}

}  // namespace

Events WithClocks(const v1::Ticket& before, Events events, uint64_t position,
                  const v1::Command& command, const Folds& folds,
                  const Context& context) {
  if (!Concerns(before, events, *folds.catalogue)) return events;
  Follower follower(before, position, command, folds, context);
  for (v1::Event& event : events) follower.Take(std::move(event));
  return follower.TakeEvents();
}

std::vector<StreamEvents> AddClockEvents(std::vector<StreamEvents> streams,
                                         const v1::Command& command,
                                         const Folds& folds,
                                         const Context& context) {
  static const v1::Ticket* const none = new v1::Ticket();
  if (command.has_link_duplicate() && !streams.empty()) {
    TellMaster(command, folds, streams);
  } else if ((command.has_unlink_duplicate() || command.has_appeal()) &&
             !streams.empty()) {
    TellFormerMaster(command, folds, streams);
  }
  uint64_t position = folds.ledger->position() + 1;
  for (StreamEvents& stream : streams) {
    const std::string& key = stream.stream.key();
    if (stream.stream.kind() == v1::STREAM_KIND_TICKET) {
      const v1::Ticket& before = Known(folds, v1::STREAM_KIND_TICKET, key)
                                     ? TicketOf(folds, key)
                                     : *none;
      stream.events = WithClocks(before, std::move(stream.events), position,
                                 command, folds, context);
    }
    position += stream.events.size();
  }
  return streams;
}

}  // namespace workledger
