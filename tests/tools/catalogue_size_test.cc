// Catalogues as large as a bureau's, and larger than one batch may be.

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tools/workledger/catalogue/catalogue_file.h"
#include "tools/workledger/catalogue/catalogue_plan.h"
#include "tools/workledger/catalogue_verbs.h"
#include "workledger/engine.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using ::testing::EndsWith;

// 13,795 locations: 31 sites of 4 buildings of 10 floors of 10 rooms.
std::string Locations() {
  std::string text;
  const auto add = [&text](const std::string& code, const char* kind) {
    absl::StrAppendFormat(
        &text, "[[location]]\ncode = \"%s\"\nkind = \"%s\"\nname = \"%s\"\n",
        code, kind, "市机关综合办公区 " + code);
  };
  for (int site = 0; site < 31; ++site) {
    const std::string site_code = absl::StrCat("site-", site);
    add(site_code, "site");
    for (int building = 0; building < 4; ++building) {
      const std::string building_code = absl::StrCat(site_code, "/b", building);
      add(building_code, "building");
      for (int floor = 0; floor < 10; ++floor) {
        const std::string floor_code = absl::StrCat(building_code, "/f", floor);
        add(floor_code, "floor");
        for (int room = 0; room < 10; ++room) {
          add(absl::StrCat(floor_code, "/", room), "room");
        }
      }
    }
  }
  return text;
}

std::string Assets(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    absl::StrAppendFormat(
        &text,
        "[[asset]]\ncode = \"extinguisher-%06d\"\nname = \"手提式干粉灭火器\"\n"
        "asset_class = \"extinguisher\"\nquantity_milli = 1000\nunit = \"具\"\n"
        "location = \"site-%d/b%d/f%d/%d\"\n",
        i, i % 31, i % 4, i % 10, i / 10 % 10);
  }
  return text;
}

class CatalogueSizeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    engine_ = *Engine::Open({});
    v1::CreateLedgerRequest create;
    create.set_ledger("main");
    create.set_clock(v1::LEDGER_CLOCK_WALL);
    ASSERT_THAT(Call(*engine_, &Engine::CreateLedger, create), IsOk());
    server_ = *Server::Start(*engine_, {.listen = "127.0.0.1:0"});
  }

  absl::Status Apply(const std::string& text) {
    CatalogueApplyFlags flags;
    flags.file = (directory_.path() / "bureau.toml").string();
    std::ofstream(flags.file) << text;
    flags.change.yes = true;
    flags.change.command.actor = "zhao";
    flags.change.command.roles = {"supervisor"};
    out_.str("");
    return RunCatalogueApply(flags, {.server = server_->address(),
                                     .zone = absl::UTCTimeZone(),
                                     .out = out_,
                                     .err = out_});
  }

  uint64_t HeadPosition() {
    v1::GetLedgerRequest request;
    request.set_ledger("main");
    return Call(*engine_, &Engine::GetLedger, request)
        ->ledger()
        .head_position();
  }

  TempDir directory_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
};

// Past the tool's deadline, which a machine under load would miss.
TEST_F(CatalogueSizeTest, ABatchTakes25000Items) {
  const std::string text = Locations() + Assets(25'000 - 13'795);
  const absl::StatusOr<CatalogueFile> file =
      ParseCatalogueFile(text, "b.toml", absl::UTCTimeZone(), nullptr);
  ASSERT_THAT(file, IsOk());
  v1::Command envelope;
  envelope.set_request_id("all");
  envelope.mutable_actor()->set_principal("zhao");
  envelope.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
  envelope.mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
  v1::BatchExecuteRequest request;
  request.set_ledger("main");
  request.set_atomic(true);
  for (v1::Command& command : MakeCommands(MakePlan(*file, {}), envelope)) {
    *request.add_commands() = std::move(command);
  }
  EXPECT_LE(request.ByteSizeLong(), kBatchExecuteBytesMax);
  ASSERT_THAT(Call(*engine_, &Engine::BatchExecute, request), IsOk());
  EXPECT_EQ(HeadPosition(), 25'001u);
}

TEST_F(CatalogueSizeTest, RefusesMoreThanABatchWholeAndByName) {
  std::string text;
  for (int i = 0; i < 22'000; ++i) {
    absl::StrAppendFormat(
        &text, "[[party]]\ncode = \"%060d\"\nname = \"%0126d\"\n", i, i);
  }
  const absl::Status applied = Apply(text);
  EXPECT_THAT(applied, FailsWith(absl::StatusCode::kResourceExhausted,
                                 v1::ERROR_REASON_MESSAGE_TOO_LARGE));
  EXPECT_THAT(std::string(applied.message()),
              EndsWith("want at most 4194304; apply the file in parts"));
  EXPECT_EQ(HeadPosition(), 1u);
}

}  // namespace
}  // namespace workledger
