#ifndef WORKLEDGER_TOOLS_DEMO_BUREAU_H_
#define WORKLEDGER_TOOLS_DEMO_BUREAU_H_

// The demo's world: a bureau with 31 properties, its contractors and what
// breaks there. All names are invented.

#include <cstdint>
#include <span>
#include <string_view>

#include "workledger/v1/ticket.pb.h"

namespace workledger {

struct Party {
  std::string_view id;
  std::span<const std::string_view> people;
};

struct Fault {
  std::string_view category;
  v1::Priority priority;
  // How often it comes up, beside the others.
  uint64_t weight;
  // Who usually mends it: index into Parties().
  size_t party;
  std::string_view chinese;
  std::string_view english;
  std::string_view cause_code;
  std::string_view action_code;
  // What is used up, and its price for one; empty if nothing is.
  std::string_view part;
  int64_t part_fen;
};

std::span<const std::string_view> Properties();
std::span<const Party> Parties();
std::span<const Fault> Faults();

// People who report faults, by name.
std::span<const std::string_view> Requesters();

// Principals of the service desk.
std::span<const std::string_view> DeskPeople();

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_DEMO_BUREAU_H_
