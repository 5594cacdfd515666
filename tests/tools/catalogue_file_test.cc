#include "tools/workledger/catalogue/catalogue_file.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tools/workledger/catalogue/catalogue_plan.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

absl::StatusOr<std::string> ReadNothing(const std::string& file) {
  return absl::NotFoundError(absl::StrCat(file, ": no such file"));
}

absl::StatusOr<CatalogueFile> Parse(std::string_view text) {
  return ParseCatalogueFile(text, "b.toml", absl::UTCTimeZone(), ReadNothing);
}

// Codes in the order of the changes; "-" before those that are retired.
std::vector<std::string> Codes(std::string_view text) {
  const auto file = Parse(text);
  if (!file.ok()) return {file.status().ToString()};
  std::vector<std::string> codes;
  for (const FileChange& change : file->changes) {
    codes.push_back(absl::StrCat(change.change.has_retire() ? "-" : "",
                                 KeyOfChange(change.change).second));
  }
  return codes;
}

struct Wrong {
  std::string_view text;
  std::string_view message;
};

TEST(CatalogueFileTest, SaysWhereItIsWrong) {
  for (const Wrong& wrong : std::vector<Wrong>{
           {"a = \n", "b.toml:1:"},
           {"[[lift]]\ncode = \"a\"\n", "b.toml:1:3: lift: unknown key"},
           {"location = 3\n", "b.toml:1:1: location: want [[location]]"},
           {"zone = \"Mars\"\n", "b.toml:1:1: zone: want a time zone"},
           {"document = 3\n", "b.toml:1:1: document: want a text"},
           {"[[asset]]\ncode = \"a\"\ncolour = \"red\"\n",
            "b.toml:3:1: colour: unknown key, want a field of Asset"},
           {"[[asset]]\nname = \"a\"\n", "b.toml:1:1: code: missing"},
           {"[[asset]]\ncode = 3\n", "b.toml:2:8: code: want a text in quotes"},
           {"[[asset]]\ncode = \"a\"\n[[asset]]\ncode = \"a\"\n",
            "b.toml:4:1: code: got a twice, first at b.toml:2:1"},
           {"[[asset]]\ncode = \"a\"\nquantity_milli = -1\n",
            "b.toml:3:18: quantity_milli: want a whole number from 0"},
           {"[[party]]\ncode = \"a\"\nactive = \"yes\"\n",
            "b.toml:3:10: active: want true or false"},
           {"[[party]]\ncode = \"a\"\nkind = \"gang\"\n", "b.toml:3:8: kind:"},
           {"[[party]]\ncode = \"a\"\nmembers = 3\n",
            "b.toml:3:11: members: want a list"},
           {"[[party]]\ncode = \"a\"\nmembers = [3]\n",
            "b.toml:3:12: members[0]: want a table"},
           {"[[party]]\ncode = \"a\"\nmembers = [{ age = 3 }]\n",
            "b.toml:3:14: members[0].age: unknown key, want a field of Member"},
           {"[[calendar]]\ncode = \"a\"\ntransitions = []\n",
            "b.toml:3:1: transitions: unknown key"},
           {"[[calendar]]\ncode = \"a\"\nintervals = [{ open_minute = "
            "\"9 am\" }]\n",
            "b.toml:3:30: intervals[0].open_minute: want a time of day"},
           {"[[calendar]]\ncode = \"a\"\ndays = [{ date = \"2026\" }]\n",
            "b.toml:3:18: days[0].date: want a date"},
           {"[[contract]]\ncode = \"a\"\nstart_time = \"2026\"\n",
            "b.toml:3:14: start_time: want a time"},
           {"[[plan]]\ncode = \"a\"\nwindow = \"-1h\"\n",
            "b.toml:3:10: window: want a span above zero"},
           {"[[plan]]\ncode = \"a\"\nwindow = 90\n",
            "b.toml:3:10: window: want a span above zero"},
       }) {
    const auto file = Parse(wrong.text);
    EXPECT_FALSE(file.ok()) << wrong.text;
    EXPECT_THAT(file.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(file.status().message()),
                StartsWith(std::string(wrong.message)));
  }
}

TEST(CatalogueFileTest, ReadsTimesInTheZoneOfTheFile) {
  const auto file = Parse(
      "zone = \"Asia/Shanghai\"\n"
      "[[contract]]\ncode = \"c\"\nstart_time = 2026-01-01\n"
      "end_time = 2026-01-01T00:00:00Z\n");
  ASSERT_THAT(file, IsOk());
  const v1::Contract& contract = file->changes[0].change.put().contract();
  EXPECT_EQ(contract.end_time().seconds() - contract.start_time().seconds(),
            8 * 3600);
  // This hour was skipped in New York.
  EXPECT_THAT(Parse("zone = \"America/New_York\"\n[[contract]]\ncode = \"c\"\n"
                    "start_time = 2026-03-08T02:30:00\n"),
              FailsAtField(v1::ERROR_REASON_FIELD_INVALID, "start_time"));
}

