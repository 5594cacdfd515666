// Inspection rounds: what follows from each order, and every refusal.

#include "engine/core/inspection/inspection_decide.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "engine/core/decide.h"
#include "engine/core/evolve.h"
#include "gtest/gtest.h"
#include "tests/core/cleaning_samples.h"
#include "tests/core/given.h"
#include "tests/core/samples.h"
#include "workledger/error.h"
#include "workledger/limits.h"

namespace workledger {
namespace {

constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

constexpr std::string_view kOpen =
    "open_round { title: 'March' party: 'wuye-1' rubric: 'daily' "
    "locations: 'north/1' locations: 'north/2' }";
constexpr std::string_view kFinding =
    "raise_finding { ticket: 't-9' kind: TICKET_KIND_CLEANING "
    "location: 'north/1/101' rubric_item: 'floor' points: 3 title: 'dust' "
    "category: 'cleaning/daily' priority: PRIORITY_P3 hazard: true }";
constexpr std::string_view kRubric =
    "rubric { code: 'daily' pass_points: 8 items { code: 'floor' points: 6 } "
    "items { code: 'bin' points: 4 } }";

v1::Actor OfWuye() {
  v1::Actor actor = Technician();
  actor.set_principal("manager");
  return actor;
}

// An order to round "i-1".
v1::Command RoundOrder(std::string_view order,
                       const v1::Actor& actor = Inspector()) {
  v1::Command command = Order(order, actor);
  command.clear_ticket();
  command.set_inspection("i-1");
  return command;
}

// A ledger with one round, whose orders are done one after the other.
class InspectionDecideTest : public ::testing::Test {
 protected:
  void Keep(std::string_view item) {
    v1::Event event;
    v1::CatalogueItemPut& put = *event.mutable_catalogue_item_put();
    *put.mutable_item() = FromText<v1::CatalogueItem>(item);
    const auto* const before =
        catalogue_.FindEver(KeyOf(put.item()).first, KeyOf(put.item()).second);
    put.set_revision(before == nullptr ? 1 : before->revision() + 1);
    v1::Record record;
    record.set_position(catalogue_.position() + 1);
    catalogue_.Evolve(record, event);
  }

  absl::StatusOr<std::vector<StreamEvents>> Try(const v1::Command& command) {
    if (const absl::Status valid = ValidateCommand(command); !valid.ok()) {
      return valid;
    }
    Folds folds = {.ledger = &ledger_, .catalogue = &catalogue_};
    for (auto names = Reads(command, folds); !names.empty();
         names = Reads(command, folds)) {
      for (const StreamName& name : names) folds.streams[name] = &folds_[name];
    }
    const absl::Time time =
        command.has_occur_time() ? FromTimestamp(command.occur_time()) : kNow;
    return Decide(command, folds, {.now = kNow, .occur_time = time});
  }

  // Does `command`, which must be accepted, and returns its events.
  std::vector<StreamEvents> Do(const v1::Command& command) {
    auto streams = Try(command);
    EXPECT_TRUE(streams.ok()) << streams.status();
    if (!streams.ok()) return {};
    for (const StreamEvents& stream : *streams) {
      v1::Fold& fold = folds_[{stream.stream.kind(), stream.stream.key()}];
      for (const v1::Event& event : stream.events) {
        v1::Record record;
        *record.mutable_stream() = stream.stream;
        *record.mutable_actor() = command.actor();
        record.set_version(VersionOf(fold) + 1);
        *record.mutable_occur_time() = ToTimestamp(kNow);
        EvolveFold(fold, record, event);
      }
    }
    return *std::move(streams);
  }

  void ExpectRefused(const v1::Command& command, absl::StatusCode code,
                     v1::ErrorReason reason, std::string_view field = "") {
    const auto streams = Try(command);
    ASSERT_FALSE(streams.ok()) << command.ShortDebugString();
    EXPECT_EQ(streams.status().code(), code) << streams.status();
    EXPECT_EQ(ReasonName(ReasonOf(streams.status())), ReasonName(reason))
        << streams.status();
    EXPECT_EQ(ErrorOf(streams.status()).field(), field);
  }

  // Opens the round and leads it to `state`.
  void Lead(v1::InspectionState state) {
    Do(RoundOrder(kOpen));
    if (state == v1::INSPECTION_STATE_OPEN) return;
    Visit();
    Do(RoundOrder("close_round {}"));
    if (state == v1::INSPECTION_STATE_CLOSED) return;
    Do(RoundOrder("contest_round { reason: 'rain' }", OfWuye()));
  }

