// Inspection rounds through the engine's public header: what they find becomes
// tickets, which are rectified and looked at again.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/base/time.h"
#include "google/protobuf/text_format.h"
#include "tests/engine/engine_fixture.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

using google::protobuf::TextFormat;

v1::Actor Person(const std::string& principal, const std::string& party,
                 v1::Role role) {
  v1::Actor actor;
  actor.set_principal(principal);
  actor.set_party(party);
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(role);
  return actor;
}

v1::Actor Inspector() { return Person("sun", "", v1::ROLE_INSPECTOR); }
v1::Actor Cleaner() { return Person("li", "wuye", v1::ROLE_TECHNICIAN); }

class InspectionTest : public EngineTest {
 protected:
  // Gives an order in text format, which names its ticket or inspection.
  absl::StatusOr<v1::ExecuteResponse> Give(const std::string& text,
                                           const v1::Actor& actor) {
    v1::ExecuteRequest request;
    request.set_ledger("main");
    v1::Command& command = *request.mutable_command();
    EXPECT_TRUE(TextFormat::ParseFromString(text, &command)) << text;
    command.set_request_id(absl::StrCat("r-", ++requests_));
    *command.mutable_actor() = actor;
    return Call(*engine_, &Engine::Execute, request);
  }

  // Gives an order that must be accepted.
  v1::ExecuteResponse Do(const std::string& text, const v1::Actor& actor) {
    const auto response = Give(text, actor);
    EXPECT_TRUE(response.ok()) << text << ": " << response.status();
    if (!response.ok()) return {};
    position_ = response->last_position();
    return *response;
  }

  absl::StatusOr<v1::Inspection> GetRound(const std::string& inspection) {
    v1::GetInspectionRequest request;
    request.set_ledger("main");
    request.set_inspection(inspection);
    request.set_min_position(position_);
    auto response = Call(*engine_, &Engine::GetInspection, request);
    if (!response.ok()) return response.status();
    EXPECT_GE(response->position(), position_);
    return response->inspection();
  }

  absl::StatusOr<v1::ListInspectionsResponse> List(int page_size,
                                                   const std::string& token) {
    v1::ListInspectionsRequest request;
    request.set_ledger("main");
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_min_position(position_);
    return Call(*engine_, &Engine::ListInspections, request);
  }

  v1::Ticket Ticket(const std::string& ticket) {
    v1::GetTicketRequest request;
    request.set_ledger("main");
    request.set_ticket(ticket);
    request.set_min_position(position_);
    const auto response = Call(*engine_, &Engine::GetTicket, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->ticket() : v1::Ticket();
  }

  void OpenRound() {
    Do("inspection: 'i-1' open_round { title: 'March' party: 'wuye' "
       "unannounced: true locations: 'north/1' locations: 'north/2' }",
       Inspector());
  }

  // The round is open as long as the hazard is, which is not closed before its
  // re-check.
  void PutRight(const std::string& hazard) {
    const std::string ticket = absl::StrCat("ticket: '", hazard, "' ");
    Do(ticket + "accept { priority: PRIORITY_P2 }", Desk());
    Do(ticket + "dispatch { party: 'wuye' }", Desk());
    Do(ticket + "acknowledge {}", Cleaner());
    Do(ticket + "record_arrival {}", Cleaner());
    Do(ticket + "start_work {}", Cleaner());
    Do(ticket +
           "complete { result: CLOSURE_CODE_FIXED cause_code: 'wear' "
           "action_code: 'replaced' }",
       Cleaner());
    Do(ticket + "accept_work {}", Desk());
    const std::string close =
        ticket + "close { closure_code: CLOSURE_CODE_FIXED }";
    EXPECT_EQ(ReasonOf(Give(close, Desk()).status()),
              v1::ERROR_REASON_RECHECK_REQUIRED);
    EXPECT_EQ(
        ReasonOf(Give("inspection: 'i-1' end_round {}", Inspector()).status()),
        v1::ERROR_REASON_FINDINGS_OPEN);
    Do(ticket + "recheck { passed: true }", Inspector());
    Do(close, Desk());
  }

  int requests_ = 0;
  uint64_t position_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Logs, InspectionTest, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& log) {
                           return log.param ? "Rocksdb" : "Memory";
                         });

