#include "engine/core/plan/plan_decide.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/enum_set.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/ticket_decide.h"
#include "engine/core/plan/plan_evolve.h"
#include "engine/core/plan/plan_ticket.h"
#include "engine/core/plan/plan_touched.h"
#include "engine/core/plan/schedule.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ClosureCodes = EnumSet<v1::ClosureCode>;

// How the work of an occurrence ends well.
constexpr ClosureCodes kDoneCodes = {v1::CLOSURE_CODE_FIXED,
                                     v1::CLOSURE_CODE_NO_FAULT,
                                     v1::CLOSURE_CODE_NOT_INSPECTED};

// A plan's stream in the making: its events, and what they add up to.
class PlanStream {
 public:
  PlanStream(const Catalogue& catalogue, const v1::PlanProgress& progress,
             std::string_view code, absl::Time now)
      : catalogue_(catalogue),
        progress_(progress),
        code_(code),
        entry_(catalogue.FindEver(v1::CATALOGUE_KIND_PLAN, code)),
        now_(now) {}

  // The plan as it is in force, or null.
  const v1::CatalogueEntry* entry() const {
    const bool in_force = entry_ != nullptr && !entry_->retired() &&
                          !entry_->item().plan().paused();
    return in_force ? entry_ : nullptr;
  }
  const v1::PlanProgress& progress() const { return progress_; }

  void Add(v1::Event event) {
    v1::Record record;
    record.mutable_stream()->set_key(code_);
    *record.mutable_record_time() = ToTimestamp(now_);
    EvolvePlan(progress_, record, event);
    events_.push_back(std::move(event));
  }

  // Adds what comes next where that is not what was to come anyway; the plan's
  // end where nothing does and something was to, or `was_made` just now.
  void AddNext(const ScheduleFrom& from, bool was_made = false) {
    const v1::CatalogueEntry* const plan = entry();
    const bool waits =
        plan != nullptr && WaitsForWork(plan->item().plan(), progress_);
    std::optional<v1::OccurrenceScheduled> next;
    if (plan != nullptr && !waits) {
      next = NextOccurrence(catalogue_, *plan, progress_, from);
    }
    v1::Event event;
    if (next) {
      if (IsToCome(*next)) return;
      *event.mutable_occurrence_scheduled() = *std::move(next);
    } else {
      if (progress_.next_key().empty() && (waits || !was_made)) return;
      event.mutable_plan_ended()->set_plan_revision(
          entry_ == nullptr ? 0 : entry_->revision());
    }
    Add(std::move(event));
  }

  std::vector<StreamEvents> Take() {
    return InStream(v1::STREAM_KIND_PLAN, code_, std::move(events_));
  }

 private:
  bool IsToCome(const v1::OccurrenceScheduled& next) const {
    const auto same = [](const auto& a, const auto& b) {
      return CompareTimestamps(a, b) == 0;
    };
    return next.key() == progress_.next_key() &&
           same(next.window_start_time(), progress_.next_start_time()) &&
           same(next.window_end_time(), progress_.next_end_time()) &&
           same(next.plan_time(), progress_.timer().due_time());
  }

  const Catalogue& catalogue_;
  v1::PlanProgress progress_;
  const std::string code_;
  const v1::CatalogueEntry* const entry_;
  const absl::Time now_;
  Events events_;
};

// What an occurrence becomes: a round where the plan has one, else a ticket.
v1::StreamKind KindOfMade(const v1::CatalogueEntry* plan) {
  return plan != nullptr && plan->item().plan().has_round()
             ? v1::STREAM_KIND_INSPECTION
             : v1::STREAM_KIND_TICKET;
}

// Whether somebody took the id before.
bool IsTaken(v1::StreamKind kind, const std::string& id, const Folds& folds) {
  return kind == v1::STREAM_KIND_INSPECTION
             ? InspectionOf(folds, id).version() > 0
             : TicketOf(folds, id).version() > 0;
}

// Returns the streams of the plan and of what its next occurrence becomes, as
// far as `known` does not hold them.
std::vector<StreamName> ReadsNext(const std::string& plan, const Folds& known) {
  if (!Known(known, v1::STREAM_KIND_PLAN, plan)) {
    return {{v1::STREAM_KIND_PLAN, plan}};
  }
  const std::string& key = PlanOf(known, plan).next_key();
  if (key.empty()) return {};
  const v1::StreamKind kind =
      KindOfMade(known.catalogue->Find(v1::CATALOGUE_KIND_PLAN, plan));
  std::string id = OccurrenceTicketId(plan, key);
  if (Known(known, kind, id)) {
    if (!IsTaken(kind, id, known)) return {};
    id = OtherTicketId(plan, key);
    if (Known(known, kind, id)) return {};
  }
  return {{kind, id}};
}

