#include "engine/base/tree_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/digest.h"
#include "engine/base/string_view.h"
#include "tests/support/status_is.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

auto IsMalformed() {
  return FailsWith(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_FIELD_INVALID);
}

auto IsNotSigned() {
  return FailsWith(absl::StatusCode::kDataLoss,
                   v1::ERROR_REASON_SIGNATURE_INVALID);
}

TEST(TreeHeadTest, IsACheckpointOfItsLedger) {
  const SigningKey key = SigningKey::Generate();
  const std::string origin = OriginOf("east", "\x01\x02");
  EXPECT_EQ(origin, "workledger/east/0102");
  const TreeRoot tree{.size = 12, .root = Sha256({"root"})};
  const std::string note = SignTreeHead(origin, tree, key);
  EXPECT_THAT(note,
              StartsWith(absl::StrCat(
                  "workledger/east/0102\n12\n",
                  absl::Base64Escape(ToAbsl(AsBytes(tree.root))), "\n\n")));
  const auto opened = OpenTreeHead(note, VerifierKeyOf(origin, key));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(*opened, tree);
}

TEST(TreeHeadTest, TakesExtensionLines) {
  const SigningKey key = SigningKey::Generate();
  const std::string root = absl::Base64Escape(std::string(32, 'r'));
  const std::string note =
      SignNote(absl::StrCat("log\n7\n", root, "\nmore\n"), "log", key);
  const auto opened = OpenTreeHead(note, VerifierKeyOf("log", key));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->size, 7U);
}

TEST(TreeHeadTest, RefusesSignedTextThatIsNoHead) {
  const SigningKey key = SigningKey::Generate();
  const VerifierKey trusted = VerifierKeyOf("log", key);
  const std::string root = absl::Base64Escape(std::string(32, 'r'));
  const auto open = [&](const std::string& text) {
    return OpenTreeHead(SignNote(text, "log", key), trusted);
  };
  EXPECT_THAT(open("log\n"), IsMalformed());
  EXPECT_THAT(open("log\n7\n"), IsMalformed());
  EXPECT_THAT(open(absl::StrCat("log\nseven\n", root, "\n")), IsMalformed());
  EXPECT_THAT(open(absl::StrCat("log\n-1\n", root, "\n")), IsMalformed());
  EXPECT_THAT(open("log\n7\nAAAA\n"), IsMalformed());
  // Of another ledger, and a size that could be written otherwise.
  EXPECT_THAT(open(absl::StrCat("other\n7\n", root, "\n")), IsNotSigned());
  EXPECT_THAT(open(absl::StrCat("log\n07\n", root, "\n")), IsNotSigned());
}

// Computes the worked example of docs/proofs.md again.
TEST(TreeHeadTest, IsAsTheDocumentSays) {
  std::ifstream file(WORKLEDGER_PROOFS_DOC);
  const std::string doc{std::istreambuf_iterator<char>(file), {}};
  // The record of docs/log_format.md, which tests/log/log_format_test.cc makes.
  const std::string record = absl::HexStringToBytes(
      "0a10000102030405060708090a0b0c0d0e0f10011a02080120012801300138504206088"
      "0e2cfaa064a060880e2cfaa06520b0a0561646d696e200128015a0b6372656174652d65"
      "6173747a1282050f0a0b656173742d63616d7075731001");
  const std::string pem =
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
      "-----END PRIVATE KEY-----\n";
  EXPECT_THAT(doc, HasSubstr(pem));
  const auto key = SigningKey::FromPem(pem);
  ASSERT_TRUE(key.has_value());
  MerkleRange tree;
  tree.AddLeaf(LeafHash(record));
  EXPECT_THAT(doc, HasSubstr(ToHex(AsBytes(tree.Root()))));
  const std::string origin =
      OriginOf("east-campus",
               absl::HexStringToBytes("000102030405060708090a0b0c0d0e0f"));
  EXPECT_THAT(doc, HasSubstr(ToText(VerifierKeyOf(origin, *key))));
  EXPECT_THAT(doc, HasSubstr(SignTreeHead(
                       origin, {.size = 1, .root = tree.Root()}, *key)));
}

}  // namespace
}  // namespace workledger