// In seconds, later than any now of the test.
std::string Tomorrow() {
  return absl::StrCat("due_time { seconds: ",
                      absl::ToUnixSeconds(absl::Now() + absl::Hours(24)), " }");
}

TEST_P(InspectionTest, FindingsBecomeTicketsThatAreRectifiedAndRechecked) {
  OpenRound();
  const auto found =
      Do("inspection: 'i-1' raise_finding { ticket: 'dust' kind: "
         "TICKET_KIND_CLEANING location: 'north/1/101' points: 2 "
         "category: 'cleaning/daily' priority: PRIORITY_P3 title: 'dust' }",
         Inspector());
  EXPECT_EQ(found.ticket(), "dust");
  EXPECT_EQ(found.version(), 1u);
  EXPECT_EQ(found.last_position() - found.first_position(), 1u);
  const auto hazard =
      Do("inspection: 'i-1' raise_finding { kind: TICKET_KIND_REPAIR "
         "location: 'north/2' category: 'mep/socket' hazard: true }",
         Inspector());
  EXPECT_FALSE(hazard.ticket().empty());
  EXPECT_TRUE(Ticket(hazard.ticket()).hazard());
  EXPECT_EQ(Ticket(hazard.ticket()).kind(), v1::TICKET_KIND_REPAIR);
  EXPECT_EQ(Ticket(hazard.ticket()).number(), 2u);

  EXPECT_EQ(
      ReasonOf(Give("inspection: 'i-1' close_round {}", Inspector()).status()),
      v1::ERROR_REASON_LOCATIONS_OPEN);
  Do("inspection: 'i-1' record_visit { location: 'north/1' }", Inspector());
  Do("inspection: 'i-1' record_visit { location: 'north/2' }", Inspector());
  Do("inspection: 'i-1' close_round {}", Inspector());
  const auto round = GetRound("i-1");
  ASSERT_TRUE(round.ok()) << round.status();
  EXPECT_EQ(round->state(), v1::INSPECTION_STATE_CLOSED);
  EXPECT_EQ(round->version(), 6u);
  EXPECT_FALSE(round->passed());
  ASSERT_EQ(round->findings_size(), 2);
  EXPECT_EQ(round->findings(1).ticket(), hazard.ticket());

  // What was found is put right, after a restart as before it.
  if (GetParam()) Open();
  EXPECT_EQ(Ticket("dust").inspection(), "i-1");
  Do("ticket: 'dust' dispatch { party: 'wuye' }", Desk());
  Do("ticket: 'dust' start_work { evidence_level: EVIDENCE_LEVEL_QR_CODE }",
     Cleaner());
  Do("ticket: 'dust' finish {}", Cleaner());
  EXPECT_EQ(ReasonOf(Give("ticket: 'dust' close { closure_code: "
                          "CLOSURE_CODE_NOT_INSPECTED }",
                          Desk())
                         .status()),
            v1::ERROR_REASON_INSPECTION_REQUIRED);
  Do("ticket: 'dust' inspect {}", Inspector());
  Do("ticket: 'dust' order_rectification { points: 3 " + Tomorrow() + " }",
     Inspector());
  Do("ticket: 'dust' submit_rectification {}", Cleaner());
  Do("ticket: 'dust' recheck { " + Tomorrow() + " }", Inspector());
  Do("ticket: 'dust' submit_rectification {}", Cleaner());
  Do("ticket: 'dust' recheck { passed: true }", Inspector());
  const v1::Ticket ticket = Ticket("dust");
  EXPECT_EQ(ticket.state(), v1::TICKET_STATE_CLOSED);
  EXPECT_EQ(ticket.closure_code(), v1::CLOSURE_CODE_FIXED);
  EXPECT_EQ(ticket.scoring().rounds(), 2u);
  EXPECT_EQ(ticket.scoring().points(), 9u);
  PutRight(hazard.ticket());
  Do("inspection: 'i-1' end_round {}", Inspector());
  EXPECT_EQ(GetRound("i-1")->state(), v1::INSPECTION_STATE_ENDED);
}

