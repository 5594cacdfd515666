#ifndef WORKLEDGER_LEDGER_PROOF_QUERIES_H_
#define WORKLEDGER_LEDGER_PROOF_QUERIES_H_

// Heads of a ledger's Merkle tree and proofs of it (proof_service.proto). The
// views hold the tree; proofs read O(log n) of its nodes.

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/base/ed25519.h"
#include "engine/ledger/ledger.h"
#include "workledger/v1/proof_service.pb.h"

namespace workledger {

// The position that the views must have reached before a request is answered;
// not beyond the head, so that what is beyond it is refused at once.
uint64_t NeededPosition(const Ledger& ledger,
                        const v1::GetCheckpointRequest& request);
uint64_t NeededPosition(const Ledger& ledger,
                        const v1::GetInclusionProofRequest& request);
uint64_t NeededPosition(const Ledger& ledger,
                        const v1::GetConsistencyProofRequest& request);
uint64_t NeededPosition(const Ledger& ledger,
                        const v1::GetRangeProofRequest& request);

absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(
    const Ledger& ledger, const v1::GetCheckpointRequest& request,
    const SigningKey& key);
absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(
    const Ledger& ledger, const v1::GetInclusionProofRequest& request);
absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(
    const Ledger& ledger, const v1::GetConsistencyProofRequest& request);
absl::StatusOr<v1::GetRangeProofResponse> GetRangeProof(
    const Ledger& ledger, const v1::GetRangeProofRequest& request);

}  // namespace workledger

#endif  // WORKLEDGER_LEDGER_PROOF_QUERIES_H_
