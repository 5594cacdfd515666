#include "tools/workledger/compact_form.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/tools/usage_error.h"

namespace workledger {
namespace {

TEST(CompactFormTest, ReadsAnAttachment) {
  const std::string digest(64, 'a');
  const auto attachment =
      ParseAttachment({"--evidence", digest + ":20480:image/jpeg"});
  ASSERT_TRUE(attachment.ok()) << attachment.status();
  EXPECT_EQ(attachment->digest(), std::string(32, '\xaa'));
  EXPECT_EQ(attachment->size_bytes(), 20480u);
  EXPECT_EQ(attachment->media_type(), "image/jpeg");
}

TEST(CompactFormTest, RefusesOtherAttachments) {
  for (const std::string& text : {std::string(), std::string("x:1:image/jpeg"),
                                  std::string(62, 'a') + ":1:image/jpeg",
                                  std::string(64, 'a') + ":one:image/jpeg",
                                  std::string(64, 'a') + ":1"}) {
    EXPECT_THAT(ParseAttachment({"--evidence", text}),
                IsUsageError("--evidence: got"))
        << text;
  }
}

TEST(CompactFormTest, ReadsAWorkLine) {
  const auto line = ParseWorkLine({"--parts", "LED tube 18 W:2.5:piece:35.5"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->item(), "LED tube 18 W");
  EXPECT_EQ(line->quantity_milli(), 2500u);
  EXPECT_EQ(line->unit(), "piece");
  EXPECT_EQ(line->cost_fen(), 3550);
}

TEST(CompactFormTest, LetsAnItemHoldColons) {
  const auto line = ParseWorkLine({"--parts", "灯管 1:2 型:1:根:28"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->item(), "灯管 1:2 型");
  EXPECT_EQ(line->quantity_milli(), 1000u);
  EXPECT_EQ(line->cost_fen(), 2800);
}

TEST(CompactFormTest, RefusesOtherWorkLines) {
  for (const char* text :
       {"", "tube:1:piece", "tube:1.2345:piece:1", "tube:1:piece:1.234",
        "tube:-1:piece:1", "tube:1:piece:-1", "tube:one:piece:1",
        "tube:1.:piece:1", "tube:.5:piece:1",
        "tube:99999999999999999999:piece:1"}) {
    EXPECT_THAT(ParseWorkLine({"--parts", text}), IsUsageError("--parts: got"))
        << text;
  }
}

}  // namespace
}  // namespace workledger
