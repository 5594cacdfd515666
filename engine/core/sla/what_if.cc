#include "engine/core/sla/what_if.h"

#include <vector>

#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/sla/clock_evolve.h"
#include "engine/core/sla/clock_follow_ups.h"
#include "engine/core/sla/clock_terms.h"
#include "engine/core/sla/policy_migration.h"

namespace workledger {
namespace {

// The engine's own order that would move the ticket.
v1::Command OrderOf(const v1::Ticket& ticket, uint64_t position) {
  v1::Command command;
  command.mutable_actor()->set_kind(v1::ACTOR_KIND_SYSTEM);
  v1::FireTimer& order = *command.mutable_fire_timer();
  order.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  order.mutable_stream()->set_key(ticket.ticket());
  order.mutable_timer()->set_kind(v1::TIMER_KIND_POLICY);
  order.mutable_timer()->set_position(position);
  return command;
}

// A deadline that is not there is never due.
absl::Time DueIn(const google::protobuf::Timestamp& due_time, bool has) {
  return has ? FromTimestamp(due_time) : absl::InfiniteFuture();
}

void Count(const v1::Event& event, v1::WhatIf& what_if) {
  if (event.has_clocks_started()) {
    what_if.set_started_clocks(what_if.started_clocks() +
                               event.clocks_started().clocks_size());
  } else if (event.has_clocks_cancelled()) {
    what_if.set_cancelled_clocks(what_if.cancelled_clocks() +
                                 event.clocks_cancelled().clocks_size());
  } else if (event.has_deadline_moved()) {
    const v1::DeadlineMoved& moved = event.deadline_moved();
    const absl::Time before =
        DueIn(moved.previous_due_time(), moved.has_previous_due_time());
    const absl::Time after = DueIn(moved.due_time(), moved.has_due_time());
    if (after < before) {
      what_if.set_earlier_clocks(what_if.earlier_clocks() + 1);
    } else if (after > before) {
      what_if.set_later_clocks(what_if.later_clocks() + 1);
    }
  }
}

bool IsOverdue(const v1::Clock& clock, const v1::Ticket& ticket,
               const Catalogue& catalogue, absl::Time now) {
  return IsRunning(clock) && DueOf(clock.terms(), ticket, catalogue, now) < now;
}

uint64_t NewlyOverdue(const v1::Ticket& before, const v1::Ticket& after,
                      const Catalogue& catalogue, absl::Time now) {
  uint64_t overdue = 0;
  for (const v1::Clock& clock : after.clocks()) {
    if (!IsOverdue(clock, after, catalogue, now)) continue;
    const v1::Clock* const former = FindClock(before, clock.terms().clock());
    if (former == nullptr || !IsOverdue(*former, before, catalogue, now)) {
      ++overdue;
    }
  }
  return overdue;
}

}  // namespace

absl::Status AddWhatIf(const v1::Ticket& ticket, const Catalogue& catalogue,
                       uint64_t position, const v1::LedgerState& ledger,
                       absl::Time now, v1::WhatIf& what_if) {
  v1::Fold fold;
  *fold.mutable_ticket() = ticket;
  Folds folds = {.ledger = &ledger, .catalogue = &catalogue};
  folds.streams[{v1::STREAM_KIND_TICKET, ticket.ticket()}] = &fold;
  const Context context = {.now = now, .occur_time = now};
  const v1::Command command = OrderOf(ticket, position);
  WL_ASSIGN_OR_RETURN(std::vector<StreamEvents> streams,
                      FirePolicy(command.fire_timer(), folds, context));
  if (streams.empty()) return absl::OkStatus();
  streams = AddClockEvents(std::move(streams), command, folds, context);
  v1::Ticket after = ticket;
  v1::Record record;
  *record.mutable_actor() = command.actor();
  *record.mutable_stream() = streams[0].stream;
  *record.mutable_occur_time() = ToTimestamp(now);
  *record.mutable_record_time() = ToTimestamp(now);
  for (const v1::Event& event : streams[0].events) {
    record.set_version(after.version() + 1);
    EvolveTicket(after, record, event);
    Count(event, what_if);
  }
  what_if.set_tickets(what_if.tickets() + 1);
  what_if.set_overdue_clocks(what_if.overdue_clocks() +
                             NewlyOverdue(ticket, after, catalogue, now));
  return absl::OkStatus();
}

}  // namespace workledger