v1::OccurrenceScheduled NextOf(const PlanStream& stream,
                               const Catalogue& catalogue, absl::Time start,
                               bool brought_forward) {
  v1::OccurrenceScheduled occurrence;
  occurrence.set_key(stream.progress().next_key());
  *occurrence.mutable_window_start_time() = ToTimestamp(start);
  *occurrence.mutable_window_end_time() =
      brought_forward ? ToTimestamp(WindowEnd(
                            catalogue, stream.entry()->item().plan(), start))
                      : stream.progress().next_end_time();
  return occurrence;
}

// Makes the next occurrence a ticket or a round; `start` is when its window
// begins.
std::vector<StreamEvents> Make(const std::string& code, const Folds& folds,
                               const Context& context, absl::Time start,
                               std::string_view principal,
                               bool brought_forward) {
  PlanStream stream(*folds.catalogue, PlanOf(folds, code), code, context.now);
  // A change of the catalogue ends the schedule of what it takes out of force.
  if (stream.entry() == nullptr) {
    stream.AddNext({.now = context.now});
    return stream.Take();
  }
  const v1::CatalogueEntry& entry = *stream.entry();
  const v1::OccurrenceScheduled occurrence =
      NextOf(stream, *folds.catalogue, start, brought_forward);
  const v1::StreamKind kind = KindOfMade(&entry);
  std::string id = OccurrenceTicketId(code, occurrence.key());
  if (IsTaken(kind, id, folds)) id = OtherTicketId(code, occurrence.key());
  const bool is_round = kind == v1::STREAM_KIND_INSPECTION;
  Events opening;
  if (!IsTaken(kind, id, folds)) {
    opening.push_back(
        is_round ? OccurrenceRound(folds, entry, occurrence)
                 : OccurrenceTicket(folds, entry, occurrence, principal));
  }
  v1::Event event;
  v1::OccurrenceMade& made = *event.mutable_occurrence_made();
  made.set_key(occurrence.key());
  (is_round ? *made.mutable_inspection() : *made.mutable_ticket()) = id;
  made.set_brought_forward(brought_forward);
  stream.Add(std::move(event));
  stream.AddNext({.now = context.now}, true);
  std::vector<StreamEvents> streams = stream.Take();
  std::ranges::move(InStream(kind, id, std::move(opening)),
                    std::back_inserter(streams));
  return streams;
}

absl::Status CheckBureau(const v1::Actor& actor) {
  const auto of_bureau = [](int role) {
    return role == v1::ROLE_DESK || role == v1::ROLE_SUPERVISOR;
  };
  if (actor.kind() == v1::ACTOR_KIND_SYSTEM ||
      std::ranges::any_of(actor.roles(), of_bureau)) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_ROLE_REQUIRED,
      "actor.roles: got none that may give this order", "actor.roles");
}

// The ticket after `events`.
v1::Ticket After(const v1::Ticket& ticket, const Events& events,
                 const Context& context) {
  v1::Ticket after = ticket;
  v1::Record record;
  record.mutable_stream()->set_key(ticket.ticket());
  *record.mutable_occur_time() = ToTimestamp(context.occur_time);
  *record.mutable_record_time() = ToTimestamp(context.now);
  for (const v1::Event& event : events) {
    record.set_version(after.version() + 1);
    EvolveTicket(after, record, event);
  }
  return after;
}

v1::Event EndedEvent(const v1::Ticket& ended) {
  v1::Event event;
  v1::OccurrenceEnded& occurrence = *event.mutable_occurrence_ended();
  occurrence.set_key(ended.occurrence().key());
  occurrence.set_ticket(ended.ticket());
  if (!kDoneCodes.Contains(ended.closure_code())) return event;
  occurrence.set_done(true);
  const v1::Milestones& milestones = ended.milestones();
  *occurrence.mutable_done_time() = milestones.has_complete_time()
                                        ? milestones.complete_time()
                                        : milestones.close_time();
  occurrence.set_in_window(
      CompareTimestamps(occurrence.done_time(), ended.window_end_time()) <= 0);
  return event;
}

