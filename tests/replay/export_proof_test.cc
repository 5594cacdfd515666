// What an export is believed by: a key alone.

#include "engine/replay/export_proof.h"

#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/tree_head.h"
#include "engine/log/memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_records.h"
#include "tests/support/status_is.h"
#include "tests/view/history.h"
#include "workledger/error.h"
#include "workledger/export.h"

namespace workledger {
namespace {

constexpr uint64_t kRecords = 100;

auto IsNotProven() {
  return FailsWith(absl::StatusCode::kDataLoss, v1::ERROR_REASON_PROOF_INVALID);
}

auto IsNotSigned() {
  return FailsWith(absl::StatusCode::kDataLoss,
                   v1::ERROR_REASON_SIGNATURE_INVALID);
}

auto IsWithoutProof() {
  return FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "checkpoint");
}

class ExportProofTest : public testing::Test {
 protected:
  ExportProofTest()
      : log_store_(OpenMemoryLogStore()), log_(**log_store_->Create("east")) {
    History history(log_);
    std::mt19937 random(1);
    history.Create("east");
    history.AddRandom(kRecords - 1, 20, random);
    records_ = *ReadAll(log_);
  }

  std::string Origin() const { return OriginOf("east", log_.Uid()); }
  std::string KeyText() const { return ToText(VerifierKeyOf(Origin(), key_)); }

  MerkleRange Hashes(uint64_t begin, uint64_t end) const {
    MerkleRange range(begin);
    for (uint64_t i = begin; i < end; ++i) {
      range.AddLeaf(LeafHash(records_[i].bytes));
    }
    return range;
  }

  std::string Checkpoint(uint64_t size) const {
    return SignTreeHead(Origin(),
                        {.size = size, .root = Hashes(0, size).Root()}, key_);
  }

  v1::ExportProof Proof(uint64_t first, uint64_t last, uint64_t size) const {
    const auto rest =
        ProveRange({.begin = first - 1, .end = last, .tree_size = size},
                   [this](const TreeNode& node) {
                     MerkleRange tree;
                     for (uint64_t i = node.begin(); i < node.end(); ++i) {
                       tree.AddLeaf(LeafHash(records_[i].bytes));
                     }
                     return tree.Root();
                   });
    v1::ExportProof proof;
    proof.set_checkpoint(Checkpoint(size));
    for (const Digest& hash : rest->left) {
      proof.mutable_range()->add_left_hashes(std::string(AsBytes(hash)));
    }
    for (const Digest& hash : rest->right) {
      proof.mutable_range()->add_right_hashes(std::string(AsBytes(hash)));
    }
    return proof;
  }

  // An export of records_, whose chain is made anew: a forger can do that.
  std::vector<v1::ExportFrame> Frames(uint64_t first, uint64_t last) const {
    std::vector<v1::ExportFrame> frames(1);
    v1::ExportHeader& header = *frames[0].mutable_header();
    header.set_format(1);
    header.set_ledger("east");
    header.set_ledger_uid(log_.Uid());
    header.set_first_position(first);
    Digest chain = ChainStart(log_.Uid());
    for (uint64_t position = 1; position <= last; ++position) {
      if (position == first) {
        header.set_previous_chain(std::string(AsBytes(chain)));
      }
      chain = ChainNext(chain, records_[position - 1].bytes);
      if (position < first) continue;
      v1::StoredRecord& record = *frames.emplace_back().mutable_record();
      record.set_record(records_[position - 1].bytes);
      record.set_chain(std::string(AsBytes(chain)));
    }
    v1::ExportTrailer& trailer = *frames.emplace_back().mutable_trailer();
    trailer.set_last_position(last);
    trailer.set_chain(std::string(AsBytes(chain)));
    return frames;
  }

  absl::StatusOr<ExportSummary> Verify(
      const std::vector<v1::ExportFrame>& frames,
      const std::string& checkpoint = "") const {
    std::stringstream file;
    for (const v1::ExportFrame& frame : frames) {
      EXPECT_THAT(WriteExportFrame(frame, file), IsOk());
    }
    return VerifyExport(file,
                        {.verifier_key = KeyText(), .checkpoint = checkpoint});
  }

  // Changes what somebody said in a record, without breaking its form.
  void Forge(uint64_t position) {
    v1::Record record;
    ASSERT_TRUE(record.ParseFromString(records_[position - 1].bytes));
    record.set_request_id(record.request_id() + "x");
    records_[position - 1].bytes = record.SerializeAsString();
  }