TEST_P(InspectionTest, FindingOnATicketThatIsThereAddsNothing) {
  OpenRound();
  ASSERT_TRUE(Execute(ReportRequest("lamp-1", "lamp")).ok());
  const auto refused = Give(
      "inspection: 'i-1' raise_finding { ticket: 'lamp' kind: "
      "TICKET_KIND_REPAIR location: 'north/1' category: 'mep' }",
      Inspector());
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_TICKET_EXISTS);
  const auto round = GetRound("i-1");
  ASSERT_TRUE(round.ok()) << round.status();
  EXPECT_EQ(round->version(), 1u);
}

TEST_P(InspectionTest, ListsRoundsByIdInPages) {
  for (const char* id : {"b", "c", "a"}) {
    Do(absl::StrCat("inspection: '", id, "' open_round { locations: 'x' }"),
       Inspector());
  }
  std::vector<std::string> ids;
  std::string token;
  do {
    const auto page = List(2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->position(), position_);
    EXPECT_LE(page->inspections_size(), 2);
    for (const v1::Inspection& round : page->inspections()) {
      ids.push_back(round.inspection());
    }
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(ids, (std::vector<std::string>{"a", "b", "c"}));
  const auto all = List(0, "");
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->inspections_size(), 3);
  EXPECT_EQ(ReasonOf(List(2, "made up").status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_P(InspectionTest, ShowsRoundsAsTheyWere) {
  OpenRound();
  const uint64_t opened = position_;
  Do("inspection: 'i-1' record_visit { location: 'north/1' }", Inspector());
  Do("inspection: 'i-2' open_round { locations: 'x' }", Inspector());
  v1::GetInspectionRequest get;
  get.set_ledger("main");
  get.set_inspection("i-1");
  get.mutable_as_of()->set_position(opened);
  const auto round = Call(*engine_, &Engine::GetInspection, get);
  ASSERT_TRUE(round.ok()) << round.status();
  EXPECT_EQ(round->position(), opened);
  EXPECT_EQ(round->inspection().version(), 1u);
  EXPECT_EQ(round->inspection().visited_size(), 0);
  get.set_inspection("i-2");
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::GetInspection, get).status()),
            v1::ERROR_REASON_INSPECTION_NOT_FOUND);
  get.mutable_as_of()->set_position(position_ + 1);
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::GetInspection, get).status()),
            v1::ERROR_REASON_POSITION_AHEAD);

  v1::ListInspectionsRequest list;
  list.set_ledger("main");
  list.mutable_as_of()->set_position(opened);
  auto page = Call(*engine_, &Engine::ListInspections, list);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->inspections_size(), 1);
  EXPECT_EQ(page->inspections(0).visited_size(), 0);
  EXPECT_EQ(page->position(), opened);
  list.mutable_as_of()->set_position(position_ + 1);
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::ListInspections, list).status()),
            v1::ERROR_REASON_POSITION_AHEAD);
}

