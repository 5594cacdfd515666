#include "tools/workledger/verb_line.h"

#include <utility>

#include "tools/workledger/typed_word.h"

namespace workledger {

CLI::App& AddVerb(CLI::App& parent, const VerbText& text, Run& chosen,
                  Run run) {
  CLI::App& verb = *parent.add_subcommand(text.name, text.help);
  verb.callback([&chosen, run = std::move(run)] { chosen = run; });
  return verb;
}

void AddReaderFlags(CLI::App& verb, CommandFlags& flags) {
  const std::string group = "Who reads";
  verb.add_option("--actor", flags.actor, "who reads")
      ->envname("WORKLEDGER_ACTOR")
      ->group(group);
  verb.add_option("--actor-party", flags.actor_party,
                  "the team or contractor of the reader")
      ->envname("WORKLEDGER_PARTY")
      ->group(group);
  verb.add_option("--role", flags.roles,
                  "requester, desk, supervisor or another; may be repeated")
      ->envname("WORKLEDGER_ROLE")
      ->group(group);
  verb.add_option("--actor-kind", flags.actor_kind, "human, system or device")
      ->capture_default_str()
      ->group(group);
}

void AddCommandFlags(CLI::App& verb, CommandFlags& flags) {
  const std::string group = "Who and when";
  verb.add_option("--actor", flags.actor, "who gives the order (required)")
      ->envname("WORKLEDGER_ACTOR")
      ->group(group);
  verb.add_option("--actor-party", flags.actor_party,
                  "the team or contractor of the actor")
      ->envname("WORKLEDGER_PARTY")
      ->group(group);
  verb.add_option("--role", flags.roles, RoleForm())
      ->envname("WORKLEDGER_ROLE")
      ->group(group);
  verb.add_option("--actor-kind", flags.actor_kind, "human, system or device")
      ->capture_default_str()
      ->group(group);
  verb.add_option("--occur-time", flags.occur_time,
                  "when it happened, if not now")
      ->group(group);
  verb.add_option("--request-id", flags.request_id,
                  "the same id is never done twice; a random one if left out")
      ->check(CheckNotEmpty)
      ->group(group);
  verb.add_option("--expected-version", flags.expected_version,
                  "refuse unless the ticket is at this version")
      ->group(group);
  verb.add_option("--cause-position", flags.cause_position,
                  "position of the event that this answers")
      ->group(group);
}

void AddAsOfFlags(CLI::App& verb, AsOfFlags& flags) {
  verb.add_option("--as-of-known", flags.known_time,
                  "what the ledger knew at TIME");
  verb.add_option("--as-of-valid", flags.valid_time,
                  "what had happened by TIME");
  verb.add_option("--as-of-position", flags.position,
                  "what the log says up to N");
  verb.add_option("--min-position", flags.min_position,
                  "wait until the views have reached N");
}

}  // namespace workledger
