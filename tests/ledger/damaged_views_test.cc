// Views whose rows were damaged while no engine ran.

#include <map>
#include <memory>
#include <string>

#include "engine/ledger/engine_impl.h"
#include "engine/log/memory.h"
#include "engine/view/row.h"
#include "engine/view/ticket_row.h"
#include "engine/view/view_store.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"
#include "tests/view/rows.h"

namespace workledger {
namespace {

constexpr char kSite[] =
    "changes { put { location { code: 'east' kind: LOCATION_KIND_SITE } } } "
    "changes { put { location { code: 'east/1' "
    "kind: LOCATION_KIND_BUILDING } } } "
    "changes { put { location { code: 'east/1/101' "
    "kind: LOCATION_KIND_ROOM } } } "
    "changes { put { category { code: 'electrical' } } } "
    "changes { put { category { code: 'electrical/lighting' } } }";

class DamagedViewsTest : public testing::Test {
 protected:
  void SetUp() override {
    Open();
    CreateMain(*engine_, v1::LEDGER_CLOCK_WALL, absl::UnixEpoch());
    v1::ExecuteRequest change = MakeRequest("c", "");
    change.mutable_command()->mutable_actor()->add_roles(v1::ROLE_SUPERVISOR);
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        kSite, change.mutable_command()->mutable_change_catalogue()));
    ASSERT_THAT(Execute(change), IsOk());
    ASSERT_THAT(Execute(ReportRequest("r", "lamp")), IsOk());
    ASSERT_THAT(TicketAtHead(), IsOk());
    engine_.reset();
    rows_ = AllRows(*OpenStore());
    uid_ = (*base_->Open("main"))->Uid();
  }

  void Open() {
    engine_ = OpenShared(*base_, clock_, directory_.path() / "views");
  }

  std::unique_ptr<ViewStore> OpenStore() const {
    return *ViewStore::Open((directory_.path() / "views").string());
  }

  // Makes the first row whose key begins so one that does not parse.
  void Damage(const std::string& prefix) const {
    const auto row = rows_.lower_bound(prefix);
    ASSERT_TRUE(row != rows_.end() && row->first.starts_with(prefix));
    ASSERT_TRUE(OpenStore()->db().Put({}, row->first, "\xff").ok());
  }

  absl::StatusOr<v1::ExecuteResponse> Execute(v1::ExecuteRequest request) {
    return Call(*engine_, &Engine::Execute, std::move(request));
  }

  absl::StatusOr<v1::GetTicketResponse> TicketAtHead() {
    v1::GetTicketRequest request;
    request.set_ledger("main");
    request.set_ticket("lamp");
    request.set_min_position((*base_->Open("main"))->GetHead().position);
    return Call(*engine_, &Engine::GetTicket, request);
  }

  const SystemClock clock_;
  TempDir directory_;
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  std::unique_ptr<EngineImpl> engine_;
  std::map<std::string, std::string> rows_;  // before the damage
  std::string uid_;
};

TEST_F(DamagedViewsTest, AreMadeAgainWhenTheLedgerIsOpened) {
  for (const RowKind kind :
       {RowKind::kCheckpoint, RowKind::kLedger, RowKind::kCatalogue}) {
    SCOPED_TRACE(static_cast<int>(kind));
    Damage(RowKey(uid_, kind));
    Open();
    ASSERT_THAT(TicketAtHead(), IsOk());
    engine_.reset();
    EXPECT_EQ(AllRows(*OpenStore()), rows_);
  }
}

TEST_F(DamagedViewsTest, DoNotChangeWhatIsDecided) {
  for (const RowKind kind : {RowKind::kCheckpoint, RowKind::kLedger,
                             RowKind::kCatalogue, RowKind::kOpenTicket}) {
    Damage(RowKey(uid_, kind));
  }
  Open();
  // The ticket is known, and so is where it is.
  const auto accepted = Execute(AcceptRequest("a", "lamp"));
  ASSERT_THAT(accepted, IsOk());
  EXPECT_EQ(accepted->version(), 2);
  EXPECT_EQ(TicketAtHead()->ticket().state(), v1::TICKET_STATE_ACCEPTED);
}

// The query that meets the row waits until the views are made again.
TEST_F(DamagedViewsTest, AreMadeAgainWhenAQueryMeetsADamagedRow) {
  Damage(TicketRowKey(uid_, "lamp", false));
  Open();
  EXPECT_EQ(TicketAtHead()->ticket().state(), v1::TICKET_STATE_REPORTED);
  engine_.reset();
  EXPECT_EQ(AllRows(*OpenStore()), rows_);
}

TEST_F(DamagedViewsTest, AreMadeAgainWhenAnEventMeetsADamagedRow) {
  Damage(TicketRowKey(uid_, "lamp", false));
  Open();
  ASSERT_THAT(Execute(AcceptRequest("a", "lamp")), IsOk());
  EXPECT_EQ(TicketAtHead()->ticket().state(), v1::TICKET_STATE_ACCEPTED);
}

}  // namespace
}  // namespace workledger
