// Penalties that an engine proposed, decided and settled are recomputed from
// the log to the fen; one that is a fen off is found.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/time.h"
#include "engine/core/upcast.h"
#include "engine/log/memory.h"
#include "engine/replay/verify.h"
#include "engine/view/ledger_view.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/engine/engine_fixture.h"
#include "tests/ledger/plan_ledger.h"
#include "tests/support/status_is.h"
#include "tests/support/temp_dir.h"

namespace workledger {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Property;

// Open at any time; four hours for repairs; 500 yuan for each that is late and
// half as much again for the second, 20 yuan for each hour.
constexpr char kCatalogue[] =
    "change_catalogue { "
    "changes { put { calendar { code: 'always' zone: 'UTC' "
    "  weekdays: [1,2,3,4,5,6,7] "
    "  intervals { open_minute: 0 close_minute: 1440 } last_year: 2030 } } } "
    "changes { put { party { code: 'wuye-1' kind: PARTY_KIND_CONTRACTOR "
    "  active: true } } } "
    "changes { put { contract { code: 'c' party: 'wuye-1' "
    "  start_time { seconds: 1735660800 } end_time { seconds: 1767196800 } "
    "  month { fee_fen: 1000050 calendar: 'always' full_score: 99 "
    "  base_percent: 1 cap_fen: 120000 } "
    "  clauses { code: 'late' penalty { breach { fixed_fen: 50000 points: 2 } "
    "  repeat_percent: 150 } } "
    "  clauses { code: 'hours' penalty { breach { hour_fen: 2000 cap_fen: 9000 "
    "  } } } } } } "
    "changes { put { policy { code: 'p' calendar: 'always' rules { code: 'r' "
    "  metric: METRIC_RESOLUTION party: CLOCK_PARTY_CONTRACTOR "
    "  target { open_time { seconds: 14400 } } } } } } }";

class PenaltyVerifyTest : public testing::Test {
 protected:
  void SetUp() override {
    engine_ = OpenShared(*base_, clock_, directory_.path() / "views");
    CreateMain(*engine_, v1::LEDGER_CLOCK_DRIVEN,
               absl::FromUnixSeconds(1740963600));
    Do(kCatalogue);
    for (const char* const ticket : {"t-1", "t-2", "t-3"}) Send(ticket);
    Do("advance_time { step { seconds: 18000 } }");
    Complete("t-1");
    Complete("t-2");
    // A breach that is excused costs nothing any more.
    Do("ticket: 't-3' excuse_breach { reason: 'flood' clock { metric: "
       "METRIC_RESOLUTION party: CLOCK_PARTY_CONTRACTOR cycle: 1 segment: 1 } "
       "}");
    Decide();
    engine_.reset();
  }

  void Send(const std::string& ticket) {
    Do("ticket: '" + ticket +
       "' report { kind: TICKET_KIND_REPAIR channel: CHANNEL_HOTLINE location: "
       "'north/1' category: 'mep/lamp' priority: PRIORITY_P3 }");
    Do("ticket: '" + ticket + "' accept {}");
    Do("ticket: '" + ticket + "' dispatch { party: 'wuye-1' }");
  }

  void Complete(const std::string& ticket) {
    for (const char* const order :
         {"acknowledge {}",
          "record_arrival { evidence_level: EVIDENCE_LEVEL_QR_CODE }",
          "start_work {}",
          "complete { result: CLOSURE_CODE_FIXED cause_code: 'worn' "
          "action_code: 'replaced' }"}) {
      Do(absl::StrCat("ticket: '", ticket, "' ", order), "wuye-1");
    }
  }

  // Confirms all but the last and reduces that, then settles the month.
  void Decide() {
    v1::GetPenaltyMonthRequest request;
    request.set_ledger("main");
    request.mutable_month()->set_contract("c");
    request.mutable_month()->set_month(202503);
    request.set_min_position((*base_->Open("main"))->GetHead().position);
    const auto account = Call(*engine_, &Engine::GetPenaltyMonth, request);
    ASSERT_THAT(account, IsOk());
    // 500 and 750 yuan, an hour's 20 for two, and nothing for the third.
    ASSERT_EQ(account->month().penalties_size(), 5);
    for (const v1::Penalty& penalty : account->month().penalties()) {
      const std::string name =
          "{ month { contract: 'c' month: 202503 } "
          "reason: 'so' penalty: '" +
          penalty.penalty() + "' ";
      if (penalty.proposed_fen() == 75000) {
        Do("reduce_penalty " + name + "amount_fen: 70000 }");
      } else {
        Do("confirm_penalty " + name + "}");
      }
    }
    Do("advance_time { now_time { seconds: 1743724800 } }");
    Do("settle_month { month { contract: 'c' month: 202503 } }");
  }