TEST(CatalogueFileTest, PutsWhatIsReferredToFirst) {
  EXPECT_THAT(Codes("[[plan]]\ncode = \"p\"\n"
                    "[[asset]]\ncode = \"a-door\"\npart_of = \"z-lift\"\n"
                    "[[asset]]\ncode = \"z-lift\"\n"
                    "[[location]]\ncode = \"east/b1\"\n"
                    "[[location]]\ncode = \"east\"\n"
                    "[[contract]]\ncode = \"new\"\n"
                    "[[retire]]\nkind = \"contract\"\ncode = \"old\"\n"
                    "[[retire]]\nkind = \"location\"\ncode = \"west\"\n"
                    "[[retire]]\nkind = \"location\"\ncode = \"west/b1\"\n"
                    "[[retire]]\nkind = \"asset\"\ncode = \"pump\"\n"
                    "[[calendar]]\ncode = \"c\"\n"),
              ElementsAre("-old", "c", "east", "east/b1", "z-lift", "a-door",
                          "new", "p", "-pump", "-west/b1", "-west"));
}

TEST(CatalogueFileTest, FindsCycles) {
  const auto assets = Parse(
      "[[asset]]\ncode = \"a\"\npart_of = \"b\"\n"
      "[[asset]]\ncode = \"b\"\npart_of = \"a\"\n");
  EXPECT_THAT(assets, FailsWith(absl::StatusCode::kFailedPrecondition,
                                v1::ERROR_REASON_CATALOGUE_CYCLE));
  EXPECT_THAT(std::string(assets.status().message()),
              StartsWith("b.toml:3:1: part_of"));
  const auto rules =
      Parse("[[alarm_rule]]\ncode = \"a\"\ninhibitors = [\"a\"]\n");
  EXPECT_THAT(std::string(rules.status().message()),
              StartsWith("b.toml:3:1: inhibitors"));
}

TEST(CatalogueFileTest, SplitsWhatIsTooMuchForOneOrder) {
  CatalogueFile file;
  for (size_t i = 0; i <= kCatalogueChangesMax; ++i) {
    file.changes.emplace_back().change.mutable_put()->mutable_asset()->set_code(
        absl::StrCat("a-", i));
  }
  v1::Command envelope;
  envelope.set_request_id("r");
  const CataloguePlan plan = MakePlan(std::move(file), {});
  const std::vector<v1::Command> commands = MakeCommands(plan, envelope);
  ASSERT_EQ(commands.size(), 2u);
  EXPECT_EQ(commands[0].request_id(), "r-1");
  EXPECT_EQ(commands[0].change_catalogue().changes_size(),
            static_cast<int>(kCatalogueChangesMax));
  EXPECT_EQ(commands[1].change_catalogue().changes_size(), 1);
}

TEST(CatalogueFileTest, FindsThePlaceOfARefusal) {
  auto file = Parse(
      "[[asset]]\ncode = \"a\"\nlocation = \"x\"\n"
      "[[contract]]\ncode = \"c\"\nparty = \"p\"\n"
      "locations = [\"y\"]\n");
  ASSERT_THAT(file, IsOk());
  const CataloguePlan plan = MakePlan(*std::move(file), {});
  const std::vector<v1::Command> one = MakeCommands(plan, {});
  // As a batch of an order each.
  std::vector<v1::Command> two(2);
  for (v1::Command& command : two) {
    command.mutable_change_catalogue()->add_changes();
  }
  const auto place = [&](std::string_view field,
                         const std::vector<v1::Command>& commands) {
    const absl::Status status =
        WithPlace(FieldError(v1::ERROR_REASON_FIELD_INVALID, field, "wrong"),
                  plan, commands);
    return std::string(status.message());
  };
  EXPECT_THAT(place("change_catalogue.changes[0].put.asset.location", one),
              StartsWith("b.toml:3:1: change_catalogue"));
  EXPECT_THAT(
      place("command.change_catalogue.changes[1].put.contract.party", one),
      StartsWith("b.toml:6:1: command"));
  EXPECT_THAT(
      place("commands[1].change_catalogue.changes[0].put.contract.locations[0]",
            two),
      StartsWith("b.toml:7:14: commands"));
  // A field that the file does not have lies where its item begins.
  EXPECT_THAT(place("change_catalogue.changes[1].put.contract.start_time", one),
              StartsWith("b.toml:4:1: change_catalogue"));
  EXPECT_EQ(place("actor.roles", one), "actor.roles: wrong");
}

TEST(CatalogueFileTest, ReadsMinutesOfTheDayAndOfTheNext) {
  const auto close = [](std::string_view text) -> absl::StatusOr<uint32_t> {
    const auto file = Parse(absl::StrCat(
        "[[calendar]]\ncode = \"a\"\nintervals = [{ close_minute = ",
        std::string(text), " }]\n"));
    if (!file.ok()) return file.status();
    return file->changes[0].change.put().calendar().intervals(0).close_minute();
  };
  EXPECT_EQ(*close("23:59:00"), 1439u);
  EXPECT_EQ(*close("\"24:00\""), 1440u);
  EXPECT_EQ(*close("\"26:30\""), 1590u);
  EXPECT_EQ(*close("\"47:59\""), 2879u);
  for (const char* const wrong :
       {"\"23:59\"", "\"48:00\"", "\"26:60\"", "\"26:0\"", "\"+26:0\"",
        "\"2 :00\"", "09:00:01"}) {
    EXPECT_FALSE(close(wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace workledger
