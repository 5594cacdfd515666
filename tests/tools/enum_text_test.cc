#include "tools/workledger/enum_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/usage_error.h"
#include "workledger/v1/actor.pb.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;

TEST(EnumTextTest, ShortensNames) {
  EXPECT_EQ(ShortName(v1::TICKET_STATE_ON_SITE), "on-site");
  EXPECT_EQ(ShortName(v1::PRIORITY_P1), "p1");
  EXPECT_EQ(ShortName(v1::CHANNEL_MINI_PROGRAM), "mini-program");
}

TEST(EnumTextTest, PrintsAnUnknownNumberAsItIs) {
  EXPECT_EQ(ShortName(static_cast<v1::Priority>(77)), "77");
}

TEST(EnumTextTest, ReadsEveryFormOfAName) {
  for (const char* text : {"await-parts", "AWAIT_PARTS", "Await-Parts",
                           "HOLD_REASON_AWAIT_PARTS"}) {
    const auto reason = ParseEnum<v1::HoldReason>({"--reason", text});
    ASSERT_TRUE(reason.ok()) << reason.status();
    EXPECT_EQ(*reason, v1::HOLD_REASON_AWAIT_PARTS);
  }
}

TEST(EnumTextTest, ListsTheNamesWhenOneIsUnknown) {
  EXPECT_THAT(ParseEnum<v1::Priority>({"--priority", "p9"}),
              IsUsageError("--priority: got \"p9\", want one of p1, p2, p3, "
                           "p4, p5"));
  EXPECT_THAT(ParseEnum<v1::Priority>({"--priority", "unspecified"}),
              IsUsageError("want one of p1"));
}

TEST(EnumTextTest, NamesRolesInOrder) {
  EXPECT_THAT(ShortNames(*v1::Role_descriptor()),
              ElementsAre("requester", "desk", "supervisor", "technician",
                          "inspector", "duty-officer", "leader"));
}

// A new value must get its term, or the tables lose their second language.
template <typename Enum>
void ExpectTerms() {
  const auto& type = *google::protobuf::GetEnumDescriptor<Enum>();
  for (int i = 1; i < type.value_count(); ++i) {
    EXPECT_FALSE(
        ChineseTerm(static_cast<Enum>(type.value(i)->number())).empty())
        << type.value(i)->name();
  }
  EXPECT_TRUE(ChineseTerm(static_cast<Enum>(0)).empty());
}

TEST(EnumTextTest, HasAChineseTermForEveryValue) {
  ExpectTerms<v1::TicketState>();
  ExpectTerms<v1::Priority>();
  ExpectTerms<v1::HoldReason>();
  ExpectTerms<v1::ClosureCode>();
}

}  // namespace
}  // namespace workledger
