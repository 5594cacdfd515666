#include "engine/replay/export_proof.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/tree_head.h"
#include "workledger/error.h"

namespace workledger {
namespace {

absl::Status NotProven(std::string_view why) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_PROOF_INVALID,
                   absl::StrCat("export: ", ToAbsl(why)));
}

}  // namespace

absl::StatusOr<ExportProofCheck> ExportProofCheck::Make(
    const ExportTrust& trust) {
  WL_ASSIGN_OR_RETURN(VerifierKey key, ParseVerifierKey(trust.verifier_key));
  ExportProofCheck check(std::move(key));
  if (!trust.checkpoint.empty()) {
    WL_ASSIGN_OR_RETURN(check.tree_,
                        OpenTreeHead(trust.checkpoint, check.key_));
  }
  return check;
}

absl::Status ExportProofCheck::TakeHeader(const v1::ExportHeader& header) {
  records_ = MerkleRange(header.first_position() - 1);
  const std::string origin = OriginOf(header.ledger(), header.ledger_uid());
  if (origin == key_.name) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDataLoss,
                   v1::ERROR_REASON_SIGNATURE_INVALID,
                   absl::StrCat("export: got one of ", origin, ", want one of ",
                                key_.name, ", as the verifier key says"));
}

void ExportProofCheck::TakeRecord(std::string_view bytes) {
  records_.AddLeaf(LeafHash(bytes));
  const bool tree_ends = tree_ && records_.end() == tree_->size;
  if (tree_ends && records_.begin() == 0) root_ = records_.Root();
}

absl::StatusOr<uint64_t> ExportProofCheck::TakeTrailer(
    const v1::ExportTrailer& trailer) {
  if (root_) {
    if (*root_ == tree_->root) return tree_->size;
    return NotProven(absl::StrCat("its first ", tree_->size,
                                  " records are not those of the checkpoint"));
  }
  if (!trailer.has_proof()) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "checkpoint",
        tree_ ? "the export has no proof for it, and is not from the first "
                "record to its end or beyond"
              : "got none, and the export has none either");
  }
  WL_ASSIGN_OR_RETURN(const TreeRoot own,
                      OpenTreeHead(trailer.proof().checkpoint(), key_));
  if (tree_ && *tree_ != own) {
    return FieldError(
        v1::ERROR_REASON_FIELD_INVALID, "checkpoint",
        absl::StrCat("got one of ", tree_->size,
                     " records, and the export is proven by another, of ",
                     own.size));
  }
  tree_ = own;
  WL_RETURN_IF_ERROR(CheckRange(trailer.proof().range()));
  return records_.end();
}

absl::Status ExportProofCheck::CheckRange(const v1::RangeProof& proof) const {
  auto left = ParseHashes(proof.left_hashes());
  auto right = ParseHashes(proof.right_hashes());
  const bool holds =
      left && right &&
      RangeHolds(records_,
                 {.left = *std::move(left), .right = *std::move(right)},
                 *tree_);
  if (holds) return absl::OkStatus();
  return NotProven("its records are not those of its checkpoint");
}

}  // namespace workledger
