#include "tools/workledger/proof_verbs.h"

#include "engine/base/status_macros.h"
#include "tools/workledger/client.h"
#include "tools/workledger/json.h"

namespace workledger {
namespace {

absl::StatusOr<v1::GetCheckpointResponse> Fetch(const Session& session) {
  Client client(session.server);
  v1::GetCheckpointRequest request;
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  // All that is there now.
  WL_ASSIGN_OR_RETURN(const uint64_t head,
                      GetHeadPosition(client, request.ledger()));
  request.set_min_position(head);
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