  const SigningKey key_ = SigningKey::Generate();
  const std::unique_ptr<LogStore> log_store_;
  EventLog& log_;
  std::vector<ReadRow> records_;
};

TEST_F(ExportProofTest, ProvesAnyRangeByItsOwnProof) {
  for (uint64_t first = 1; first <= kRecords; first += 9) {
    for (uint64_t last = first; last <= kRecords; last += 13) {
      auto frames = Frames(first, last);
      *frames.back().mutable_trailer()->mutable_proof() =
          Proof(first, last, kRecords);
      const auto summary = Verify(frames);
      ASSERT_THAT(summary, IsOk()) << first << " to " << last;
      EXPECT_EQ(summary->proven_position, last);
      EXPECT_EQ(summary->tree_size, kRecords);
      EXPECT_THAT(Verify(frames, Checkpoint(kRecords)), IsOk());
    }
  }
}

TEST_F(ExportProofTest, ProvesAnExportFromTheStartByAnyEarlierCheckpoint) {
  const auto frames = Frames(1, 80);
  for (uint64_t size = 1; size <= 80; ++size) {
    const auto summary = Verify(frames, Checkpoint(size));
    ASSERT_THAT(summary, IsOk()) << size;
    EXPECT_EQ(summary->proven_position, size);
    EXPECT_EQ(summary->tree_size, size);
  }
  EXPECT_THAT(Verify(frames, Checkpoint(81)), IsWithoutProof());
}

TEST_F(ExportProofTest, WantsSomethingToProveItWith) {
  EXPECT_THAT(Verify(Frames(1, 100)), IsWithoutProof());
  EXPECT_THAT(Verify(Frames(2, 100), Checkpoint(100)), IsWithoutProof());
  auto frames = Frames(40, 60);
  *frames.back().mutable_trailer()->mutable_proof() = Proof(40, 60, 90);
  EXPECT_THAT(Verify(frames, Checkpoint(100)), IsWithoutProof());
}

// The chain holds, for it was made anew; what was signed does not.
TEST_F(ExportProofTest, CatchesAForgeryThatRemadeTheChain) {
  const std::string signed_before = Checkpoint(kRecords);
  for (const uint64_t position : {1, 2, 37, 64, 99, 100}) {
    const std::vector<ReadRow> kept = records_;
    const v1::ExportProof proof = Proof(1, kRecords, kRecords);
    // The first is the ledger's own and names it.
    Forge(position);
    auto frames = Frames(1, kRecords);
    std::stringstream file;
    for (const auto& frame : frames) {
      ASSERT_THAT(WriteExportFrame(frame, file), IsOk());
    }
    EXPECT_THAT(VerifyExport(file), IsOk()) << position;
    EXPECT_THAT(Verify(frames, signed_before), IsNotProven()) << position;
    *frames.back().mutable_trailer()->mutable_proof() = proof;
    EXPECT_THAT(Verify(frames), IsNotProven()) << position;
    records_ = kept;
  }
}

TEST_F(ExportProofTest, RefusesAChangedProof) {
  auto frames = Frames(30, 60);
  v1::ExportProof& proof = *frames.back().mutable_trailer()->mutable_proof();
  const v1::ExportProof good = Proof(30, 60, 95);
  proof = good;
  ASSERT_THAT(Verify(frames), IsOk());
  for (auto* hashes : {proof.mutable_range()->mutable_left_hashes(),
                       proof.mutable_range()->mutable_right_hashes()}) {
    ASSERT_FALSE(hashes->empty());
    const std::string first = hashes->at(0);
    (*hashes)[0][7] = static_cast<char>(first[7] ^ 1);
    EXPECT_THAT(Verify(frames), IsNotProven());
    (*hashes)[0] = first.substr(1);
    EXPECT_THAT(Verify(frames), IsNotProven());
    (*hashes)[0] = first;
    hashes->Add(std::string(first));
    EXPECT_THAT(Verify(frames), IsNotProven());
    hashes->RemoveLast();
  }
  proof.mutable_checkpoint()->at(40) ^= 1;
  EXPECT_FALSE(Verify(frames).ok());
  proof = good;
  proof.set_checkpoint(Checkpoint(94));
  EXPECT_THAT(Verify(frames), IsNotProven());
  proof = Proof(31, 60, 95);
  EXPECT_THAT(Verify(frames), IsNotProven());
}

TEST_F(ExportProofTest, BelievesNoOtherKey) {
  auto frames = Frames(1, 50);
  *frames.back().mutable_trailer()->mutable_proof() = Proof(1, 50, 100);
  const auto verify = [&](const std::string& key) {
    std::stringstream file;
    for (const auto& frame : frames) {
      EXPECT_THAT(WriteExportFrame(frame, file), IsOk());
    }
    return VerifyExport(file, {.verifier_key = key});
  };
  EXPECT_THAT(verify(KeyText()), IsOk());
  EXPECT_THAT(verify(ToText(VerifierKeyOf(Origin(), SigningKey::Generate()))),
              IsNotSigned());
  EXPECT_THAT(verify(ToText(VerifierKeyOf("workledger/west/00", key_))),
              IsNotSigned());
  EXPECT_THAT(verify("no key"), FailsWith(absl::StatusCode::kInvalidArgument,
                                          v1::ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(Verify(frames, "no checkpoint"),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        v1::ERROR_REASON_FIELD_INVALID));
}

}  // namespace
}  // namespace workledger
