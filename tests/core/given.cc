#include "tests/core/given.h"

#include <utility>

#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "gtest/gtest.h"
#include "tests/core/samples.h"
#include "workledger/error.h"
#include "workledger/v1/ledger.pb.h"

namespace workledger {
namespace {

// Folds `event` as the next one of its ticket.
void Fold(v1::Ticket& ticket, v1::Record record, std::string_view key,
          absl::Time time, const v1::Event& event) {
  record.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  record.mutable_stream()->set_key(std::string(key));
  record.set_version(ticket.version() + 1);
  *record.mutable_occur_time() = ToTimestamp(time);
  EvolveTicket(ticket, record, event);
}

v1::LedgerState Bureau() {
  v1::LedgerState ledger;
  ledger.set_ledger("bureau");
  ledger.set_clock(v1::LEDGER_CLOCK_WALL);
  ledger.set_last_number(7);
  return ledger;
}

std::string TextOf(const std::vector<v1::Event>& events) {
  std::string text;
  for (const v1::Event& event : events) {
    text += event.ShortDebugString() + "\n";
  }
  return text;
}

// The single stream's events, of this ticket.
absl::StatusOr<std::vector<v1::Event>> EventsOf(
    absl::StatusOr<std::vector<StreamEvents>> streams, std::string_view key) {
  if (!streams.ok()) return streams.status();
  if (streams->empty()) return std::vector<v1::Event>();
  EXPECT_EQ(streams->size(), 1u);
  EXPECT_EQ((*streams)[0].stream.kind(), v1::STREAM_KIND_TICKET);
  EXPECT_EQ((*streams)[0].stream.key(), key);
  return (*streams)[0].events;
}

}  // namespace

const Outcome& Outcome::Then(const std::vector<v1::Event>& events) const {
  EXPECT_TRUE(events_.ok()) << events_.status();
  if (events_.ok()) {
    EXPECT_EQ(TextOf(*events_), TextOf(events));
  }
  return *this;
}

void Outcome::ThenFails(absl::StatusCode code, v1::ErrorReason reason,
                        std::string_view field) const {
  ASSERT_FALSE(events_.ok()) << TextOf(*events_);
  EXPECT_EQ(events_.status().code(), code) << events_.status();
  EXPECT_EQ(ReasonName(ReasonOf(events_.status())), ReasonName(reason))
      << events_.status();
  if (!field.empty()) {
    EXPECT_EQ(ErrorOf(events_.status()).field(), field);
  }
}

Scene& Scene::And(const v1::Event& event, std::string_view ticket) {
  v1::Ticket& fold = tickets_[std::string(ticket)];
  v1::Record record;
  *record.mutable_actor() = Technician();
  if (!source_.empty()) record.mutable_provenance()->set_source(source_);
  Fold(fold, record, ticket, kStart + absl::Minutes(fold.version()), event);
  return *this;
}

Scene& Scene::And(const std::vector<v1::Event>& events,
                  std::string_view ticket) {
  for (const v1::Event& event : events) And(event, ticket);
  return *this;
}

Outcome Scene::When(const v1::Command& command) const {
  const std::string id = TicketIdOf(command);
  const auto known = tickets_.find(id);
  v1::Ticket ticket = known == tickets_.end() ? v1::Ticket() : known->second;
  if (const absl::Status valid = ValidateCommand(command); !valid.ok()) {
    return {ticket, valid};
  }
  const v1::LedgerState ledger = Bureau();
  std::map<StreamName, v1::Fold> read;
  Folds folds = {.ledger = &ledger, .catalogue = &catalogue_};
  for (auto names = Reads(command, folds); !names.empty();
       names = Reads(command, folds)) {
    for (const StreamName& name : names) {
      v1::Fold& fold = read[name];
      const auto known_ticket = tickets_.find(name.second);
      if (known_ticket != tickets_.end()) {
        *fold.mutable_ticket() = known_ticket->second;
      }
      folds.streams[name] = &fold;
    }
  }
  const absl::Time occur_time =
      command.has_occur_time() ? FromTimestamp(command.occur_time()) : kNow;
  auto events = EventsOf(
      Decide(command, folds, {.now = kNow, .occur_time = occur_time}), id);
  if (events.ok()) {
    v1::Record record;
    *record.mutable_actor() = command.actor();
    if (command.has_provenance()) {
      *record.mutable_provenance() = command.provenance();
    }
    for (const v1::Event& event : *events) {
      Fold(ticket, record, id, occur_time, event);
    }
  }
  return {std::move(ticket), std::move(events)};
}

Scene Given(const std::vector<v1::Event>& events) {
  return Scene().And(events);
}

Scene GivenImported(const std::vector<v1::Event>& events) {
  return Scene(kSource).And(events);
}

Scene GivenHeld(v1::TicketState state) {
  return Given(PathTo(state))
      .And(Happened("work_held { reason: HOLD_REASON_AWAIT_PARTS }"));
}

Scene GivenImportedHeld(v1::TicketState state) {
  return GivenImported(PathTo(state))
      .And(Happened("work_held { reason: HOLD_REASON_AWAIT_PARTS }"));
}

}  // namespace workledger