  void Do(const std::string& text, const std::string& party = "") {
    v1::ExecuteRequest request;
    request.set_ledger("main");
    v1::Command& command = *request.mutable_command();
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &command))
        << text;
    command.set_request_id(absl::StrCat("r-", ++requests_));
    v1::Actor& actor = *command.mutable_actor();
    actor.set_principal("chen");
    actor.set_party(party);
    actor.set_kind(v1::ACTOR_KIND_HUMAN);
    if (party.empty()) {
      actor.add_roles(v1::ROLE_DESK);
      actor.add_roles(v1::ROLE_SUPERVISOR);
    }
    const auto response = Call(*engine_, &Engine::Execute, request);
    ASSERT_THAT(response, IsOk()) << text;
  }

  // Takes an event apart before it is written to the copy.
  using Edit = std::function<void(v1::Event&)>;

  // Copies the log into a ledger of its own.
  static EventLog& Copy(const EventLog& log, LogStore& store,
                        const Edit& edit) {
    EventLog& copy = **store.Create("main");
    std::vector<v1::Record> records;
    EXPECT_THAT(
        log.Read(1,
                 [&](const RecordView& view) {
                   EXPECT_TRUE(records.emplace_back().ParseFromArray(
                       view.bytes.data(), static_cast<int>(view.bytes.size())));
                   return true;
                 }),
        IsOk());
    Transaction transaction;
    for (v1::Record& record : records) {
      v1::Event event;
      EXPECT_THAT(Upcast(record, event), IsOk());
      edit(event);
      record.set_ledger_uid(copy.Uid());
      record.set_payload(event.SerializeAsString());
      if (transaction.requests.empty() ||
          transaction.requests.back().id != record.request_id()) {
        transaction.requests.push_back({.id = record.request_id()});
      }
      ++transaction.requests.back().record_count;
      transaction.records.push_back(
          {.stream = {.kind = static_cast<uint8_t>(record.stream().kind()),
                      .key = record.stream().key()},
           .version = record.version(),
           .bytes = record.SerializeAsString()});
      if (record.position() < record.last_position()) continue;
      EXPECT_THAT(copy.Append(copy.GetHead(), {&transaction, 1}), IsOk());
      transaction = {};
    }
    return copy;
  }

  // What is wrong with the penalties of a log that was edited so.
  std::vector<std::string> Wrong(const Edit& edit) {
    const std::unique_ptr<LogStore> store = OpenMemoryLogStore();
    const EventLog& log = Copy(**base_->Open("main"), *store, edit);
    const std::string views = directory_.path() / absl::StrCat("v", ++copies_);
    const auto view_store = ViewStore::Open(views);
    EXPECT_THAT(view_store, IsOk());
    const auto view = LedgerView::Open(**view_store, log);
    EXPECT_THAT(view, IsOk());
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = (*view)->Advance();
    EXPECT_THAT(more, IsOk());
    const auto result =
        VerifyLedger(log, **view_store, directory_.path() / "scratch",
                     [](const v1::VerifyLedgerResponse&) { return true; });
    EXPECT_THAT(result, IsOk());
    std::vector<std::string> wrong;
    if (!result.ok()) return wrong;
    EXPECT_EQ(result->records(), log.GetHead().position);
    for (const v1::Violation& violation : result->violations()) {
      EXPECT_EQ(violation.check(), "penalty") << violation.ShortDebugString();
      wrong.push_back(violation.detail());
    }
    return wrong;
  }

  const SystemClock clock_;
  TempDir directory_;
  const std::unique_ptr<LogStore> base_ = OpenMemoryLogStore();
  std::unique_ptr<EngineImpl> engine_;
  int requests_ = 0;
  int copies_ = 0;
};