// What is recorded between two pages is in neither.
TEST_P(InspectionTest, ListsPagesOfOnePrefixAsOfThen) {
  for (const char* const id : {"a", "b"}) {
    Do(absl::StrCat("inspection: '", id, "' open_round { locations: 'x' }"),
       Inspector());
  }
  v1::ListInspectionsRequest list;
  list.set_ledger("main");
  list.set_page_size(1);
  list.mutable_as_of()->mutable_valid_time()->set_seconds(4102444800);
  const auto first = Call(*engine_, &Engine::ListInspections, list);
  ASSERT_TRUE(first.ok()) << first.status();
  Do("inspection: 'b' record_visit { location: 'x' }", Inspector());
  list.set_page_token(first->next_page_token());
  const auto second = Call(*engine_, &Engine::ListInspections, list);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->inspections_size(), 1);
  EXPECT_EQ(second->inspections(0).inspection(), "b");
  EXPECT_EQ(second->inspections(0).visited_size(), 0);
  EXPECT_EQ(second->position(), first->position());
  EXPECT_EQ(second->next_page_token(), "");
  // A token belongs to its list.
  list.clear_as_of();
  EXPECT_EQ(ReasonOf(Call(*engine_, &Engine::ListInspections, list).status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

// Anybody can make a token; a short one is refused or begins somewhere.
TEST_P(InspectionTest, SurvivesTokensThatAreCut) {
  for (const char* const id : {"a", "b"}) {
    Do(absl::StrCat("inspection: '", id, "' open_round { locations: 'x' }"),
       Inspector());
  }
  const auto first = List(1, "");
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string& token = first->next_page_token();
  ASSERT_GT(token.size(), 16u);
  int refused = 0;
  for (size_t size = 1; size < token.size(); ++size) {
    refused += ReasonOf(List(1, token.substr(0, size)).status()) ==
               v1::ERROR_REASON_PAGE_TOKEN_INVALID;
  }
  EXPECT_GT(refused, 16);
}

using ManyRoundsTest = InspectionTest;

INSTANTIATE_TEST_SUITE_P(Memory, ManyRoundsTest, testing::Values(false));

TEST_P(ManyRoundsTest, GoOnAfterAPageOfThoseThatWereNotKnownThen) {
  Do("inspection: 'z' open_round { locations: 'x' }", Inspector());
  v1::ListInspectionsRequest list;
  list.set_ledger("main");
  list.mutable_as_of()->set_position(position_);
  for (size_t i = 0; i < kPageReplaysMax; ++i) {
    Do(absl::StrCat("inspection: 'r-", i, "' open_round { locations: 'x' }"),
       Inspector());
  }
  const auto none = Call(*engine_, &Engine::ListInspections, list);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_EQ(none->inspections_size(), 0);
  list.set_page_token(none->next_page_token());
  const auto rest = Call(*engine_, &Engine::ListInspections, list);
  ASSERT_TRUE(rest.ok()) << rest.status();
  ASSERT_EQ(rest->inspections_size(), 1);
  EXPECT_EQ(rest->inspections(0).inspection(), "z");
  EXPECT_EQ(rest->next_page_token(), "");
}

TEST_P(InspectionTest, SaysWhichRoundItDoesNotKnow) {
  OpenRound();
  // A key that only begins like a round's is none.
  EXPECT_EQ(ReasonOf(GetRound("i").status()),
            v1::ERROR_REASON_INSPECTION_NOT_FOUND);
  EXPECT_EQ(ReasonOf(GetRound("j").status()),
            v1::ERROR_REASON_INSPECTION_NOT_FOUND);
  EXPECT_EQ(ReasonOf(GetRound("").status()), v1::ERROR_REASON_FIELD_REQUIRED);
}

TEST_P(InspectionTest, RaisedRepairIsOneTransactionWithItsParent) {
  Do("ticket: 'spill' report { channel: CHANNEL_HOTLINE kind: "
     "TICKET_KIND_CLEANING location: 'north/1' category: 'cleaning/spill' }",
     Desk());
  Do("ticket: 'spill' dispatch { party: 'wuye' }", Desk());
  Do("ticket: 'spill' start_work { evidence_level: EVIDENCE_LEVEL_GPS }",
     Cleaner());
  const auto raised =
      Do("ticket: 'spill' raise_repair { child: 'tap' category: 'mep/water' }",
         Cleaner());
  EXPECT_EQ(raised.last_position() - raised.first_position(), 1u);
  EXPECT_EQ(Ticket("tap").parent(), "spill");
  ASSERT_EQ(Ticket("spill").children_size(), 1);
  EXPECT_EQ(Ticket("spill").children(0), "tap");
  EXPECT_EQ(ReasonOf(Give("ticket: 'spill' finish {}", Cleaner()).status()),
            v1::ERROR_REASON_CHILDREN_OPEN);
  Do("ticket: 'tap' reject { reason: 'dry' closure_code: CLOSURE_CODE_NO_FAULT "
     "}",
     Desk());
  Do("ticket: 'spill' finish {}", Cleaner());
  Do("ticket: 'spill' close { closure_code: CLOSURE_CODE_NOT_INSPECTED }",
     Desk());
}

}  // namespace
}  // namespace workledger
