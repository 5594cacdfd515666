#include "tools/workledger/order_flags.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/usage_error.h"
#include "tools/workledger/compact_form.h"
#include "tools/workledger/report_verbs.h"
#include "workledger/v1/actor.pb.h"

namespace workledger {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::Not;

OrderVerb Verb(const std::string& name) {
  for (const OrderVerb& verb : TicketOrderVerbs()) {
    if (verb.name == name) return verb;
  }
  ADD_FAILURE() << "no verb " << name;
  return {};
}

std::vector<OrderFlag> Flags(const std::string& verb) {
  return OrderFlags(*Verb(verb).field->message_type());
}

// Something that can be typed for the flag.
std::string Sample(const OrderFlag& flag) {
  if (flag.boolean) return "true";
  if (flag.form == "TIME") return "2025-03-03 09:00";
  if (flag.form == "NUMBER") return "4";
  if (flag.form == kAttachmentForm) {
    return std::string(64, '0') + ":1:image/png";
  }
  if (flag.form == kWorkLineForm) return "tube:1:piece:28";
  if (flag.form == kQuantityForm) return "lift:3:piece";
  if (flag.form == kScoredItemForm) return "floor:8";
  if (flag.form == "TEXT") return "x";
  return flag.form.substr(0, flag.form.find('|'));
}

TEST(OrderFlagsTest, HasAVerbForEveryOrderOfATicket) {
  const std::vector<OrderVerb> verbs = TicketOrderVerbs();
  const auto name = [](const char* text) {
    return Field(&OrderVerb::name, std::string(text));
  };
  EXPECT_THAT(
      verbs,
      AllOf(Contains(name("report")), Contains(name("return")),
            Contains(name("record-arrival")), Contains(name("accept-work")),
            Contains(name("set-priority")), Contains(name("plan-task")),
            Contains(name("submit-report")), Contains(name("excuse-breach")),
            Contains(name("migrate-policy"))));
  EXPECT_THAT(verbs, AllOf(Not(Contains(name("record-history"))),
                           Not(Contains(name("advance-time"))),
                           Not(Contains(name("change-catalogue"))),
                           Not(Contains(name("open-round"))),
                           Not(Contains(name("fire-timer")))));
}

TEST(OrderFlagsTest, GivesAnAssigneeTheFlagsOfADispatch) {
  v1::Command command;
  ASSERT_TRUE(FillOrder({{"--party", {"wuye-1"}}, {"--person", {"li"}}},
                        absl::UTCTimeZone(),
                        MutableOrder(Verb("plan-task"), command))
                  .ok());
  EXPECT_EQ(command.plan_task().assignee().party(), "wuye-1");
  EXPECT_EQ(command.plan_task().assignee().person(), "li");
}

TEST(OrderFlagsTest, GivesAClockTheFlagsOfItsKey) {
  v1::Command command;
  ASSERT_TRUE(FillOrder({{"--metric", {"resolution"}},
                         {"--party", {"sla"}},
                         {"--cycle", {"1"}},
                         {"--reason", {"flood"}}},
                        absl::UTCTimeZone(),
                        MutableOrder(Verb("excuse-breach"), command))
                  .ok());
  const v1::ExcuseBreach& order = command.excuse_breach();
  EXPECT_EQ(order.clock().metric(), v1::METRIC_RESOLUTION);
  EXPECT_EQ(order.clock().party(), v1::CLOCK_PARTY_SLA);
  EXPECT_EQ(order.clock().cycle(), 1u);
  EXPECT_EQ(order.reason(), "flood");
}

class EveryOrderTest : public ::testing::TestWithParam<OrderVerb> {};

TEST_P(EveryOrderTest, SaysWhatEachFlagMeans) {
  for (const OrderFlag& flag : OrderFlags(*GetParam().field->message_type())) {
    EXPECT_NE(flag.words, "") << flag.name;
    EXPECT_NE(flag.words, " (required)") << flag.name;
  }
}

TEST_P(EveryOrderTest, CanBeExpressedWhole) {
  const Descriptor& type = *GetParam().field->message_type();
  FlagTexts texts;
  for (const OrderFlag& flag : OrderFlags(type)) {
    const bool fresh =
        texts.emplace(flag.name, std::vector{Sample(flag)}).second;
    EXPECT_TRUE(fresh) << flag.name << " twice";
  }
  v1::Command command;
  google::protobuf::Message& order = MutableOrder(GetParam(), command);
  const absl::Status filled = FillOrder(texts, absl::UTCTimeZone(), order);
  ASSERT_TRUE(filled.ok()) << filled;
  EXPECT_EQ(command.order_case(), GetParam().field->number());
  std::vector<const FieldDescriptor*> fields;
  order.GetReflection()->ListFields(order, &fields);
  EXPECT_EQ(fields.size(), static_cast<size_t>(type.field_count()))
      << order.ShortDebugString();
}

INSTANTIATE_TEST_SUITE_P(Orders, EveryOrderTest,
                         ::testing::ValuesIn(TicketOrderVerbs()),
                         [](const auto& verb) {
                           return verb.param.field->camelcase_name();
                         });

INSTANTIATE_TEST_SUITE_P(RoundOrders, EveryOrderTest,
                         ::testing::ValuesIn(InspectionOrderVerbs()),
                         [](const auto& verb) {
                           return verb.param.field->camelcase_name();
                         });

INSTANTIATE_TEST_SUITE_P(Tally, EveryOrderTest,
                         ::testing::Values(TallyOrderVerb()),
                         [](const auto&) { return "Record"; });

TEST(OrderFlagsTest, HasAVerbForEveryOrderOfARound) {
  std::vector<std::string> names;
  for (const OrderVerb& verb : InspectionOrderVerbs()) {
    EXPECT_TRUE(IsInspectionOrder(verb)) << verb.name;
    names.push_back(verb.name);
  }
  EXPECT_THAT(names, ::testing::ElementsAre("open-round", "record-visit",
                                            "raise-finding", "close-round",
                                            "contest-round", "decide-round",
                                            "end-round"));
  for (const OrderVerb& verb : TicketOrderVerbs()) {
    EXPECT_FALSE(IsInspectionOrder(verb)) << verb.name;
  }
}

TEST(OrderFlagsTest, GivesAPersonalTextTwoFlags) {
  v1::Report report;
  const absl::Status filled =
      FillOrder({{"--text", {"灯不亮"}}, {"--text-subject", {"staff-7"}}},
                absl::UTCTimeZone(), report);
  ASSERT_TRUE(filled.ok()) << filled;
  EXPECT_EQ(report.text().clear(), "灯不亮");
  EXPECT_EQ(report.text().data_subject(), "staff-7");
  EXPECT_FALSE(report.has_requester());
}

TEST(OrderFlagsTest, TakesAListItemByItem) {
  v1::Complete complete;
  const absl::Status filled =
      FillOrder({{"--parts", {"tube:1:piece:28", "wire:2.5:m:10"}}},
                absl::UTCTimeZone(), complete);
  ASSERT_TRUE(filled.ok()) << filled;
  ASSERT_EQ(complete.parts_size(), 2);
  EXPECT_EQ(complete.parts(1).item(), "wire");
}

TEST(OrderFlagsTest, ReadsTimesInTheZone) {
  v1::Appoint appoint;
  const absl::Status filled =
      FillOrder({{"--slot-time", {"2025-03-03 08:00"}}},
                absl::FixedTimeZone(8 * 60 * 60), appoint);
  ASSERT_TRUE(filled.ok()) << filled;
  EXPECT_EQ(appoint.slot_time().seconds(),
            absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(2025, 3, 3),
                                                absl::UTCTimeZone())));
}

