#include "tools/workledger/command_flags.h"

#include "absl/strings/str_join.h"
#include "engine/base/digest.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/time_text.h"

namespace workledger {
namespace {

// As many as a UUID has; no two clients ever draw the same.
constexpr size_t kRequestIdRandomBytes = 16;

}  // namespace

std::string RoleForm() {
  return absl::StrJoin(ShortNames(*v1::Role_descriptor()), ", ") +
         "; may be repeated";
}

absl::StatusOr<v1::Actor> MakeActor(const CommandFlags& flags) {
  if (flags.actor.empty()) {
    return UsageError("--actor: got none; give it or set WORKLEDGER_ACTOR");
  }
  v1::Actor actor;
  actor.set_principal(flags.actor);
  actor.set_party(flags.actor_party);
  for (const std::string& role : flags.roles) {
    WL_ASSIGN_OR_RETURN(const auto parsed,
                        ParseEnum<v1::Role>({.flag = "--role", .text = role}));
    actor.add_roles(parsed);
  }
  WL_ASSIGN_OR_RETURN(const auto kind,
                      ParseEnum<v1::ActorKind>(
                          {.flag = "--actor-kind", .text = flags.actor_kind}));
  actor.set_kind(kind);
  return actor;
}

absl::StatusOr<std::optional<v1::Actor>> MakeReader(const CommandFlags& flags) {
  if (flags.actor.empty() && flags.actor_party.empty() && flags.roles.empty()) {
    return std::nullopt;
  }
  // Where rights are all that matters the name may be left out.
  CommandFlags named = flags;
  if (named.actor.empty()) named.actor = "reader";
  WL_ASSIGN_OR_RETURN(v1::Actor reader, MakeActor(named));
  return reader;
}

absl::StatusOr<v1::Command> MakeCommand(const CommandFlags& flags,
                                        const Session& session) {
  v1::Command command;
  WL_ASSIGN_OR_RETURN(*command.mutable_actor(), MakeActor(flags));
  if (!flags.occur_time.empty()) {
    WL_ASSIGN_OR_RETURN(
        const absl::Time time,
        ParseTime({.flag = "--occur-time", .text = flags.occur_time},
                  session.zone));
    *command.mutable_occur_time() = ToTimestamp(time);
  }
  if (flags.expected_version.has_value()) {
    command.set_expected_version(*flags.expected_version);
  }
  if (flags.cause_position.has_value()) {
    command.set_cause_position(*flags.cause_position);
  }
  command.set_request_id(flags.request_id);
  if (flags.request_id.empty()) {
    command.set_request_id(ToHex(RandomBytes(kRequestIdRandomBytes)));
    session.err << "request-id: " << command.request_id() << '\n';
  }
  return command;
}

}  // namespace workledger