TEST_F(PenaltyVerifyTest, FindsNothingWrongWithWhatAnEngineDecided) {
  int proposed = 0;
  EXPECT_THAT(Wrong([&](v1::Event& event) {
                proposed += event.has_penalty_proposed() ? 1 : 0;
              }),
              testing::IsEmpty());
  // Three breaches, two of them by the hour, and one that lost its ground.
  EXPECT_EQ(proposed, 6);
}

TEST_F(PenaltyVerifyTest, FindsAProposalThatIsAFenOff) {
  bool edited = false;
  const std::vector<std::string> wrong = Wrong([&](v1::Event& event) {
    if (!event.has_penalty_proposed() || edited) return;
    v1::Penalty& penalty = *event.mutable_penalty_proposed()->mutable_penalty();
    EXPECT_EQ(penalty.proposed_fen(), 50000);
    penalty.set_proposed_fen(50001);
    edited = true;
  });
  ASSERT_FALSE(wrong.empty());
  EXPECT_THAT(wrong[0],
              HasSubstr("got 50001 fen and 2 points, want 50000 fen and 2 "
                        "points"));
}

TEST_F(PenaltyVerifyTest, FindsAProposalThatItsClauseDoesNotGive) {
  // As if the contract had said otherwise.
  const std::vector<std::string> dearer = Wrong([](v1::Event& event) {
    if (!event.has_catalogue_item_put()) return;
    v1::CatalogueItem& item =
        *event.mutable_catalogue_item_put()->mutable_item();
    if (!item.has_contract()) return;
    item.mutable_contract()
        ->mutable_clauses(1)
        ->mutable_penalty()
        ->mutable_breach()
        ->set_hour_fen(2001);
  });
  EXPECT_THAT(dearer, Contains(HasSubstr("got 2000 fen and 0 points, want 2001 "
                                         "fen and 0 points")));
  // A proposal of other evidence.
  const std::vector<std::string> evidence = Wrong([](v1::Event& event) {
    if (!event.has_penalty_proposed()) return;
    v1::Penalty& penalty = *event.mutable_penalty_proposed()->mutable_penalty();
    if (penalty.repeat() == 2 && penalty.proposed_fen() == 75000) {
      penalty.set_evidence_positions(0, 1);
    }
  });
  EXPECT_EQ(evidence.size(), 1);
  EXPECT_THAT(evidence, Contains(HasSubstr("got another ground")));
}

TEST_F(PenaltyVerifyTest, FindsAProposalThatIsMissing) {
  // A breach that is the ground is one of another party's: the log proposes
  // what nothing proves.
  const std::vector<std::string> wrong = Wrong([](v1::Event& event) {
    if (!event.has_penalty_proposed()) return;
    v1::Penalty& penalty = *event.mutable_penalty_proposed()->mutable_penalty();
    if (penalty.proposed_fen() == 75000) penalty.set_penalty("other");
  });
  EXPECT_THAT(wrong, Contains(HasSubstr("got nothing, want 75000 fen")));
  EXPECT_THAT(wrong, Contains(HasSubstr("other: got 75000 fen and 2 points, "
                                        "want nothing")));
}

TEST_F(PenaltyVerifyTest, FindsDecisionsAndSettlementsThatAreAFenOff) {
  EXPECT_THAT(Wrong([](v1::Event& event) {
                if (event.has_penalty_reduced()) {
                  event.mutable_penalty_reduced()->set_amount_fen(75000);
                }
              }),
              Contains(HasSubstr("got 75000 fen decided, want less than "
                                 "75000")));
  const std::vector<std::string> settled = Wrong([](v1::Event& event) {
    if (!event.has_month_settled()) return;
    v1::Settlement& settlement =
        *event.mutable_month_settled()->mutable_settlement();
    settlement.set_paid_fen(settlement.paid_fen() - 1);
  });
  ASSERT_EQ(settled.size(), 1);
  EXPECT_THAT(settled[0], HasSubstr("month c|202503: got"));
  EXPECT_THAT(settled[0], HasSubstr("fen paid"));
}

}  // namespace
}  // namespace workledger
