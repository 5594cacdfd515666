// An embedder's first program: opens an engine in process, reports a fault,
// reads the ticket back and follows the log.

#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "workledger/engine.h"
#include "workledger/v1/event.pb.h"

namespace {

namespace v1 = workledger::v1;
using workledger::Engine;

// Returns what `answer` holds, or ends the program saying why there is nothing.
template <typename T>
T ValueOrExit(absl::StatusOr<T> answer) {
  if (!answer.ok()) {
    std::cerr << answer.status() << "\n";
    std::exit(EXIT_FAILURE);
  }
  return *std::move(answer);
}

void Expect(bool condition, const char* what) {
  if (condition) return;
  std::cerr << "expected: " << what << "\n";
  std::exit(EXIT_FAILURE);
}

v1::ExecuteRequest ReportLeak() {
  v1::ExecuteRequest request;
  request.set_ledger("east-campus");
  v1::Command& command = *request.mutable_command();
  command.set_request_id("hotline-0001");
  command.set_ticket("leak-in-room-301");
  v1::Actor& actor = *command.mutable_actor();
  actor.set_principal("zhang.wei");
  actor.set_party("service-desk");
  actor.add_roles(v1::ROLE_DESK);
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  v1::Report& report = *command.mutable_report();
  report.set_channel(v1::CHANNEL_HOTLINE);
  report.set_location("building-3/floor-3/room-301");
  report.set_category("plumbing/leak");
  report.set_priority(v1::PRIORITY_P2);
  report.mutable_text()->set_clear("Water drips from the ceiling.");
  return request;
}

// Returns the first events that a subscription to `ticket` brings.
v1::SubscribeResponse FirstEvents(Engine& engine, const std::string& ticket) {
  v1::SubscribeRequest request;
  request.set_ledger("east-campus");
  request.set_from_position(1);
  request.mutable_filter()->set_ticket(ticket);
  const auto subscription = ValueOrExit(engine.Subscribe(request));
  while (true) {
    std::optional<v1::SubscribeResponse> frame =
        ValueOrExit(subscription->Next(absl::Seconds(10)));
    Expect(frame.has_value(), "a frame within ten seconds");
    if (frame->has_events()) return *std::move(frame);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Expect(argc == 2, "usage: consumer DIRECTORY");
  const std::unique_ptr<Engine> engine =
      ValueOrExit(Engine::Open({.directory = std::string(argv[1]) + "/engine",
                                .disk_reserve_bytes = 0}));

  v1::CreateLedgerRequest ledger;
  ledger.set_ledger("east-campus");
  ledger.set_clock(v1::LEDGER_CLOCK_WALL);
  ValueOrExit(workledger::Call(*engine, &Engine::CreateLedger, ledger));

  const v1::ExecuteResponse executed =
      ValueOrExit(workledger::Call(*engine, &Engine::Execute, ReportLeak()));
  Expect(executed.version() == 1, "the ticket's first version");

  v1::GetTicketRequest query;
  query.set_ledger("east-campus");
  query.set_ticket(executed.ticket());
  query.set_min_position(executed.last_position());
  const v1::GetTicketResponse found =
      ValueOrExit(workledger::Call(*engine, &Engine::GetTicket, query));
  Expect(found.ticket().state() == v1::TICKET_STATE_REPORTED,
         "a reported ticket");
  Expect(found.ticket().location() == "building-3/floor-3/room-301",
         "the ticket's location");

  const v1::SubscribeResponse frame = FirstEvents(*engine, executed.ticket());
  v1::Record record;
  Expect(record.ParseFromString(frame.events().records(0).record()),
         "a record that parses");
  Expect(record.position() == executed.first_position(),
         "the record that the command added");
  v1::Event event;
  Expect(event.ParseFromString(record.payload()) && event.has_ticket_reported(),
         "the report's event");

  std::cout << "ticket " << found.ticket().ticket() << " at position "
            << found.position() << "\n";
  return EXIT_SUCCESS;
}