TEST(OrderFlagsTest, ShowsTheNamesOfAnEnum) {
  EXPECT_THAT(
      Flags("accept"),
      Contains(AllOf(Field(&OrderFlag::name, std::string("--priority")),
                     Field(&OrderFlag::form, std::string("p1|p2|p3|p4|p5")))));
}

TEST(OrderFlagsTest, SaysWhatIsRequired) {
  const auto words = [](const std::string& name, const std::string& text) {
    return AllOf(Field(&OrderFlag::name, name), Field(&OrderFlag::words, text));
  };
  EXPECT_THAT(
      Flags("dispatch"),
      AllOf(Contains(
                words("--party", "code of the team or contractor (required)")),
            Contains(words("--person", "one of its people"))));
  EXPECT_THAT(
      Flags("add-note"),
      AllOf(Contains(words("--text", "in words; personal text (required)")),
            Contains(words("--text-subject",
                           "pseudonym of whom these words are about"))));
  EXPECT_THAT(Flags("excuse-breach"),
              AllOf(Contains(words("--party", "whose clock it is (required)")),
                    Contains(words("--segment",
                                   "of this dispatch, counted from 1; only "
                                   "clocks of contractors"))));
}

TEST(OrderFlagsTest, NamesTheFlagOfABadValue) {
  v1::RateService rate;
  EXPECT_THAT(FillOrder({{"--score", {"five"}}}, absl::UTCTimeZone(), rate),
              IsUsageError("--score: got \"five\", want a whole number"));
  v1::Command::Hold hold;
  EXPECT_THAT(
      FillOrder({{"--until-time", {"soon"}}}, absl::UTCTimeZone(), hold),
      IsUsageError("--until-time: got \"soon\""));
  EXPECT_THAT(FillOrder({{"--reason", {"tea"}}}, absl::UTCTimeZone(), hold),
              IsUsageError("--reason: got \"tea\", want one of await-request"));
}

}  // namespace
}  // namespace workledger