  void Visit() {
    Do(RoundOrder("record_visit { location: 'north/1' }"));
    Do(RoundOrder("record_visit { location: 'north/2' }"));
  }

  const v1::Inspection& Round() {
    return folds_[{v1::STREAM_KIND_INSPECTION, "i-1"}].inspection();
  }

  Catalogue catalogue_;
  v1::LedgerState ledger_;
  std::map<StreamName, v1::Fold> folds_;
};

std::string TextOf(const StreamEvents& stream) {
  std::string text =
      v1::StreamKind_Name(stream.stream.kind()) + " " + stream.stream.key();
  for (const v1::Event& event : stream.events) {
    text += " " + event.ShortDebugString();
  }
  return text;
}

TEST_F(InspectionDecideTest, OpensARoundWithTheRubricOfTheDay) {
  Keep(kRubric);
  const auto streams = Do(RoundOrder(
      "open_round { title: 'March' party: 'wuye-1' rubric: 'daily' "
      "unannounced: true locations: 'north/1' locations: 'north/2' }"));
  ASSERT_EQ(streams.size(), 1u);
  EXPECT_EQ(TextOf(streams[0]),
            "STREAM_KIND_INSPECTION i-1 " +
                Happened("round_opened { title: 'March' party: 'wuye-1' "
                         "unannounced: true rubric: 'daily' "
                         "rubric_revision: 1 full_score: 10 pass_points: 8 "
                         "locations: 'north/1' locations: 'north/2' }")
                    .ShortDebugString());
  EXPECT_EQ(Round().state(), v1::INSPECTION_STATE_OPEN);
  EXPECT_EQ(Round().inspection(), "i-1");
  EXPECT_EQ(Round().version(), 1u);
  EXPECT_EQ(Round().inspector().principal(), "sun");
  EXPECT_TRUE(Round().unannounced());
  EXPECT_EQ(Round().pass_points(), 8u);
  EXPECT_EQ(Round().locations_size(), 2);
  EXPECT_TRUE(Round().has_open_time());
}

TEST_F(InspectionDecideTest, EveryOrderInEveryStateDoesWhatTheTableSays) {
  struct Row {
    std::string_view order;
    v1::Actor actor;
    v1::InspectionState state;  // where it is allowed
  };
  const Row rows[] = {
      {"record_visit { location: 'north/1' }", Inspector(),
       v1::INSPECTION_STATE_OPEN},
      {kFinding, Inspector(), v1::INSPECTION_STATE_OPEN},
      {"close_round {}", Inspector(), v1::INSPECTION_STATE_OPEN},
      {"contest_round { reason: 'x' }", OfWuye(), v1::INSPECTION_STATE_CLOSED},
      {"decide_round { score: 9 }", Supervisor(),
       v1::INSPECTION_STATE_CONTESTED},
  };
  Keep(kRubric);
  for (const Row& row : rows) {
    for (const auto state :
         {v1::INSPECTION_STATE_OPEN, v1::INSPECTION_STATE_CLOSED,
          v1::INSPECTION_STATE_CONTESTED}) {
      SCOPED_TRACE(std::string(row.order) + " in " +
                   v1::InspectionState_Name(state));
      folds_.clear();
      Lead(state);
      const v1::Command command = RoundOrder(row.order, row.actor);
      if (state != row.state) {
        ExpectRefused(command, kFailed, v1::ERROR_REASON_STATE_FORBIDS);
      } else if (command.has_close_round()) {
        ExpectRefused(command, kFailed, v1::ERROR_REASON_LOCATIONS_OPEN);
      } else {
        EXPECT_FALSE(Do(command).empty());
      }
    }
  }
}

TEST_F(InspectionDecideTest, RoundIsNewOrThere) {
  ExpectRefused(RoundOrder("close_round {}"), absl::StatusCode::kNotFound,
                v1::ERROR_REASON_INSPECTION_NOT_FOUND, "inspection");
  Lead(v1::INSPECTION_STATE_OPEN);
  ExpectRefused(RoundOrder(kOpen), absl::StatusCode::kAlreadyExists,
                v1::ERROR_REASON_INSPECTION_EXISTS, "inspection");
}

TEST_F(InspectionDecideTest, RefusesATimeAhead) {
  v1::Command command = RoundOrder(kOpen);
  *command.mutable_occur_time() = ToTimestamp(kNow + absl::Minutes(6));
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_TIME_AHEAD, "occur_time");
}

TEST_F(InspectionDecideTest, OnlyThoseWhoMayGiveAnOrderDo) {
  constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
  const auto refuse = [&](std::string_view order, const v1::Actor& actor) {
    ExpectRefused(RoundOrder(order, actor), kDenied,
                  v1::ERROR_REASON_ROLE_REQUIRED, "actor.roles");
  };
  Keep(kRubric);
  refuse(kOpen, Desk());
  refuse(kOpen, System());
  Lead(v1::INSPECTION_STATE_OPEN);
  refuse("record_visit { location: 'north/1' }", Desk());
  refuse(kFinding, Desk());
  refuse("close_round {}", Desk());
  folds_.clear();
  Lead(v1::INSPECTION_STATE_CLOSED);
  ExpectRefused(RoundOrder("contest_round { reason: 'x' }", Supervisor()),
                kDenied, v1::ERROR_REASON_PARTY_REQUIRED, "actor.party");
  folds_.clear();
  Lead(v1::INSPECTION_STATE_CONTESTED);
  refuse("decide_round { score: 9 }", Inspector());
}

TEST_F(InspectionDecideTest, InspectedPartyDoesNotInspectItself) {
  v1::Actor own = Inspector();
  own.set_party("wuye-1");
  ExpectRefused(RoundOrder(kOpen, own), kFailed,
                v1::ERROR_REASON_PERFORMER_INSPECTS, "actor.party");
  Lead(v1::INSPECTION_STATE_OPEN);
  for (const std::string_view order :
       {std::string_view("record_visit { location: 'north/1' }"), kFinding,
        std::string_view("close_round {}")}) {
    ExpectRefused(RoundOrder(order, own), kFailed,
                  v1::ERROR_REASON_PERFORMER_INSPECTS, "actor.party");
  }
}

TEST_F(InspectionDecideTest, OpenAsksTheCatalogue) {
  Keep("location { code: 'north/1' }");
  ExpectRefused(RoundOrder(kOpen), kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "open_round.locations[1]");
  Keep("location { code: 'north/2' }");
  Keep("party { code: 'wuye-2' }");
  ExpectRefused(RoundOrder(kOpen), kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "open_round.party");
  Keep("party { code: 'wuye-1' }");
  Keep("rubric { code: 'weekly' }");
  ExpectRefused(RoundOrder(kOpen), kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "open_round.rubric");
  Keep(kRubric);
  EXPECT_FALSE(Do(RoundOrder(kOpen)).empty());
}

TEST_F(InspectionDecideTest, OpenWantsPlacesEachOnce) {
  ExpectRefused(RoundOrder("open_round {}"), kInvalid,
                v1::ERROR_REASON_FIELD_REQUIRED, "open_round.locations");
  ExpectRefused(RoundOrder("open_round { locations: 'a' locations: '' }"),
                kInvalid, v1::ERROR_REASON_FIELD_REQUIRED,
                "open_round.locations[1]");
  ExpectRefused(RoundOrder("open_round { locations: 'a' locations: 'a' }"),
                kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "open_round.locations[1]");
}

TEST_F(InspectionDecideTest, EachPlaceIsVisitedOnce) {
  Lead(v1::INSPECTION_STATE_OPEN);
  ExpectRefused(RoundOrder("record_visit { location: 'south' }"), kInvalid,
                v1::ERROR_REASON_FIELD_INVALID, "record_visit.location");
  Visit();
  EXPECT_EQ(Round().visited_size(), 2);
  ExpectRefused(RoundOrder("record_visit { location: 'north/1' }"), kFailed,
                v1::ERROR_REASON_ALREADY_DONE, "record_visit.location");
}

TEST_F(InspectionDecideTest, FindingOpensATicket) {
  Keep(kRubric);
  ledger_.set_last_number(7);
  Lead(v1::INSPECTION_STATE_OPEN);
  const auto streams = Do(RoundOrder(kFinding));
  ASSERT_EQ(streams.size(), 2u);
  EXPECT_EQ(TextOf(streams[0]),
            "STREAM_KIND_INSPECTION i-1 " +
                Happened("finding_raised { ticket: 't-9' location: "
                         "'north/1/101' rubric_item: 'floor' points: 3 "
                         "hazard: true }")
                    .ShortDebugString());
  EXPECT_EQ(TextOf(streams[1]),
            "STREAM_KIND_TICKET t-9 " +
                Happened("ticket_reported { kind: TICKET_KIND_CLEANING "
                         "number: 8 channel: CHANNEL_INSPECTION "
                         "first_owner: 'sun' location: 'north/1/101' "
                         "category: 'cleaning/daily' priority: PRIORITY_P3 "
                         "title: 'dust' inspection: 'i-1' hazard: true "
                         "catalogue_position: 1 }")
                    .ShortDebugString());
  const v1::Ticket& ticket = folds_[{v1::STREAM_KIND_TICKET, "t-9"}].ticket();
  EXPECT_EQ(ticket.state(), v1::TICKET_STATE_REPORTED);
  EXPECT_EQ(ticket.inspection(), "i-1");
  EXPECT_TRUE(ticket.hazard());
  ASSERT_EQ(Round().findings_size(), 1);
  EXPECT_EQ(Round().findings(0).ticket(), "t-9");
  EXPECT_EQ(Round().findings(0).points(), 3u);
}

TEST_F(InspectionDecideTest, FindingNamesItsTicketInTheAnswer) {
  v1::Command command = RoundOrder(kFinding);
  EXPECT_EQ(TicketIdOf(command), "t-9");
  command.mutable_raise_finding()->clear_ticket();
  EXPECT_EQ(TicketIdOf(command), DerivedTicketId("r-1"));
}

TEST_F(InspectionDecideTest, FindingRefusesWhatIsWrong) {
  Keep(kRubric);
  Keep("category { code: 'cleaning/daily' kind: TICKET_KIND_CLEANING }");
  Lead(v1::INSPECTION_STATE_OPEN);
  v1::Command command = RoundOrder(kFinding);
  v1::RaiseFinding& order = *command.mutable_raise_finding();
  const v1::RaiseFinding good = order;
  order.set_location("north/10");
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "raise_finding.location");
  order = good;
  order.set_kind(v1::TICKET_KIND_SERVICE);
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "raise_finding.kind");
  order = good;
  order.set_kind(v1::TICKET_KIND_REPAIR);
  ExpectRefused(command, kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "raise_finding.category");
  order = good;
  order.set_ticket("T9");
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "raise_finding.ticket");
  order = good;
  order.set_rubric_item("wall");
  ExpectRefused(command, kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "raise_finding.rubric_item");
  order = good;
  order.set_points(7);
  ExpectRefused(command, kInvalid, v1::ERROR_REASON_FIELD_INVALID,
                "raise_finding.points");
  order.set_points(6);
  Do(command);
  ExpectRefused(command, absl::StatusCode::kAlreadyExists,
                v1::ERROR_REASON_TICKET_EXISTS, "raise_finding.ticket");
  Keep("location { code: 'north/1' }");
  order.set_ticket("t-10");
  ExpectRefused(command, kFailed, v1::ERROR_REASON_CATALOGUE_UNKNOWN,
                "raise_finding.location");
}

