#include "tests/core/given.h"

#include <algorithm>
#include <utility>

#include "engine/base/time.h"
#include "engine/core/evolve.h"
#include "engine/core/lifecycle/timers.h"
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
  record.set_position(record.version());
  *record.mutable_occur_time() = ToTimestamp(time);
  EvolveTicket(ticket, record, event);
}

v1::LedgerState Bureau(const Catalogue& catalogue) {
  v1::LedgerState ledger;
  ledger.set_ledger("bureau");
  ledger.set_clock(v1::LEDGER_CLOCK_WALL);
  ledger.set_last_number(7);
  ledger.set_catalogue_position(catalogue.position());
  return ledger;
}

std::string TextOf(const std::vector<v1::Event>& events) {
  std::string text;
  for (const v1::Event& event : events) {
    text += event.ShortDebugString() + "\n";
  }
  return text;
}

// Takes the ticket's own events out of `streams`; leaves the others.
std::vector<v1::Event> TakeOwn(std::vector<StreamEvents>& streams,
                               std::string_view key) {
  const auto own = std::find_if(
      streams.begin(), streams.end(), [&](const StreamEvents& stream) {
        return stream.stream.kind() == v1::STREAM_KIND_TICKET &&
               stream.stream.key() == key;
      });
  if (own == streams.end()) return {};
  std::vector<v1::Event> events = std::move(own->events);
  streams.erase(own);
  return events;
}

}  // namespace

const Outcome& Outcome::Then(const std::vector<v1::Event>& events) const {
  EXPECT_TRUE(events_.ok()) << events_.status();
  if (events_.ok()) {
    EXPECT_EQ(TextOf(*events_), TextOf(events));
  }
  return *this;
}

const Outcome& Outcome::AndIn(const StreamName& stream,
                              const std::vector<v1::Event>& events) const {
  EXPECT_EQ(elsewhere_.size(), 1u);
  if (elsewhere_.size() == 1) {
    EXPECT_EQ(elsewhere_[0].stream.kind(), stream.first);
    EXPECT_EQ(elsewhere_[0].stream.key(), stream.second);
    EXPECT_EQ(TextOf(elsewhere_[0].events), TextOf(events));
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

Scene& Scene::Keep(std::string_view item) {
  v1::Event event;
  v1::CatalogueItemPut& put = *event.mutable_catalogue_item_put();
  *put.mutable_item() = FromText<v1::CatalogueItem>(item);
  put.set_revision(1);
  v1::Record record;
  record.set_position(catalogue_.position() + 1);
  catalogue_.Evolve(record, event);
  return *this;
}

Outcome Scene::WhenFires(FireTimerFunction fire, v1::TimerKind kind) const {
  v1::FireTimer order;
  order.mutable_stream()->set_kind(v1::STREAM_KIND_TICKET);
  order.mutable_stream()->set_key("t-1");
  const v1::Timer* const timer = FindTimer(ticket(), kind);
  EXPECT_NE(timer, nullptr) << v1::TimerKind_Name(kind);
  if (timer != nullptr) *order.mutable_timer() = *timer;
  const v1::LedgerState ledger = Bureau(catalogue_);
  v1::Fold fold;
  *fold.mutable_ticket() = ticket();
  const Folds folds = {.ledger = &ledger,
                       .catalogue = &catalogue_,
                       .streams = {{{v1::STREAM_KIND_TICKET, "t-1"}, &fold}}};
  v1::Command command;
  *command.mutable_actor() = System();
  return Conclude(fire(order, folds, {.now = kNow, .occur_time = kNow}),
                  command, "t-1", kNow);
}

Outcome Scene::Conclude(absl::StatusOr<std::vector<StreamEvents>> streams,
                        const v1::Command& command, std::string_view id,
                        absl::Time time) const {
  const auto known = tickets_.find(id);
  v1::Ticket ticket = known == tickets_.end() ? v1::Ticket() : known->second;
  if (!streams.ok()) return {std::move(ticket), streams.status()};
  std::vector<v1::Event> events = TakeOwn(*streams, id);
  v1::Record record;
  *record.mutable_actor() = command.actor();
  if (command.has_provenance()) {
    *record.mutable_provenance() = command.provenance();
  }
  for (const v1::Event& event : events) Fold(ticket, record, id, time, event);
  return {std::move(ticket), std::move(events), std::move(*streams)};
}

Outcome Scene::When(const v1::Command& command) const {
  const std::string id = TicketIdOf(command);
  if (const absl::Status valid = ValidateCommand(command); !valid.ok()) {
    return Conclude(valid, command, id, kNow);
  }
  const v1::LedgerState ledger = Bureau(catalogue_);
  std::map<StreamName, v1::Fold> read;
  Folds folds = {.ledger = &ledger, .catalogue = &catalogue_};
  const absl::Time occur_time =
      command.has_occur_time() ? FromTimestamp(command.occur_time()) : kNow;
  const Context context = {.now = kNow, .occur_time = occur_time};
  for (auto names = Reads(command, folds, context); !names.empty();
       names = Reads(command, folds, context)) {
    for (const StreamName& name : names) {
      v1::Fold& fold = read[name];
      const auto known_ticket = tickets_.find(name.second);
      if (known_ticket != tickets_.end()) {
        *fold.mutable_ticket() = known_ticket->second;
      }
      folds.streams[name] = &fold;
    }
  }
  return Conclude(
      Decide(command, folds, {.now = kNow, .occur_time = occur_time}), command,
      id, occur_time);
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
