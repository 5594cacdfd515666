#include "tools/workledger/proof_line.h"

#include "tools/workledger/proof_verbs.h"

namespace workledger {

void AddVerifyVerb(CLI::App& app, VerifyFlags& flags, Run& chosen) {
  CLI::App& verb = AddVerb(
      app, {"verify", "check a ledger, its signed records, or an export"},
      chosen,
      [&flags](const Session& session) { return RunVerify(flags, session); });
  CLI::Option* const file = verb.add_option("--export", flags.export_file,
                                            "check this file; needs no server");
  CLI::Option* const key =
      verb.add_option("--key", flags.key_file,
                      "file with the ledger's verifier key: check here what "
                      "was signed, and trust nothing else");
  CLI::Option* const monitor = verb.add_option(
      "--monitor", flags.monitor_file,
      "keep the last checkpoint in this file, and see that the next goes on "
      "from it");
  monitor->needs(key)->excludes(file);
  verb.add_option("--checkpoint", flags.checkpoint_file,
                  "file with the signed checkpoint to check against")
      ->needs(key)
      ->excludes(monitor);
  verb.add_option("--from", flags.from_position, "first position to check")
      ->needs(key)
      ->excludes(file)
      ->excludes(monitor)
      ->capture_default_str();
  verb.add_option("--to", flags.to_position, "last position to check")
      ->needs(key)
      ->excludes(file)
      ->excludes(monitor);
  verb.add_option("--interval", flags.interval,
                  "look again after each SPAN, for example 30s, until Ctrl-C")
      ->needs(monitor);
  verb.add_flag("--deep", flags.deep,
                "also compare every table file with its checksums")
      ->excludes(file)
      ->excludes(key);
}

void AddProofVerbs(CLI::App& app, Run& chosen) {
  CLI::App& noun =
      *app.add_subcommand("proof", "what a server signs: docs/proofs.md");
  noun.require_subcommand(1);
  AddVerb(noun, {"checkpoint", "print the latest signed checkpoint"}, chosen,
          &RunProofCheckpoint);
  AddVerb(noun, {"key", "print the verifier key; keep it in a safe place"},
          chosen, &RunProofKey);
}

}  // namespace workledger
