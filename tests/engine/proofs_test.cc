// Checkpoints and proofs of an engine, checked with the public key alone.

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/merkle_proof.h"
#include "engine/base/tree_head.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/status_is.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

class ProofsTest : public EngineTest {
 protected:
  void Fill(int reports) {
    for (int i = 0; i < reports; ++i) {
      ASSERT_THAT(Execute(ReportRequest(absl::StrCat("r-", count_),
                                        absl::StrCat("t-", count_))),
                  IsOk());
      ++count_;
    }
  }

  absl::StatusOr<v1::GetCheckpointResponse> Checkpoint(uint64_t min_position) {
    v1::GetCheckpointRequest request;
    request.set_ledger("main");
    request.set_min_position(min_position);
    return Call(*engine_, &Engine::GetCheckpoint, request);
  }

  // The head of the tree over all that there is, and its key.
  TreeRoot Head() {
    const auto response = Checkpoint(HeadPosition());
    EXPECT_THAT(response, IsOk());
    const auto key = ParseVerifierKey(response->verifier_key());
    EXPECT_THAT(key, IsOk());
    key_ = *key;
    const auto head = OpenTreeHead(response->checkpoint(), key_);
    EXPECT_THAT(head, IsOk());
    EXPECT_EQ(response->tree_size(), head->size);
    EXPECT_EQ(response->root_hash(), AsBytes(head->root));
    return *head;
  }

  // In a struct, for two are alike.
  struct Inclusion {
    uint64_t position = 0;
    uint64_t tree_size = 0;
  };
  absl::StatusOr<v1::GetInclusionProofResponse> Prove(Inclusion inclusion) {
    v1::GetInclusionProofRequest request;
    request.set_ledger("main");
    request.set_position(inclusion.position);
    request.set_tree_size(inclusion.tree_size);
    return Call(*engine_, &Engine::GetInclusionProof, request);
  }

  struct Consistency {
    uint64_t first = 0;
    uint64_t second = 0;
  };
  absl::StatusOr<v1::GetConsistencyProofResponse> Prove(
      Consistency consistency) {
    v1::GetConsistencyProofRequest request;
    request.set_ledger("main");
    request.set_first_tree_size(consistency.first);
    request.set_second_tree_size(consistency.second);
    return Call(*engine_, &Engine::GetConsistencyProof, request);
  }

  struct Range {
    uint64_t first = 0;
    uint64_t last = 0;
    uint64_t tree_size = 0;
  };
  absl::StatusOr<v1::GetRangeProofResponse> Prove(Range range) {
    v1::GetRangeProofRequest request;
    request.set_ledger("main");
    request.set_first_position(range.first);
    request.set_last_position(range.last);
    request.set_tree_size(range.tree_size);
    return Call(*engine_, &Engine::GetRangeProof, request);
  }

  std::vector<std::string> Records() {
    v1::ReadEventsRequest request;
    request.set_ledger("main");
    request.set_page_size(1000);
    const auto page = Call(*engine_, &Engine::ReadEvents, request);
    std::vector<std::string> records;
    for (const auto& record : page->records()) {
      records.push_back(record.record());
    }
    return records;
  }

  fs::path Data() const { return directory_.path() / "data"; }

  int count_ = 0;
  VerifierKey key_;
};

TEST_P(ProofsTest, EveryRecordIsInEveryTreeThatHasIt) {
  Fill(20);
  Head();
  const std::vector<std::string> records = Records();
  MerkleRange tree;
  for (uint64_t size = 1; size <= records.size(); ++size) {
    tree.AddLeaf(LeafHash(records[size - 1]));
    for (uint64_t position = 1; position <= size; ++position) {
      const auto proof = Prove(Inclusion{position, size});
      ASSERT_THAT(proof, IsOk());
      const auto hashes = ParseHashes(proof->hashes());
      ASSERT_TRUE(hashes);
      EXPECT_TRUE(InclusionHolds(position - 1, size,
                                 LeafHash(records[position - 1]), *hashes,
                                 tree.Root()))
          << position << " of " << size;
    }
  }
  EXPECT_EQ(tree.Root(), Head().root);
}