TEST_F(InspectionDecideTest, FindingIsNotScoredByARevisedRubric) {
  Keep(kRubric);
  Lead(v1::INSPECTION_STATE_OPEN);
  Keep(
      "rubric { code: 'daily' pass_points: 1 items { code: 'bin' points: 1 } "
      "}");
  EXPECT_FALSE(Do(RoundOrder(kFinding)).empty());
  Visit();
  Do(RoundOrder("close_round {}"));
  EXPECT_EQ(Round().score(), 7u);
  EXPECT_FALSE(Round().passed());
}

TEST_F(InspectionDecideTest, FindingsAreBounded) {
  Lead(v1::INSPECTION_STATE_OPEN);
  v1::Inspection& round =
      *folds_[{v1::STREAM_KIND_INSPECTION, "i-1"}].mutable_inspection();
  while (round.findings_size() < static_cast<int>(kRoundFindingsMax) - 1) {
    round.add_findings();
  }
  EXPECT_TRUE(Try(RoundOrder(kFinding)).ok());
  round.add_findings();
  ExpectRefused(RoundOrder(kFinding), kFailed, v1::ERROR_REASON_LIMIT_REACHED);
}

TEST_F(InspectionDecideTest, ScoreIsWhatTheFindingsLeave) {
  struct Case {
    uint32_t points;
    uint32_t score;
    bool passed;
  };
  Keep(kRubric);
  for (const Case& c : {Case{0, 10, true}, Case{1, 8, true}, Case{3, 4, false},
                        Case{6, 0, false}}) {
    SCOPED_TRACE(c.points);
    folds_.clear();
    Lead(v1::INSPECTION_STATE_OPEN);
    Visit();
    for (const char* ticket : {"t-9", "t-10"}) {
      v1::Command command = RoundOrder(kFinding);
      command.mutable_raise_finding()->set_ticket(ticket);
      command.mutable_raise_finding()->set_points(c.points);
      Do(command);
    }
    const auto streams = Do(RoundOrder("close_round {}"));
    ASSERT_EQ(streams.size(), 1u);
    const v1::RoundClosed& closed = streams[0].events[0].round_closed();
    EXPECT_EQ(closed.score(), c.score);
    EXPECT_EQ(closed.full_score(), 10u);
    EXPECT_EQ(closed.passed(), c.passed);
    EXPECT_EQ(Round().state(), v1::INSPECTION_STATE_CLOSED);
    EXPECT_EQ(Round().score(), c.score);
    EXPECT_EQ(Round().passed(), c.passed);
    EXPECT_TRUE(Round().has_close_time());
  }
}

