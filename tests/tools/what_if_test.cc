// `workledger catalogue apply` with a policy that takes running tickets over.

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/server.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tools/workledger/catalogue_verbs.h"
#include "workledger/engine.h"
#include "workledger/error.h"

namespace workledger {
namespace {

using ::testing::HasSubstr;

// A promise of so many hours around the clock.
std::string Policy(const std::string& hours, const std::string& more = "") {
  return absl::StrCat(R"([[calendar]]
code = "always"
zone = "UTC"
weekdays = [1, 2, 3, 4, 5, 6, 7]
intervals = [{ open_minute = 00:00:00, close_minute = "24:00" }]
last_year = 2030
[[policy]]
code = "p"
calendar = "always"
)",
                      more, R"([[policy.rules]]
code = "resolution"
metric = "resolution"
party = "sla"
target = { open_time = ")",
                      hours, "\" }\n");
}

std::string Migrating(const std::string& hours) {
  return Policy(hours, "[policy.migration]\nreason = \"new contract\"\n");
}

class WhatIfTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto engine = Engine::Open({});
    ASSERT_THAT(engine, IsOk());
    engine_ = *std::move(engine);
    v1::CreateLedgerRequest create;
    create.set_ledger("main");
    create.set_clock(v1::LEDGER_CLOCK_DRIVEN);
    create.mutable_start_time()->set_seconds(1767225600);
    ASSERT_THAT(Call(*engine_, &Engine::CreateLedger, create), IsOk());
    auto server = Server::Start(*engine_, {.listen = "127.0.0.1:0"});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  absl::Status Apply(const std::string& text, bool dry_run = false) {
    const std::string file = (directory_.path() / "c.toml").string();
    std::ofstream(file) << text;
    CatalogueChangeFlags flags;
    flags.yes = true;
    flags.dry_run = dry_run;
    flags.confirm = nullptr;
    flags.command.actor = "zhao";
    flags.command.roles = {"supervisor"};
    out_.str("");
    return RunCatalogueApply({.file = file, .change = flags},
                             {.server = server_->address(),
                              .zone = absl::UTCTimeZone(),
                              .out = out_,
                              .err = err_});
  }

  v1::WhatIf Stored() {
    v1::ListCatalogueRequest request;
    request.set_ledger("main");
    request.set_kind(v1::CATALOGUE_KIND_POLICY);
    request.set_min_position(HeadPosition());
    const auto list = Call(*engine_, &Engine::ListCatalogue, request);
    return list->entries(0).item().policy().migration().what_if();
  }

  uint64_t HeadPosition() {
    v1::GetLedgerRequest request;
    request.set_ledger("main");
    return Call(*engine_, &Engine::GetLedger, request)
        ->ledger()
        .head_position();
  }

  const TempDir directory_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Server> server_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(WhatIfTest, IsAskedShownAndStored) {
  ASSERT_THAT(Apply(Policy("8h")), IsOk());
  for (const char* const id : {"a", "b"}) {
    ASSERT_THAT(Call(*engine_, &Engine::Execute, ReportRequest(id, id)),
                IsOk());
  }
  const uint64_t head = HeadPosition();
  const std::string line =
      "policy p takes 2 running tickets over; of their clocks: "
      "2 are due earlier\n";
  ASSERT_THAT(Apply(Migrating("4h"), /*dry_run=*/true), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr(line));
  EXPECT_EQ(HeadPosition(), head);

  ASSERT_THAT(Apply(Migrating("4h")), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr(line));
  EXPECT_EQ(Stored().position(), head);
  EXPECT_EQ(Stored().tickets(), 2u);
  EXPECT_EQ(Stored().earlier_clocks(), 2u);

  // What was known then is no difference.
  ASSERT_THAT(Apply(Migrating("4h")), IsOk());
  EXPECT_EQ(out_.str(), "0 added, 0 changed, 0 retired, 2 unchanged\n");
}

TEST_F(WhatIfTest, OfNoTicketsIsShown) {
  ASSERT_THAT(Apply(Policy("8h")), IsOk());
  ASSERT_THAT(Apply(Migrating("4h"), /*dry_run=*/true), IsOk());
  EXPECT_THAT(out_.str(), HasSubstr("policy p takes 0 running tickets over\n"));
}

TEST_F(WhatIfTest, ARefusalSaysWhereInTheFile) {
  ASSERT_THAT(Apply(Policy("8h")), IsOk());
  const absl::Status status =
      Apply(Policy("4h",
                   "[policy.migration]\nreason = \"new\"\n"
                   "policies = [\"nobody\"]\n"));
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_CATALOGUE_UNKNOWN) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("c.toml:12:"));
}

}  // namespace
}  // namespace workledger
