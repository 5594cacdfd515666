#include "tools/workledger/record_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/merkle_proof.h"
#include "engine/base/status_macros.h"
#include "engine/base/string_view.h"
#include "engine/base/tree_head.h"
#include "tools/workledger/client.h"
#include "tools/workledger/count_text.h"
#include "tools/workledger/flag_value.h"
#include "tools/workledger/proof_files.h"
#include "tools/workledger/record_range.h"
#include "workledger/error.h"
#include "workledger/v1/record.pb.h"

namespace workledger {
namespace {

absl::Status NotProven(std::string_view why) {
  return MakeError(absl::StatusCode::kDataLoss, v1::ERROR_REASON_PROOF_INVALID,
                   absl::StrCat("verify: ", ToAbsl(why)));
}

// Checks records one by one, and keeps what their tree is made of.
class Records {
 public:
  Records(const VerifierKey& key, const RecordRange& range)
      : key_(key),
        ledger_(range.ledger),
        position_(range.first_position - 1),
        hashes_(position_) {}

  absl::Status Take(const v1::StoredRecord& stored) {
    ++position_;
    v1::Record record;
    if (!record.ParseFromString(stored.record()) ||
        record.position() != position_ ||
        OriginOf(ledger_, record.ledger_uid()) != key_.name) {
      return NotProven(absl::StrCat("what the server sends for position ",
                                    position_, " is no record of it in ",
                                    key_.name));
    }
    if (position_ == 1) chain_ = Sha256({"workledger/1", record.ledger_uid()});
    // Before the first of a range, the chain is not known.
    if (chain_ && stored.chain() != AsBytes(Next(stored.record()))) {
      return MakeError(
          absl::StatusCode::kDataLoss, v1::ERROR_REASON_CHAIN_BROKEN,
          absl::StrCat("verify: the chain breaks at position ", position_));
    }
    Digest& chain = chain_.emplace();
    if (stored.chain().size() != chain.size()) {
      return NotProven("the server sends no chain digest");
    }
    std::ranges::copy(stored.chain(), chain.begin());
    hashes_.AddLeaf(LeafHash(stored.record()));
    return absl::OkStatus();
  }

  const MerkleRange& hashes() const { return hashes_; }

 private:
  Digest Next(std::string_view bytes) const {
    return Sha256({AsBytes(*chain_), bytes});
  }

  const VerifierKey& key_;
  const std::string ledger_;
  uint64_t position_;
  std::optional<Digest> chain_;
  MerkleRange hashes_;
};

absl::StatusOr<TreeRoot> FindTree(const RecordCheckFlags& flags,
                                  const VerifierKey& key,
                                  const std::string& ledger, Client& client) {
  if (!flags.checkpoint_file.empty()) {
    WL_ASSIGN_OR_RETURN(const std::string note,
                        ReadCheckpoint(flags.checkpoint_file));
    return OpenTreeHead(note, key);
  }
  v1::GetCheckpointRequest request;
  request.set_ledger(ledger);
  // Without --to, of all records that are there now.
  WL_ASSIGN_OR_RETURN(const uint64_t head, GetHeadPosition(client, ledger));
  request.set_min_position(flags.to_position.value_or(head));
  WL_ASSIGN_OR_RETURN(
      const v1::GetCheckpointResponse response,
      client.Call(&v1::ProofService::Stub::GetCheckpoint, request));
  return OpenTreeHead(response.checkpoint(), key);
}

// What the tree has beside the range; of a whole tree, nothing.
absl::StatusOr<RangeRest> FindRest(const RecordRange& range,
                                   const TreeRoot& tree, Client& client) {
  if (range.first_position == 1 && range.last_position == tree.size) {
    return RangeRest();
  }
  v1::GetRangeProofRequest request;
  request.set_ledger(range.ledger);
  request.set_first_position(range.first_position);
  request.set_last_position(range.last_position);
  request.set_tree_size(tree.size);
  WL_ASSIGN_OR_RETURN(
      const v1::GetRangeProofResponse response,
      client.Call(&v1::ProofService::Stub::GetRangeProof, request));
  auto left = ParseHashes(response.proof().left_hashes());
  auto right = ParseHashes(response.proof().right_hashes());
  if (!left || !right) return NotProven("the server's proof has no hashes");
  return RangeRest{.left = *std::move(left), .right = *std::move(right)};
}

absl::Status CheckPlaces(const RecordCheckFlags& flags, uint64_t last,
                         const TreeRoot& tree) {
  const std::string want =
      absl::StrCat("a position from 1 to the checkpoint's ", tree.size);
  if (flags.from_position == 0 || flags.from_position > tree.size) {
    return FlagError(
        {.flag = "--from", .text = absl::StrCat(flags.from_position)}, want);
  }
  if (last < flags.from_position || last > tree.size) {
    return FlagError({.flag = "--to", .text = absl::StrCat(last)},
                     absl::StrCat(want, ", not before --from"));
  }
  return absl::OkStatus();
}

void Print(const RecordRange& range, const TreeRoot& tree,
           const VerifierKey& key, const Session& session) {
  const uint64_t count = range.last_position - range.first_position + 1;
  const std::string root = ToHex(AsBytes(tree.root));
  if (session.output == OutputFormat::kJson) {
    session.out << "{\"ledger\":\"" << range.ledger
                << "\",\"first_position\":\"" << range.first_position
                << "\",\"last_position\":\"" << range.last_position
                << "\",\"tree_size\":\"" << tree.size << "\",\"root_hash\":\""
                << root << "\"}\n";
    return;
  }
  session.out << CountText(count, "record") << " of " << range.ledger
              << ", positions " << range.first_position << " to "
              << range.last_position << ", as signed: checkpoint of "
              << tree.size << ", root " << root << ", key " << ToText(key)
              << '\n';
}

}  // namespace

absl::Status RunRecordCheck(const RecordCheckFlags& flags,
                            const Session& session) {
  WL_ASSIGN_OR_RETURN(const VerifierKey key, ReadKey(flags.key_file));
  Client client(session.server);
  RecordRange range{.first_position = flags.from_position};
  WL_ASSIGN_OR_RETURN(range.ledger, ChooseLedger(session, client));
  WL_ASSIGN_OR_RETURN(const TreeRoot tree,
                      FindTree(flags, key, range.ledger, client));
  range.last_position = flags.to_position.value_or(tree.size);
  WL_RETURN_IF_ERROR(CheckPlaces(flags, range.last_position, tree));
  WL_ASSIGN_OR_RETURN(const RangeRest rest, FindRest(range, tree, client));
  Records records(key, range);
  WL_RETURN_IF_ERROR(ReadRange(
      range, session, client,
      [&](const v1::StoredRecord& record) { return records.Take(record); }));
  // Of fewer records than were asked for, the server could prove the rest.
  if (records.hashes().end() != range.last_position ||
      !RangeHolds(records.hashes(), rest, tree)) {
    return NotProven(absl::StrCat(
        "the records from ", range.first_position, " to ", range.last_position,
        " are not those of the checkpoint of ", tree.size));
  }
  Print(range, tree, key, session);
  return absl::OkStatus();
}

}  // namespace workledger