TEST_F(InspectionDecideTest, CloseWantsEveryPlaceVisited) {
  Lead(v1::INSPECTION_STATE_OPEN);
  Do(RoundOrder("record_visit { location: 'north/1' }"));
  ExpectRefused(RoundOrder("close_round {}"), kFailed,
                v1::ERROR_REASON_LOCATIONS_OPEN);
  Do(RoundOrder("record_visit { location: 'north/2' }"));
  EXPECT_FALSE(Do(RoundOrder("close_round {}")).empty());
}

TEST_F(InspectionDecideTest, RoundWithoutARubricPassesWithoutFindings) {
  Lead(v1::INSPECTION_STATE_CLOSED);
  EXPECT_TRUE(Round().passed());
  ExpectRefused(RoundOrder("contest_round { reason: 'x' }", OfWuye()), kFailed,
                v1::ERROR_REASON_NOTHING_TO_ANSWER);
  folds_.clear();
  Lead(v1::INSPECTION_STATE_OPEN);
  Visit();
  Do(RoundOrder(kFinding));
  Do(RoundOrder("close_round {}"));
  EXPECT_FALSE(Round().passed());
}

TEST_F(InspectionDecideTest, ScoreIsContestedOnceAndDecidedByAnother) {
  Keep(kRubric);
  Lead(v1::INSPECTION_STATE_CONTESTED);
  EXPECT_TRUE(Round().contested());
  ExpectRefused(RoundOrder("decide_round { score: 11 }", Supervisor()),
                kInvalid, v1::ERROR_REASON_FIELD_INVALID, "decide_round.score");
  v1::Actor inspector = Supervisor();
  inspector.set_principal("sun");
  ExpectRefused(RoundOrder("decide_round { score: 9 }", inspector), kFailed,
                v1::ERROR_REASON_SECOND_PERSON_REQUIRED, "actor.principal");
  const auto streams =
      Do(RoundOrder("decide_round { score: 7 reason: 'dust' }", Supervisor()));
  ASSERT_EQ(streams.size(), 1u);
  EXPECT_EQ(TextOf(streams[0]),
            "STREAM_KIND_INSPECTION i-1 " +
                Happened("round_decided { score: 7 reason: 'dust' }")
                    .ShortDebugString());
  EXPECT_EQ(Round().state(), v1::INSPECTION_STATE_CLOSED);
  EXPECT_EQ(Round().score(), 7u);
  EXPECT_FALSE(Round().passed());
  ExpectRefused(RoundOrder("contest_round { reason: 'x' }", OfWuye()), kFailed,
                v1::ERROR_REASON_ALREADY_APPEALED);
}

TEST_F(InspectionDecideTest, DecisionCanPassARound) {
  Keep(kRubric);
  Lead(v1::INSPECTION_STATE_CONTESTED);
  Do(RoundOrder("decide_round { score: 8 }", Supervisor()));
  EXPECT_TRUE(Round().passed());
}

}  // namespace
}  // namespace workledger
