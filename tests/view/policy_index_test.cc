// The rows by which a policy's migration finds its tickets: those that it takes
// over and no others, whatever its lists hold.

#include "engine/view/policy_index.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/sla/policy_migration.h"
#include "engine/log/memory.h"
#include "engine/view/ledger_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/clock_history.h"
#include "tests/view/history.h"

namespace workledger {
namespace {

using ::testing::ElementsAreArray;

// Some lie between a path and those below it.
constexpr const char* kPlaces[] = {"",        "east",       "east-b",
                                   "east/b1", "east/b1/f2", "east/b10",
                                   "eastern", "west",       "west/b1"};

class PolicyIndexTest : public ::testing::Test {
 protected:
  PolicyIndexTest()
      : log_(**log_store_->Create("east")),
        history_(log_),
        store_(*ViewStore::Open((directory_.path() / "views").string())),
        view_(*LedgerView::Open(*store_, log_)) {}

  int Below(int end) {
    return std::uniform_int_distribution<int>(0, end - 1)(random_);
  }

  void Report(const std::string& ticket) {
    v1::Event event;
    v1::TicketReported& reported = *event.mutable_ticket_reported();
    reported.set_kind(static_cast<v1::TicketKind>(1 + Below(4)));
    reported.set_priority(static_cast<v1::Priority>(Below(6)));
    reported.set_location(kPlaces[Below(std::size(kPlaces))]);
    history_.Add(ticket, event, absl::ZeroDuration());
    if (Below(10) == 0) return;  // no policy
    event.Clear();
    event.mutable_clocks_started()->set_policy(Below(3) == 0 ? "old" : "new");
    event.mutable_clocks_started()->set_policy_revision(
        static_cast<uint64_t>(1 + Below(3)));
    history_.Add(ticket, event, absl::ZeroDuration());
    if (Below(5) != 0) return;
    event.Clear();
    event.mutable_ticket_withdrawn();
    history_.Add(ticket, event, absl::ZeroDuration());
  }

  v1::CatalogueEntry DrawPolicy() {
    v1::CatalogueEntry entry;
    entry.set_revision(static_cast<uint64_t>(1 + Below(4)));
    entry.set_position(1 + static_cast<uint64_t>(Below(
                               static_cast<int>(log_.GetHead().position))));
    v1::Policy& policy = *entry.mutable_item()->mutable_policy();
    policy.set_code("new");
    v1::PolicyMigration& migration = *policy.mutable_migration();
    if (Below(2) == 0) migration.add_policies("old");
    for (int i = Below(3); i > 0; --i) {
      migration.add_kinds(static_cast<v1::TicketKind>(1 + Below(4)));
    }
    for (int i = Below(3); i > 0; --i) {
      migration.add_priorities(static_cast<v1::Priority>(Below(6)));
    }
    for (int i = Below(4); i > 0; --i) {
      migration.add_locations(kPlaces[1 + Below(std::size(kPlaces) - 1)]);
    }
    return entry;
  }

  const TempDir directory_;
  const std::unique_ptr<LogStore> log_store_ = OpenMemoryLogStore();
  EventLog& log_;
  History history_;
  const std::unique_ptr<ViewStore> store_;
  std::unique_ptr<LedgerView> view_;
  std::mt19937 random_{20261201};
};

TEST_F(PolicyIndexTest, FindsWhatThePolicyTakesOver) {
  std::vector<std::string> all;
  for (int i = 0; i < 600; ++i) {
    all.push_back(absl::StrCat("t-", i));
    Report(all.back());
  }
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) more = view_->Advance();
  ASSERT_THAT(more.status(), IsOk());
  for (int i = 0; i < 400; ++i) {
    const v1::CatalogueEntry entry = DrawPolicy();
    std::vector<std::string> want;
    for (const std::string& id : all) {
      const auto ticket = view_->GetTicket(id, nullptr);
      ASSERT_THAT(ticket.status(), IsOk());
      if (TakesOver(entry, **ticket)) want.push_back(id);
    }
    std::ranges::sort(want);
    auto got = view_->TicketsTakenOver(entry, 1000);
    ASSERT_THAT(got.status(), IsOk());
    std::ranges::sort(*got);
    EXPECT_THAT(*got, ElementsAreArray(want)) << entry.ShortDebugString();
    const auto some = view_->TicketsTakenOver(entry, 3);
    ASSERT_THAT(some.status(), IsOk());
    EXPECT_EQ(some->size(), std::min<size_t>(3, want.size()));
  }
}

}  // namespace
}  // namespace workledger
