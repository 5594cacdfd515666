#ifndef WORKLEDGER_TESTS_CORE_SAMPLES_H_
#define WORKLEDGER_TESTS_CORE_SAMPLES_H_

// Actors, commands and events that the tests of the core share. Bodies are
// written in protobuf's text format:
//
//   Order("reject { reason: 'not ours' closure_code: CLOSURE_CODE_NOT_OURS }",
//         Desk());

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "workledger/v1/command.pb.h"
#include "workledger/v1/event.pb.h"
#include "workledger/v1/ticket.pb.h"

namespace workledger {

// Parses `text`, which must be right.
template <typename Message>
Message FromText(std::string_view text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(text),
                                                            &message))
      << text;
  return message;
}

// Somebody with the role, of the bureau or of the party that has the work.
v1::Actor Requester();
v1::Actor Desk();
v1::Actor Supervisor();
v1::Actor Technician();
v1::Actor Stranger();
v1::Actor System();

// The party that kDispatchedEvent gives the work to.
inline constexpr std::string_view kParty = "wuye-1";

// Where `History` comes from.
inline constexpr std::string_view kSource = "servicenow";

// A command to ticket "t-1" with its order in text format.
v1::Command Order(std::string_view order, const v1::Actor& actor);

// A record_history to ticket "t-1", its fields in text format.
v1::Command History(std::string_view update);

// An event, its body in text format.
v1::Event Happened(std::string_view body);

// Returns a command of every lifecycle order, which Decide accepts in the right
// state, by the order's name in the schema, for example "accept".
v1::Command SampleOrder(std::string_view name);

// Returns native events that lead a new repair to `state`.
std::vector<v1::Event> PathTo(v1::TicketState state);

// All states of a repair.
std::vector<v1::TicketState> RepairStates();

// Returns one event of every type, in the order of their numbers.
std::vector<v1::Event> SampleEvents();

// The event of a first update with an empty report.
v1::Event ReportedByHistory();

// A conformance finding; `kind` without its prefix.
v1::Event Found(std::string_view kind, std::string_view detail);

}  // namespace workledger

#endif  // WORKLEDGER_TESTS_CORE_SAMPLES_H_
