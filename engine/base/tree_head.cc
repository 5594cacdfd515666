#include "engine/base/tree_head.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "workledger/error.h"

namespace workledger {
namespace {

std::string HeadText(std::string_view origin, const TreeRoot& tree) {
  return absl::StrCat(ToAbsl(origin), "\n", tree.size, "\n",
                      absl::Base64Escape(ToAbsl(AsBytes(tree.root))), "\n");
}

}  // namespace

std::string OriginOf(std::string_view ledger, std::string_view uid) {
  return absl::StrCat("workledger/", ToAbsl(ledger), "/", ToHex(uid));
}

std::string SignTreeHead(std::string_view origin, const TreeRoot& tree,
                         const SigningKey& key) {
  return SignNote(HeadText(origin, tree), origin, key);
}

absl::StatusOr<TreeRoot> OpenTreeHead(std::string_view note,
                                      const VerifierKey& key) {
  WL_ASSIGN_OR_RETURN(const std::string text, OpenNote(note, key));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  TreeRoot tree;
  std::string root;
  // There may be more lines, which mean nothing to us.
  const bool whole =
      lines.size() > 3 && absl::SimpleAtoi(lines[1], &tree.size) &&
      absl::Base64Unescape(lines[2], &root) && root.size() == tree.root.size();
  if (!whole) {
    return FieldError(v1::ERROR_REASON_FIELD_INVALID, "checkpoint",
                      "want an origin, a size and a root of 32 bytes");
  }
  std::ranges::copy(root, tree.root.begin());
  if (!text.starts_with(HeadText(key.name, tree))) {
    return MakeError(
        absl::StatusCode::kDataLoss, v1::ERROR_REASON_SIGNATURE_INVALID,
        absl::StrCat("checkpoint: got origin ", lines[0], ", want ", key.name));
  }
  return tree;
}

}  // namespace workledger
