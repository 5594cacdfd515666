#include "engine/ledger/tokens.h"

#include <gtest/gtest.h>

#include <string>

#include "workledger/error.h"

namespace workledger {
namespace {

TEST(TokensTest, APageTokenGivesItsCursorBack) {
  const std::string cursor("\0\xff cursor", 9);
  const auto decoded =
      DecodePageToken("scope", EncodePageToken("scope", cursor));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, cursor);
}

TEST(TokensTest, APageTokenIsBoundToItsScope) {
  const std::string token = EncodePageToken("scope", "cursor");
  for (const char* const scope : {"", "scop", "scope2"}) {
    EXPECT_EQ(ReasonOf(DecodePageToken(scope, token).status()),
              v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
  for (const char* const bad : {"", "%%%", "AAAA"}) {
    EXPECT_EQ(ReasonOf(DecodePageToken("scope", bad).status()),
              v1::ERROR_REASON_PAGE_TOKEN_INVALID)
        << bad;
  }
}

TEST(TokensTest, APageTokenHasTheBytesThatItsListReads) {
  const std::string token = EncodePageToken("scope", "12345678");
  EXPECT_TRUE(DecodePageToken("scope", token, 8).ok());
  EXPECT_EQ(ReasonOf(DecodePageToken("scope", token, 9).status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST(TokensTest, AResumeTokenGivesItsPointBack) {
  ResumePoint point{.position = 0x0102030405060708, .chain = {}};
  point.chain[0] = 0xab;
  point.chain[31] = 0xcd;
  const std::string token = EncodeResumeToken("uid", "filter", point);
  const auto decoded = DecodeResumeToken("uid", "filter", token);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->position, point.position);
  EXPECT_EQ(decoded->chain, point.chain);
  // Where one part ends and the other begins matters.
  EXPECT_EQ(ReasonOf(DecodeResumeToken("uidf", "ilter", token).status()),
            v1::ERROR_REASON_RESUME_TOKEN_INVALID);
  EXPECT_EQ(ReasonOf(DecodeResumeToken("uid", "filter", token + "x").status()),
            v1::ERROR_REASON_RESUME_TOKEN_INVALID);
}

}  // namespace
}  // namespace workledger
