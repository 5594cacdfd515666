#ifndef WORKLEDGER_TOOLS_WORKLEDGER_ORDER_FLAGS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_ORDER_FLAGS_H_

// Orders as verbs and their fields as flags, both taken from the schema, so
// that an order that is added there is a verb here.
//
//   for (const OrderVerb& verb : TicketOrderVerbs())
//     for (const OrderFlag& flag : OrderFlags(*verb.field->message_type())) ...

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

struct OrderVerb {
  // For example "record-arrival".
  std::string name;
  // The order's field in Command; never null.
  const google::protobuf::FieldDescriptor* field = nullptr;
};

// Every order that a person gives to a ticket: all of `Command.order` but the
// importer's `record_history` and the ledger's `advance_time`.
std::vector<OrderVerb> TicketOrderVerbs();

// Every order to an inspection round, and whether an order is one.
std::vector<OrderVerb> InspectionOrderVerbs();
bool IsInspectionOrder(const OrderVerb& verb);

struct OrderFlag {
  // For example "--party".
  std::string name;
  // What follows it, for `--help`: "TEXT", "TIME", "p1|p2|p3|p4|p5".
  std::string form;
  // What it means, for `--help`.
  std::string words;
  // May be given more than once.
  bool repeated = false;
  // A switch: nothing needs to follow.
  bool boolean = false;
  // The order's field; never null.
  const google::protobuf::FieldDescriptor* field = nullptr;
  // The field of it that is meant, where it is a PersonalText; else null.
  const google::protobuf::FieldDescriptor* part = nullptr;
};

// Returns the flags of an order in the order of its fields. A PersonalText has
// two: `--text` for the words, `--text-subject` for whom they are about; an
// assignee and the name of a clock have one for each of their fields.
std::vector<OrderFlag> OrderFlags(const google::protobuf::Descriptor& order);

// What was given, by flag name; a flag that was not given is absent or empty.
using FlagTexts = std::map<std::string, std::vector<std::string>>;

// Sets the fields that `texts` names; times without an offset are of `zone`.
absl::Status FillOrder(const FlagTexts& texts, absl::TimeZone zone,
                       google::protobuf::Message& order);

// Makes `command` hold an order of this verb, and returns that order.
google::protobuf::Message& MutableOrder(const OrderVerb& verb,
                                        v1::Command& command);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_ORDER_FLAGS_H_
