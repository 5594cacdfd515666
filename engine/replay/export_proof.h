#ifndef WORKLEDGER_REPLAY_EXPORT_PROOF_H_
#define WORKLEDGER_REPLAY_EXPORT_PROOF_H_

// Checks that the records of an export are in a tree whose head was signed.

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/merkle_proof.h"
#include "engine/base/signed_note.h"
#include "workledger/export.h"
#include "workledger/v1/export.pb.h"

namespace workledger {

// Takes the frames of an export in their order.
class ExportProofCheck {
 public:
  // Fails with what `trust` has that is no key or no checkpoint of it.
  static absl::StatusOr<ExportProofCheck> Make(const ExportTrust& trust);

  // DATA_LOSS (SIGNATURE_INVALID) if the key is another ledger's.
  absl::Status TakeHeader(const v1::ExportHeader& header);

  void TakeRecord(std::string_view bytes);

  // Returns how far the records are proven: up to the last of them, or to the
  // end of a smaller tree.
  //
  //   INVALID_ARGUMENT  FIELD_INVALID: there is nothing to prove it with.
  //   DATA_LOSS         PROOF_INVALID: they are not those of the tree.
  //                     SIGNATURE_INVALID: its own checkpoint is not signed.
  absl::StatusOr<uint64_t> TakeTrailer(const v1::ExportTrailer& trailer);

  // The tree; known after the trailer.
  const TreeRoot& tree() const { return *tree_; }

 private:
  explicit ExportProofCheck(VerifierKey key) : key_(std::move(key)) {}

  absl::Status CheckRange(const v1::RangeProof& proof) const;

  VerifierKey key_;
  std::optional<TreeRoot> tree_;
  MerkleRange records_;
  // Once as many records came as the tree has, of an export from the first.
  std::optional<Digest> root_;
};

}  // namespace workledger

#endif  // WORKLEDGER_REPLAY_EXPORT_PROOF_H_