TEST_P(ProofsTest, LaterCheckpointsGoOnFromEarlierOnes) {
  std::vector<TreeRoot> heads;
  for (int i = 0; i < 12; ++i) {
    Fill(1 + i % 3);
    // What is in memory only does not outlast it.
    if (i == 6 && GetParam()) Open();
    heads.push_back(Head());
  }
  for (const TreeRoot& first : heads) {
    for (const TreeRoot& second : heads) {
      if (first.size > second.size) continue;
      const auto proof = Prove(Consistency{first.size, second.size});
      ASSERT_THAT(proof, IsOk());
      const auto hashes = ParseHashes(proof->hashes());
      ASSERT_TRUE(hashes);
      EXPECT_TRUE(ConsistencyHolds(first, second, *hashes))
          << first.size << " to " << second.size;
    }
  }
}

TEST_P(ProofsTest, ProvesRanges) {
  Fill(12);
  const TreeRoot head = Head();
  const std::vector<std::string> records = Records();
  for (uint64_t first = 1; first <= head.size; ++first) {
    MerkleRange range(first - 1);
    for (uint64_t last = first; last <= head.size; ++last) {
      range.AddLeaf(LeafHash(records[last - 1]));
      const auto response = Prove(Range{first, last, head.size});
      ASSERT_THAT(response, IsOk());
      const RangeRest rest{
          .left = *ParseHashes(response->proof().left_hashes()),
          .right = *ParseHashes(response->proof().right_hashes())};
      EXPECT_TRUE(RangeHolds(range, rest, head)) << first << " to " << last;
    }
  }
}

TEST_P(ProofsTest, RefusesPlacesThatAreNone) {
  Fill(5);  // with the ledger's creation, 6 records
  const auto invalid = [](const char* field) {
    return FailsAtField(v1::ERROR_REASON_FIELD_INVALID, field);
  };
  EXPECT_THAT(Prove(Inclusion{0, 6}), invalid("position"));
  EXPECT_THAT(Prove(Inclusion{4, 3}), invalid("position"));
  EXPECT_THAT(Prove(Inclusion{1, 0}), invalid("position"));
  EXPECT_THAT(Prove(Consistency{0, 6}), invalid("first_tree_size"));
  EXPECT_THAT(Prove(Consistency{6, 5}), invalid("first_tree_size"));
  EXPECT_THAT(Prove(Range{0, 3, 6}), invalid("first_position"));
  EXPECT_THAT(Prove(Range{4, 3, 6}), invalid("first_position"));
  EXPECT_THAT(Prove(Range{1, 0, 6}), invalid("last_position"));
  EXPECT_THAT(Prove(Range{1, 6, 5}), invalid("last_position"));
  const auto ahead =
      FailsWith(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_POSITION_AHEAD);
  EXPECT_THAT(Prove(Inclusion{1, 7}), ahead);
  EXPECT_THAT(Prove(Consistency{1, 7}), ahead);
  EXPECT_THAT(Prove(Range{1, 2, 7}), ahead);
  EXPECT_THAT(Checkpoint(7), ahead);
  EXPECT_THAT(Checkpoint(~uint64_t{0}), ahead);
  EXPECT_THAT(Checkpoint(6), IsOk());
}

TEST_P(ProofsTest, KnowsNoOtherLedger) {
  const auto unknown =
      FailsWith(absl::StatusCode::kNotFound, v1::ERROR_REASON_LEDGER_NOT_FOUND);
  EXPECT_THAT(Call(*engine_, &Engine::GetCheckpoint, {}), unknown);
  EXPECT_THAT(Call(*engine_, &Engine::GetInclusionProof, {}), unknown);
  EXPECT_THAT(Call(*engine_, &Engine::GetConsistencyProof, {}), unknown);
  EXPECT_THAT(Call(*engine_, &Engine::GetRangeProof, {}), unknown);
}

