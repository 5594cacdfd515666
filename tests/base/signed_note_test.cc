#include "engine/base/signed_note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/support/status_is.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::StartsWith;

auto IsMalformed() {
  return FailsWith(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_FIELD_INVALID);
}

auto IsNotSigned() {
  return FailsWith(absl::StatusCode::kDataLoss,
                   v1::ERROR_REASON_SIGNATURE_INVALID);
}

// The example of Go's package golang.org/x/mod/sumdb/note.
constexpr char kGoKey[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kGoText[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr char kGoNote[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngo"
    "tpRZb6KE6RyyBwJnAM=\n";

TEST(SignedNoteTest, OpensTheNoteOfAnotherImplementation) {
  const auto key = ParseVerifierKey(kGoKey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(ToText(*key), kGoKey);
  const auto text = OpenNote(kGoNote, *key);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, kGoText);
}

TEST(SignedNoteTest, OpensWhatItSigned) {
  const SigningKey key = SigningKey::Generate();
  const std::string note = SignNote("one\n\ntwo\n", "a.example/log", key);
  EXPECT_THAT(note, StartsWith("one\n\ntwo\n\n\u2014 a.example/log "));
  const auto text = OpenNote(note, VerifierKeyOf("a.example/log", key));
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text, "one\n\ntwo\n");
}

TEST(SignedNoteTest, IgnoresSignaturesOfOthers) {
  const SigningKey ours = SigningKey::Generate();
  const SigningKey witness = SigningKey::Generate();
  const std::string alone = SignNote("text\n", "log", ours);
  const std::string other = SignNote("text\n", "witness", witness);
  const std::string both = alone + other.substr(other.find("\n\n") + 2);
  EXPECT_TRUE(OpenNote(both, VerifierKeyOf("log", ours)).ok());
  EXPECT_TRUE(OpenNote(both, VerifierKeyOf("witness", witness)).ok());
  EXPECT_THAT(OpenNote(both, VerifierKeyOf("third", ours)), IsNotSigned());
  // The same name with another key is another signer.
  EXPECT_THAT(OpenNote(alone, VerifierKeyOf("log", witness)), IsNotSigned());
}

TEST(SignedNoteTest, EveryChangedByteIsRefused) {
  const SigningKey key = SigningKey::Generate();
  const VerifierKey trusted = VerifierKeyOf("log", key);
  const std::string note = SignNote("some text\n12\n", "log", key);
  for (size_t i = 0; i < note.size(); ++i) {
    for (const char bit : {1, 2, 64}) {
      std::string changed = note;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      EXPECT_FALSE(OpenNote(changed, trusted).ok()) << "byte " << i;
    }
    EXPECT_FALSE(OpenNote(note.substr(0, i), trusted).ok()) << "cut at " << i;
  }
}

TEST(SignedNoteTest, RefusesWhatIsNoNote) {
  const VerifierKey key = VerifierKeyOf("log", SigningKey::Generate());
  for (const char* text :
       {"", "\n", "text\n", "text\n\n", "text\n\nno signature\n",
        "text\n\n\u2014 log\n", "text\n\n\u2014 log AAAA\n",
        "text\n\n\u2014 log !!!!\n", "te\rxt\n\n\u2014 log AAAAAAAA\n",
        "text\n\n\u2014 log AAAAAAAA"}) {
    EXPECT_THAT(OpenNote(text, key), IsMalformed()) << text;
  }
}

TEST(VerifierKeyTest, RefusesWhatIsNone) {
  for (const char* text :
       {"", "name", "name+c74f20a3", "+c74f20a3+AAAA",
        "na me+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        // Another key id, another name for the id, another type, too short.
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10"}) {
    EXPECT_THAT(ParseVerifierKey(text), IsMalformed()) << text;
  }
  EXPECT_TRUE(ParseVerifierKey(absl::StrCat(" ", kGoKey, "\n")).ok());
}

// RFC 8032, section 7.1, tests 2 and 3: public key, message, signature.
TEST(Ed25519Test, AcceptsThePublishedSignatures) {
  struct Vector {
    const char* key;
    const char* message;
    const char* signature;
  };
  for (const Vector& vector :
       {Vector{
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c0"
            "0"},
        Vector{
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40"
            "a"}}) {
    PublicKey key;
    std::ranges::copy(absl::HexStringToBytes(vector.key), key.begin());
    const std::string message = absl::HexStringToBytes(vector.message);
    std::string signature = absl::HexStringToBytes(vector.signature);
    EXPECT_TRUE(SignatureHolds(key, message, signature));
    EXPECT_FALSE(SignatureHolds(key, message + "x", signature));
    signature[0] ^= 1;
    EXPECT_FALSE(SignatureHolds(key, message, signature));
    EXPECT_FALSE(SignatureHolds(key, message, ""));
  }
}

TEST(Ed25519Test, KeepsAKeyAsPem) {
  const SigningKey key = SigningKey::Generate();
  EXPECT_THAT(key.ToPem(), StartsWith("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_THAT(key.PublicToPem(), StartsWith("-----BEGIN PUBLIC KEY-----\n"));
  const auto again = SigningKey::FromPem(key.ToPem());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_TRUE(SignatureHolds(key.public_key(), "text", again->Sign("text")));
  EXPECT_NE(SigningKey::Generate().public_key(), key.public_key());
}

TEST(Ed25519Test, RefusesOtherPem) {
  EXPECT_FALSE(SigningKey::FromPem("").has_value());
  EXPECT_FALSE(SigningKey::FromPem("no key").has_value());
  EXPECT_FALSE(
      SigningKey::FromPem(SigningKey::Generate().PublicToPem()).has_value());
  // X25519 is no signature key.
  EXPECT_FALSE(
      SigningKey::FromPem(
          "-----BEGIN PRIVATE KEY-----\n"
          "MC4CAQAwBQYDK2VuBCIEIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
          "AQEB\n"
          "-----END PRIVATE KEY-----\n")
          .has_value());
}

}  // namespace
}  // namespace workledger
