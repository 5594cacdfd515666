#ifndef WORKLEDGER_TOOLS_WORKLEDGER_COMMAND_FLAGS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_COMMAND_FLAGS_H_

// The flags that every order has: who gives it, when, and on which version.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/workledger/session.h"
#include "workledger/v1/command.pb.h"

namespace workledger {

struct CommandFlags {
  // A random one if empty.
  std::string request_id;
  std::optional<uint64_t> expected_version;
  std::string occur_time;
  std::string actor;
  std::string actor_party;
  std::vector<std::string> roles;
  std::string actor_kind = "human";
  std::optional<uint64_t> cause_position;
};

// What `--role` takes, for `--help`.
std::string RoleForm();

// Returns who gives the order.
absl::StatusOr<v1::Actor> MakeActor(const CommandFlags& flags);

// Returns who reads; nobody in particular where nothing is said of them.
absl::StatusOr<std::optional<v1::Actor>> MakeReader(const CommandFlags& flags);

// Sets it in a request that has a reader.
template <typename Request>
absl::Status SetReader(const CommandFlags& flags, Request& request) {
  absl::StatusOr<std::optional<v1::Actor>> reader = MakeReader(flags);
  if (!reader.ok()) return reader.status();
  if (reader->has_value()) *request.mutable_reader() = **std::move(reader);
  return absl::OkStatus();
}

// Returns a command without ticket and order. A request id that was made up is
// told on `session.err`, so that the order can be sent again after a failure.
absl::StatusOr<v1::Command> MakeCommand(const CommandFlags& flags,
                                        const Session& session);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_COMMAND_FLAGS_H_
