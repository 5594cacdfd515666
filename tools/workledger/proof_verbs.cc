#include "tools/workledger/proof_verbs.h"

#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/json.h"

namespace workledger {
namespace {

absl::StatusOr<v1::GetCheckpointResponse> Fetch(const Session& session) {
  Client client(session.server);
  v1::GetLedgerRequest ledger;
  WL_ASSIGN_OR_RETURN(*ledger.mutable_ledger(), ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(const v1::GetLedgerResponse found,
                      client.Call(&v1::LedgerService::Stub::GetLedger, ledger));
  v1::GetCheckpointRequest request;
  request.set_ledger(ledger.ledger());
  // All that is there now.
  request.set_min_position(found.ledger().head_position());
  return client.Call(&v1::ProofService::Stub::GetCheckpoint, request);
}

}  // namespace

absl::Status RunProofCheckpoint(const Session& session) {
  WL_ASSIGN_OR_RETURN(const v1::GetCheckpointResponse response, Fetch(session));
  if (session.output == OutputFormat::kJson) {
    session.out << ToJson(response) << '\n';
  } else {
    session.out << response.checkpoint();
  }
  return absl::OkStatus();
}

absl::Status RunProofKey(const Session& session) {
  WL_ASSIGN_OR_RETURN(const v1::GetCheckpointResponse response, Fetch(session));
  session.out << response.verifier_key() << '\n';
  return absl::OkStatus();
}

}  // namespace workledger