INSTANTIATE_TEST_SUITE_P(Logs, ProofsTest, testing::Bool());

class SigningKeyTest : public ProofsTest {
 protected:
  absl::Status Reopen(const std::string& key_file = "") {
    engine_.reset();
    EngineOptions options;
    options.directory = Data().string();
    options.disk_reserve_bytes = 0;
    options.signing_key_file = key_file;
    auto engine = Engine::Open(options);
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    return absl::OkStatus();
  }

  fs::path Key() const { return Data() / "signing_key.pem"; }

  static void Write(const fs::path& file, const std::string& text) {
    std::ofstream(file) << text;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  }

  static auto IsUnusable() {
    return FailsWith(absl::StatusCode::kFailedPrecondition,
                     v1::ERROR_REASON_SIGNING_KEY_UNUSABLE);
  }
};

TEST_P(SigningKeyTest, IsMadeOnceAndForItsOwnerOnly) {
  Head();
  const VerifierKey first = key_;
  struct stat about {};
  ASSERT_EQ(stat(Key().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0600U);
  ASSERT_THAT(Reopen(), IsOk());
  Head();
  EXPECT_EQ(key_, first);
}

TEST_P(SigningKeyTest, MayLieElsewhere) {
  Head();
  const VerifierKey first = key_;
  const fs::path elsewhere = directory_.path() / "key";
  engine_.reset();
  fs::rename(Key(), elsewhere);
  ASSERT_THAT(Reopen(elsewhere.string()), IsOk());
  Head();
  EXPECT_EQ(key_, first);
  EXPECT_FALSE(fs::exists(Key()));
}

TEST_P(SigningKeyTest, IsRefusedWhenItIsNone) {
  struct Case {
    const char* what;
    std::string text;
  };
  for (const Case& bad :
       {Case{"empty", ""}, Case{"no PEM", "key"},
        Case{"a public key", SigningKey::Generate().PublicToPem()},
        Case{"cut off", SigningKey::Generate().ToPem().substr(0, 60)},
        Case{"too long", std::string(100000, '\n')}}) {
    Write(Key(), bad.text);
    const absl::Status status = Reopen();
    EXPECT_THAT(status, IsUnusable()) << bad.what;
    EXPECT_THAT(std::string(status.message()), HasSubstr(Key().string()));
  }
}

TEST_P(SigningKeyTest, IsRefusedWhenItIsAnothers) {
  Write(Key(), SigningKey::Generate().ToPem());
  EXPECT_THAT(Reopen(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                  v1::ERROR_REASON_SIGNING_KEY_FOREIGN));
}

TEST_P(SigningKeyTest, IsNotMadeAnewWhenItIsLost) {
  fs::remove(Key());
  EXPECT_THAT(Reopen(), IsUnusable());
  EXPECT_FALSE(fs::exists(Key()));
  EXPECT_THAT(Reopen((directory_.path() / "other").string()), IsUnusable());
  // Who gives up what was signed removes both halves.
  fs::remove(Data() / "verifier_key.pem");
  EXPECT_THAT(Reopen(), IsOk());
}

TEST_P(SigningKeyTest, IsRefusedWhenOthersMayUseIt) {
  fs::permissions(Key(), fs::perms::group_read, fs::perm_options::add);
  EXPECT_THAT(Reopen(), IsUnusable());
}

TEST_P(SigningKeyTest, IsRefusedWhenItIsAFolder) {
  fs::remove(Key());
  fs::create_directory(Key());
  EXPECT_THAT(Reopen(), IsUnusable());
}

TEST_P(SigningKeyTest, CannotBeMadeWhereThereIsNoFolder) {
  engine_.reset();
  fs::remove(Key());
  fs::remove(Data() / "verifier_key.pem");
  EXPECT_THAT(Reopen((directory_.path() / "missing/key").string()),
              FailsWith(absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_FILE_UNWRITABLE));
}

INSTANTIATE_TEST_SUITE_P(OnDisk, SigningKeyTest, testing::Values(true));

}  // namespace
}  // namespace workledger