// What follows in the plan's stream when an occurrence has ended.
std::vector<StreamEvents> AfterEnd(const std::string& plan, v1::Event ended,
                                   const Folds& folds, const Context& context) {
  PlanStream stream(*folds.catalogue, PlanOf(folds, plan), plan, context.now);
  stream.Add(std::move(ended));
  // An occurrence to come stays; only its window may move.
  stream.AddNext({.now = context.now,
                  .first_date = DateOfKey(stream.progress().next_key())});
  return stream.Take();
}

}  // namespace

std::vector<StreamName> PlanFollowUpReads(const v1::ChangeCatalogue& order,
                                          const Folds& known) {
  std::vector<StreamName> names;
  for (const std::string& plan :
       PlansTouched(ChangedItems(order), *known.catalogue)) {
    if (plan.empty() || Known(known, v1::STREAM_KIND_PLAN, plan)) continue;
    names.emplace_back(v1::STREAM_KIND_PLAN, plan);
  }
  return names;
}

std::vector<StreamEvents> PlanFollowUps(const Folds& folds,
                                        const Context& context,
                                        const Events& changes) {
  const std::set<std::string> plans =
      PlansTouched(ChangedItems(changes), *folds.catalogue);
  std::vector<StreamEvents> streams;
  if (plans.empty()) return streams;
  const Catalogue catalogue = PlanCatalogue(*folds.catalogue, plans, changes);
  for (const std::string& plan : plans) {
    PlanStream stream(catalogue, PlanOf(folds, plan), plan, context.now);
    stream.AddNext({.now = context.now, .skip_past = true});
    for (StreamEvents& events : stream.Take()) {
      streams.push_back(std::move(events));
    }
  }
  return streams;
}

std::vector<StreamName> ReadsBringForward(const v1::Command& command,
                                          const Folds& known) {
  return ReadsNext(command.bring_forward().plan(), known);
}

absl::StatusOr<std::vector<StreamEvents>> DecideBringForward(
    const v1::Command& command, const Folds& folds, const Context& context) {
  WL_RETURN_IF_ERROR(CheckOccurTime(context));
  WL_RETURN_IF_ERROR(CheckBureau(command.actor()));
  constexpr std::string_view kField = "bring_forward.plan";
  const std::string& plan = command.bring_forward().plan();
  if (folds.catalogue->Find(v1::CATALOGUE_KIND_PLAN, plan) == nullptr) {
    return Forbid(v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                  absl::StrCat("got ", plan, ", want a plan of the catalogue"),
                  kField);
  }
  if (PlanOf(folds, plan).next_key().empty()) {
    return Forbid(v1::ERROR_REASON_PLAN_EXHAUSTED,
                  absl::StrCat("got ", plan,
                               ", which has no occurrence to "
                               "come, want one that has"),
                  kField);
  }
  return Make(plan, folds, context, context.now, command.actor().principal(),
              true);
}

std::vector<StreamName> ReadsOccurrence(const v1::FireTimer& order,
                                        const Folds& known) {
  return ReadsNext(order.stream().key(), known);
}

absl::StatusOr<std::vector<StreamEvents>> FireOccurrence(
    const v1::FireTimer& order, const Folds& folds, const Context& context) {
  const std::string& plan = order.stream().key();
  const v1::PlanProgress& progress = PlanOf(folds, plan);
  return Make(plan, folds, context, FromTimestamp(progress.next_start_time()),
              kEnginePrincipal, false);
}

std::vector<StreamEvents> OccurrenceFollowUps(const v1::Ticket& ticket,
                                              const Events& events,
                                              const Folds& folds,
                                              const Context& context) {
  // It ends once, even if it is opened again.
  if (!ticket.has_occurrence() || ticket.milestones().has_close_time()) {
    return {};
  }
  const v1::Ticket after = After(ticket, events, context);
  if (!IsTerminal(after.state())) return {};
  return AfterEnd(ticket.occurrence().plan(), EndedEvent(after), folds,
                  context);
}

std::vector<StreamEvents> RoundFollowUps(const v1::Inspection& round,
                                         const Events& events,
                                         const Folds& folds,
                                         const Context& context) {
  const bool closes = std::ranges::any_of(events, &v1::Event::has_round_closed);
  if (!round.has_occurrence() || !closes) return {};
  v1::Event event;
  v1::OccurrenceEnded& ended = *event.mutable_occurrence_ended();
  ended.set_key(round.occurrence().key());
  ended.set_inspection(round.inspection());
  ended.set_done(true);
  *ended.mutable_done_time() = ToTimestamp(context.occur_time);
  ended.set_in_window(
      CompareTimestamps(ended.done_time(), round.window_end_time()) <= 0);
  return AfterEnd(round.occurrence().plan(), std::move(event), folds, context);
}

}  // namespace workledger
