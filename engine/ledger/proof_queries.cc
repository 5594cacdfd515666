#include "engine/ledger/proof_queries.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "engine/base/merkle_proof.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/tree_head.h"
#include "engine/core/validate.h"
#include "engine/view/merkle_rows.h"
#include "workledger/error.h"

namespace workledger {
namespace {

uint64_t WithinHead(const Ledger& ledger, uint64_t position) {
  return std::min(position, ledger.log().GetHead().position);
}

// A number that a request gives, by the name of its field.
struct Field {
  std::string_view name;
  uint64_t value = 0;
};

absl::Status CheckWithin(Field field, Field min, Field max) {
  if (field.value >= min.value && field.value <= max.value) {
    return absl::OkStatus();
  }
  return FieldError(
      v1::ERROR_REASON_FIELD_INVALID, field.name,
      absl::StrCat("got ", field.value, ", want at least ", ToAbsl(min.name),
                   " and at most ", ToAbsl(max.name), ", ", max.value));
}

constexpr Field kOne = {.name = "1", .value = 1};

// OK if the views hold the tree of that size.
absl::Status CheckHeld(const Ledger& ledger, Field size) {
  const uint64_t head = ledger.log().GetHead().position;
  if (size.value > head) {
    return MakeError(absl::StatusCode::kOutOfRange,
                     v1::ERROR_REASON_POSITION_AHEAD,
                     absl::StrCat(ToAbsl(size.name), ": got ", size.value,
                                  ", want at most the head, ", head),
                     size.name);
  }
  // The head went on since this call waited for the views.
  const uint64_t held = ledger.view().Position();
  if (size.value <= held) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_VIEW_BEHIND,
                   absl::StrCat(ToAbsl(size.name), ": the views are at ", held,
                                ", not yet at ", size.value),
                   size.name);
}

NodeReader ReaderOf(const Ledger& ledger) {
  return [&ledger](const TreeNode& node) {
    return node.level == 0 ? ReadLeaf(ledger.log(), node.end())
                           : ledger.view().GetTreeNode(node);
  };
}

template <typename Hashes>
void SetHashes(const std::vector<Digest>& proof, Hashes& hashes) {
  for (const Digest& hash : proof) hashes.Add(std::string(AsBytes(hash)));
}

}  // namespace

uint64_t NeededPosition(const Ledger& ledger,
                        const v1::GetCheckpointRequest& request) {
  return WithinHead(ledger, request.min_position());
}

uint64_t NeededPosition(const Ledger& ledger,
                        const v1::GetInclusionProofRequest& request) {
  return WithinHead(ledger, request.tree_size());
}

uint64_t NeededPosition(const Ledger& ledger,
                        const v1::GetConsistencyProofRequest& request) {
  return WithinHead(ledger, request.second_tree_size());
}

uint64_t NeededPosition(const Ledger& ledger,
                        const v1::GetRangeProofRequest& request) {
  return WithinHead(ledger, request.tree_size());
}

absl::StatusOr<v1::GetCheckpointResponse> GetCheckpoint(
    const Ledger& ledger, const v1::GetCheckpointRequest& request,
    const SigningKey& key) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  WL_RETURN_IF_ERROR(CheckHeld(
      ledger, {.name = "min_position", .value = request.min_position()}));
  TreeRoot tree{.size = ledger.view().Position()};
  WL_ASSIGN_OR_RETURN(tree.root, ReadRoot(tree.size, ReaderOf(ledger)));
  const std::string origin = OriginOf(ledger.name(), ledger.log().Uid());
  v1::GetCheckpointResponse response;
  response.set_checkpoint(SignTreeHead(origin, tree, key));
  response.set_tree_size(tree.size);
  response.set_root_hash(std::string(AsBytes(tree.root)));
  response.set_verifier_key(ToText(VerifierKeyOf(origin, key)));
  return response;
}

absl::StatusOr<v1::GetInclusionProofResponse> GetInclusionProof(
    const Ledger& ledger, const v1::GetInclusionProofRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const Field size{.name = "tree_size", .value = request.tree_size()};
  WL_RETURN_IF_ERROR(CheckHeld(ledger, size));
  WL_RETURN_IF_ERROR(CheckWithin(
      {.name = "position", .value = request.position()}, kOne, size));
  WL_ASSIGN_OR_RETURN(
      const std::vector<Digest> proof,
      ProveInclusion(request.position() - 1, size.value, ReaderOf(ledger)));
  v1::GetInclusionProofResponse response;
  SetHashes(proof, *response.mutable_hashes());
  return response;
}

absl::StatusOr<v1::GetConsistencyProofResponse> GetConsistencyProof(
    const Ledger& ledger, const v1::GetConsistencyProofRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const Field second{.name = "second_tree_size",
                     .value = request.second_tree_size()};
  WL_RETURN_IF_ERROR(CheckHeld(ledger, second));
  WL_RETURN_IF_ERROR(CheckWithin(
      {.name = "first_tree_size", .value = request.first_tree_size()}, kOne,
      second));
  WL_ASSIGN_OR_RETURN(const std::vector<Digest> proof,
                      ProveConsistency(request.first_tree_size(), second.value,
                                       ReaderOf(ledger)));
  v1::GetConsistencyProofResponse response;
  SetHashes(proof, *response.mutable_hashes());
  return response;
}

absl::StatusOr<v1::GetRangeProofResponse> GetRangeProof(
    const Ledger& ledger, const v1::GetRangeProofRequest& request) {
  WL_RETURN_IF_ERROR(ValidateMessage(request));
  const Field size{.name = "tree_size", .value = request.tree_size()};
  const Field last{.name = "last_position", .value = request.last_position()};
  WL_RETURN_IF_ERROR(CheckHeld(ledger, size));
  WL_RETURN_IF_ERROR(CheckWithin(last, kOne, size));
  WL_RETURN_IF_ERROR(
      CheckWithin({.name = "first_position", .value = request.first_position()},
                  kOne, last));
  WL_ASSIGN_OR_RETURN(const RangeRest rest,
                      ProveRange({.begin = request.first_position() - 1,
                                  .end = last.value,
                                  .tree_size = size.value},
                                 ReaderOf(ledger)));
  v1::GetRangeProofResponse response;
  SetHashes(rest.left, *response.mutable_proof()->mutable_left_hashes());
  SetHashes(rest.right, *response.mutable_proof()->mutable_right_hashes());
  return response;
}

}  // namespace workledger
